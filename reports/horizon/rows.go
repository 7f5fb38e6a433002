package horizon

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"marketsim/reports/estimate/longrun"
	"marketsim/reports/format"
)

// AnswerRows is a table of which method to trust, by what is to be decided, its head first; on request with intervals.
func (r *Report) AnswerRows(intervals bool) [][]string {
	rows := [][]string{{"to decide", "trust", "days", "right", "cost", "as good", "Pinner-days", "right here"}}
	for _, a := range r.Answers {
		row := []string{a.For, "none", "-", "-", "-", "-", "-", "-"}
		if a.Method != "" {
			row = []string{a.For, a.Method, strconv.Itoa(a.Days), part(a.Right), fmt.Sprintf("%.2f%%", 100*a.Cost), a.asGoodText(), "-", "-"}
		}
		if a.Here != nil {
			row[7] = part(*a.Here)
		}
		if a.Exposed > 0 {
			row[6] = format.Fixed(a.ExposedDays, 0)
		}
		if intervals && a.Hi > 0 {
			row[3] = ranged(a.Right, a.Lo, a.Hi)
		}
		if a.Here != nil && *a.Here < 0.5 {
			row[7] += " WRONG"
		}
		rows = append(rows, row)
	}
	return rows
}

// AnswerNote explains that table.
func (r *Report) AnswerNote() string {
	text := fmt.Sprintf("this change: `%s`; here: in %s, at the end of any week", r.Focus.Arm, plain(r.Focus.Market))
	if rows := r.of(r.Focus.Arm); len(rows) > 0 {
		text += fmt.Sprintf("; on average and at worst: over all %d markets, whichever is true, only after %s days; at worst a method is named only where it is better than a coin flip in every market: right at worst is the share in the market in which it is least, whose interval lies above 50%%, and cost at worst that in the market in which it is most", rows[0].Beliefs, r.onDays())
	}
	for _, a := range r.Answers {
		if a.Coin != "" {
			text += fmt.Sprintf("; none is so: the one that costs least at worst (%s) may be a coin flip in the market in which it is right least", a.Coin)
		}
	}
	if r.sameForNew() {
		text += "; a new kind: no kind was left out for this row, since only an index learns from kinds, so it is the row of kinds tried"
	}
	exact := ""
	if r.Focus.Tests > 1 {
		exact = ", with its 95% interval of this change"
	}
	return text + ". right: share of single tests of what is to be decided that it decides right" + exact + "; cost: what that leaves of the best that could be done, % of a year's revenue; as good: methods, each with its days, that are as good within one standard error; Pinner-days: the days on which one who has the change came until then, mean over tests. right here: share of single tests of this change in this market that it decides right, - where it cannot be learned for them after those days; WRONG: do not read this change so. Rows about other changes say nothing of this one."
}

// sameForNew tells whether the answer for a new kind is that for a kind that was tried.
func (r *Report) sameForNew() bool {
	at := func(what string) int {
		return slices.IndexFunc(r.Answers, func(a Answer) bool { return a.For == what })
	}
	i, j := at(tried), at(newKind)
	return i >= 0 && j >= 0 && r.Answers[i].same(&r.Answers[j])
}

// ranged is a share with its interval.
func ranged(share, lo, hi float64) string {
	return fmt.Sprintf("%s (%s-%s)", part(share), whole(lo), part(hi))
}

// partOf is a share in percent; a dash of nothing.
func partOf(x *float64) string {
	if x == nil {
		return "-"
	}
	return part(*x)
}

// AnswerOnScreen are the columns of the table of answers that a screen has room for.
var AnswerOnScreen = []int{0, 1, 2, 3, 4, 6, 7}

// KnownRows is a table of when each method decides the launch right and what waiting for it costs, its head first.
func (r *Report) KnownRows() [][]string {
	rows := [][]string{{"method", "reliable from", "right", "cost", "Pinners", "Pinner-days", "sessions", "ships", "its cost", "noise"}}
	for _, m := range r.Focus.Methods {
		row := []string{r.name(m.Name, m.Day), "never", "-", "-", "-", "-", "-", "-", "-", m.bearing()}
		if m.Day > 0 {
			row[1], row[2], row[3] = fmt.Sprintf("day %d", m.Day), part(m.Right), fmt.Sprintf("%.2f%%", 100*m.Cost)
			row[4], row[5] = format.Fixed(m.Exposed, 0), format.Fixed(m.OnDays, 0)
		}
		if m.Day > 0 && r.Focus.Tests > 1 {
			row[2] = ranged(m.Right, m.Lo, m.Hi)
		}
		if m.Day > 0 && r.Focus.Truth.Value <= 0 {
			row[6] = percent(m.Sessions)
		}
		if m.Ships != nil {
			row[7], row[8] = part(*m.Ships), fmt.Sprintf("%.2f%%", 100**m.Early)
		}
		rows = append(rows, row)
	}
	return rows
}

