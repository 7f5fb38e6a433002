package horizon

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/stat"

	"marketsim/reports/format"
	"marketsim/reports/stats"
)

// Over is how a method does for one change over all beliefs: every market that it is played in is something that may be true. Each replication of a belief is read by
// itself and compared with its own long run.
type Over struct {
	Arm     string   `json:"arm"`
	Method  string   `json:"method"`
	Days    int      `json:"days"`
	Beliefs int      `json:"beliefs"` // in which the change does something
	Holds   int      `json:"holds"`   // beliefs under which it is reliable from then on: nine in ten replications are decided right, then and after every longer wait
	Right   float64  `json:"right"`   // share of replications decided right, mean over beliefs by their weights, as all that follow
	Bias    float64  `json:"bias"`    // mean of reading less truth, a fraction
	Error   float64  `json:"error"`   // root mean square of reading less truth
	Spread  *float64 `json:"spread"`  // standard deviation of readings over the replications of a belief, a fraction; nil where there is one
	Covers  *float64 `json:"covers"`  // share of 95% intervals that hold their replication's long run; nil where the method has none
	Exposed float64  `json:"exposed"` // Pinners who have the change until then, and the days on which one of them came
	OnDays  float64  `json:"exposed_days"`
	Cost    float64  `json:"cost"`  // what its decisions leave of the best that could be done, a fraction of a year's revenue
	Worst   float64  `json:"worst"` // the same under the belief where it is most
	In      string   `json:"in"`    // that belief
	samples []sample // by belief
}

// believed is one change under one belief: its long run, and each replication by itself.
type believed struct {
	launch *Launch
	alone  []*Launch
	weight float64 // of all beliefs together 1
}

// overBeliefs judges every change that is played in two markets or more.
func (r *Report) overBeliefs(all []*Launch) {
	for _, arm := range arms(all) {
		if list := believing(all, arm); len(list) > 1 {
			for _, wait := range r.waits() {
				r.overMethods(all, list, wait)
			}
			r.hold(arm)
		}
	}
}

// hold counts the beliefs under which each method is reliable after each wait.
func (r *Report) hold(arm string) {
	for i := range r.Over {
		if x := &r.Over[i]; x.Arm == arm {
			x.Holds = r.holding(x)
		}
	}
}

// holding counts the beliefs under which a method is reliable from its wait on: right in nine of ten replications then and after every longer wait of the table.
func (r *Report) holding(x *Over) (n int) {
	for b := range x.samples {
		later := slices.ContainsFunc(r.Over, func(o Over) bool { return o.Arm == x.Arm && o.Method == x.Method && o.Days > x.Days && !o.enough(b) })
		if x.enough(b) && !later {
			n++
		}
	}
	return n
}

// enough tells whether nine in ten replications of a belief are decided right.
func (x *Over) enough(belief int) bool {
	s := &x.samples[belief]
	return enough(float64(s.rights()) / float64(len(s.tests)))
}

// overMethods judges one change after one wait.
func (r *Report) overMethods(all []*Launch, list []believed, wait int) {
	intervals := newIntervals(all, wait)
	for _, name := range Methods {
		reading, err := reader(all, name, wait)
		if err != nil {
			continue // it was noted when all launches were read
		}
		r.Over = append(r.Over, over(list, name, wait, reading, intervals.of(name, reading)))
	}
}

// over judges one change by a method after a wait, under all beliefs.
func over(list []believed, method string, wait int, reading func(*Launch) float64, of span) Over {
	x := Over{Arm: list[0].launch.Arm, Method: method, Days: wait, Beliefs: len(list)}
	variance, square := 0.0, 0.0
	for i := range list {
		v, e := x.add(&list[i], reading, of)
		variance, square = variance+float64(list[i].weight*v), square+float64(list[i].weight*e)
	}
	if x.Error = math.Sqrt(square); len(x.samples[0].tests) > 1 {
		spread := math.Sqrt(variance)
		x.Spread = &spread
	}
	x.Covers = covering(x.samples)
	return x
}

// across judges the answer for one market over all of them: nobody knows that this one is true.
func (r *Report) across(all []*Launch) {
	list := believing(all, r.Focus.Arm)
	if len(list) < 2 || len(r.Answers) == 0 || r.Answers[0].For != thisHere || r.Answers[0].Method == "" {
		return
	}
	a := &r.Answers[0]
	reading, err := reader(all, a.Method, a.Days)
	if err != nil {
		return
	}
	x := over(list, a.Method, a.Days, reading, newIntervals(all, a.Days).of(a.Method, reading))
	x.Holds = r.holding(&x)
	r.Across = &x
}

