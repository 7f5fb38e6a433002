package horizon

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
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
func percent(x float64) string { return format.Signed(100*x, 2) + "%" }

// round is a fraction in whole percent with its sign.
func round(x float64) string { return format.Signed(100*x, 0) + "%" }

// limits is an interval of fractions in percent.
func limits(lo, hi float64) string {
	return "[" + format.Signed(100*lo, 2) + ", " + format.Signed(100*hi, 2) + "]"
}

// text is a reading with its range, where there is one.
func (x Reading) text(tests int) string {
	if tests < 2 {
		return percent(x.Value)
	}
	return percent(x.Value) + " " + limits(x.Lo, x.Hi)
}

// part is a share in percent.
func part(x float64) string { return whole(x) + "%" }

// whole is a share in hundredths, rounded half away from 0 though a sum of shares may end a bit below.
func whole(x float64) string {
	return format.Fixed(math.Round(100*x+math.Copysign(1e-9, x)), 0)
}

// count is a share of n tests in words.
func count(share float64, n int) string {
	return fmt.Sprintf("%.0f of %d", share*float64(n), n)
}

// Headline says of a benchmark how methods decide, and else of the launch that is told what two weeks say, what the long run says, and who would have said so in time; where the file states beliefs, which method to trust over them.
func (r *Report) Headline() string {
	if r.Benchmark {
		return r.benchHeadline()
	}
	f := r.Focus
	short, long := verdict(f.TwoWeeks.Value > 0), verdict(f.Truth.Value > 0)
	text := fmt.Sprintf("%s: a 14-day test says %s, the long run says %s", f.Arm, short, long)
	if short == long {
		text = fmt.Sprintf("%s: a 14-day test says %s, and so does the long run", f.Arm, short)
	}
	if len(r.Answers) > 0 && r.Answers[0].For == thisAverage {
		a := &r.Answers[0]
		return fmt.Sprintf("%s in %q; over all %d beliefs trust %s after %d days, right in %s of tests, at %.2f%% of a year's revenue", text, plain(f.Market), r.of(f.Arm)[0].Beliefs, a.Method, a.Days, part(a.Right), 100*a.Cost)
	}
	if short == long {
		return text
	}
	named := r.named()
	if len(named) == 0 {
		return text + ", and no method would have said so in time"
	}
	said, of := "the one method that would have said so is", f.costs(named)
	if len(named) > 1 {
		said = "the cheapest that would have said so are"
	}
	for i := range named {
		named[i] += " (" + of[i] + "%"
		if i == len(named)-1 {
			named[i] += " of a year's revenue"
		}
		named[i] += ")"
	}
	return fmt.Sprintf("%s; %s %s", text, said, strings.Join(named, " and "))
}

// named are the two methods of a title: the one that the answer names, and the next by its cost.
func (r *Report) named() (out []string) {
	right, _, _ := r.inTime()
	slices.SortStableFunc(right, func(a, b string) int { return cmp.Compare(r.Focus.costOf(a), r.Focus.costOf(b)) })
	if len(r.Answers) > 0 {
		first := fmt.Sprintf("%s from day %d on", r.Answers[0].Method, r.Answers[0].Days)
		slices.SortStableFunc(right, func(a, b string) int {
			switch {
			case a == first && b != first:
				return -1
			case b == first && a != first:
				return 1
			}
			return 0
		})
	}
	return right[:min(2, len(right))]
}

// costs are what the methods of a list cost by the day from which they are right.
func (f *Focus) costs(named []string) (out []string) {
	for _, text := range named {
		out = append(out, fmt.Sprintf("%.2f", 100*f.costOf(text)))
	}
	return out
}

// costOf is what a method of such a list costs.
func (f *Focus) costOf(named string) float64 {
	for _, m := range f.Methods {
		if strings.HasPrefix(named, m.Name+" from day") {
			return m.Cost
		}
	}
	return 0
}

