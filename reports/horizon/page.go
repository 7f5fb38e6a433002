package horizon

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"marketsim/reports/format"
	"marketsim/sim/units/neutral"
)

func verdict(ship bool) string {
	if ship {
		return "ship"
	}
	return "stop"
}

// percent is a fraction in percent with two decimals and its sign.
func percent(x float64) string { return fmt.Sprintf("%+.2f%%", 100*x) }

// text is a reading with its interval, where there is one.
func (x Reading) text(draws int) string {
	if draws == 0 {
		return percent(x.Value)
	}
	return fmt.Sprintf("%s [%+.2f, %+.2f]", percent(x.Value), 100*x.Lo, 100*x.Hi)
}

// Words tells the launch in paragraphs: what two weeks say, what is true, which readings would have known by when, and what waiting costs.
func (r *Report) Words() []string {
	f := r.Focus
	out := []string{fmt.Sprintf("A 14-day test of `%s` says %s: revenue %s. The truth, the last four weeks of %d days, says %s: %s. Shipped after that test it leaves %.2f%% of a year's revenue on the table.",
		f.Arm, verdict(f.TwoWeeks.Value > 0), f.TwoWeeks.text(f.Draws), r.Horizon, verdict(f.Truth.Value > 0), f.Truth.text(f.Draws), 100*f.Shipped)}
	if f.Draws > 0 && (f.Truth.Lo > 0) != (f.Truth.Hi > 0) {
		out[0] += " THE TRUTH IS WITHIN ITS NOISE: play more replications."
	}
	var knew, never []string
	for _, m := range slices.SortedStableFunc(slices.Values(f.Methods), func(a, b Method) int { return a.Day - b.Day }) {
		switch {
		case m.Day == 0:
			never = append(never, m.Name)
		case m.Half == m.Day:
			knew = append(knew, fmt.Sprintf("%s from day %d on", m.Name, m.Day))
		default:
			knew = append(knew, fmt.Sprintf("%s from day %d on (in half of the draws from day %d)", m.Name, m.Day, m.Half))
		}
	}
	text := "Nothing would have known."
	if len(knew) > 0 {
		text = "Who would have known: " + strings.Join(knew, "; ") + "."
	}
	if len(never) > 0 {
		text += fmt.Sprintf(" Not within %d days: %s.", r.Horizon-longWindow, strings.Join(never, ", "))
	}
	return append(out, text+" "+f.how(r.Replications), f.alone())
}

// alone says what the learning curve of this one test tells with certainty.
func (f *Focus) alone() string {
	x := f.Curve
	text := fmt.Sprintf("From the days of this one test alone, its curve after 14 days leaves the long run anywhere in [%+.2f, %+.2f]", 100*x.Lo, 100*x.Hi)
	switch {
	case x.From == 0:
		return text + ": not known, nor on any later day."
	case x.From > 14:
		return text + fmt.Sprintf(": not known yet. Its 95%% interval leaves out 0 from day %d on.", x.From)
	}
	return text + fmt.Sprintf(": its sign is known, from day %d on.", x.From)
}

// how says what "known" means.
func (f *Focus) how(replications int) string {
	if f.Draws == 0 {
		return "Known: the right sign, then and ever after. Of one replication: how sure that is, is not known; play more with -n."
	}
	return fmt.Sprintf("Known: the right sign, then and ever after, in 95%% of %d draws of the %d replications. Brackets are 95%% intervals over these draws.", f.Draws, replications)
}

// Trust says which reading to wait for, what it says of this launch, and what holds for a change of a new kind.
func (r *Report) Trust() []string {
	if r.Advice == "" {
		return nil
	}
	out := []string{r.Advice + "." + r.here(), r.NewKind + "."}
	for _, flag := range r.Flags {
		out[1] += " " + flag + "."
	}
	for _, text := range r.Missing {
		out = append(out, "Not available: "+text+".")
	}
	if len(r.Idle) > 0 {
		out = append(out, "Left out, since they change nothing: "+format.Escape(strings.Join(r.Idle, ", "))+".")
	}
	return out
}

// here is what the advised reading says of the launch that is told.
func (r *Report) here() string {
	best := r.advised(OtherLevers)
	for _, m := range r.Focus.Methods {
		if w := best.Days/7 - 1; m.Name == best.Name && w < len(m.Reads) {
			text := fmt.Sprintf(" Of `%s` %s reads %s after %d days", r.Focus.Arm, best.Name, m.Reads[w].text(r.Focus.Draws), best.Days)
			if r.Focus.Draws > 0 {
				text += fmt.Sprintf(", of the right sign in %.0f%% of the draws", 100*m.Reads[w].Right)
			}
			return text + "."
		}
	}
	return ""
}

// KnownRows is a table of when each reading knows the launch and what waiting for it costs, its head first.
func (r *Report) KnownRows() [][]string {
	rows := [][]string{{"reading", "known from", "waiting costs", "sessions", "day 7 says", "costs"}}
	for _, m := range r.Focus.Methods {
		known, cost, lost := "never", "-", "-"
		if m.Day > 0 {
			known, cost = fmt.Sprintf("day %d", m.Day), fmt.Sprintf("%.2f%%", 100*m.Cost)
		}
		if m.Day > 0 && r.Focus.Truth.Value <= 0 {
			lost = percent(m.Sessions)
		}
		rows = append(rows, []string{m.Name, known, cost, lost, verdict(m.Ships), fmt.Sprintf("%.2f%%", 100*m.Early)})
	}
	return rows
}

