package horizon

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"marketsim/reports/estimate"
	"marketsim/reports/format"
)

// Check is whether an index holds for launches that it was not learned on, those of one kind or those in one market: is the direct path closed, from the launch to the long run past
// the metrics that the index reads (Athey, Chetty, Imbens & Kang 2019)? A launch is missed whose path is there by its interval and is more than half of its long run, and it is turned
// round where the path is so large that the index reads the wrong sign.
type Check struct {
	Of       string   `json:"of"`   // "kind" or "market"
	Name     string   `json:"name"` // which
	Days     int      `json:"days"`
	Launches int      `json:"launches"`
	Missed   int      `json:"missed"` // of the launches
	Turned   []string `json:"turned"` // of these, the arms
	Right    float64  `json:"right"`  // share of single tests that it decides right
	Where    string   `json:"where"`  // the launch that is missed most, or the one whose path is clearest
	Path     float64  `json:"path"`   // its long run less what the index reads, mean over its tests, a fraction of control
	Lo       float64  `json:"lo"`     // interval of the path: 95% over all checks of one wait together
	Hi       float64  `json:"hi"`
	Truth    float64  `json:"truth"` // its long run
}

// holds tells whether the index holds: for signs and sizes, for signs alone, or not.
func (c *Check) holds() string {
	switch {
	case len(c.Turned) > 0:
		return "NO"
	case c.Missed > 0:
		return "sign only"
	}
	return "yes"
}

// material is the share of a long run that must be past the metrics for the index to miss it.
const material = 0.5

// direct is the effect of some tests on the long run that the index does not explain.
func (x *index) direct(tests []short, level float64) estimate.Effect {
	m := estimate.NewMoments(len(x.metrics) + 1)
	for i := range tests {
		m.Add(append(tests[i].pick(x.metrics), tests[i].truth)...)
	}
	return x.DirectPath(x.of, m, level)
}

// checkIndex checks at every wait, for every kind and every market, the index that was learned on the others. It needs two replications.
func (r *Report) checkIndex(launches []*Launch) {
	if r.Replications < 2 {
		return
	}
	for _, wait := range r.waits() {
		r.checkFolds(launches, wait, byLever, "kind", func(l *Launch) string { return l.Arm })
		r.checkFolds(launches, wait, byMarket, "market", func(l *Launch) string { return l.Market })
	}
	r.flag("kind", "FOR NEW KINDS OF CHANGES", "kinds")
	if r.Earlier != nil {
		r.flag("market", "HERE", "markets")
	} else {
		r.flag("market", "IN OTHER MARKETS", "markets")
	}
}

// checkFolds checks all kinds, or all markets, after one wait.
func (r *Report) checkFolds(launches []*Launch, wait int, by split, of string, name func(*Launch) string) {
	if crossable(launches, by) != nil {
		return
	}
	p, parts := newPupil(launches, wait, by)
	level := 1 - 0.05/float64(2*r.Launches)
	for _, group := range folded(launches, by) {
		k := lesson{parts.of(group[0]), -1, 0}
		if p.learn(k) != nil {
			continue // it is missing above, too
		}
		c := p.known[k].check(group, by, wait, level)
		c.Of, c.Name = of, name(group[0])
		r.Checks = append(r.Checks, c)
	}
}

// folded are the launches that change something, by fold.
func folded(launches []*Launch, by split) (out [][]*Launch) {
	at := map[int]int{}
	for _, l := range launches {
		if l.still {
			continue
		}
		k, ok := at[by.of(l)]
		if !ok {
			k, out = len(out), append(out, nil)
			at[by.of(l)] = k
		}
		out[k] = append(out[k], l)
	}
	return out
}

// check reads the launches of a fold.
func (x *index) check(group []*Launch, by split, wait int, level float64) (c Check) {
	c.Days, c.Launches, c.Turned = wait, len(group), []string{}
	clearest := -1.0
	for _, l := range group {
		var tests []short
		for _, t := range l.alone() {
			s := t.short(wait, by)
			if tests = append(tests, s); same(x.read(&s), s.truth) {
				c.Right += 1 / float64(len(group)*len(l.alone()))
			}
		}
		e := x.direct(tests, level)
		clear := math.Abs(e.Z())
		if !e.Covers(0) && math.Abs(e.Value) > material*math.Abs(l.Truth()) {
			c.Missed++
			clear += 1e6 // before all that is not missed
			if !same(l.Truth()-e.Value, l.Truth()) {
				c.Turned = append(c.Turned, l.Arm)
				clear = 1e9 * math.Abs(e.Value) // before all that has its sign
			}
		}
		if clear > clearest {
			clearest, c.Where, c.Path, c.Lo, c.Hi, c.Truth = clear, l.place(by), e.Value, e.Lo, e.Hi, l.Truth()
		}
	}
	return c
}

// place names a launch within its fold: by its market in one of a kind, and by its arm in one of a market.
func (l *Launch) place(by split) string {
	if by.within {
		return plain(l.Market)
	}
	return l.Arm
}

