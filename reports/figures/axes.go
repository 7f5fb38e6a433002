package figures

import (
	"image/color"
	"math"
	"strconv"

	"marketsim/reports"
	"marketsim/reports/format"
)

// panel is a rectangle of the page with axes: data coordinates in, pixels out.
type panel struct {
	p                        *paper
	left, top, right, bottom float64 // pixels
	x0, x1, y0, y1           float64 // data
}

// interval draws a bar from one place in data coordinates to another. It is not cut off: the axes have room for it.
func (a *panel) interval(x0, y0, x1, y1 float64, c color.Color, width float64) {
	from, to := a.place(x0, y0), a.place(x1, y1)
	a.p.line([]point{from, to}, c, width, nil)
	a.p.bars = append(a.p.bars, bar{from, to, point{a.left, a.top}, point{a.right, a.bottom}})
}

// ends are those of an interval by its middle and half; without a half the middle alone.
func ends(m, half float64) []float64 {
	if math.IsNaN(half) {
		return []float64{m}
	}
	return []float64{m - half, m + half}
}

func (a *panel) place(x, y float64) point {
	return point{a.left + (x-a.x0)/(a.x1-a.x0)*(a.right-a.left), a.bottom - (y-a.y0)/(a.y1-a.y0)*(a.bottom-a.top)}
}

// ticks are at most about n round numbers over a range.
func ticks(lo, hi float64, n int) (out []float64) {
	if !(hi > lo) {
		return []float64{lo}
	}
	step := math.Pow(10, math.Floor(math.Log10((hi-lo)/float64(n))))
	for _, m := range []float64{1, 2, 5, 10} {
		if (hi-lo)/(step*m) <= float64(n) {
			step *= m
			break
		}
	}
	for i := math.Ceil(lo/step - 1e-9); i*step <= hi+step*1e-9; i++ {
		out = append(out, i*step+0) // + 0 turns -0 into 0
	}
	return out
}

// dayTicks are round numbers of days, weeks where they fit.
func dayTicks(days float64) (out []float64) {
	step := 1.0
	for _, s := range []float64{1, 2, 7, 14, 28, 56, 91, 182, 364, 728} {
		step = s
		if days/s <= 9 {
			break
		}
	}
	for d := 0.0; d <= days; d += step {
		out = append(out, d)
	}
	return out
}

// grid draws horizontal lines with their values, in the unit of the panel, and its name above.
func (a *panel) grid(name string, format func(float64) string, n int) {
	for _, t := range ticks(a.y0, a.y1, n) {
		q := a.place(a.x0, t)
		c := faint
		if t == 0 {
			c = grey
		}
		a.p.line([]point{q, {a.right, q.y}}, c, 1.5, nil)
		a.p.text(point{a.left - 14, q.y}, format(t), smallSize, grey, 1)
	}
	a.p.styled(point{a.left, a.top - 26}, cut(name, textSize, true, a.p.width-a.p.margin()-a.left), style(textSize, true, ink), -1)
}

// lane is where row i of n stands, and where its marks do: on a phone below so many lines of text, which stand beside the panel elsewhere.
func (a *panel) lane(i, n, lines int) (top, from, to float64) {
	height := (a.bottom - a.top) / float64(n)
	top = a.top + float64(i)*height
	from, to = top, top+height
	if a.p.narrow() {
		from += float64(lines)*lineHeight + 4
	}
	return top, from, to
}

// lineHeight is from one line of small text to the next.
const lineHeight = 30

// called writes the name of a row in a room: beside the panel, or on a phone as the first line of the row.
func (a *panel) called(name string, top, mid float64) {
	if a.p.narrow() {
		a.p.above(name, top, false)
		return
	}
	a.p.text(point{a.left - 20, mid}, name, smallSize, ink, 1)
}

// above writes the name of a row as its first line, on the ground of the page.
func (p *paper) above(name string, top float64, bold bool) {
	left, right := p.margin(), p.margin()+textWidth(name, smallSize, bold)
	p.fill([]point{{left, top + 3}, {right, top + 3}, {right, top + lineHeight}, {left, top + lineHeight}}, white)
	p.styled(point{left, top + lineHeight/2 + 2}, name, style(smallSize, bold, ink), -1)
}

