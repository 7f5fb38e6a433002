package horizon

import (
	"fmt"
	"io"
	"strings"

	"marketsim/sim/units/neutral"

	"gonum.org/v1/gonum/stat"
)

// inTest is the share of Pinners who see a launch while its test runs.
const inTest = 0.5

// regret is what a decision after a wait leaves of the best that could have been done, a fraction of control's revenue over a year, or the horizon where that
// is longer: half of the Pinners see the change until the decision, and from then on all or none. Beyond the horizon the long run stays.
func (l *Launch) regret(wait int, launch bool) float64 {
	days := float64(max(year, l.Days()))
	later := l.Truth() * (days - float64(l.Days()))
	sum := func(from, to int) float64 { return l.gain(from, to) * float64(l.Days()) }
	done := inTest * sum(0, wait)
	if launch {
		done += sum(wait, l.Days()) + later
	}
	return (max(0, sum(0, l.Days())+later) - done) / days
}

// year is over how many days decisions are weighed.
const year = 365

// gain is what a change on all Pinners over the days [from, to) adds to revenue, a fraction of control's over the horizon.
func (l *Launch) gain(from, to int) (sum float64) { return l.gainOf(0, from, to) }

// gainOf is gain of a metric that adds up over days.
func (l *Launch) gainOf(metric, from, to int) (sum float64) {
	for d := from; d < to; d++ {
		sum += l.changed[metric][d] - l.base[metric][d]
	}
	return sum / float64(l.Days()) / stat.Mean(l.base[metric], nil)
}

// sessions is the index of the metric that tells what a change costs Pinners.
const sessions = 1

// Focus is one launch told day by day: the first arm in the first market.
type Focus struct {
	Market   string   `json:"market"`
	Arm      string   `json:"arm"`
	TwoWeeks float64  `json:"two_weeks"` // the mean effect on revenue over 14 days, a fraction of control
	Truth    float64  `json:"truth"`     // over the last four weeks
	AtRisk   float64  `json:"at_risk"`   // what shipping on day 14 would add to revenue over the rest of the horizon, a fraction of control's over the horizon
	Methods  []Method `json:"methods"`
}

// Method is when a way to read the launch would have known.
type Method struct {
	Name  string    `json:"name"`
	Day   int       `json:"day"`   // the first week's end from which it decides right, then and ever after; 0: not within the horizon
	Test  float64   `json:"test"`  // what half of the Pinners in the test until then add to revenue, a fraction of control's over the horizon
	Lost  float64   `json:"lost"`  // what they add to sessions until then, likewise
	Reads []float64 `json:"reads"` // by week's end: the effect on the long run that it reads, a fraction of control
}

// focus reads the first launch at the end of every week.
func (r *Report) focus(launches []*Launch) {
	l := launches[0]
	r.Focus = &Focus{Market: l.Market, Arm: l.Arm, TwoWeeks: l.effect(0, 0, 14), Truth: l.Truth(), AtRisk: l.gain(14, l.Days())}
	readings := map[string]func(wait int) (float64, bool){
		AsRead:   func(wait int) (float64, bool) { return l.effect(0, 0, wait), true },
		LastWeek: func(wait int) (float64, bool) { return l.effect(0, wait-7, wait), true },
		Extended: func(wait int) (float64, bool) { return l.extrapolated(wait), true },
		Index:    func(wait int) (float64, bool) { return first(launches, wait, func(l *Launch) int { return l.fold }) },
	}
	for _, name := range []string{AsRead, LastWeek, Extended, Index} {
		m, ok := Method{Name: name}, true
		for wait := 7; wait <= r.Horizon-longWindow && ok; wait += 7 {
			var x float64
			if x, ok = readings[name](wait); !ok {
				break
			}
			m.Reads = append(m.Reads, x)
			switch {
			case (x > 0) != (r.Focus.Truth > 0):
				m.Day = 0
			case m.Day == 0:
				m.Day = wait
			}
		}
		m.Lost = inTest * l.gainOf(sessions, 0, m.Day)
		if m.Test = inTest * l.gain(0, m.Day); len(m.Reads) > 0 {
			r.Focus.Methods = append(r.Focus.Methods, m)
		}
	}
}

