package horizon

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Many is how many launches make a report a benchmark of methods: it begins with how these decide over all of them, as large companies publish it, and not with one launch.
const Many = 100

// benchmark tells whether launches are so many; beliefs are about one change.
func benchmark(launches []*Launch, believed bool) bool { return len(launches) >= Many && !believed }

// benchNoise is the A/B noise that a benchmark shows methods with: the standard error of the mean effect over 14 days. A reading has what it makes of its days.
const benchNoise = 0.01

// ofTwoWeeks are the methods after two weeks, most often right first.
func (r *Report) ofTwoWeeks() (out []*Row) {
	for i := range r.Rows {
		if x := &r.Rows[i]; x.Days == ShortTest && !strings.HasPrefix(x.Name, ProxyPrefix) {
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(a, b *Row) int { return cmp.Compare(b.Right, a.Right) })
	return out
}

// oftenRight is the method that is named after some waits for how often it is right: of those without a warning that are as good as the best within one standard error the first and simplest.
func (r *Report) oftenRight(wanted func(*Row) bool) (Answer, *Row) {
	a := r.best(OtherLevers, oftener, wanted)
	return a, r.Find(a.Method, a.Days)
}

// soon tells whether a row is of two weeks.
func soon(x *Row) bool { return x.Days == ShortTest }

// leastHurt is the method without a warning that A/B noise leaves right most often.
func (r *Report) leastHurt() (best *Row) {
	for _, x := range r.ofTwoWeeks() {
		if x.Noisy != nil && (best == nil || *x.Noisy > *best.Noisy) {
			best = x
		}
	}
	return best
}

// decides says how a method decides.
func (x *Row) decides() string {
	return fmt.Sprintf("%s right (%s of wins shipped, %s of losses stopped, %s of what it ships a false launch)", part(x.Right), partOf(x.RecallOfWins), partOf(x.RecallOfLosses), partOf(x.FalseLaunches))
}

// benchHeadline is the title of a benchmark.
func (r *Report) benchHeadline() string {
	two := r.Find(AsRead, ShortTest)
	_, best := r.oftenRight(soon)
	text := fmt.Sprintf("%s, without A/B noise: 14 days of revenue decide %s of single tests as the long run does, and %s of what they ship are false launches", r.Counted(), part(two.Right), partOf(two.FalseLaunches))
	if best.Name != AsRead {
		text += fmt.Sprintf("; a %s of as many days %s and %s", best.Name, part(best.Right), partOf(best.FalseLaunches))
	}
	return text
}

// benchAnswer is the answer of a benchmark: how methods decide over all launches, and what A/B noise makes of that.
func (r *Report) benchAnswer() []Line {
	two := r.Find(AsRead, ShortTest)
	a, best := r.oftenRight(soon)
	out := []Line{{"", fmt.Sprintf("Over %d single tests of %s, after 14 days: revenue so far decides %s.", two.Tests, r.Counted(), two.decides())}}
	if best.Name != AsRead {
		out = append(out, Line{"Most often right", fmt.Sprintf("%s (%s): %s.", best.Name, inShort(best.Name, best.Days), best.decides())})
	}
	out = append(out, Line{"Why", a.often()})
	if late, x := r.oftenRight(func(*Row) bool { return true }); late.Right > best.Right+equal {
		out = append(out, Line{"With longer tests", fmt.Sprintf("after %d days %s (%s): %s, at %.2f%% of a year's revenue, where revenue after 14 days costs %.2f%%.", late.Days, late.Method, inShort(late.Method, late.Days), x.decides(), 100*x.Regret, 100*two.Regret)})
	}
	if two.Noisy != nil && best.Noisy != nil {
		out = append(out, Line{"Doubt", r.hurt(two, best)})
	}
	return out
}

// often says why a method is named after two weeks.
func (a *Answer) often() string {
	const of = "of the methods without a warning"
	switch {
	case len(a.AsGood) == 0:
		return fmt.Sprintf("it is right most often %s; %s.", of, a.alone())
	case slices.ContainsFunc(a.AsGood, func(x Rival) bool { return x.Right > a.Right+equal }):
		return fmt.Sprintf("%s none is clearly right most often; of those as good%s.", of, a.beside("it is the simplest"))
	}
	return fmt.Sprintf("it is right most often %s, and of those as good%s.", of, a.beside("it is the simplest"))
}

// hurt says what A/B noise makes of two weeks of revenue and of the method that is named.
func (r *Report) hurt(two, best *Row) string {
	text := fmt.Sprintf("these tests have no A/B noise, and the order of methods is not that of live tests. With a standard error of %s%% revenue so far is right in %s", strconv.FormatFloat(100*benchNoise, 'g', 3, 64), part(*two.Noisy))
	if best.Name != AsRead {
		text += fmt.Sprintf(", %s in %s", best.Name, part(*best.Noisy))
	}
	text += ", since what carries days on multiplies their noise"
	if noisy := r.leastHurt(); noisy != best && noisy.Name != AsRead {
		text += fmt.Sprintf("; most often right is then %s, in %s", noisy.Name, part(*noisy.Noisy))
	}
	return text + "."
}

// Trusted is the method that the answer names, of a benchmark after two weeks; empty: none.
func (r *Report) Trusted() string {
	switch {
	case r.Benchmark:
		a, _ := r.oftenRight(soon)
		return a.Method
	case len(r.Answers) == 0:
		return ""
	}
	return r.Answers[0].Method
}

// Lead is the one answer of the page: of a benchmark that over all launches, and else that for the launch that is told.
func (r *Report) Lead() []Line {
	if r.Benchmark {
		return r.benchAnswer()
	}
	return r.Answer()
}

// BenchRows is a table of how methods decide after two weeks over all launches, most often right first, its head before them; nil where the report is no benchmark.
func (r *Report) BenchRows() [][]string {
	if !r.Benchmark {
		return nil
	}
	rows := [][]string{{"method", "right", "wins", "losses", "false", "cost", "right, noise"}}
	for _, x := range r.ofTwoWeeks() {
		noisy := "-"
		if x.Noisy != nil {
			noisy = part(*x.Noisy)
		}
		rows = append(rows, []string{r.name(x.Name, x.Days), part(x.Right), partOf(x.RecallOfWins), partOf(x.RecallOfLosses), partOf(x.FalseLaunches), fmt.Sprintf("%.2f%%", 100*x.Regret), noisy})
	}
	return rows
}

// BenchNote explains that table; empty where there is none.
func (r *Report) BenchNote() string {
	if !r.Benchmark {
		return ""
	}
	return fmt.Sprintf("After 14 days, over all %s, %d single tests. right: share of tests decided as their own long run would, by the sign (agreement); wins: share of the tests that gain in the long run which it ships (recall); losses: share of the others which it stops; false: share of what it ships that does not gain (false launches). cost: what these decisions leave of the best that could be done, %% of a year's revenue. right, noise: the same share as right where the mean effect of 14 days has a standard error of %s%% from A/B noise, each day noise of its own, in revenue alone; an index reads other metrics too, whose noise is not known here, so it has no such share.",
		r.Counted(), r.Find(AsRead, ShortTest).Tests, strconv.FormatFloat(100*benchNoise, 'g', 3, 64))
}

// Waited is how a method does by days waited, over the single tests that the headline speaks of: of a benchmark those of all launches, where the file states beliefs those of the launch that is told
// under all of them by their weights, and else those of that launch in its market. Errors are fractions, root mean square; both are empty where the method cannot read.
func (r *Report) Waited(method string) (days, errors, right []float64) {
	add := func(day int, off, share float64) {
		days, errors, right = append(days, float64(day)), append(errors, off), append(right, share)
	}
	switch {
	case r.Benchmark || r.Focus == nil:
		for i := range r.Rows {
			if x := &r.Rows[i]; x.Name == method {
				add(x.Days, x.RMSE, x.Right)
			}
		}
	case len(r.Answers) > 0 && r.Answers[0].For == thisAverage:
		for _, x := range r.of(r.Focus.Arm) {
			if x.Method == method {
				add(x.Days, x.Error, x.Right)
			}
		}
	default:
		for i := range r.Focus.Methods {
			m := &r.Focus.Methods[i]
			for k := range m.Reads {
				if m.Name == method && m.reads(7*(k+1)) {
					add(7*(k+1), m.Reads[k].Error, m.Reads[k].Right)
				}
			}
		}
	}
	return days, errors, right
}

// About says which launches Waited is over, and Finding what that shows.
func (r *Report) About() string {
	f := r.Focus
	switch {
	case r.Benchmark || f == nil:
		return "all launches"
	case len(r.Answers) > 0 && r.Answers[0].For == thisAverage:
		return fmt.Sprintf("%s over all %d beliefs", f.Arm, r.of(f.Arm)[0].Beliefs)
	case r.Launches == 1:
		return f.Arm
	}
	return fmt.Sprintf("%s in %s", f.Arm, plain(f.Market))
}

// Finding is the title of the figure of Waited.
func (r *Report) Finding() string {
	switch {
	case r.Benchmark:
		return r.benchHeadline()
	case r.Focus == nil:
		return r.Sentence
	}
	if len(r.Answers) == 0 || r.Answers[0].Method == "" {
		return fmt.Sprintf("%s: no method is reliable within %d days", r.About(), r.Horizon-LongRun)
	}
	a := &r.Answers[0]
	text := fmt.Sprintf("%s: %s after %d days decides %s of single tests right", r.About(), a.Method, a.Days, part(a.Right))
	if days, _, right := r.Waited(AsRead); a.Method != AsRead {
		if k := slices.Index(days, float64(a.Days)); k >= 0 {
			text += fmt.Sprintf(", revenue so far %s", part(right[k]))
		}
	}
	return text
}