// inTime lists the methods that decide right from some day on, the soonest first, those that do not, and the index where it is right and does not hold.
func (r *Report) inTime() (right, never []string, turned string) {
	for _, m := range slices.SortedStableFunc(slices.Values(r.Focus.Methods), func(a, b Method) int { return a.Day - b.Day }) {
		from := fmt.Sprintf("%s from day %d on", m.Name, m.Day)
		switch {
		case m.Name == OtherLevers: // what the index would say if the kind were new
		case m.Day == 0:
			never = append(never, m.Name)
		case r.turns(m.Name, m.Day):
			turned = from
		default:
			right = append(right, from)
		}
	}
	return right, never, turned
}

// certainty says what one reader sees of one test of a method.
func (f *Focus) certainty(a *Answer) string {
	for _, m := range f.Methods {
		if m.Name == a.Method && m.Day == a.Days && m.Misses != nil {
			return fmt.Sprintf(" By %s after %d days, which reads %s here: in the other markets it missed what came by up to %.2f points in 95%% of tests, so a test is certain of the sign only if it reads further from 0 than that: %s here do. The others decide by a sign of which they are not certain.", m.Name, m.Day, m.Reads[m.Day/7-1].text(f.Tests), 100**m.Misses, count(*m.Certain, f.Tests))
		}
	}
	return ""
}

// Words tells the launch in paragraphs: what two weeks say, what is true, which methods would have decided right and by when, and what one test alone says.
func (r *Report) Words() []string {
	f := r.Focus
	out := []string{fmt.Sprintf("A 14-day test of `%s` says %s: revenue %s, a gain in %s single tests. The long run, the last four weeks of %d days, says %s: %s. Shipping it after that test costs %.2f%% of a year's revenue. %s",
		f.Arm, verdict(f.TwoWeeks.Value > 0), f.TwoWeeks.text(f.Tests), count(f.TwoWeeks.Ship, f.Tests), r.Horizon, verdict(f.Truth.Value > 0), f.Truth.text(f.Tests)+f.own(), 100*f.Shipped, f.why())}
	if f.Tests > 1 && (f.Truth.Lo > 0) != (f.Truth.Hi > 0) {
		out[0] += " THE TRUTH IS WITHIN ITS NOISE: play more replications."
	}
	right, never, turned := r.inTime()
	text := "No method is reliable."
	if len(right) > 0 {
		text = "Reliable: " + strings.Join(right, "; ") + "."
	}
	if len(never) > 0 {
		text += fmt.Sprintf(" Not within %d days: %s.", r.Horizon-LongRun, strings.Join(never, ", "))
	}
	if turned != "" {
		text += fmt.Sprintf(" Right as often, but not to be trusted: the %s: %s.", turned, r.untrusted())
	}
	certain := f.alone()
	if len(r.Answers) > 0 {
		certain += f.certainty(&r.Answers[0])
	}
	if live := r.LiveWords(); live != "" {
		out = append(out, live)
	}
	if out = append(out, text+" "+Bound, certain); len(r.Short) > 0 {
		out = append(out, r.ShortWords())
	}
	return out
}

// own says where the long runs of single tests lie, each of which is a market of its own; empty of one.
func (f *Focus) own() string {
	if f.Tests < 2 {
		return ""
	}
	return fmt.Sprintf(" in the mean; own long runs of %s lie between %s and %s", f.brackets(), percent(f.Truths.Lo), percent(f.Truths.Hi))
}