// KnownOnScreen are the columns of that table that a screen has room for.
var KnownOnScreen = []int{0, 1, 2, 3, 5, 7, 9}

// KnownNote explains that table.
func (r *Report) KnownNote() string {
	return "reliable from: the day from which on nine in ten single tests decide right; right: their share on that day" + r.Focus.exact() + knownRest
}

// exact says what stands in brackets after a share of tests; of one test there is nothing.
func (f *Focus) exact() string {
	if f.Tests < 2 {
		return ""
	}
	return ", with its exact 95% interval"
}

const knownRest = ". Costs are of a year's revenue, against the best that can be done, to launch on day 0 or never. cost: those whom the method needs see the change until that day, and then each test decides. " + Designs + " Pinners: all who have had the change by that day; Pinner-days: the days on which one of them came. ships: share of tests that would ship after a week, of methods that read by then; its cost: what that leaves. sessions: what a test that ends on that day and ships nothing changes of a year's sessions. noise: the largest standard error that the mean effect of 14 days may have from A/B noise, of 0.1, 0.3, 1 and 3%, so that nine in ten still decide right, each day with noise of its own, the same for all methods though a holdback and a cookie-cookie-day compare with fewer Pinners; - of an index, which reads metrics whose noise is not known here, and where a method is not reliable without noise. What Pinners learned fades after a test as slowly as it came, so such a test costs as many days of the long run as it took."

// Designs says who has a change during a test.
const Designs = "Half of the Pinners have it for the whole wait, but: a post-period takes it from them for the last 14 days; a cookie-cookie-day gives it to a fresh seventh of the other half on each of the last seven days; in a lagged start the other half begins when half of the wait is over; a holdback launches on day 14 to all but 5%."

// WeekRows is a table of what each reading says at the end of every week, its head first and the truth last.
func (r *Report) WeekRows() [][]string {
	f := r.Focus
	return r.weekly(f.Truth.text(f.Tests), func(x Reading) string { return x.text(f.Tests) })
}

// RightRows is a table of how many single tests each method decides right at the end of every week, its head first.
func (r *Report) RightRows() [][]string {
	rows := r.weekly("", func(x Reading) string { return part(x.Right) })
	return rows[:len(rows)-1]
}

