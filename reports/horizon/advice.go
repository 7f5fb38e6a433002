package horizon

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// sure is the share of single tests that a method must decide right, then and after every longer wait, to be named for a change: a team runs one test, once.
const sure = 0.9

// Answer says which method to wait for.
type Answer struct {
	For    string  `json:"for"`    // which change, and where
	Method string  `json:"method"` // empty: none
	Days   int     `json:"days"`
	Right  float64 `json:"right"` // share of single tests that it decides right, of all that the answer is about
	Cost   float64 `json:"cost"`  // what its decisions leave of the best that could be done, a fraction of a year's revenue, mean over them
	Here   float64 `json:"here"`  // share of single tests of the launch that is told that it decides right
}

// What is to be decided.
const (
	thisHere    = "this change, here"
	thisAverage = "this change, on average"
	thisWorst   = "this change, at worst"
	tried       = "another, of a kind tried"
	triedSure   = "a kind tried, 9 in 10 right"
	newKind     = "another, of a new kind"
)

// lasts tells whether a method decides nine in ten right from a wait on.
func (r *Report) lasts(name string, wait int) bool {
	for i := range r.Rows {
		if x := &r.Rows[i]; x.Name == name && x.Days >= wait && !enough(x.Right) {
			return false
		}
	}
	return true
}

// best is the row with the least revenue at risk, of all methods but one and no proxies, of those rows that are wanted; nil where there are none.
func (r *Report) best(without string, wanted func(*Row) bool) (best *Row) {
	for i := range r.Rows {
		if x := &r.Rows[i]; x.Name != without && !strings.HasPrefix(x.Name, ProxyPrefix) && wanted(x) && (best == nil || x.Regret < best.Regret) {
			best = x
		}
	}
	return best
}

// advised is the row with the least revenue at risk of all methods but one.
func (r *Report) advised(without string) *Row {
	return r.best(without, func(*Row) bool { return true })
}

// here is how often a method decides the launch that is told right after a wait.
func (f *Focus) here(method string, days int) float64 { return f.read(method, days).Right }

// read is what a method reads of the launch that is told after a wait, over its tests; zero where that lies beyond the waits.
func (f *Focus) read(method string, days int) (none Reading) {
	for i := range f.Methods {
		if m := &f.Methods[i]; m.Name == method && days/7 <= len(m.Reads) {
			return m.Reads[days/7-1]
		}
	}
	return none
}

// holds tells whether a method decides nine in ten tests of the launch that is told right from a wait on.
func (f *Focus) holds(method string, days int) bool {
	return slices.ContainsFunc(f.Methods, func(m Method) bool { return m.Name == method && m.Day > 0 && m.Day <= days })
}

// conclude says how often two weeks decide right, and which method to wait for: first for the launch that is told, where no method is named that gets it wrong, nor the index where it does not hold.
func (r *Report) conclude() {
	two := r.Find(AsRead, 14)
	if two == nil {
		return
	}
	best := r.advised(OtherLevers)
	r.Sentence = fmt.Sprintf("Revenue after 14 days decides %.0f%% of %d single tests as the long run does; %s after %d days %.0f%%", 100*two.Right, two.Tests, best.Name, best.Days, 100*best.Right)
	r.Answers = append(r.own(), r.others()...)
}

// own are the answers for the launch that is told: in its market, and whichever of all markets is the true one. Where the file states beliefs these come first.
func (r *Report) own() (out []Answer) {
	f := r.Focus
	out = []Answer{{For: thisHere}}
	for _, m := range f.Methods {
		if a := &out[0]; m.Name != OtherLevers && m.Day > 0 && !r.turns(m.Name, m.Day) && (a.Method == "" || m.Cost < a.Cost) {
			a.Method, a.Days, a.Right, a.Cost, a.Here = m.Name, m.Day, m.Right, m.Cost, m.Right
		}
	}
	rows := slices.DeleteFunc(r.of(f.Arm), func(x Over) bool {
		return x.Method == OtherLevers || r.turns(x.Method, x.Days) || !f.holds(x.Method, x.Days)
	})
	for _, x := range []struct {
		what string
		cost func(Over) float64
	}{{thisAverage, func(x Over) float64 { return x.Cost }}, {thisWorst, func(x Over) float64 { return x.Worst }}} {
		if len(rows) > 0 {
			y := slices.MinFunc(rows, func(a, b Over) int { return cmp.Compare(x.cost(a), x.cost(b)) })
			out = append(out, Answer{x.what, y.Method, y.Days, y.Right, x.cost(y), f.here(y.Method, y.Days)})
		}
	}
	if r.Believed && len(out) > 1 {
		out[0], out[1] = out[1], out[0]
	}
	return out
}

// others are the answers for other launches: of a kind that was tried before, right nine times in ten where that is another one, and of a new kind.
func (r *Report) others() (out []Answer) {
	add := func(what string, x *Row) {
		if x != nil {
			out = append(out, Answer{what, x.Name, x.Days, x.Right, x.Regret, r.Focus.here(x.Name, x.Days)})
		}
	}
	best := r.advised(OtherLevers)
	add(tried, best)
	if !r.lasts(best.Name, best.Days) {
		add(triedSure, r.best(OtherLevers, func(x *Row) bool { return r.lasts(x.Name, x.Days) }))
	}
	add(newKind, r.advised(Index))
	return out
}