// why says what moves revenue, which is sessions times revenue a session, by the end of the test and in the long run; and where its sign turns, which of both turns it.
func (f *Focus) why() string {
	session := func(revenue, sessions float64) float64 { return (1+revenue)/(1+sessions) - 1 }
	now, then := session(f.TwoWeeks.Value, f.Sessions[0]), session(f.Truth.Value, f.Sessions[1])
	text := fmt.Sprintf("Sessions: %s in those 14 days, %s in the long run; revenue a session: %s and %s.", percent(f.Sessions[0]), percent(f.Sessions[1]), percent(now), percent(then))
	if same(f.TwoWeeks.Value, f.Truth.Value) {
		return text
	}
	switch come, brings := same(f.Sessions[1], f.Truth.Value), same(then, f.Truth.Value); {
	case come && !brings && f.Truth.Value < 0:
		return text + " Revenue turns because Pinners come less often, though a session still brings more."
	case come && !brings:
		return text + " Revenue turns because Pinners come more often, though a session still brings less."
	case brings && !come:
		return text + " Revenue turns because of what a session brings, though sessions move the other way."
	}
	return text + " Revenue turns because " + f.both(then-now) + "."
}

// much is how many times as large a change must be to be the cause alone.
const much = 3

// both says what turns revenue where sessions and what a session brings both have the sign of the long run: by how much of each changed after the test.
func (f *Focus) both(session float64) string {
	less, fewer := "brings less", "Pinners come less often"
	if f.Truth.Value > 0 {
		less, fewer = "brings more", "Pinners come more often"
	}
	switch sessions := math.Abs(f.Sessions[1] - f.Sessions[0]); {
	case math.Abs(session) > much*sessions:
		return "a session " + less
	case sessions > much*math.Abs(session):
		return fewer
	}
	return fewer + " and a session " + less
}

// untrusted says why an index that is right is not trusted.
func (r *Report) untrusted() string {
	if r.Replications == 1 {
		return "one replication cannot check it"
	}
	return "it reads such launches the wrong way in other markets (see the warning), so that being right here is chance"
}

// alone says what the learning curve tells with certainty, from the days of one test and nothing else.
func (f *Focus) alone() string {
	x := f.Curve
	text := fmt.Sprintf("How certain one test is by itself: the curve of its 14 days (extrapolated) leaves the long run of `%s` %s (the median test's own 95%% interval)", f.Arm, x.span())
	if x.From == 0 {
		return text + "; within the horizon its interval never leaves out 0 in nine of ten tests."
	}
	return text + fmt.Sprintf("; from day %d on it leaves out 0, on the right side, in nine of ten tests. To be certain is more than to be right: a reliable method decides right by signs of which most single tests are not certain.", x.From)
}

// open is how far from 0 an interval may end before it says nothing.
const open = 0.3

// span is the interval in words.
func (c *Curve) span() string {
	if c.Lo < -open && c.Hi > open {
		return "open altogether"
	}
	return fmt.Sprintf("anywhere from %s to %s", round(c.Lo), round(c.Hi))
}

// how says what it is to be reliable.
func (f *Focus) how() string {
	if f.Tests < 2 {
		return "Of one test; play more with -n to see how often it is so: reliable from day N on is a method that reads the sign of the long run on day N and at the end of every later week."
	}
	return fmt.Sprintf("Reliable means one thing on this page: from that day on nine in ten single tests, rounded up, decide right, that is, read the sign of their own long run. Of the change told here these are %s, on that day and at the end of every later week; over beliefs, or over all launches, nine in ten of their tests after that wait and every longer one of the table. Each replication is one test, in a market of its own, and read by itself. Brackets of readings: %s; of the truth the 95%% interval of its mean.", f.wantedTests(), f.ends())
}

// brackets says of which tests a range holds the values: of fewer than 40 tests 95% are all of them.
func (f *Focus) brackets() string {
	if f.Tests < 40 {
		return fmt.Sprintf("all %d tests", f.Tests)
	}
	return "95% of tests"
}

// ends says what stands in brackets after a mean reading.
func (f *Focus) ends() string {
	if f.Tests < 40 {
		return "the least and the most of " + f.brackets()
	}
	return f.brackets()
}

// Notes say what is not available and what was left out.
func (r *Report) Notes() (out []string) {
	if r.Replications < 2 && len(r.Missing) == 0 {
		out = append(out, "Whether the surrogate index holds for other kinds of changes and in other markets is not checked with one replication; play more with -n.")
	}
	for _, text := range r.Missing {
		out = append(out, "Not available: "+text+".")
	}
	for _, text := range r.LeftOut() {
		out = append(out, format.Escape(text))
	}
	return out
}