// weekly is a table of all methods by week, with a last line.
func (r *Report) weekly(truth string, text func(Reading) string) [][]string {
	f := r.Focus
	head, last := []string{"days"}, []string{"truth"}
	for _, m := range f.Methods {
		head, last = append(head, r.name(m.Name, 0)), append(last, truth)
	}
	rows := [][]string{head}
	for week := 0; 7*(week+1) <= r.Horizon-LongRun; week++ {
		row := []string{strconv.Itoa(7 * (week + 1))}
		for _, m := range f.Methods {
			cell := "-"
			if m.reads(7 * (week + 1)) {
				cell = text(*m.Reads[week])
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	return append(rows, last)
}

// LaunchRows is a table of how each reading does over all launches, its head first; proxies on request.
func (r *Report) LaunchRows(proxies bool) [][]string {
	rows := [][]string{{"method", "days", "right", "wins", "losses", "false", "error", "cost", "Pinner-days"}}
	for _, x := range r.Rows {
		if !proxies && strings.HasPrefix(x.Name, ProxyPrefix) {
			continue
		}
		rows = append(rows, []string{r.name(x.Name, x.Days), strconv.Itoa(x.Days), part(x.Right), partOf(x.RecallOfWins), partOf(x.RecallOfLosses), partOf(x.FalseLaunches), fmt.Sprintf("%.2f", 100*x.RMSE), fmt.Sprintf("%.2f%%", 100*x.Regret), format.Fixed(x.ExposedDays, 0)})
	}
	return rows
}

// LaunchNote explains that table.
const LaunchNote = "Each replication of each launch is one test in a market of its own, read by itself. right: share of tests decided as their own long run would, by the sign. wins: share of the tests that gain in the long run which it ships; losses: share of the others which it stops; false: share of what it ships that does not gain. error: root mean square of reading less truth, percentage points; of a proxy in its own metric. cost: revenue at risk, what decisions after the wait leave of the best that could be done, % of a year's revenue, with half of the Pinners in the test until then, and of some methods fewer, more or for a shorter time. Pinner-days: the days on which a Pinner came and had the change until then, mean over tests."

// ProxyRows is a table of the proxies by how well they agree with the long run, the best first, its head before them.
func (r *Report) ProxyRows() [][]string {
	rows := [][]string{{"launch by the sign of", "days", "right", "wins", "losses", "false"}}
	for _, x := range r.ranked() {
		rows = append(rows, []string{strings.TrimPrefix(x.Name, ProxyPrefix), strconv.Itoa(x.Days), part(x.Right), partOf(x.RecallOfWins), partOf(x.RecallOfLosses), partOf(x.FalseLaunches)})
	}
	return rows
}

// ranked are proxies, and revenue, after two weeks, by the share of right decisions.
func (r *Report) ranked() (out []Row) {
	var names []longrun.Agreement
	for _, x := range r.Rows {
		if x.Days == 14 && (x.Name == AsRead || strings.HasPrefix(x.Name, ProxyPrefix)) {
			names = append(names, x.Agreement)
		}
	}
	longrun.Rank(names)
	for _, a := range names {
		out = append(out, *r.Find(a.Name, 14))
	}
	return out
}

// ProxyNote explains that table.
const ProxyNote = "Each metric's effect after 14 days, taken for the long run by its sign; by share of right decisions, then by recall of wins. right: share of single tests decided as their long run would; wins: share of the tests that gain in the long run which it ships; losses: share of the others which it stops; false: share of what it ships that does not gain."

// IntervalRows is a table of how the intervals of each method do, its head first.
func (r *Report) IntervalRows() [][]string {
	rows := [][]string{{"method", "days", "covers", "sure", "wrong"}}
	for _, name := range Methods {
		for _, x := range r.Rows {
			if i := x.Interval; i != nil && x.Name == name {
				rows = append(rows, []string{r.name(x.Name, x.Days), strconv.Itoa(x.Days), fmt.Sprintf("%.1f%%", 100*i.Covers), fmt.Sprintf("%.1f%%", 100*i.Sure), fmt.Sprintf("%.1f%%", 100*i.Wrong)})
			}
		}
	}
	return rows
}

// CoverRows is a table of the share of intervals that hold the long run, a line a method and a column a wait, its head first.
func (r *Report) CoverRows() [][]string {
	rows := [][]string{{"intervals that hold"}}
	for _, wait := range r.waits() {
		rows[0] = append(rows[0], fmt.Sprintf("%d days", wait))
	}
	for _, name := range Methods {
		row, any := []string{r.name(name, 0)}, false
		for _, wait := range r.waits() {
			cell := "-"
			if x := r.Find(name, wait); x != nil && x.Interval != nil {
				cell, any = part(x.Interval.Covers), true
			}
			row = append(row, cell)
		}
		if any {
			rows = append(rows, row)
		}
	}
	return rows
}

// CoverNote explains that table.
const CoverNote = "Share of 95% intervals of single tests that hold the long run of their test: of the curve that of its fit, of an index what 95% of tests in other markets missed (none where there are no others), of all others the noise of the days that they read. An interval of days says nothing of what is not yet in them. All launches of a market have the same Pinners, so that other seeds give other shares."

// IntervalNote explains the whole one.
const IntervalNote = "Of 95% intervals of single tests: of the curve that of its fit, of an index what 95% of tests in other markets missed (none where there are no others), of all others the noise of the days that they read. covers: share that hold the long run of their test; an interval of days says nothing of what is not yet in them. sure: share that leave out 0, so that the sign seems certain. wrong: share that leave out 0 on the wrong side. These intervals, but for the index, hold the noise of the days that are read and not by how much the method missed in other markets, which leaves fewer tests certain: the words above the tables count those. All launches of a market have the same Pinners, so that other seeds give other shares."

// Whole says what is read.
const Whole = "Methods read whole markets: what a test without A/B noise or interference would read. " + Bound

// Bound says that shares of right decisions are too favourable.
const Bound = "These tests have no A/B noise, that of who is on which side, so shares of right decisions are upper bounds: a live test of as many Pinners decides fewer right."
