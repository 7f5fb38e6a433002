package horizon

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"marketsim/reports/format"
)

// Line is one statement of the answer's box, and what it is about: empty of the first.
type Line struct{ Label, Text string }

// String is the line as text.
func (l Line) String() string {
	if l.Label == "" {
		return l.Text
	}
	return l.Label + ": " + l.Text
}

// Texts are lines as texts.
func Texts(list []Line) (out []string) {
	for _, l := range list {
		out = append(out, l.String())
	}
	return out
}

// markdown is the line with its label, and one without a label, set apart.
func (l Line) markdown() string {
	if l.Label == "" {
		return format.Escape("**" + l.Text + "**")
	}
	return format.Escape("**" + l.Label + ":** " + l.Text)
}

// lines are statements without those that have no text.
func lines(all ...Line) []Line {
	return slices.DeleteFunc(all, func(l Line) bool { return l.Text == "" })
}

// sentences joins those that there are.
func sentences(all ...string) string {
	return strings.Join(slices.DeleteFunc(all, func(text string) bool { return text == "" }), " ")
}

// Answer is the one answer of the page: what two weeks and the long run say, which method to trust for the launch that is told, why, what that costs and what is doubtful about it. Where the file states
// beliefs it is over them, and what it says of the first stands apart.
func (r *Report) Answer() []Line {
	f := r.Focus
	if len(r.Answers) == 0 {
		return []Line{{"", "The horizon is too short to say which method to trust."}}
	}
	a := &r.Answers[0]
	switch {
	case a.Method == "":
		return []Line{{"", f.verdicts("")}, {"Trust", fmt.Sprintf("no single test of `%s` within %d days: no method is reliable: none decides nine in ten of them right, then and later. Play several tests, or a larger one.", f.Arm, r.Horizon-LongRun)}}
	case a.For == thisHere:
		return r.answerHere(a)
	}
	return r.answerOver(a)
}

// verdicts is what two weeks and the long run say.
func (f *Focus) verdicts(where string) string {
	short, long := verdict(f.TwoWeeks.Value > 0), verdict(f.Truth.Value > 0)
	text := fmt.Sprintf("A 14-day test says %s (revenue %s), the long run says %s (%s)", short, percent(f.TwoWeeks.Value), long, percent(f.Truth.Value))
	if short == long {
		text = fmt.Sprintf("A 14-day test says %s (revenue %s), and so does the long run (%s)", short, percent(f.TwoWeeks.Value), percent(f.Truth.Value))
	}
	return text + where + "."
}

// answerHere is the answer in one market.
func (r *Report) answerHere(a *Answer) []Line {
	f, where := r.Focus, ""
	if f.Market != "" {
		where = fmt.Sprintf(" in `%s`", plain(f.Market))
	}
	return lines(Line{"", f.verdicts("")},
		Line{"Trust", fmt.Sprintf("%s after %d days for `%s`%s: %s.", a.Method, a.Days, f.Arm, where, inShort(a.Method, a.Days))},
		Line{"Why", fmt.Sprintf("%s%s. %s", f.share(a), f.revenue(a), a.chosen(fmt.Sprintf("the reliable methods without a warning (right in %s on their day and at the end of every later week)", f.wantedTests())))},
		Line{"Cost", sentences(fmt.Sprintf("%.2f%% of a year's revenue%s%s.", 100*a.Cost, r.second(), f.instead()), a.shown(""))},
		Line{"Doubt", sentences(a.withNoise(), f.size(a), f.rarely(a), a.redrawnDays())},
		r.elsewhere())
}

// second is what the next method that is right in time costs.
func (r *Report) second() string {
	named := r.named()
	if len(named) < 2 {
		return ""
	}
	return fmt.Sprintf("; the next, %s, %s%%", named[1], r.Focus.costs(named)[1])
}

// rarely says how few single tests are certain of the sign that the answer trusts; empty where nine in ten are, or where no other market tells.
func (f *Focus) rarely(a *Answer) string {
	for _, m := range f.Methods {
		if m.Name == a.Method && m.Day == a.Days && m.Certain != nil && f.Tests > 1 && !enough(*m.Certain) {
			who, rest := "No single test", "each reads"
			if *m.Certain > 0 {
				who, rest = fmt.Sprintf("Only %s single tests", count(*m.Certain, f.Tests)), "the others read"
			}
			return fmt.Sprintf("%s can be certain of the sign by itself: right or not, %s no further from 0 than the %.2f points by which the method misses in other markets.", who, rest, 100**m.Misses)
		}
	}
	return ""
}