// Columns are some columns of a table, in their order.
func Columns(rows [][]string, keep ...int) (out [][]string) {
	for _, row := range rows {
		var short []string
		for _, k := range keep {
			short = append(short, row[k])
		}
		out = append(out, short)
	}
	return out
}

// WritePage writes the report as Markdown.
func WritePage(w io.Writer, r *Report) error {
	var b strings.Builder
	if r.Focus == nil {
		return neutral.Write(w, fmt.Sprintf("# Nothing to tell: %s\n\n%s\n", r.Nothing(), format.Escape(strings.Join(r.LeftOut(), "\n\n"))))
	}
	fmt.Fprintf(&b, "# %s\n\n", format.Escape(format.Marked(r.Headline(), r.Quick)))
	for _, line := range r.Lead() {
		b.WriteString(line.markdown() + "\n\n")
	}
	for _, flag := range r.Flags {
		b.WriteString("> **" + format.Escape(flag) + "**\n\n")
	}
	paragraphs := func(lines []string) {
		for _, line := range lines {
			b.WriteString(format.Escape(line) + "\n\n")
		}
	}
	table := func(heading, before string, rows [][]string, note string) {
		if rows != nil {
			b.WriteString("## " + heading + "\n\n" + before + format.MarkdownNumbers(rows) + "\n" + strings.TrimLeft(r.Foot(note, rows)+"\n\n", "\n"))
		}
	}
	arm := format.Escape(r.Focus.Arm)
	paragraphs(r.Rules())
	table("The methods", "", r.MethodRows(), MethodNote)
	table("How methods decide after 14 days, over all launches", "", r.BenchRows(), r.BenchNote())
	if r.Benchmark {
		b.WriteString("## One of these launches: " + format.Escape("`"+r.Focus.Arm+"`") + "\n\n")
		for _, line := range r.Answer() {
			b.WriteString(line.markdown() + "\n\n")
		}
	} else {
		b.WriteString("## What was found\n\n")
	}
	paragraphs(append(r.Words(), r.Notes()...))
	table("Which method to trust", "", r.AnswerRows(true), format.Escape(r.AnswerNote()))
	table("What the names of markets mean", "", r.NameRows(), NameNote)
	table("When each method decides right, and what waiting costs", "", r.KnownRows(), r.KnownNote())
	table("`"+arm+"` over all beliefs", "", r.OverRows(r.Focus.Arm, true), OverNote+" "+format.Escape(r.Beliefs()))
	table("What 14 days get wrong about the long run", "", r.ShortRows(), ShortNote)
	table("What sharing one market adds to a live test", "", r.LiveRows(), LiveNote)
	if p := r.Programme; p != nil {
		table("A programme of launches", format.Escape(strings.Join(p.Words(), "\n\n"))+"\n\n", r.ProgrammeRows(), p.Note())
	}
	table(fmt.Sprintf("All %d launches", r.Launches), format.Escape(r.Changes)+"\n\n", r.LaunchRows(true), LaunchNote+"\n\n"+Whole)
	table("Where read-outs of what was learned agree", "", r.BiasRows(), BiasNote)
	table("Does the surrogate index hold?", "", r.CheckRows(), r.CheckNote())
	table("Other metrics as proxies", "", r.ProxyRows(), ProxyNote)
	table("How far intervals of single tests can be trusted", "", r.IntervalRows(), IntervalNote)
	table("What each method says the long run is", "By the days waited; the truth is in the last line. Market: "+format.Escape(plain(r.Focus.Market))+".\n\n", r.WeekRows(), "")
	table("How many single tests decide right", "Share of tests by the days waited.\n\n", r.RightRows(), "")
	return neutral.Write(w, b.String())
}