// arms lists the changes in the order of the scenario.
func arms(all []*Launch) (out []string) {
	for _, l := range all {
		if !slices.Contains(out, l.Arm) {
			out = append(out, l.Arm)
		}
	}
	return out
}

// believing is a change under all beliefs under which it does something.
func believing(all []*Launch, arm string) (out []believed) {
	total := 0.0
	for _, l := range all {
		if l.Arm == arm && !l.still {
			out = append(out, believed{l, l.alone(), l.weight})
			total += l.weight
		}
	}
	for i := range out {
		out[i].weight /= total
	}
	return out
}

// add counts what a method reads under one more belief, and returns the variance of its readings and the mean square of reading less truth.
func (x *Over) add(b *believed, reading func(*Launch) float64, of span) (variance, square float64) {
	n := float64(len(b.alone))
	s := sample{market: b.launch.Market, fold: b.launch.fold, weight: b.weight}
	var reads []float64
	for _, l := range b.alone {
		o := outcomeOf(l, x.Method, x.Days, reading)
		o.lo, o.hi = of(l)
		off := o.read - l.Truth()
		reads, s.tests = append(reads, o.read), append(s.tests, o)
		x.Bias, square = x.Bias+float64(b.weight*off/n), square+float64(off*off/n)
		pinners, days := l.exposed(x.Method, x.Days)
		x.Exposed, x.OnDays = x.Exposed+float64(b.weight*pinners/n), x.OnDays+float64(b.weight*days/n)
	}
	cost, right := s.mean(nil)
	x.samples = append(x.samples, s)
	x.Right, x.Cost = x.Right+float64(b.weight*right), x.Cost+float64(b.weight*cost)
	if len(reads) > 1 {
		variance = stat.Variance(reads, nil)
	}
	if x.In == "" || cost > x.Worst {
		x.Worst, x.In = cost, b.launch.Market
	}
	return variance, square
}

// interval is that of the share of replications that are decided right over all beliefs, by their weights: of the exact intervals of each belief's share (Zou, Huang & Zhang 2009, "A note on
// confidence interval estimation for a linear function of binomial proportions"), so that it is wide also where all replications of a belief agree. Both are 0 with one replication.
func (x *Over) interval() (lo, hi float64) {
	if len(x.samples) == 0 || len(x.samples[0].tests) < 2 {
		return 0, 0
	}
	below, above := 0.0, 0.0
	for b := range x.samples {
		s := &x.samples[b]
		k, n := s.rights(), len(s.tests)
		from, to := stats.ShareInterval(k, n, 0.95)
		share := float64(k) / float64(n)
		below += math.Pow(s.weight*(share-from), 2)
		above += math.Pow(s.weight*(to-share), 2)
	}
	return max(0, x.Right-math.Sqrt(below)), min(1, x.Right+math.Sqrt(above))
}

// least is the share of replications decided right under the belief where that is least, with its exact interval; both ends are 0 with one replication.
func (x *Over) least() (share, lo, hi float64) {
	share = x.Right
	for b := range x.samples {
		k, n := x.samples[b].rights(), len(x.samples[b].tests)
		if own := float64(k) / float64(n); b > 0 && own >= share {
			continue
		} else if share = own; n > 1 {
			lo, hi = stats.ShareInterval(k, n, 0.95)
		}
	}
	return share, lo, hi
}

// covering is the share of intervals that hold their own replication's long run, mean over beliefs; nil where there are none.
func covering(samples []sample) *float64 {
	share, all := 0.0, 0.0
	for i := range samples {
		s := &samples[i]
		for _, o := range s.tests {
			if absent(o.lo, o.hi) {
				continue
			}
			own := s.weight / float64(len(s.tests))
			if all += own; o.lo <= o.test.Truth() && o.test.Truth() <= o.hi {
				share += own
			}
		}
	}
	if all == 0 {
		return nil
	}
	share /= all
	return &share
}

// waits are those that the horizon allows.
func (r *Report) waits() (out []int) {
	for _, wait := range Waits {
		if wait <= r.Horizon-LongRun {
			out = append(out, wait)
		}
	}
	return out
}

// of is the rows of one change; nil where it is played in one market.
func (r *Report) of(arm string) (out []Over) {
	for _, x := range r.Over {
		if x.Arm == arm {
			out = append(out, x)
		}
	}
	return out
}

