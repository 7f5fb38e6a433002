package figures

import (
	"bytes"
	"image/png"
	"math"
	"testing"

	"gonum.org/v1/plot/vg/draw"

	"marketsim/reports"
	"marketsim/reports/calibration"
)

// TestHollowMarksAreSeen: a ring and a cross leave at least a third of a filled mark's ink, so that they are told apart from the ground at the size of a slide.
func TestHollowMarksAreSeen(t *testing.T) {
	inked := func(shape draw.GlyphDrawer) (n int) {
		f := &figure{paint: func(g *page) { g.mark(point{500, 500}, shape, ink, 9) }}
		var b bytes.Buffer
		if err := f.render(&b, &reports.Input{}, false, Options{Width: 1920, Height: 1080}); err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		for y := 485; y < 515; y++ {
			for x := 485; x < 515; x++ {
				if r, _, _, _ := img.At(x, y).RGBA(); r < 0x6000 {
					n++
				}
			}
		}
		return n
	}
	full := inked(draw.CircleGlyph{})
	for name, shape := range map[string]draw.GlyphDrawer{"ring": ringGlyph{}, "cross": crossGlyph{}} {
		if n := inked(shape); n < full/3 || n >= full {
			t.Errorf("a %s has %d dark pixels, a circle %d", name, n, full)
		}
	}
}

// TestTheFigureOfSensitivitiesSaysWhatIsOpen: where an interval is wide, the title does not say that all is known, and the parameter is named.
func TestTheFigureOfSensitivitiesSaysWhatIsOpen(t *testing.T) {
	s := &calibration.Summary{Parameters: []calibration.Parameter{{Path: "a", Identified: calibration.Identified}, {Path: "b", Identified: calibration.Weakly}, {Path: "c", Identified: calibration.Unidentified}}}
	if f := sensitivities(s); f.title != "The targets identify 1 of 3 free parameters" || f.lead != "Weakly identified: b. Not identified: c. " {
		t.Errorf("%q, %q", f.title, f.lead)
	}
	s.Parameters = s.Parameters[:1]
	if f := sensitivities(s); f.title != "The targets identify every free parameter" || f.lead != "" {
		t.Errorf("%q, %q", f.title, f.lead)
	}
}

// TestNothingHasNoSign: what rounds to 0 has no sign in a figure.
func TestNothingHasNoSign(t *testing.T) {
	if got := trim(math.Round(-0.02*10) / 10); got != "0" {
		t.Error(got)
	}
}
