package horizon

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// sure is the share of single tests that a method must decide right, then and after every longer wait, to be named for a change: a team runs one test, once.
const sure = 0.9

// fewest is how many single tests it takes for redraws of them to tell anything.
const fewest = 5

// Answer says which method to wait for.
type Answer struct {
	For    string  `json:"for"`    // which change, and where
	Method string  `json:"method"` // empty: none
	Days   int     `json:"days"`
	Right  float64 `json:"right"` // share of single tests that it decides right, of all that the answer is about; at worst: in the market in which it is least
	Lo     float64 `json:"lo"`    // its 95% interval, exact of the launch that is told; both 0 where there is none
	Hi     float64 `json:"hi"`
	Cost   float64 `json:"cost"` // what its decisions leave of the best that could be done, a fraction of a year's revenue, mean over them
	// Here is the share of single tests of the launch that is told that it decides right; nil where it cannot read them after those days.
	Here *float64 `json:"here,omitempty"`
	// Exposed are the Pinners who have the change until then, and ExposedDays the days on which one of them came, mean over single tests, by the weights of beliefs.
	Exposed     float64 `json:"exposed"`
	ExposedDays float64 `json:"exposed_days"`
	AsGood      []Rival `json:"as_good,omitempty"` // what is as good within one standard error, the cheapest first
	// Coin is the method that costs least where no method is named, since none can be told from a coin flip, with the share of tests that it decides right; empty elsewhere.
	Coin string `json:"coin,omitempty"`
	// Where the tests are drawn again: in 95% of the draws from which day on it is right, and the share of draws in which it is so from no day on. These are later than all others, so that there is no LatestDay
	// where they are too many. All are absent where that is not known.
	EarliestDay int      `json:"earliest_day,omitempty"`
	LatestDay   int      `json:"latest_day,omitempty"`
	Never       *float64 `json:"never,omitempty"`
	Noisy       []Noisy  `json:"noisy,omitempty"` // how often it is right with A/B noise: this change here, and on average; absent elsewhere, and of an index
	// Steadier are the methods that are right most often with noise of 0.3 and 1%, where that is another one.
	Steadier []Steadier `json:"steadier,omitempty"`
	redrawn  bool       // whether noise was counted when it was chosen
}

// MarshalJSON leaves out what is not known: of an answer that names no method its numbers, and of one without an interval its ends.
func (a Answer) MarshalJSON() ([]byte, error) {
	if a.Method == "" {
		return json.Marshal(struct {
			For    string `json:"for"`
			Method string `json:"method"`
			Coin   string `json:"coin,omitempty"`
		}{a.For, "", a.Coin})
	}
	type bare Answer
	if a.Lo != 0 || a.Hi != 0 {
		return json.Marshal(bare(a))
	}
	return json.Marshal(struct {
		bare
		Lo *float64 `json:"lo,omitempty"` // in place of zeros
		Hi *float64 `json:"hi,omitempty"`
	}{bare: bare(a)})
}

// What is to be decided.
const (
	thisHere    = "this change, here"
	thisAverage = "this change, on average"
	thisWorst   = "this change, at worst"
	tried       = "another, of a kind tried"
	triedSure   = "another, of a kind tried, reliably"
	newKind     = "another, of a new kind"
)

// lasts tells whether a method is reliable over all launches from a wait on.
func (r *Report) lasts(name string, wait int) bool {
	for i := range r.Rows {
		if x := &r.Rows[i]; x.Name == name && x.Days >= wait && !enough(x.Right) {
			return false
		}
	}
	return true
}

// best is the answer over all launches, the best of an order, of all methods but one, no proxies and no index that does not hold, of those rows that are wanted; it names no method where there are none.
func (r *Report) best(without string, order func(a, b *Answer) int, wanted func(*Row) bool) Answer {
	var list []candidate
	for i := range r.Rows {
		x := &r.Rows[i]
		if x.Name == without || strings.HasPrefix(x.Name, ProxyPrefix) || r.condemned(x.Name) || !wanted(x) {
			continue
		}
		costs, rights := redraw(r.key.Named("tests"), x.samples, false)
		list = append(list, candidate{Answer{Method: x.Name, Days: x.Days, Right: x.Right, Cost: x.Regret, Here: r.Focus.here(x.Name, x.Days), Exposed: x.Exposed, ExposedDays: x.ExposedDays}, costs, rights})
	}
	return choose(list, order)
}

// condemned tells whether a method is an index that a flag says does not hold: one that is learned in other markets, where it reads launches of some market the wrong way, and one that is
// learned on other kinds, where it reads some kind so. One replication cannot check it. What a box warns of is no answer below it.
func (r *Report) condemned(method string) bool {
	of := map[string]string{Index: "market", OtherLevers: "kind"}[method]
	return of != "" && (r.Replications == 1 || slices.ContainsFunc(r.Checks, func(c Check) bool { return c.Of == of && c.holds() == "NO" }))
}

// advised is that answer of all rows.
func (r *Report) advised(without string) Answer {
	return r.best(without, cheaper, func(*Row) bool { return true })
}

// here is how often a method decides the launch that is told right after a wait; nil where it cannot read it then.
func (f *Focus) here(method string, days int) *float64 {
	if x := f.read(method, days); x != nil {
		return &x.Right
	}
	return nil
}

