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

// Headline says of the launch that is told what two weeks say, what the long run says, and who would have said so in time.
func (r *Report) Headline() string {
	f := r.Focus
	short, long := verdict(f.TwoWeeks.Value > 0), verdict(f.Truth.Value > 0)
	if short == long {
		return fmt.Sprintf("%s: a 14-day test says %s, and so does the long run", f.Arm, short)
	}
	right, _ := f.inTime()
	if len(right) == 0 {
		return fmt.Sprintf("%s: a 14-day test says %s, the long run says %s, and no method would have said so in time", f.Arm, short, long)
	}
	return fmt.Sprintf("%s: a 14-day test says %s, the long run says %s; %s would have said so", f.Arm, short, long, strings.Join(right[:min(2, len(right))], ", "))
}

// inTime lists the methods that decide right from some day on, the soonest first, and those that do not.
func (f *Focus) inTime() (right, never []string) {
	for _, m := range slices.SortedStableFunc(slices.Values(f.Methods), func(a, b Method) int { return a.Day - b.Day }) {
		if m.Day == 0 {
			never = append(never, m.Name)
		} else {
			right = append(right, fmt.Sprintf("%s from day %d on", m.Name, m.Day))
		}
	}
	return right, never
}

// Words tells the launch in paragraphs: what two weeks say, what is true, which methods would have decided right and by when, and what one test alone says.
func (r *Report) Words() []string {
	f := r.Focus
	out := []string{fmt.Sprintf("A 14-day test of `%s` says %s: revenue %s. The long run, the last four weeks of %d days, says %s: %s. Shipping it after that test costs %.2f%% of a year's revenue.",
		f.Arm, verdict(f.TwoWeeks.Value > 0), f.TwoWeeks.text(f.Draws), r.Horizon, verdict(f.Truth.Value > 0), f.Truth.text(f.Draws), 100*f.Shipped)}
	if f.Draws > 0 && (f.Truth.Lo > 0) != (f.Truth.Hi > 0) {
		out[0] += " THE TRUTH IS WITHIN ITS NOISE: play more replications."
	}
	right, never := f.inTime()
	text := "No method would have decided right."
	if len(right) > 0 {
		text = "Right: " + strings.Join(right, "; ") + "."
	}
	if len(never) > 0 {
		text += fmt.Sprintf(" Not within %d days: %s.", r.Horizon-longWindow, strings.Join(never, ", "))
	}
	return append(out, text+" "+f.how(r.Replications), f.alone())
}

// alone says what the learning curve tells with certainty, from the days of the launch and nothing else.
func (f *Focus) alone() string {
	x := f.Curve
	text := fmt.Sprintf("How certain one test is by itself: the curve of 14 days of `%s` leaves its long run %s", f.Arm, x.span())
	if x.From == 0 {
		return text + ", and later days are not certain of the sign either."
	}
	return text + fmt.Sprintf("; from day %d on it is certain of the sign.", x.From)
}

// open is how far from 0 an interval may end before it says nothing.
const open = 0.3

// span is the interval in words.
func (c *Curve) span() string {
	if c.Lo < -open && c.Hi > open {
		return "open altogether"
	}
	return fmt.Sprintf("anywhere from %s to %s", percent(c.Lo), percent(c.Hi))
}

// how says what "from day N on" means.
func (f *Focus) how(replications int) string {
	if f.Draws == 0 {
		return "From day N on: the sign of the long run at the end of that week and of every later one. Of one replication; play more with -n to see how sure that is."
	}
	return fmt.Sprintf("From day N on: the sign of the long run at the end of that week and of every later one, in 95%% of %d draws of the %d replications. Brackets are 95%% intervals over these draws.", f.Draws, replications)
}

