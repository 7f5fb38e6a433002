package horizon

import (
	"fmt"
	"math"
	"strconv"

	"marketsim/reports/format"
)

// Answer is the one answer of the page: which method to trust for the launch that is told, after how many days, how often it is right and what that costs. Where the file states beliefs it
// is over them, and what it says of the first stands apart.
func (r *Report) Answer() string {
	f := r.Focus
	if len(r.Answers) == 0 {
		return "The horizon is too short to say which method to trust."
	}
	a := &r.Answers[0]
	switch {
	case a.Method == "":
		return fmt.Sprintf("Trust no single test of `%s` within %d days: no method is reliable: none decides nine in ten of them right, then and later. Play several tests, or a larger one.", f.Arm, r.Horizon-LongRun)
	case a.For == thisHere:
		return r.answerHere(a)
	}
	return r.answerOver(a)
}

// answerHere is the answer in one market.
func (r *Report) answerHere(a *Answer) string {
	f := r.Focus
	trust := "trust"
	if a.unsure() {
		trust = "no method is clearly the cheapest; trust"
	}
	return fmt.Sprintf("For `%s` in `%s`, %s %s after %d days (%s): %s%s. Waiting and deciding so costs %.2f%% of a year's revenue: it is the cheapest of the reliable methods, those right in %s on that day and at the end of every later week; methods with a warning are left out.%s%s%s%s%s%s%s",
		f.Arm, plain(f.Market), trust, a.Method, a.Days, inShort(a.Method, a.Days), f.share(a), f.revenue(a), 100*a.Cost, f.wantedTests(), a.shown("")+a.withNoise(), a.ties(), a.certainly(), f.size(a), f.rarely(a), f.instead(""), r.elsewhere())
}

// rarely says how few single tests are certain of the sign that the answer trusts; empty where nine in ten are, or where no other market tells.
func (f *Focus) rarely(a *Answer) string {
	for _, m := range f.Methods {
		if m.Name == a.Method && m.Day == a.Days && m.Misses > 0 && f.Tests > 1 && !enough(m.Certain) {
			if m.Certain == 0 {
				return " No single test can be certain of the sign by itself."
			}
			return fmt.Sprintf(" Only %s single tests can be certain of the sign by itself, and A/B noise, which is left out, makes that rarer.", count(m.Certain, f.Tests))
		}
	}
	return ""
}

