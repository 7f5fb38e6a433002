package figures

import (
	"math"
	"slices"

	"marketsim/reports/tuning"
)

// axisRoom is how high an axis of parallel coordinates is on a phone, where axes lie below each other.
const axisRoom = 150

// parallel are parallel coordinates: levers, and after them the gain.
type parallel struct {
	g      *page
	s      *tuning.Summary
	n      int     // axes
	lo, hi float64 // gains
}

// at is a place on an axis.
func (x *parallel) at(k int, share float64) point {
	g := x.g
	if g.narrow() {
		return point{g.left + 10 + share*(g.right-g.left-20), g.top + 66 + float64(k)*axisRoom}
	}
	top, bottom := g.top+90, g.bottom-60
	return point{g.left + 120 + float64(k)*(g.right-g.left-340)/float64(x.n-1), bottom - share*(bottom-top)}
}

// line is a setting.
func (x *parallel) line(c *tuning.Candidate) (points []point) {
	for k := range x.s.Levers {
		points = append(points, x.at(k, float64(c.Shares[k])))
	}
	return append(points, x.at(x.n-1, (float64(c.Last().Gains[0].Mean)-x.lo)/(x.hi-x.lo)))
}

// axis draws an axis with its name, its ends, and the value of the best setting.
func (x *parallel) axis(k int, name, lo, hi, value string) {
	g, from, to, best := x.g, x.at(k, 0), x.at(k, 1), x.line(x.s.Candidate(x.s.Winner))[k]
	g.line([]point{from, to}, grey, 2, nil)
	if g.narrow() {
		text := cut(name, smallSize, false, g.right-g.left-textWidth(" = "+value, smallSize, false)) + " = " + value
		g.haloed(point{g.left, from.y - 24}, text, smallSize, ink, -1)
		g.haloed(point{g.left, from.y + 24}, lo, smallSize, grey, -1)
		g.haloed(point{g.right, from.y + 24}, hi, smallSize, grey, 1)
		return
	}
	room := (g.right-g.left-340)/float64(x.n-1) - 10
	if k == x.n-1 {
		room = 300
	}
	name = cut(name, smallSize, false, room)
	g.text(point{max(to.x, g.left+textWidth(name, smallSize, false)/2), to.y - 56}, name, smallSize, ink, 0)
	g.text(point{to.x, to.y - 20}, hi, smallSize, grey, 0)
	g.text(point{from.x, from.y + 24}, lo, smallSize, grey, 0)
	g.haloed(point{best.x + 12, best.y}, value, smallSize, ink, -1)
}

func paintParallel(g *page, s *tuning.Summary) {
	x := &parallel{g: g, s: s, n: len(s.Levers) + 1}
	var gains []float64
	for i := range s.Candidates {
		if c := &s.Candidates[i]; len(c.Layers) > 0 {
			gains = append(gains, float64(c.Last().Gains[0].Mean))
		}
	}
	x.lo, x.hi = span(false, gains)
	best := slices.Clone(gains)
	slices.Sort(best)
	bar := best[len(best)*9/10]
	for _, dark := range []bool{false, true} {
		for i := range s.Candidates {
			c := &s.Candidates[i]
			if len(c.Layers) == 0 {
				continue
			}
			if is := c.Last().Keeps && float64(c.Last().Gains[0].Mean) >= bar; is != dark {
				continue
			}
			colour, width := faint, 2.0
			if dark {
				colour, width = betterBlue, 2.5
			}
			g.line(x.line(c), colour, width, nil)
		}
	}
	g.line(x.line(s.Candidate(0)), grey, 4, armDash(1))
	g.line(x.line(s.Candidate(s.Winner)), ink, 6, nil)
	for k := range s.Levers {
		l := &s.Levers[k]
		x.axis(k, l.Path, l.Value(0), l.Value(1), s.Candidate(s.Winner).Setting[k])
	}
	end := func(gain float64) string {
		return signedPercent(math.Round(1000*sign(&s.Objectives[0])*gain) / 10)
	}
	x.axis(x.n-1, s.Objectives[0].Name, end(x.lo), end(x.hi), s.Gain(s.Winner))
}
