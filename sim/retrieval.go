package sim

import (
	"math"
	"slices"
	"sort"

	"marketsim/sim/spec"
)

// retrieve builds the lists of eligible campaigns for every (segment, surface, topic). A request reads one list and never
// looks at a campaign that its targeting excludes. Where a list is longer than the market scores per request, it is put in
// the order of expected value at the topic's centre, so that the ones left out are those least likely to win.
func (w *draft) retrieve(d *market) {
	surfaces := len(d.Surfaces)
	d.lists = make([][]int32, len(w.Population.Segments)*surfaces*d.topics)
	shown := make([][]int32, d.topics)
	reach := make([]bool, d.topics)
	for i := range d.campaigns {
		if d.campaigns[i].present {
			w.reach(d, &d.campaigns[i], reach)
			for t, in := range reach {
				if in {
					shown[t] = append(shown[t], int32(i))
				}
			}
		}
	}
	for t, order := range shown {
		if d.Candidates > 0 && len(order) > d.Candidates {
			w.order(d, t, order)
		}
		for s := range w.Population.Segments {
			for f := range d.Surfaces {
				var list []int32
				for _, c := range order {
					if admits(&d.campaigns[c].spec.Targeting, s, f) {
						list = append(list, c)
					}
				}
				d.lists[(s*surfaces+f)*d.topics+t] = slices.Clip(list)
			}
		}
	}
}

// reach marks the topics that a campaign is shown to.
func (w *draft) reach(d *market, c *campaign, in []bool) {
	target := &c.spec.Targeting
	all := d.topics == 1 || (target.Topics == nil && target.Nearest == 0)
	for t := range in {
		in[t] = all
	}
	if all {
		return
	}
	for _, t := range target.Topics {
		in[t] = true
	}
	if target.Nearest > 0 {
		w.nearest(d, c, target.Nearest, in)
	}
}

// nearest marks the smallest set of topics, nearest to the campaign's first ad, that holds at least a share of Pinners.
func (w *draft) nearest(d *market, c *campaign, share float64, in []bool) {
	own := d.vectors[int(c.first)*w.Dims:][:w.Dims]
	order := make([]int, d.topics)
	near := make([]float64, d.topics)
	for t := range order {
		order[t] = t
		near[t] = dot(own, w.Centres[t*w.Dims:][:w.Dims])
	}
	sort.SliceStable(order, func(i, j int) bool { return near[order[i]] > near[order[j]] })
	held := 0.0
	for _, t := range order {
		if held >= share-1e-12 {
			return
		}
		in[t] = true
		held += w.Population.Interests.Shares[t]
	}
}

// order puts the campaigns shown to a topic in the order of their expected value, best first.
func (w *draft) order(d *market, topic int, out []int32) {
	worth := make([]float64, len(d.campaigns))
	for _, c := range out {
		worth[c] = w.expected(d, &d.campaigns[c], topic)
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if worth[a] != worth[b] {
			return worth[a] > worth[b]
		}
		return d.campaigns[a].key < d.campaigns[b].key
	})
}

// expected is a campaign's value per view to a Pinner at the centre of a topic.
func (w *draft) expected(d *market, c *campaign, topic int) float64 {
	best := 0.0
	for a := c.first; a < c.last; a++ {
		near := 0.0
		if w.Dims > 0 && len(w.Centres) > 0 {
			near = dot(d.vectors[int(a)*w.Dims:][:w.Dims], w.Centres[topic*w.Dims:][:w.Dims])
		}
		v := d.appeals[a].value
		if c.objective >= spec.Click {
			v *= 1 / (1 + math.Exp(-float64(d.appeals[a].logit)-float64(d.appeals[a].affinity)*near))
		}
		if c.objective == spec.Conversion {
			v *= 1 / (1 + math.Exp(-float64(d.ads[a].cvLogit)-float64(d.ads[a].cvAffinity)*near))
		}
		best = max(best, v)
	}
	return best
}

// admits tells whether a segment and a surface are targeted.
func admits(t *spec.Targeting, segment, surface int) bool {
	return (t.Segments == nil || slices.Contains(t.Segments, segment)) && (t.Surfaces == nil || slices.Contains(t.Surfaces, surface))
}

func dot(a, b []float32) float64 {
	sum := 0.0
	for i, x := range a {
		sum += float64(x) * float64(b[i])
	}
	return sum
}