// Trust says which method to wait for, what it says of this launch, and what holds for a change of a new kind.
func (r *Report) Trust() []string {
	if r.Advice == "" {
		return nil
	}
	out := []string{r.Advice + "." + r.here(), r.NewKind + "."}
	if text := r.Beliefs(); text != "" {
		out = append(out, text)
	}
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

// here is what the advised method says of the launch that is told, and whether its size is right too.
func (r *Report) here() string {
	best := r.advised(OtherLevers)
	for _, m := range r.Focus.Methods {
		if w := best.Days/7 - 1; m.Name == best.Name && w < len(m.Reads) {
			return fmt.Sprintf(" Of `%s` it reads %s after %d days%s.", r.Focus.Arm, m.Reads[w].text(r.Focus.Draws), best.Days, r.Focus.worth(m.Reads[w]))
		}
	}
	return ""
}

// worth says how far a reading of the launch can be trusted: in how many draws its sign is right, and whether its size is.
func (f *Focus) worth(x Reading) string {
	if f.Draws == 0 {
		return ""
	}
	text := fmt.Sprintf(", of the right sign in %.0f%% of the draws", 100*x.Right)
	if truth := f.Truth.Value; x.Right >= 0.95 && (truth < x.Lo || truth > x.Hi) {
		text += fmt.Sprintf(": trust its sign and not its size, which is %.1f times the truth", x.Value/truth)
	}
	if x.Right < 0.5 {
		text += ": THIS CHANGE IT DECIDES WRONG, whatever it does for the others"
	}
	return text
}

// KnownRows is a table of when each method decides the launch right and what waiting for it costs, its head first.
func (r *Report) KnownRows() [][]string {
	rows := [][]string{{"method", "right from", "cost by then", "sessions", "day 7 says", "its cost"}}
	for _, m := range r.Focus.Methods {
		known, cost, lost, early, its := "never", "-", "-", "-", "-"
		if m.Day > 0 {
			known, cost = fmt.Sprintf("day %d", m.Day), fmt.Sprintf("%.2f%%", 100*m.Cost)
		}
		if m.Day > 0 && r.Focus.Truth.Value <= 0 {
			lost = percent(m.Sessions)
		}
		if m.reads(7) {
			early, its = verdict(m.Ships), fmt.Sprintf("%.2f%%", 100*m.Early)
		}
		rows = append(rows, []string{m.Name, known, cost, lost, early, its})
	}
	return rows
}

// KnownNote explains that table.
const KnownNote = "right from: the first day from which on it decides right. Costs are of a year's revenue, against the best that can be done, to launch on day 0 or never. cost by then: half of the Pinners see the change until that day, and then the right decision is made; its cost: what day 7 says is done and kept. sessions: what a test that ends on that day and ships nothing changes of a year's sessions. What Pinners learned fades after a test as slowly as it came, so such a test costs as many days of the long run as it took."

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
			text := "-"
			if m.reads(7 * (week + 1)) {
				text = m.Reads[week].text(f.Draws)
			}
			row = append(row, text)
		}
		rows = append(rows, row)
	}
	return append(rows, last)
}

// LaunchRows is a table of how each reading does over all launches, its head first; proxies on request.
func (r *Report) LaunchRows(proxies bool) [][]string {
	rows := [][]string{{"method", "days", "right", "wins", "losses", "false", "error", "cost"}}
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
const LaunchNote = "right: share of launches decided as the long run would, by the sign. wins: share of the launches that gain which it ships; losses: share of the others which it stops; false: share of what it ships that does not gain. error: root mean square of reading less truth, points of control; of a proxy in its own metric. cost: revenue at risk, what decisions after the wait leave of the best that could be done, % of a year's revenue, with half of the Pinners in the test until then."

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
const IntervalNote = "Of 95% intervals, each from the days of one launch alone. covers: share that hold the truth. sure: share that leave out 0, so that the sign is certain. wrong: share that leave out 0 on the wrong side. All launches share their Pinners' luck, so that seeds differ."

// Whole says what is read.
const Whole = "Methods read whole markets: what a test without noise or interference would read. Noise and interference come on top."

// Glossary says what the methods read.
var Glossary = []string{
	AsRead + ": the mean effect on revenue since the start. " + format.Capital(LastWeek) + ": that of the last seven days. Both read what there is, not what comes.",
	Extended + ": the curve of daily effects, carried on to the long run; from a month of days that move nearly straight it overshoots.",
	Index + ": a regression that was learned on launches in other markets, whose long run is known: how it followed from a week's revenue, sessions, clicks and prices. " + format.Capital(OtherLevers) + ": the same, learned on launches of other kinds alone.",
	CookieDay + ": the effect of the first day, and what Pinners who have the launch do otherwise than those who have it for the first time; " + Lagged + ": than those who have it for half as long; " + Post + ": than the others in two weeks in which all are treated alike. What was learned is carried to the long run at the pace that Google published, 0.012 a day, whatever the pace is here.",
	ProxyPrefix + "the sign of another metric's effect since the start.",
}

// WritePage writes the report as Markdown.
func WritePage(w io.Writer, r *Report) error {
	var b strings.Builder
	if r.Focus == nil {
		return neutral.Write(w, fmt.Sprintf("# Nothing to tell\n\nNo launch changes anything: %s.\n", format.Escape(strings.Join(r.Idle, ", "))))
	}
	fmt.Fprintf(&b, "# %s\n\n", format.Escape(r.Headline()))
	for _, line := range append(r.Words(), r.Trust()...) {
		b.WriteString(format.Escape(line) + "\n\n")
	}
	b.WriteString("## When each method decides right, and what waiting costs\n\n" + format.MarkdownNumbers(r.KnownRows()) + "\n" + KnownNote + "\n\n")
	if rows := r.OverRows(r.Focus.Arm, true); rows != nil {
		fmt.Fprintf(&b, "## `%s` over all beliefs\n\n%s\n%s\n\n", format.Escape(r.Focus.Arm), format.MarkdownNumbers(rows), OverNote)
	}
	fmt.Fprintf(&b, "## All %d launches\n\n%s\n%s\n\n%s\n\n", r.Launches, format.MarkdownNumbers(r.LaunchRows(true)), LaunchNote, Whole)
	b.WriteString(format.MarkdownNumbers(r.IntervalRows()) + "\n" + IntervalNote + "\n\n## The methods\n\n")
	for _, line := range Glossary {
		b.WriteString("- " + line + "\n")
	}
	fmt.Fprintf(&b, "\n## What each method says the long run is\n\nBy the days waited; the truth is in the last line. Market: %s.\n\n%s\n", format.Escape(r.Focus.Market), format.MarkdownNumbers(r.WeekRows()))
	return neutral.Write(w, b.String())
}
