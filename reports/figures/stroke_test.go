package figures

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"slices"
	"testing"

	"marketsim/reports/experiment"
	"marketsim/sim/spec"
)

// TestMethodsHaveStrokesOfTheirOwn: no two methods of a horizon have the same colour and dash, and each is seen on its ground (3:1, WCAG 2).
func TestMethodsHaveStrokesOfTheirOwn(t *testing.T) {
	strokes := map[string]string{}
	for i, name := range marks {
		colour, dash := methodStroke(i)
		key := fmt.Sprint(colour, dash)
		if other := strokes[key]; other != "" {
			t.Errorf("%s is drawn as %s is", name, other)
		}
		strokes[key] = name
		for ground, th := range map[string]theme{"light": nil, "dark": darkTheme} {
			if p := (&paper{theme: th}); contrast(p.tone(colour), p.tone(white)) < 3 {
				t.Errorf("%s: %s has a contrast of %.1f", ground, name, contrast(p.tone(colour), p.tone(white)))
			}
		}
	}
}

// rendered is what a paper shows.
func rendered(t *testing.T, p *paper) image.Image {
	t.Helper()
	var b bytes.Buffer
	if err := p.save(&b); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// drawnBy are the pixels of what paints a page, by colour.
func drawnBy(t *testing.T, paint func(g *page)) map[[3]uint32]int {
	t.Helper()
	p := Options{Width: 1920, Height: 1080}.paper(nil)
	paint(&page{paper: p, left: 60, top: 60, right: 1860, bottom: 1020})
	img := rendered(t, p)
	out := map[[3]uint32]int{}
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			r, g, b, _ := img.At(x, y).RGBA()
			out[[3]uint32{r, g, b}]++
		}
	}
	return out
}

// TestPacingKeepsColoursOfArms: where some arms are left out, those that are drawn have the colours of their places in the scenario, as in all other figures.
func TestPacingKeepsColoursOfArms(t *testing.T) {
	in, s := manyArms(t, 6)
	for _, arms := range in.Results {
		for i, arm := range arms {
			for d := range arm.Days { // budgets that each arm uses up to another share, so that no curve hides one
				arm.Days[d].Spend, arm.Days[d].Budgets = [][24]spec.Nano{{9: 1}}, []spec.Nano{1 + spec.Nano(i)}
			}
		}
	}
	shown, _ := armNames(s)
	f := pacing(in, s)
	drawn := drawnBy(t, f.paint)
	for i := range s.Arms {
		r, g, b, _ := armColour(armAt(s, s.Arms[i].Name)).RGBA()
		has := drawn[[3]uint32{r, g, b}] > 200
		want := slices.Contains(shown, s.Arms[i].Name)
		if i > 0 && has != want { // control is dark grey, as text is in places
			t.Errorf("%s, shown %v: its colour is drawn %v", s.Arms[i].Name, want, has)
		}
	}
}

// TestTruthOfReadingsThatAreWhole: where the first reading could not be applied in some replications, the truth of those that could in all is the one that is drawn.
func TestTruthOfReadingsThatAreWhole(t *testing.T) {
	x := func(v float64) *float64 { return &v }
	rows := []*experiment.Judgement{{Design: "a", Unread: "one block", Truth: x(0.3), Estimate: x(0.1)}, {Design: "b", Truth: x(0.2), Estimate: x(0.1)}, {Design: "c", Truth: x(0.2), Estimate: x(0.1)}}
	if !oneTruth(rows) {
		t.Error("two whole readings of one truth have several")
	}
	if got := get(whole(rows).Truth); got != 0.2 {
		t.Errorf("the truth is %v, want 0.2", got)
	}
	rows[2].Truth = x(0.25)
	if oneTruth(rows) {
		t.Error("0.2 and 0.25 are one truth")
	}
}