// flag says loudly of which kinds or markets the index does not hold, and after which waits.
func (r *Report) flag(of, what, many string) {
	var names, list []string
	days, all, worst := map[string][]int{}, map[string]bool{}, Check{}
	for _, c := range r.Checks {
		if c.Of != of {
			continue
		}
		if all[c.Name] = true; c.holds() != "NO" {
			continue
		}
		if days[c.Name] = append(days[c.Name], c.Days); !slices.Contains(names, c.Name) {
			names = append(names, c.Name)
		}
		if worst.Days == 0 || math.Abs(c.Path) > math.Abs(worst.Path) {
			worst = c
		}
	}
	if len(names) == 0 {
		return
	}
	for _, name := range names {
		list = append(list, fmt.Sprintf("`%s` (%s)", called(of, name), r.after(days[name])))
	}
	learned := map[string]string{"kind": "learned on other kinds of changes", "market": "learned in other markets"}[of]
	if of == "market" && r.Earlier != nil {
		learned = "learned on " + r.Earlier.text()
	}
	r.Flags = append(r.Flags, fmt.Sprintf("THE SURROGATE INDEX DOES NOT HOLD %s. When %s it reads some launches of %d of %d %s the wrong way, since part of the long run does not show in what it reads: %s. Worst after %d days for `%s`, %s: it reads %s, and the long run is %s.",
		what, learned, len(names), len(all), many, some(list), worst.Days, called(of, worst.Name), worst.Where, percent(worst.Truth-worst.Path), percent(worst.Truth)))
}

// called is a kind or a market in words: kinds are arms, which go by their names in the file.
func called(of, name string) string {
	if of == "market" {
		return plain(name)
	}
	return name
}

// after says after which waits something is so: from a day on only where it is so after every later one.
func (r *Report) after(days []int) string {
	if waits := r.waits(); len(days) > 1 && slices.Equal(days, waits[max(0, len(waits)-len(days)):]) {
		return fmt.Sprintf("from day %d on", days[0])
	}
	var out []string
	for _, day := range days {
		out = append(out, strconv.Itoa(day))
	}
	return "after " + format.And(out) + " days"
}

// some are the first four of a list, and how many more there are.
func some(list []string) string {
	if len(list) <= 5 {
		return strings.Join(list, ", ")
	}
	return strings.Join(list[:4], ", ") + fmt.Sprintf(" and %d more", len(list)-4)
}

// turns tells whether a method is the index, and turns launches of the kind that is told round after a wait, or one in its market, or such a launch in another market: that it is right
// here is what such launches did elsewhere and happens to be true. Between the waits at which it is checked the last one counts. One replication cannot check it, and it is not named either.
func (r *Report) turns(method string, days int) bool {
	if method != Index {
		return false
	}
	if r.condemned(Index) { // what a box warns of is no answer below it, after no wait
		return true
	}
	last := map[[2]string]*Check{}
	for i := range r.Checks {
		if c := &r.Checks[i]; c.Days <= days {
			last[[2]string{c.Of, c.Name}] = c
		}
	}
	for _, c := range last {
		here := c.Of == "market" && c.Name == r.Focus.Market
		if here && len(c.Turned) > 0 || slices.Contains(c.Turned, r.Focus.Arm) {
			return true
		}
	}
	return r.Replications == 1
}

// most is how many rows a table of checks has before those that hold are left out.
const most = 24

// CheckRows is a table of whether the index holds after two weeks and after the longest wait, its head first; nil where it was not checked. A long one has only what does not hold.
func (r *Report) CheckRows() [][]string {
	read := "learned on all but"
	if r.Earlier != nil {
		read = "market that it reads"
	}
	rows := [][]string{{read, "days", "holds", "missed", "turned", "right", "long run", "direct path", "interval", "of"}}
	last := 0
	for _, c := range r.Checks {
		last = max(last, c.Days)
	}
	shown := slices.DeleteFunc(slices.Clone(r.Checks), func(c Check) bool { return c.Days != 14 && c.Days != last })
	if len(shown) > most {
		shown = slices.DeleteFunc(shown, func(c Check) bool { return c.holds() == "yes" })
	}
	for _, c := range shown {
		rows = append(rows, []string{called(c.Of, c.Name), strconv.Itoa(c.Days), c.holds(), fmt.Sprintf("%d of %d", c.Missed, c.Launches), strconv.Itoa(len(c.Turned)), part(c.Right), percent(c.Truth), percent(c.Path), limits(c.Lo, c.Hi), c.Where})
	}
	if len(rows) == 1 {
		return nil
	}
	return rows
}

// CheckNote explains that table.
func (r *Report) CheckNote() string {
	if r.Earlier != nil {
		return "The index is learned on " + r.Earlier.text() + ", and reads each market of this report. " + checkColumns
	}
	return "The index is learned on all kinds of changes, or on all markets, but one, and reads that one. " + checkColumns
}

const checkColumns = "direct path: the long run less what the index reads, mean over single tests, of the launch where it is largest or clearest; its interval is 95% over all checks of one wait together. missed: launches whose path leaves out 0 and is more than half of the long run; turned: those of them of which the index reads the wrong sign, so that it does not hold. right: share of single tests that it decides right all the same. After two weeks and the longest wait; where there are many, those that hold are left out."