// elsewhere is the answer for those who do not know which market is true, and what the answer for this one does over all of them; empty where there is one market.
func (r *Report) elsewhere() (line Line) {
	x := r.Across
	if x == nil {
		return line
	}
	line.Label = fmt.Sprintf("If any of the %d markets may be true", x.Beliefs)
	does := func(o *Over, interval string) string {
		return fmt.Sprintf("%s of single tests right%s, reliable in %d of %d markets, at %.2f%% in the mean and %.2f%% in the worst market", part(o.Right), interval, o.Holds, o.Beliefs, 100*o.Cost, 100*o.Worst)
	}
	same := fmt.Sprintf("%s after %d days decides %s", x.Method, x.Days, does(x, ""))
	for i := range r.Answers {
		a := &r.Answers[i]
		if o := r.under(a.Method, a.Days); a.For == thisAverage && o != nil && !a.same(&Answer{Method: x.Method, Days: x.Days}) {
			line.Text = sentences(fmt.Sprintf("trust %s after %d days (of %s): %s.", a.Method, a.Days, r.onDays(), does(o, a.between())), a.chosen("all methods without a warning"), format.Capital(same)+".")
			return line
		}
	}
	line.Text = same + "."
	return line
}

// onDays are the waits after which all launches are read, in words.
func (r *Report) onDays() string {
	var out []string
	for _, wait := range r.waits() {
		out = append(out, strconv.Itoa(wait))
	}
	return format.And(out)
}

// answerOver is the answer over all beliefs, and after it what it says in the first.
func (r *Report) answerOver(a *Answer) []Line {
	f, x := r.Focus, r.under(a.Method, a.Days)
	why := fmt.Sprintf("over all beliefs, by their weights, %s of single tests decide right%s", part(a.Right), a.between())
	if now := r.under(AsRead, a.Days); now != nil && a.Method != AsRead {
		why += fmt.Sprintf("; by revenue so far after as many days %s do", part(now.Right))
	}
	one := "the one test that was played does not decide right so"
	if a.Here == nil {
		one = "it cannot be learned after so many days"
	} else if f.Tests > 1 {
		one = count(*a.Here, f.Tests) + " single tests decide right so"
	} else if *a.Here > 0 {
		one = "the one test that was played decides right so"
	}
	cost := fmt.Sprintf("%.2f%%%s of a year's revenue in the mean over beliefs, %.2f%% under the worst, `%s`", 100*a.Cost, r.redrawnCost(x), 100*x.Worst, plain(x.In))
	if two := r.under(AsRead, ShortTest); two != nil {
		cost += fmt.Sprintf("; deciding by 14 days of revenue costs %.2f%% in the same mean", 100*two.Cost)
	}
	first := plain(f.Market)
	return lines(Line{"", f.verdicts(fmt.Sprintf(" in `%s`", first))},
		Line{"Trust", fmt.Sprintf("%s after %d days for `%s`, where nobody knows which of %d beliefs is true: %s.", a.Method, a.Days, f.Arm, x.Beliefs, inShort(a.Method, a.Days))},
		Line{"Why", fmt.Sprintf("%s. %s", why, a.chosen(fmt.Sprintf("all methods without a warning (after %s days)", r.onDays())))},
		Line{"Cost", sentences(cost+".", a.shown(", in the mean over beliefs"))},
		Line{"Doubt", a.withNoise()},
		Line{fmt.Sprintf("In `%s` alone", first), sentences(one+f.stays(a)+f.revenue(a)+f.instead()+".", f.size(a))})
}

// between is the interval of the share that an answer decides right; empty where there is none.
func (a *Answer) between() string {
	if a.Lo == 0 && a.Hi == 0 {
		return ""
	}
	return fmt.Sprintf(" (95%% interval %s to %s)", part(a.Lo), part(a.Hi))
}

// redrawnCost is where 95% of the mean cost over beliefs are where the tests are drawn again; empty where there is one.
func (r *Report) redrawnCost(x *Over) string {
	draws, _ := redraw(r.key.Named("tests"), x.samples, false)
	if len(draws) < 2 {
		return ""
	}
	lo, hi := middle(draws)
	return fmt.Sprintf(" (%.2f to %.2f%% in 95%% of redraws of the tests)", 100*lo, 100*hi)
}

// shown says to how many Pinners the change shows until an answer is known, and on how many days.
func (a *Answer) shown(over string) string {
	if a.Exposed == 0 {
		return ""
	}
	return fmt.Sprintf("Until then %s Pinners have the change, on %s Pinner-days (days on which one of them comes)%s.", format.Fixed(a.Exposed, 0), format.Fixed(a.ExposedDays, 0), over)
}