// named is how much room there is for the names of rows: so much beside the panel, or the whole width of a phone.
func (g *page) named(beside float64) float64 {
	if g.narrow() {
		return g.right - g.left
	}
	return beside - 40
}

// beside is how much is left free beside a panel for names of rows, which stand above them on a phone; there it is half a number of the axis.
func (g *page) beside(names float64) float64 {
	if g.narrow() {
		return 44
	}
	return names
}

// foot draws the values of the horizontal axis.
func (a *panel) foot(at []float64, format func(float64) string, name string) {
	for _, t := range at {
		q := a.place(t, a.y0)
		a.p.line([]point{{q.x, a.bottom}, {q.x, a.bottom + 8}}, grey, 1.5, nil)
		a.p.text(point{q.x, a.bottom + 28}, format(t), smallSize, grey, 0)
	}
	if name != "" {
		a.p.text(point{(a.left + a.right) / 2, a.bottom + 62}, name, smallSize, grey, 0)
	}
}

// span is the range of finite numbers, with some air; zero is part of it when asked, and the range is never empty.
func span(zero bool, lists ...[]float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, list := range lists {
		for _, x := range list {
			if !math.IsNaN(x) && !math.IsInf(x, 0) {
				lo, hi = min(lo, x), max(hi, x)
			}
		}
	}
	if lo > hi {
		return 0, 1
	}
	if zero {
		lo, hi = min(lo, 0), max(hi, 0)
	}
	if zero && lo == 0 && hi == 0 {
		return 0, 1
	}
	air := (hi - lo) * 0.08
	if air == 0 {
		air = math.Abs(hi) * 0.1
	}
	if air == 0 {
		air = 1
	}
	if !zero || lo < 0 {
		lo -= air
	}
	if zero && hi == 0 && lo < 0 {
		return lo, 0
	}
	return lo, hi + air
}

// short writes an axis value: 12k, 1.5M, 0.25.
func short(x float64) string {
	switch size := math.Abs(x); {
	case size >= 1e15:
		return strconv.FormatFloat(x, 'g', 3, 64)
	case size >= 1e12:
		return trim(x/1e12) + "T"
	case size >= 1e9:
		return trim(x/1e9) + "B"
	case size >= 1e6:
		return trim(x/1e6) + "M"
	case size >= 1e4:
		return trim(x/1e3) + "k"
	case size >= 1e3 && x == math.Trunc(x):
		return format.Fixed(x, 0)
	}
	return trim(x)
}

func trim(x float64) string {
	if size := math.Abs(x); size > 0 && size < 1e-4 {
		return strconv.FormatFloat(x, 'g', 3, 64)
	}
	return strconv.FormatFloat(math.Round(x*1e6)/1e6+0, 'f', -1, 64) // + 0 turns -0 into 0
}

func percent(x float64) string { return trim(x) + "%" }

func day(x float64) string { return strconv.Itoa(int(math.Round(x))) }

// floats reads a series, NaN for null.
func floats(xs []*float64) []float64 {
	out := make([]float64, len(xs))
	for i, x := range xs {
		out[i] = math.NaN()
		if x != nil {
			out[i] = *x
		}
	}
	return out
}

func get(x *float64) float64 {
	if x == nil {
		return math.NaN()
	}
	return *x
}

// change words an effect: +2.1%, unclear (+0.3%), exactly the same.
func change(e *reports.Effect) string {
	switch {
	case e == nil || e.Change == nil:
		return "not known"
	case e.Verdict == reports.VerdictIdentical:
		return "exactly the same"
	}
	size := format.Change(*e.Change, math.NaN(), math.NaN())
	switch e.Verdict {
	case reports.VerdictUnclear, reports.VerdictLost:
		return "unclear (" + size + ")"
	case reports.VerdictUntested:
		return size + " in one replication"
	}
	return size
}
