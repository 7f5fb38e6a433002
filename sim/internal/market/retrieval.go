package market

import (
	"cmp"
	"slices"
	"sort"

	"marketsim/auction/elementary"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// retrieval builds the lists of eligible campaigns for every (segment, surface, topic). A request reads one list and never
// looks at a campaign that its targeting excludes. Where a list is longer than the policy scores per request, it is put in
// the order of expected value at the topic's centre, so that the ones left out are those least likely to win.
type retrieval struct {
	*pinners.World
	e     *Economy
	p     *Platform
	lists int32            // different ones so far
	room  int              // for the candidates of further ones
	known map[uint64][]int // kinds of requests whose lists are there, by the list's hash
}

// keptCandidates is of how many candidates, over all lists, a worker keeps 32 bytes each for every side of a test: half a MiB, and as much again
// where columns were made anew for more. What a list needs besides counts as five.
const keptCandidates = 1 << 14

func (r *retrieval) run() {
	surfaces, topics := len(r.p.Surfaces), r.p.Topics
	r.p.Lists = make([][]int32, len(r.Population.Segments)*surfaces*topics)
	r.p.Numbers = make([]int32, len(r.p.Lists))
	for t, order := range r.byTopic() {
		if r.p.Candidates > 0 && len(order) > r.p.Candidates {
			r.order(t, order)
		}
		for s := range r.Population.Segments {
			for f := range surfaces {
				r.enter((s*surfaces+f)*topics+t, r.targeted(order, s, f))
			}
		}
	}
}

// byTopic lists the campaigns that are shown to each topic.
func (r *retrieval) byTopic() [][]int32 {
	shown, reach := make([][]int32, r.p.Topics), make([]bool, r.p.Topics)
	for i := range r.e.Campaigns {
		if !r.e.Campaigns[i].Present {
			continue
		}
		r.reach(&r.e.Campaigns[i], reach)
		for t, in := range reach {
			if in {
				shown[t] = append(shown[t], int32(i))
			}
		}
	}
	return shown
}

// targeted keeps the campaigns that target a segment and a surface.
func (r *retrieval) targeted(order []int32, segment, surface int) []int32 {
	without := func(c int32) bool {
		x := &r.e.Campaigns[c]
		return !x.targets(segment) || !stands(&x.Spec.Targeting, surface)
	}
	first := slices.IndexFunc(order, without)
	if first < 0 {
		return order // lists are read only
	}
	list := slices.Clone(order[:first])
	for _, c := range order[first:] {
		if !without(c) {
			list = append(list, c)
		}
	}
	return list
}

// enter gives a kind of requests its list. Kinds whose lists are the same share one.
func (r *retrieval) enter(kind int, list []int32) {
	hash := rng.Key(len(list))
	for _, c := range list {
		hash = hash.With(uint64(c))
	}
	for _, k := range r.known[uint64(hash)] {
		if slices.Equal(r.p.Lists[k], list) {
			r.p.Lists[kind], r.p.Numbers[kind] = r.p.Lists[k], r.p.Numbers[k]
			return
		}
	}
	r.known[uint64(hash)] = append(r.known[uint64(hash)], kind)
	r.p.Lists[kind], r.p.Numbers[kind] = slices.Clip(list), r.lists
	r.lists++
	r.keep(len(list))
}

// keep lets the candidates of a new list stay, as long as there is room for those of all before it. There is always room for the first.
func (r *retrieval) keep(n int) {
	if r.p.Candidates > 0 {
		n = min(n, r.p.Candidates)
	}
	if r.room -= n + 5; r.room >= 0 || r.lists == 1 {
		r.p.Kept = r.lists
	}
}

// stands tells whether a surface is targeted.
func stands(t *spec.Targeting, surface int) bool {
	return t.Surfaces == nil || slices.Contains(t.Surfaces, surface)
}

// reach marks the topics that a campaign is shown to.
func (r *retrieval) reach(c *Campaign, in []bool) {
	target := &c.Spec.Targeting
	all := len(in) == 1 || (target.Topics == nil && target.Nearest == 0)
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
		r.nearest(c, target.Nearest, in)
	}
}

// nearest marks the smallest set of topics, nearest to the campaign's first ad, that holds at least a share of Pinners.
func (r *retrieval) nearest(c *Campaign, share float64, in []bool) {
	own := r.e.Vectors[int(c.First)*r.Dims:][:r.Dims]
	order, near := make([]int, len(in)), make([]float64, len(in))
	for t := range order {
		order[t], near[t] = t, dot(own, r.centre(t))
	}
	sort.SliceStable(order, func(i, j int) bool { return near[order[i]] > near[order[j]] })
	held := 0.0
	for _, t := range order {
		if held >= share-1e-12 {
			return
		}
		in[t] = true
		held += r.Population.Interests.Shares[t]
	}
}

func (r *retrieval) centre(topic int) []float32 { return r.Centres[topic*r.Dims:][:r.Dims] }

// order puts the campaigns shown to a topic in the order of their expected value, best first.
func (r *retrieval) order(topic int, out []int32) {
	type entry struct {
		worth float64
		key   uint64
		index int32
	}
	all := make([]entry, len(out))
	for i, c := range out {
		x := &r.e.Campaigns[c]
		all[i] = entry{r.expected(x, topic), uint64(x.Key), c}
	}
	slices.SortFunc(all, func(a, b entry) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(a.key, b.key), cmp.Compare(a.index, b.index))
	})
	for i := range all {
		out[i] = all[i].index
	}
}

// expected is a campaign's value per view to a Pinner at the centre of a topic.
func (r *retrieval) expected(c *Campaign, topic int) float64 {
	best := 0.0
	for a := c.First; a < c.Last; a++ {
		near := 0.0
		if r.Dims > 0 && len(r.Centres) > 0 {
			near = dot(r.e.Vectors[int(a)*r.Dims:][:r.Dims], r.centre(topic))
		}
		x, y, v := &r.e.Ads[a], &r.e.Appeals[a], r.e.Appeals[a].Value
		if c.Objective >= spec.Click {
			v *= rate(y.Logit, y.Affinity, near)
		}
		if c.Objective == spec.Conversion {
			v *= rate(x.ConvertLogit, x.ConvertAffinity, near)
		}
		best = max(best, v)
	}
	return best
}

// rate is the probability at an affinity.
func rate(logit, affinity float32, near float64) float64 {
	return 1 / (1 + elementary.Exp(-float64(logit)-float64(float64(affinity)*near)))
}

func dot(a, b []float32) float64 {
	sum := 0.0
	for i, x := range a {
		sum += float64(float64(x) * float64(b[i]))
	}
	return sum
}