// first is the first launch's reading by an index that was learned on other markets.
func first(launches []*Launch, wait int, fold func(*Launch) int) (float64, bool) {
	reads, err := crossed(launches, wait, fold)
	if err != nil {
		return 0, false
	}
	return reads[0], true
}

// Words tells the launch in a few sentences: what two weeks say, what is true, which methods would have known by when, and at what cost.
func (f *Focus) Words(horizon int) string {
	verdict := func(x float64) string {
		if x > 0 {
			return "ship"
		}
		return "do not"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "A 14-day test of `%s` says %s: revenue %+.2f%%. The truth, the last four weeks of %d days, says %s: %+.2f%%. ", f.Arm, verdict(f.TwoWeeks), 100*f.TwoWeeks, horizon, verdict(f.Truth), 100*f.Truth)
	fmt.Fprintf(&b, "Shipped on day 14 it changes the revenue of the whole horizon by %+.2f%%, and that of month six and later by %+.2f%%. ", 100*f.AtRisk, 100*f.Truth)
	var never []string
	for _, m := range f.Methods {
		if m.Day == 0 {
			never = append(never, m.Name)
			continue
		}
		fmt.Fprintf(&b, "Read as %s it is known from day %d on; until then the test on half of the Pinners costs %.2f%% of sessions and changes revenue by %+.2f%%. ", m.Name, m.Day, max(0, -100*m.Lost), 100*m.Test)
	}
	if len(never) > 0 {
		fmt.Fprintf(&b, "Not known within %d days: %s. ", horizon-longWindow, strings.Join(never, ", "))
	}
	return strings.TrimSpace(b.String())
}

// advise names the method and the wait that leave the least on the table over all launches.
func (r *Report) advise() {
	var best *Row
	for i := range r.Rows {
		if x := &r.Rows[i]; x.Name != OtherLevers && (best == nil || x.Regret < best.Regret) {
			best = x
		}
	}
	if best != nil {
		r.Advice = fmt.Sprintf("For these changes in these markets wait %d days with %s: of the best that could be done it leaves %.2f%% of a year's revenue on the table, the least of all", best.Days, best.Name, 100*best.Regret)
	}
}

// WritePage writes the launch as a page: the finding, and what each method reads by week.
func WritePage(w io.Writer, r *Report) error {
	f := r.Focus
	var b strings.Builder
	fmt.Fprintf(&b, "# `%s`: which reading would have known?\n\n%s\n\nMarket: %s. Percentages are of the control market over the whole horizon, but for effects, which are of their days.\n\n", f.Arm, f.Words(r.Horizon), f.Market)
	b.WriteString("What each reading says the long run is, by the days waited; the truth is in the last line.\n\n| days |")
	for _, m := range f.Methods {
		fmt.Fprintf(&b, " %s |", m.Name)
	}
	b.WriteString("\n|---:|" + strings.Repeat("---:|", len(f.Methods)) + "\n")
	for week := 0; 7*(week+1) <= r.Horizon-longWindow; week++ {
		fmt.Fprintf(&b, "| %d |", 7*(week+1))
		for _, m := range f.Methods {
			if week < len(m.Reads) {
				fmt.Fprintf(&b, " %+.2f%% |", 100*m.Reads[week])
			} else {
				b.WriteString(" |")
			}
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "| truth |%s\n\n", strings.Repeat(fmt.Sprintf(" %+.2f%% |", 100*f.Truth), len(f.Methods)))
	fmt.Fprintf(&b, "- **%s** is the mean effect on revenue since the start, **%s** that of the last seven days. Both read what there is, not what comes.\n- **%s** carries the curve of daily effects on.\n- **%s** is learned on the launches of the other markets: how the long run followed from the first weeks' revenue, sessions, clicks and prices.\n\n%s.\n",
		AsRead, LastWeek, Extended, Index, r.Advice)
	for _, flag := range r.Flags {
		fmt.Fprintf(&b, "\n**%s.**\n", flag)
	}
	return neutral.Write(w, b.String())
}