// KnownNote explains that table.
const KnownNote = "known from: the right sign, then and ever after, in 95% of draws. waiting costs, of a year's revenue: half of the Pinners see the change until that day, and then the right decision is made; against the best that can be done, to launch on day 0 or never. sessions: what a test that ends so and ships nothing changes of a year's sessions. What Pinners learned fades after a test as slowly as it came, so such a test costs as many days of the long run as it took. day 7 says, costs: what the reading decides after a week, and what deciding so early costs."

// WeekRows is a table of what each reading says at the end of every week, its head first and the truth last.
func (r *Report) WeekRows() [][]string {
	f := r.Focus
	head, last := []string{"days"}, []string{"truth"}
	for _, m := range f.Methods {
		head, last = append(head, m.Name), append(last, f.Truth.text(f.Draws))
	}
	rows := [][]string{head}
	for week := 0; 7*(week+1) <= r.Horizon-longWindow; week++ {
		row := []string{strconv.Itoa(7 * (week + 1))}
		for _, m := range f.Methods {
			row = append(row, m.Reads[week].text(f.Draws))
		}
		rows = append(rows, row)
	}
	return append(rows, last)
}

// LaunchRows is a table of how each reading does over all launches, its head first; proxies on request.
func (r *Report) LaunchRows(proxies bool) [][]string {
	rows := [][]string{{"reading", "days", "right", "wins", "losses", "false", "error", "at risk"}}
	part := func(v float64) string { return fmt.Sprintf("%.0f%%", 100*v) }
	for _, x := range r.Rows {
		if !proxies && strings.HasPrefix(x.Name, ProxyPrefix) {
			continue
		}
		rows = append(rows, []string{x.Name, strconv.Itoa(x.Days), part(x.Right), part(x.RecallOfWins), part(x.RecallOfLosses), part(x.FalseLaunches), fmt.Sprintf("%.2f", 100*x.RMSE), fmt.Sprintf("%.2f", 100*x.Regret)})
	}
	return rows
}

// LaunchNote explains that table.
const LaunchNote = "right: share of launches decided as the long run would, by the sign. wins: share of the launches that gain which it ships; losses: share of the others which it stops; false: share of what it ships that does not gain. error: root mean square of reading less truth, points of control; of a proxy in its own metric. at risk: what decisions after the wait leave of the best that could be done, % of a year's revenue, with half of the Pinners in the test until then."

// IntervalRows is a table of how the intervals of extrapolated readings do, its head first.
func (r *Report) IntervalRows() [][]string {
	rows := [][]string{{"extrapolated after", "covers", "sure", "wrong"}}
	for _, x := range r.Rows {
		if i := x.Interval; i != nil {
			rows = append(rows, []string{fmt.Sprintf("%d days", x.Days), fmt.Sprintf("%.1f%%", 100*i.Covers), fmt.Sprintf("%.1f%%", 100*i.Sure), fmt.Sprintf("%.1f%%", 100*i.Wrong)})
		}
	}
	return rows
}

// IntervalNote explains that table.
const IntervalNote = "covers: share of launches whose 95% interval, from the days of the one launch alone, holds the truth. sure: share whose interval leaves out 0, so that the sign is known; of the others it is not known yet. wrong: share whose interval leaves out 0 on the wrong side. All launches share their Pinners' luck, so that one seed may miss 95% by much; seeds differ."

// Whole says what is read.
const Whole = "Readings are of whole markets: what a test without noise or interference would read. Noise and interference come on top."

// Glossary says what the readings are.
var Glossary = []string{
	AsRead + ": the mean effect on revenue since the start. " + LastWeek + ": that of the last seven days. Both read what there is, not what comes.",
	Extended + ": the curve of daily effects carried on to the long run; from a month of days that move nearly straight it overshoots.",
	Index + ": a regression learned on the launches of the other markets, of how the long run followed from a week's revenue, sessions, clicks and prices. " + OtherLevers + ": the same, learned on launches of other kinds alone.",
	ProxyPrefix + "the sign of another metric's effect since the start.",
}

// WritePage writes the report as Markdown.
func WritePage(w io.Writer, r *Report) error {
	var b strings.Builder
	if r.Focus == nil {
		return neutral.Write(w, fmt.Sprintf("# Nothing to tell\n\nNo launch changes anything: %s.\n", format.Escape(strings.Join(r.Idle, ", "))))
	}
	fmt.Fprintf(&b, "# `%s`: which reading would have known?\n\n", format.Escape(r.Focus.Arm))
	for _, line := range append(r.Words(), r.Trust()...) {
		b.WriteString(format.Escape(line) + "\n\n")
	}
	b.WriteString("## When each reading knows, and what waiting costs\n\n" + format.MarkdownNumbers(r.KnownRows()) + "\n" + KnownNote + "\n\n")
	fmt.Fprintf(&b, "## What each reading says the long run is\n\nBy the days waited; the truth is in the last line. Market: %s.\n\n%s\n", format.Escape(r.Focus.Market), format.MarkdownNumbers(r.WeekRows()))
	fmt.Fprintf(&b, "## All %d launches\n\n%s\n%s\n\n%s\n\n", r.Launches, format.MarkdownNumbers(r.LaunchRows(true)), LaunchNote, Whole)
	b.WriteString(format.MarkdownNumbers(r.IntervalRows()) + "\n" + IntervalNote + "\n\n")
	for _, line := range Glossary {
		b.WriteString("- " + line + "\n")
	}
	return neutral.Write(w, b.String())
}