// elsewhere is the answer for those who do not know which market is true, and what the answer for this one does over all of them; empty where there is one market.
func (r *Report) elsewhere() string {
	x := r.Across
	if x == nil {
		return ""
	}
	does := func(o *Over, interval string) string {
		return fmt.Sprintf("%s of single tests right%s, reliable in %d of %d markets, at %.2f%% in the mean and %.2f%% in the worst market", part(o.Right), interval, o.Holds, o.Beliefs, 100*o.Cost, 100*o.Worst)
	}
	text, same := fmt.Sprintf(" If any of the %d markets may be true, ", x.Beliefs), fmt.Sprintf("%s after %d days decides %s", x.Method, x.Days, does(x, ""))
	for i := range r.Answers {
		a := &r.Answers[i]
		if o := r.under(a.Method, a.Days); a.For == thisAverage && o != nil && !a.same(&Answer{Method: x.Method, Days: x.Days}) {
			trust := "trust"
			if a.unsure() {
				trust = "no method is clearly the cheapest; trust"
			}
			return text + fmt.Sprintf("%s %s after %d days (of %s): %s; %s.", trust, a.Method, a.Days, r.onDays(), does(o, a.between()), same)
		}
	}
	return text + same + "."
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
func (r *Report) answerOver(a *Answer) string {
	f, x, so := r.Focus, r.under(a.Method, a.Days), ""
	if now := r.under(AsRead, a.Days); now != nil && a.Method != AsRead {
		so = fmt.Sprintf("; by revenue so far after as many days %s do", part(now.Right))
	}
	trust := fmt.Sprintf("trust %s after %d days (%s): over", a.Method, a.Days, inShort(a.Method, a.Days))
	if a.unsure() {
		trust = fmt.Sprintf("no method is clearly the cheapest: %s. With %s after %d days, over", r.unclear(a, " ("+inShort(a.Method, a.Days)+")"), a.Method, a.Days)
	}
	text := fmt.Sprintf("For `%s` where nobody knows which of %d beliefs is true, %s all beliefs, by their weights, %s of single tests decide right%s%s. Waiting and deciding so costs %.2f%%%s of a year's revenue in the mean over beliefs, the least of all methods without a warning (after %s days), and %.2f%% under the worst, `%s`.%s%s%s",
		f.Arm, x.Beliefs, trust, part(a.Right), a.between(), so, 100*a.Cost, r.redrawnCost(x), r.onDays(), 100*x.Worst, plain(x.In), a.shown(", in the mean over beliefs")+a.withNoise(), a.ties(), a.certainly())
	one := "the one test that was played does not decide right so"
	if a.Here == nil {
		one = "it cannot be learned after so many days"
	} else if f.Tests > 1 {
		one = count(*a.Here, f.Tests) + " single tests decide right so"
	} else if *a.Here > 0 {
		one = "the one test that was played decides right so"
	}
	return fmt.Sprintf("%s In `%s` alone, which is told below, %s%s%s.%s%s", text, plain(f.Market), one, f.stays(a), f.revenue(a), f.size(a), r.insteadOver())
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
	draws := x.redraw(r.key.Named("tests"), x.Cost, false)
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
	return fmt.Sprintf(" Until then %s Pinners have the change, on %s Pinner-days (days on which one of them comes)%s.", format.Fixed(a.Exposed, 0), format.Fixed(a.ExposedDays, 0), over)
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

// littleMore is up to how many times the least cost another method costs little more.
const littleMore = 1.25

// unclear says which method costs least over all beliefs though not surely, and which decides right more often for little more, if any does.
func (r *Report) unclear(a *Answer, what string) string {
	text := fmt.Sprintf("%s after %d days%s costs least in the mean (%.2f%%), but not surely (in %s of redraws)", a.Method, a.Days, what, 100*a.Cost, part(a.Sure))
	var best *Over
	for i := range r.Over {
		x := &r.Over[i]
		if x.Arm != r.Focus.Arm || x.Method == OtherLevers || r.turns(x.Method, x.Days) || x.Cost > littleMore*a.Cost || x.Right < a.Right+0.01 {
			continue
		}
		if best == nil || x.Right > best.Right+equal || x.Right > best.Right-equal && x.Cost < best.Cost {
			best = x
		}
	}
	if best == nil {
		return text
	}
	return fmt.Sprintf("%s; %s after %d days decides right more often (%s) at %.2f%%", text, best.Method, best.Days, part(best.Right), 100*best.Cost)
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
	if math.Abs(x.Value-f.Truth.Value) <= math.Abs(f.Truth.Value)/4 {
		return ""
	}
	if !same(x.Value, f.Truth.Value) {
		return fmt.Sprintf(" It has neither sign nor size there: it reads %s of a long run of %s.", percent(x.Value), percent(f.Truth.Value))
	}
	return fmt.Sprintf(" Trust its sign, not its size: it reads %s of a long run of %s.", percent(x.Value), percent(f.Truth.Value))
}

// instead says what shipping after two weeks costs, where that is what two weeks say and wrong.
func (f *Focus) instead(where string) string {
	if f.TwoWeeks.Value <= 0 || f.Truth.Value > 0 {
		return ""
	}
	return fmt.Sprintf(" Shipping after a 14-day test costs %.2f%%%s.", 100*f.Shipped, where)
}

// insteadOver says what deciding by two weeks of revenue costs in the same mean over beliefs as the answer, and what shipping after them does in the one that is told.
func (r *Report) insteadOver() string {
	alone := r.Focus.instead(" in `" + plain(r.Focus.Market) + "` alone")
	two := r.under(AsRead, ShortTest)
	if two == nil {
		return alone
	}
	return fmt.Sprintf(" Deciding by 14 days of revenue costs %.2f%% in the same mean over beliefs.%s", 100*two.Cost, alone)
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
