package figures

import (
	"testing"

	"marketsim/reports/estimate/longrun"
	"marketsim/reports/horizon"
)

// TestWhatIsTrustedStandsOut: the method that the answer names is a thick blue line in both panels, of at least 4 pixels a column where thin lines have none; without an answer nothing is blue.
func TestWhatIsTrustedStandsOut(t *testing.T) {
	r := &horizon.Report{}
	for _, days := range []int{28, 56, 84} {
		for i, name := range []string{horizon.AsRead, horizon.Post} {
			r.Rows = append(r.Rows, horizon.Row{Days: days, Agreement: longrun.Agreement{Name: name, Right: 0.7 + 0.1*float64(i)}, RMSE: 0.02 - 0.01*float64(i)})
		}
	}
	blue := func() (n int) {
		p := Options{Width: 1600, Height: 700}.paper(nil)
		paintHorizon(&page{paper: p, left: 60, top: 60, right: 1540, bottom: 640}, r)
		img := rendered(t, p)
		red, green, other, _ := betterBlue.RGBA()
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if a, b, c, _ := img.At(x, y).RGBA(); a == red && b == green && c == other {
					n++
				}
			}
		}
		return n
	}
	if n := blue(); n > 0 {
		t.Errorf("without an answer %d pixels are blue", n)
	}
	r.Answers = []horizon.Answer{{Method: horizon.Post, Days: 28}}
	if n := blue(); n < 2*4*100 {
		t.Errorf("%d pixels are blue", n)
	}
	r.Answers[0].Method = horizon.Lagged // it has no line
	if n := blue(); n > 0 {
		t.Errorf("of a method that cannot read %d pixels are blue", n)
	}
}

// TestWarnedOfIsMarkedInTheLegend: an index that a warning is about has the mark in the legend of curves and of ship rules; one that holds, and other methods, have none.
func TestWarnedOfIsMarkedInTheLegend(t *testing.T) {
	r := &horizon.Report{Replications: 4, Checks: []horizon.Check{{Of: "market", Days: 14, Turned: []string{"more"}}}, Programme: &horizon.Programme{Rules: []horizon.Rule{{Name: "14 days > 0"}, {Name: "14 days, index"}}}}
	if got, rules := called(r, horizon.Index), keeping(r); got != "surrogate index †" || called(r, horizon.Post) != horizon.Post || rules[1].name != "14 days, index †" || rules[0].name != "14 days > 0" {
		t.Errorf("%s, %v", got, rules)
	}
	if r.Checks = nil; called(r, horizon.Index) != horizon.Index {
		t.Error(called(r, horizon.Index))
	}
}
