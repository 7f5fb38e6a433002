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

// bestOf is the first method without a warning of a list; nil where there is none.
func (r *Report) bestOf(list []*Row, more func(a, b *Row) bool) (best *Row) {
	for _, x := range list {
		if !r.condemned(x.Name) && x.Name != OtherLevers && (best == nil || more(x, best)) {
			best = x
		}
	}
	return best
}

func oftener(a, b *Row) bool { return a.Right > b.Right }

// noisier compares methods by what noise leaves of them.
func noisier(a, b *Row) bool { return a.Noisy != nil && (b.Noisy == nil || *a.Noisy > *b.Noisy) }

// decides says how a method decides.
func (x *Row) decides() string {
	return fmt.Sprintf("%s right (%s of wins shipped, %s of losses stopped, %s of what it ships a false launch)", part(x.Right), part(x.RecallOfWins), part(x.RecallOfLosses), part(x.FalseLaunches))
}

// benchHeadline is the title of a benchmark.
func (r *Report) benchHeadline() string {
	two, best := r.Find(AsRead, ShortTest), r.bestOf(r.ofTwoWeeks(), oftener)
	text := fmt.Sprintf("%s, without A/B noise: 14 days of revenue decide %s of single tests as the long run does, and %s of what they ship are false launches", r.Counted(), part(two.Right), part(two.FalseLaunches))
	if best.Name != AsRead {
		text += fmt.Sprintf("; a %s of as many days %s and %s", best.Name, part(best.Right), part(best.FalseLaunches))
	}
	return text
}

// benchAnswer is the answer of a benchmark: how methods decide over all launches, and what A/B noise makes of that.
func (r *Report) benchAnswer() string {
	list := r.ofTwoWeeks()
	two, best := r.Find(AsRead, ShortTest), r.bestOf(list, oftener)
	text := fmt.Sprintf("Over %d single tests of %s, after 14 days: revenue so far decides %s.", two.Tests, r.Counted(), two.decides())
	if best.Name != AsRead {
		text += fmt.Sprintf(" Most often right, of the methods without a warning, is %s (%s): %s.", best.Name, inShort(best.Name, best.Days), best.decides())
	}
	var all []*Row
	for i := range r.Rows {
		if !strings.HasPrefix(r.Rows[i].Name, ProxyPrefix) {
			all = append(all, &r.Rows[i])
		}
	}
	if late := r.bestOf(all, oftener); late.Right > best.Right+equal {
		text += fmt.Sprintf(" After any of %s days it is %s after %d (%s): %s, at %.2f%% of a year's revenue, where revenue after 14 days costs %.2f%%.", r.onDays(), late.Name, late.Days, inShort(late.Name, late.Days), late.decides(), 100*late.Regret, 100*two.Regret)
	}
	if noisy := r.bestOf(list, noisier); two.Noisy != nil && best.Noisy != nil {
		text += fmt.Sprintf(" These tests have no A/B noise, and the order of methods is not that of live tests: with a standard error of %s%% revenue so far is right in %s", strconv.FormatFloat(100*benchNoise, 'g', 3, 64), part(*two.Noisy))
		if best.Name != AsRead {
			text += fmt.Sprintf(", %s in %s", best.Name, part(*best.Noisy))
		}
		text += ", since what carries days on multiplies their noise"
		if noisy != best && noisy.Name != AsRead {
			text += fmt.Sprintf("; most often right is then %s, in %s", noisy.Name, part(*noisy.Noisy))
		}
		text += "."
	}
	return text
}

// Trusted is the method that the answer names, of a benchmark the one that is right most often after two weeks; empty: none.
func (r *Report) Trusted() string {
	switch {
	case r.Benchmark:
		return r.bestOf(r.ofTwoWeeks(), oftener).Name
	case len(r.Answers) == 0:
		return ""
	}
	return r.Answers[0].Method
}

// Lead is the one answer of the page: of a benchmark that over all launches, and else that for the launch that is told.
func (r *Report) Lead() string {
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
		rows = append(rows, []string{r.name(x.Name, x.Days), part(x.Right), part(x.RecallOfWins), part(x.RecallOfLosses), part(x.FalseLaunches), fmt.Sprintf("%.2f%%", 100*x.Regret), noisy})
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
