package horizon

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"
)

// candidate is a method after a wait that may be named in an answer.
type candidate struct {
	Answer
	costs, rights []float64 // where the tests are drawn again, by draw, the same draws for all; empty where that tells nothing
}

// Rival is a method that is as good as the one that an answer names, within one standard error.
type Rival struct {
	Method string  `json:"method"`
	Days   int     `json:"days"`
	Right  float64 `json:"right"`
	Cost   float64 `json:"cost"`
}

// simplest are the methods by what they take: those that read any test as it is, those with a phase after it, those with further groups of Pinners, and those that need other launches.
var simplest = []string{AsRead, LastWeek, Extended, Survival, Post, Holdback, CookieDay, Lagged, Index, OtherLevers}

// equal is by how little costs differ that are the same but for rounding.
const equal = 1e-12

// choose names a method by the one-standard-error rule (Breiman, Friedman, Olshen & Stone 1984, Classification and Regression Trees, section 3.4.3): of those that are as good as the best within one standard error the one that decides
// first, and of those the simplest. The best of the tests as they are is partly luck: a rule that takes it names another method with every seed.
func choose(list []candidate, order func(a, b *Answer) int) (a Answer) {
	if len(list) == 0 {
		return a
	}
	best := slices.MinFunc(list, func(a, b candidate) int { return cmp.Or(order(&a.Answer, &b.Answer), simpler(&a.Answer, &b.Answer)) })
	good := slices.DeleteFunc(slices.Clone(list), func(c candidate) bool { return !c.asGood(&best) })
	slices.SortStableFunc(good, func(a, b candidate) int { return simpler(&a.Answer, &b.Answer) })
	a = good[0].Answer
	a.redrawn = len(good[0].costs) > 1
	for i := range good[1:] {
		if c := &good[1+i]; !c.reads(&a) {
			a.AsGood = append(a.AsGood, Rival{c.Method, c.Days, c.Right, c.Cost})
		}
	}
	slices.SortStableFunc(a.AsGood, func(a, b Rival) int { return cmp.Compare(a.Cost, b.Cost) })
	return a
}

// cheaper orders answers by their costs, and oftener by how often they are right, the best first.
func cheaper(a, b *Answer) int { return ordered(a.Cost, b.Cost) }
func oftener(a, b *Answer) int { return ordered(b.Right, a.Right) }

// ordered compares numbers that are the same but for rounding as equal.
func ordered(a, b float64) int {
	if math.Abs(a-b) <= equal {
		return 0
	}
	return cmp.Compare(a, b)
}

// simpler orders answers by when they decide, and then by what they take.
func simpler(a, b *Answer) int {
	return cmp.Or(cmp.Compare(a.Days, b.Days), cmp.Compare(slices.Index(simplest, a.Method), slices.Index(simplest, b.Method)))
}

// asGood tells whether a candidate is as good as another within one standard error: neither is its cost higher nor its share of right decisions lower by more than one standard error of the difference.
func (c *candidate) asGood(best *candidate) bool {
	return withinOneError(c.Cost-best.Cost, c.costs, best.costs) && withinOneError(best.Right-c.Right, best.rights, c.rights)
}

// withinOneError tells whether a difference is at most one standard error: the standard deviation of the difference where the tests are drawn again, 0 where they are not.
func withinOneError(difference float64, a, b []float64) bool {
	var apart []float64
	for k := range min(len(a), len(b)) {
		apart = append(apart, a[k]-b[k])
	}
	if len(apart) < 2 {
		return difference <= equal
	}
	return difference <= stat.StdDev(apart, nil)+equal
}

// same tells whether answers name one method after one wait.
func (a *Answer) same(b *Answer) bool { return a.Method == b.Method && a.Days == b.Days }

// reads tells whether another answer reads the same number by another name: after a week the revenue so far is the last week's.
func (a *Answer) reads(b *Answer) bool {
	week := func(x *Answer) bool { return x.Days == 7 && (x.Method == AsRead || x.Method == LastWeek) }
	return week(a) && week(b)
}

// least is the lowest cost of what is as good as an answer, and of itself.
func (a *Answer) least() Rival {
	all := append([]Rival{{a.Method, a.Days, a.Right, a.Cost}}, a.AsGood...)
	return slices.MinFunc(all, func(a, b Rival) int { return cmp.Compare(a.Cost, b.Cost) })
}

// choiceRule says how answers are chosen.
func (r *Report) choiceRule() string {
	best := "the cheapest"
	if r.Benchmark {
		best += " (after 14 days, over all launches: as the one that is right most often)"
	}
	if r.Focus.Tests < 2 {
		return "How a method is chosen: the one that costs least; how much of that is luck one test does not tell."
	}
	return fmt.Sprintf("How a method is chosen: of those that are as good as %s within one standard error the one that decides first, and of these the simplest. As good: neither is its cost higher nor its share of right decisions lower by more than one standard error of the difference, over %d redraws of the tests (one-standard-error rule, Breiman et al. 1984). Simplest first: what reads any test as it is (revenue so far, last week's revenue, extrapolated, survival), what has a phase after it (post-period, holdback), what has further groups (cookie-cookie-day, lagged start), an index.", best, Draws)
}

// chosen says why a method is the one that is named, of some methods.
func (a *Answer) chosen(of string) string {
	least := a.least()
	switch cheapest := least.Method == a.Method && least.Days == a.Days; {
	case len(a.AsGood) == 0:
		return fmt.Sprintf("It is the cheapest of %s; %s.", of, a.alone())
	case cheapest:
		return fmt.Sprintf("It is the cheapest of %s, and of those as good%s.", of, a.beside("it decides first"))
	}
	return fmt.Sprintf("Of %s none is clearly the cheapest; of those as good%s.", of, a.beside("it decides first"))
}

// alone says that nothing is as good as an answer, or that nobody knows.
func (a *Answer) alone() string {
	if a.redrawn {
		return "none is as good within one standard error"
	}
	return "so few tests do not tell how much of that is luck"
}

// beside says what an answer is of those as good, and names the others.
func (a *Answer) beside(what string) string {
	if a.redrawn {
		return fmt.Sprintf(" within one standard error %s: %s", what, rivals(a.AsGood))
	}
	return fmt.Sprintf(" %s: %s; so few tests do not tell how much of that is luck", what, rivals(a.AsGood))
}

// rivals lists methods with their shares of right decisions and costs.
func rivals(list []Rival) string {
	var out []string
	for _, x := range list {
		out = append(out, fmt.Sprintf("%s after %d days (%s right at %.2f%%)", x.Method, x.Days, part(x.Right), 100*x.Cost))
	}
	return some(out)
}

// asGoodText names for a table what is as good as an answer, shortly.
func (a *Answer) asGoodText() string {
	var out []string
	for _, x := range a.AsGood {
		out = append(out, fmt.Sprintf("%s %d", x.Method, x.Days))
	}
	if out == nil {
		return "-"
	}
	return strings.Join(out, ", ")
}