// Beliefs says which methods are reliable for the launch that is told whichever market is the true one. Empty where there is one market.
func (r *Report) Beliefs() string {
	rows := r.of(r.Focus.Arm)
	if len(rows) == 0 {
		return ""
	}
	return fmt.Sprintf("Each of the %d markets here is a belief about what is true, and nobody knows which. ", rows[0].Beliefs) + rows[0].weighted() + always(rows)
}

// weighted says how much each belief counts in means over them.
func (x *Over) weighted() string {
	var out []string
	least, most := math.Inf(1), math.Inf(-1)
	for i := range x.samples {
		s := &x.samples[i]
		least, most, out = min(least, s.weight), max(most, s.weight), append(out, fmt.Sprintf("%s %s", plain(s.market), part(s.weight)))
	}
	if most-least < equal {
		return "Each has the same weight in means over them. "
	}
	return "Their weights in means over them: " + strings.Join(out, ", ") + ". "
}

// always says which methods are reliable under every belief, and from when on.
func always(rows []Over) string {
	var right, never []string
	for _, name := range Methods {
		from := 0
		for _, x := range rows {
			if x.Method != name {
				continue
			}
			if x.Holds < x.Beliefs {
				from = 0
			} else if from == 0 {
				from = x.Days
			}
		}
		switch {
		case from > 0:
			right = append(right, fmt.Sprintf("%s from day %d on", name, from))
		case slices.ContainsFunc(rows, func(x Over) bool { return x.Method == name }):
			never = append(never, name)
		}
	}
	last := rows[len(rows)-1].Days
	switch {
	case len(right) == 0:
		return fmt.Sprintf("No method is reliable under every belief within %d days.", last)
	case len(never) == 0:
		return "Reliable under every belief: " + strings.Join(right, "; ") + "."
	}
	return fmt.Sprintf("Reliable under every belief: %s. Not within %d days: %s.", strings.Join(right, "; "), last, strings.Join(never, ", "))
}

// plain is a market in words: without the paths of what its settings set, and without underscores.
func plain(market string) string {
	list := strings.Split(market, ", ")
	for i, setting := range list {
		path, value, ok := strings.Cut(setting, "=")
		if list[i] = strings.ReplaceAll(path[strings.LastIndex(path, ".")+1:], "_", " "); ok {
			list[i] += " " + value
		}
	}
	return strings.Join(list, ", ")
}

// OverRows is a table of how each method does for one change over all beliefs, its head first; nil where it is played in one market.
func (r *Report) OverRows(arm string, where bool) [][]string {
	rows := [][]string{{"days", "method", "right", "reliable in", "bias", "spread", "covers", "cost", "worst", "Pinners", "Pinner-days"}}
	for _, x := range r.of(arm) {
		covers, spread := "-", "-"
		if x.Covers != nil {
			covers = part(*x.Covers)
		}
		if x.Spread != nil {
			spread = fmt.Sprintf("%.2f", 100**x.Spread)
		}
		rows = append(rows, []string{strconv.Itoa(x.Days), r.name(x.Method, x.Days), part(x.Right), fmt.Sprintf("%d of %d", x.Holds, x.Beliefs), format.Signed(100*x.Bias, 2), spread, covers, fmt.Sprintf("%.2f%%", 100*x.Cost), fmt.Sprintf("%.2f%%", 100*x.Worst), format.Fixed(x.Exposed, 0), format.Fixed(x.OnDays, 0)})
		if where {
			rows[len(rows)-1] = append(rows[len(rows)-1], plain(x.In))
		}
	}
	if len(rows) == 1 {
		return nil
	}
	if where {
		rows[0] = append(rows[0], "where it is worst")
	}
	return rows
}

// OverOnScreen are the columns of that table that a screen has room for.
var OverOnScreen = []int{0, 1, 2, 3, 4, 5, 6, 7, 8}

// OverNote explains that table.
const OverNote = "Each replication of each belief is read by itself. right: share decided as its own long run would; reliable in: beliefs under which it is reliable from then on, by its replications after that wait and every longer one of this table. bias: mean of reading less truth, so that above 0 it reads too high, spread: standard deviation of readings between replications, percentage points. covers: share of 95% intervals of one test that hold the long run of their replication. All but these and worst are means over beliefs by their weights. cost: what decisions after the wait leave of the best that could be done, % of a year's revenue; worst: cost under the worst belief. Pinners: those who have the change until the decision; Pinner-days: the days on which one of them came."