// stays says from which day on a method that the answer over beliefs names is right in the market that is told, where that is not the day of the answer.
func (f *Focus) stays(a *Answer) string {
	for _, m := range f.Methods {
		switch {
		case m.Name != a.Method || f.Tests < 2 || m.Day > 0 && m.Day <= a.Days || a.Here == nil || !enough(*a.Here):
		case m.Day == 0:
			return fmt.Sprintf(", but %s in some later week", f.fewer())
		default:
			return fmt.Sprintf(", but %s in some later week before day %d", f.fewer(), m.Day)
		}
	}
	return ""
}

// fewer says what is too few tests for a method to be right.
func (f *Focus) fewer() string {
	return fmt.Sprintf("fewer than %d", int(math.Ceil(sure*float64(f.Tests)-1e-9)))
}

// under is how a method does for the launch that is told over all beliefs after a wait; nil where it cannot read.
func (r *Report) under(method string, days int) *Over {
	for i := range r.Over {
		if x := &r.Over[i]; x.Arm == r.Focus.Arm && x.Method == method && x.Days == days {
			return x
		}
	}
	return nil
}

// wanted is how many tests nine in ten are.
func (f *Focus) wanted() string {
	if f.Tests == 1 {
		return "the one that was played"
	}
	need := int(math.Ceil(sure*float64(f.Tests) - 1e-9))
	if need == f.Tests {
		return fmt.Sprintf("all %d", need)
	}
	return fmt.Sprintf("at least %d of %d", need, f.Tests)
}

// wantedTests is wanted with its noun.
func (f *Focus) wantedTests() string {
	if f.Tests == 1 {
		return "the one test that was played"
	}
	return f.wanted() + " tests"
}

// inShort says in a few words what a method reads after a wait, and where the wait has two phases how long each is.
func inShort(method string, days int) string {
	switch text := whatItReads[method]; method {
	case Post:
		return fmt.Sprintf("%d days of test, then %d in which nobody has the change: %s", days-postDays, postDays, text)
	case Lagged:
		return fmt.Sprintf("half of the Pinners for %d days, the others from day %d on: %s", days, days/2, text)
	case Holdback:
		return fmt.Sprintf("%d days of test, then %d after the launch: %s", launchDay, days-launchDay, text)
	default:
		return text
	}
}

var whatItReads = map[string]string{
	AsRead: "the mean effect since the start", LastWeek: "the effect of the last seven days", Extended: "the curve of daily effects, carried on",
	Post:      "these show what those who had it have learned",
	CookieDay: "those who have it beside those who have it for the first time", Lagged: "those who have it beside those who have had it half as long",
	Survival: "the last week, carried on as Pinners leave", Holdback: "all who have it beside a few who are kept without it", Index: "learned on earlier launches",
}

// revenue says how revenue so far does in the market that is told where another method is trusted.
func (f *Focus) revenue(a *Answer) string {
	here := f.here(AsRead, a.Days)
	if a.Method == AsRead || f.Tests < 2 || here == nil {
		return ""
	}
	return fmt.Sprintf("; by revenue so far after %d days %s do", a.Days, count(*here, f.Tests))
}

// size warns of a method that has the sign and not the size, of which no cause was measured: what it reads is off by more than a quarter of the long run.
func (f *Focus) size(a *Answer) string {
	x := f.read(a.Method, a.Days)
	if x == nil || math.Abs(x.Value-f.Truth.Value) <= math.Abs(f.Truth.Value)/4 {
		return ""
	}
	if !same(x.Value, f.Truth.Value) {
		return fmt.Sprintf("It has neither sign nor size there: it reads %s of a long run of %s.", percent(x.Value), percent(f.Truth.Value))
	}
	return fmt.Sprintf("Trust its sign, not its size: it reads %s of a long run of %s.", percent(x.Value), percent(f.Truth.Value))
}

// instead says what shipping after two weeks costs, where that is what two weeks say and wrong.
func (f *Focus) instead() string {
	if f.TwoWeeks.Value <= 0 || f.Truth.Value > 0 {
		return ""
	}
	return fmt.Sprintf("; shipping after a 14-day test costs %.2f%%", 100*f.Shipped)
}

// unshown is the share of right tests that so few leave possible that nothing is shown.
const unshown = 0.6

// share says how many tests an answer decides right in the market that is told.
func (f *Focus) share(a *Answer) string {
	for _, m := range f.Methods {
		if m.Name != a.Method || m.Day != a.Days {
			continue
		}
		if f.Tests < 2 {
			break
		}
		text := fmt.Sprintf("%s single tests decide right (95%% interval %s to %s", count(m.Right, f.Tests), part(m.Lo), part(m.Hi))
		if m.Lo < unshown {
			text += ": too few tests to be sure of that, play more with -n"
		}
		return text + ")"
	}
	return "the one test that was played decides right"
}