// read is what a method reads of the launch that is told after a wait, over its tests; nil where it cannot.
func (f *Focus) read(method string, days int) *Reading {
	for i := range f.Methods {
		if m := &f.Methods[i]; m.Name == method && m.reads(days) {
			return m.Reads[days/7-1]
		}
	}
	return nil
}

// conclude says how often two weeks decide right, and which method to wait for: first for the launch that is told, where no method is named that gets it wrong, nor the index where it does not hold.
func (r *Report) conclude() {
	two := r.Find(AsRead, 14)
	if two == nil {
		return
	}
	best := r.advised(OtherLevers)
	r.Answers = append(r.own(), r.others(best)...)
	over, own := fmt.Sprintf("Over %d single tests without A/B noise", two.Tests), ""
	if r.Launches > 1 && !r.Answers[0].same(&best) {
		over = fmt.Sprintf("Over all %d launches, not %s alone", r.Launches, r.Focus.Arm)
		if best.Here != nil {
			own = fmt.Sprintf(" (of %s %s)", r.Focus.Arm, part(*best.Here))
		}
	}
	if r.condemned(Index) {
		over += ", of the methods without a warning"
	}
	r.Sentence = fmt.Sprintf("%s: %s after %d days costs %.2f%% of a year's revenue, %s right%s; revenue after 14 days costs %.2f%%, %s right",
		over, best.Method, best.Days, 100*best.Cost, part(best.Right), own, 100*two.Regret, part(two.Right))
}

// own are the answers for the launch that is told: in its market, and whichever of all markets is the true one. Where the file states beliefs these come first. Nobody who does not know
// which market is true knows which methods are right in it, so these are of all methods.
func (r *Report) own() (out []Answer) {
	out = []Answer{r.ownHere()}
	for k, what := range []string{thisAverage, thisWorst} {
		var list []candidate
		for _, x := range r.of(r.Focus.Arm) {
			if x.Method == OtherLevers || r.turns(x.Method, x.Days) {
				continue
			}
			a := Answer{For: what, Method: x.Method, Days: x.Days, Right: x.Right, Cost: []float64{x.Cost, x.Worst}[k], Here: r.Focus.here(x.Method, x.Days), Exposed: x.Exposed, ExposedDays: x.OnDays}
			if a.Lo, a.Hi = x.interval(); k == 1 {
				a.Right, a.Lo, a.Hi = x.least()
			}
			costs, rights := redraw(r.key.Named("tests"), x.samples, k == 1)
			list = append(list, candidate{a, costs, rights})
		}
		if len(list) > 0 {
			out = append(out, named(list, k == 1))
		}
	}
	if r.Believed && len(out) > 1 {
		out[0], out[1] = out[1], out[0]
	}
	return out
}

// coin tells whether a share of right decisions may be that of a coin flip: half of them, or an interval that reaches down to half.
func (a *Answer) coin() bool { return a.Right <= 0.5 || a.Hi > 0 && a.Lo <= 0.5 }

// named chooses of a list; at worst only of what is better than a coin flip in the market in which it is right least, since nothing else is to be trusted there.
func named(list []candidate, worst bool) Answer {
	if !worst {
		return choose(list, cheaper)
	}
	best := slices.MinFunc(list, func(a, b candidate) int { return cmp.Or(cheaper(&a.Answer, &b.Answer), simpler(&a.Answer, &b.Answer)) })
	if list = slices.DeleteFunc(list, func(c candidate) bool { return c.coin() }); len(list) > 0 {
		return choose(list, cheaper)
	}
	return Answer{For: best.For, Coin: fmt.Sprintf("%s after %d days, %s", best.Method, best.Days, ranged(best.Right, best.Lo, best.Hi))}
}

// ownHere is the answer for the launch that is told in its market.
func (r *Report) ownHere() Answer {
	var list []candidate
	days := map[string][]int{}
	for i := range r.Focus.Methods {
		m := &r.Focus.Methods[i]
		if m.Name == OtherLevers || m.Day == 0 || r.turns(m.Name, m.Day) {
			continue
		}
		costs, rights, from := m.redraw(r.key.Named("tests"))
		if r.Focus.Tests < fewest {
			costs, rights = nil, nil
		}
		days[m.Name] = from
		a := Answer{For: thisHere, Method: m.Name, Days: m.Day, Right: m.Right, Cost: m.Cost, Here: &m.Right, Exposed: m.Exposed, ExposedDays: m.OnDays}
		if r.Focus.Tests > 1 {
			a.Lo, a.Hi = m.Lo, m.Hi
		}
		list = append(list, candidate{a, costs, rights})
	}
	a := choose(list, cheaper)
	a.For = thisHere
	a.drawn(days[a.Method])
	return a
}

// others are the answers for other launches, the first of which is given: of a kind that was tried before, right nine times in ten where that is another one, and of a new kind; none where there is one launch, which says nothing
// of others.
func (r *Report) others(best Answer) (out []Answer) {
	if r.Launches < 2 {
		return nil
	}
	add := func(what string, a Answer) {
		if a.For = what; a.Method != "" {
			out = append(out, a)
		}
	}
	add(tried, best)
	if !r.lasts(best.Method, best.Days) {
		add(triedSure, r.best(OtherLevers, cheaper, func(x *Row) bool { return r.lasts(x.Name, x.Days) }))
	}
	add(newKind, r.advised(Index))
	return out
}
