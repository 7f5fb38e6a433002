package figures

import (
	"image/color"
	"math"
	"testing"
)

// vision turns linear RGB into what a kind of colour-blind reader sees: Machado, Oliveira & Fernandes 2009, "A
// physiologically-based model for simulation of color vision deficiency", IEEE TVCG 15, severity 1.
var vision = map[string][3][3]float64{
	"full":         {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// linear is a colour's light, without the display's curve (IEC 61966-2-1).
func linear(c color.Color) (out [3]float64) {
	r, g, b, _ := c.RGBA()
	for i, v := range []uint32{r, g, b} {
		x := float64(v) / 65535
		if out[i] = x / 12.92; x > 0.04045 {
			out[i] = math.Pow((x+0.055)/1.055, 2.4)
		}
	}
	return out
}

func luminance(c color.Color) float64 {
	l := linear(c)
	return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2]
}

// contrast is that of WCAG 2.
func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// lab is the place of a colour in CIELAB (D65) as a reader sees it.
func lab(c color.Color, reader [3][3]float64) [3]float64 {
	light := linear(c)
	var seen [3]float64
	for i := range seen {
		for j := range light {
			seen[i] += reader[i][j] * light[j]
		}
		seen[i] = min(1, max(0, seen[i]))
	}
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((0.4124*seen[0] + 0.3576*seen[1] + 0.1805*seen[2]) / 0.9505)
	y := f(0.2126*seen[0] + 0.7152*seen[1] + 0.0722*seen[2])
	z := f((0.0193*seen[0] + 0.1192*seen[1] + 0.9505*seen[2]) / 1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func apart(a, b [3]float64) float64 {
	return math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
}

// TestColoursForColourBlindReaders: better, worse and unclear, and the colours of arms, are at least 12 units of CIELAB apart for
// readers with protanopia, deuteranopia and tritanopia (2.3 is a just noticeable difference), on light and on dark pages.
func TestColoursForColourBlindReaders(t *testing.T) {
	sets := map[string][]color.RGBA{"verdicts": {betterBlue, worseRed, grey}, "arms": armColours[:len(armColours)-1]}
	for ground, th := range map[string]theme{"light": nil, "dark": darkTheme} {
		p := &paper{theme: th}
		for name, set := range sets {
			for reader, sees := range vision {
				least := math.Inf(1)
				for i := range set {
					for j := range i {
						d := apart(lab(p.tone(set[i]), sees), lab(p.tone(set[j]), sees))
						if least = min(least, d); d < 12 {
							t.Errorf("%s, %s, %s: %v and %v are %.1f apart", ground, name, reader, set[i], set[j], d)
						}
					}
				}
				t.Logf("%s, %s, %s: at least %.1f apart", ground, name, reader, least)
			}
		}
	}
}

// TestColoursStandOutFromTheGround: by 3:1, which WCAG 2 asks of text of 24 pixels and of graphics; text in ink and grey by 4.5:1.
func TestColoursStandOutFromTheGround(t *testing.T) {
	for ground, th := range map[string]theme{"light": nil, "dark": darkTheme} {
		p := &paper{theme: th}
		for _, c := range append([]color.RGBA{betterBlue, worseRed}, armColours[:len(armColours)-1]...) {
			if r := contrast(p.tone(c), p.tone(white)); r < 3 {
				t.Errorf("%s: %v has a contrast of %.2f", ground, c, r)
			}
		}
		for _, c := range []color.RGBA{ink, grey} {
			if r := contrast(p.tone(c), p.tone(white)); r < 4.5 {
				t.Errorf("%s: %v has a contrast of %.2f", ground, c, r)
			}
		}
	}
}
