package horizon

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/reports/format"
	"marketsim/sim/rng"
)

// curvesATest is how many curves of noisy days are read of a test: a curve is no sum of days, so its noise is drawn.
const curvesATest = 4

// Noises are what tests that are told are read with besides none: standard errors of the mean effect over 14 days, fractions of control.
var Noises = []float64{0.001, 0.003, 0.01, 0.03}

// usual are those of a test that is large, and of one that is not.
var usual = Noises[1:3]

// clearly is by how much more often another method must be right to be named beside an answer.
const clearly = 0.01

// Noisy is how often a method decides right where the revenue of each day has A/B noise.
type Noisy struct {
	Noise float64 `json:"noise"` // standard error of the mean effect over 14 days, a fraction of control
	Right float64 `json:"right"` // share of single tests decided right, by the weights of beliefs where there are some
}

// ofRevenue tells whether a method reads revenue and no metric besides that has A/B noise to speak of; an index reads many.
func ofRevenue(method string) bool {
	return !slices.Contains([]string{Index, OtherLevers}, method) && !strings.HasPrefix(method, ProxyPrefix)
}

// withNoise finds for a benchmark how often each method that reads revenue alone decides right after two weeks where the revenue of each day has noise.
func (r *Report) withNoise(launches []*Launch) {
	for i := range r.Rows {
		x := &r.Rows[i]
		if x.Days != ShortTest || !ofRevenue(x.Name) {
			continue
		}
		reading, err := reader(launches, x.Name, x.Days)
		if err != nil {
			continue
		}
		share, n := 0.0, 0.0
		for k, l := range launches {
			if l.still {
				continue
			}
			tests := float64(len(l.alone()))
			share += tests * l.noisy(x.Name, x.Days, reading, benchNoise, r.key.Named("noise").With(uint64(k)))
			n += tests
		}
		share /= n
		x.Noisy = &share
	}
}

// noisy is the share of a launch's tests that a method decides right where the revenue of each day has noise.
func (l *Launch) noisy(method string, wait int, reading func(*Launch) float64, noise float64, key rng.Key) (share float64) {
	se, n := 0.0, float64(len(l.alone()))
	if method != Extended {
		se = noise * l.amplified(method, wait)
	}
	for j, test := range l.alone() {
		if method == Extended {
			share += test.curves14(&shipping{wait: wait}, noise, curvesATest, key.With(uint64(j))).right(test.Truth()) / n
		} else {
			share += rightOf(reading(test), se, test.Truth()) / n
		}
	}
	return share
}

// rightOf is the probability that a reading with normal noise has the sign of the truth.
func rightOf(read, se, truth float64) float64 {
	if se == 0 {
		if same(read, truth) {
			return 1
		}
		return 0
	}
	gains := distuv.UnitNormal.CDF(read / se)
	if truth > 0 {
		return gains
	}
	return 1 - gains
}

// right is the share of curves that have the sign of the truth.
func (t *streamed) right(truth float64) (share float64) {
	for _, e := range t.curves {
		if same(e.Value, truth) {
			share += 1 / float64(len(t.curves))
		}
	}
	return share
}

// underNoise is how often a method decides one change right after a wait under each noise, over markets by their weights; nil where it reads more than revenue.
func (r *Report) underNoise(all []*Launch, list []believed, method string, wait int) (out []Noisy) {
	if wait == 0 || !ofRevenue(method) {
		return nil
	}
	reading, err := reader(all, method, wait)
	if err != nil {
		return nil
	}
	for _, noise := range Noises {
		x := Noisy{Noise: noise}
		for i := range list {
			x.Right += float64(list[i].weight * list[i].launch.noisy(method, wait, reading, noise, r.key.Named("noise").With(uint64(list[i].launch.fold))))
		}
		out = append(out, x)
	}
	return out
}

// bearNoise finds how often each method that is reliable decides the launch that is told right under noise, and each answer about it.
func (r *Report) bearNoise(all []*Launch) {
	l := leading(all)
	here := []believed{{l, l.alone(), 1}}
	for i := range r.Focus.Methods {
		m := &r.Focus.Methods[i]
		m.Noisy = r.underNoise(all, here, m.Name, m.Day)
	}
	for i := range r.Answers {
		a := &r.Answers[i]
		switch a.For {
		case thisHere:
			r.bear(a, all, here, r.Focus.Methods)
		case thisAverage:
			r.bear(a, all, believing(all, l.Arm), nil)
		}
	}
}

// Steadier is the method that is right most often under a noise, where the answer's is not.
type Steadier struct {
	Noise  float64 `json:"noise"`
	Method string  `json:"method"`
	Days   int     `json:"days"`
	Right  float64 `json:"right"`
}

// bear finds how often an answer is right under noise, and what is right more often: of all methods after as many days, and of reliable ones on their own days.
func (r *Report) bear(a *Answer, all []*Launch, list []believed, reliable []Method) {
	if a.Noisy = r.underNoise(all, list, a.Method, a.Days); a.Noisy == nil {
		return
	}
	rivals := slices.Clone(reliable)
	for _, name := range simplest {
		rivals = append(rivals, Method{Name: name, Day: a.Days, Noisy: r.underNoise(all, list, name, a.Days)})
	}
	for k, x := range a.Noisy {
		best := Steadier{Noise: x.Noise, Right: x.Right}
		for i := range rivals {
			if m := &rivals[i]; slices.Contains(usual, x.Noise) && len(m.Noisy) > 0 && m.Noisy[k].Right > max(x.Right+clearly, best.Right+equal) {
				best.Method, best.Days, best.Right = m.Name, m.Day, m.Noisy[k].Right
			}
		}
		if best.Method != "" {
			a.Steadier = append(a.Steadier, best)
		}
	}
}

// bears is the largest noise up to which nine in ten tests decide right; 0 where they do under none.
func bears(all []Noisy) (most float64) {
	for _, x := range all {
		if !enough(x.Right) {
			break
		}
		most = x.Noise
	}
	return most
}

// noiseText is a standard error in percent.
func noiseText(x float64) string { return strconv.FormatFloat(100*x, 'g', 3, 64) + "%" }

// withNoise says how small the A/B noise of a test must be for an answer, how many tests it decides right with some, and that the Pinners of the market are not how large a test must be.
func (a *Answer) withNoise() string {
	text := "A/B noise is left out"
	if len(a.Noisy) > 0 {
		var shares []string
		for _, x := range a.Noisy {
			shares = append(shares, fmt.Sprintf("%s with %s", part(x.Right), noiseText(x.Noise)))
		}
		decide := format.And(shares) + " decide right"
		switch most := bears(a.Noisy); {
		case a.For != thisHere:
			text += ". By the standard error of the mean effect of 14 days, " + decide
		case most > 0:
			text += fmt.Sprintf(": a test must be so large that the mean effect of 14 days has a standard error of at most %s from it (%s)", noiseText(most), decide)
		default:
			text += fmt.Sprintf(": a test must be so large that the mean effect of 14 days has a standard error below %s from it (%s)", noiseText(Noises[0]), decide)
		}
	}
	if a.Exposed > 0 {
		text += fmt.Sprintf("; %s Pinners are the size of the simulated market, not of a test that suffices", format.Fixed(a.Exposed, 0))
	}
	return sentences(text+".", a.steadiest())
}

// steadiest says which methods noise leaves right more often than the answer's, each once; empty where none are.
func (a *Answer) steadiest() string {
	var out []string
	for i := 0; i < len(a.Steadier); {
		x, noises, rights := a.Steadier[i], []string(nil), []string(nil)
		for ; i < len(a.Steadier) && a.Steadier[i].Method == x.Method && a.Steadier[i].Days == x.Days; i++ {
			noises, rights = append(noises, noiseText(a.Steadier[i].Noise)), append(rights, part(a.Steadier[i].Right))
		}
		out = append(out, fmt.Sprintf("with %s %s after %d days (%s)", format.And(noises), x.Method, x.Days, format.And(rights)))
	}
	if out == nil {
		return ""
	}
	return fmt.Sprintf("In tests with noise another method is right more often: %s.", format.And(out))
}

// bearing is a method's largest noise in a table.
func (m *Method) bearing() string {
	switch most := bears(m.Noisy); {
	case len(m.Noisy) == 0:
		return "-"
	case most == 0:
		return "<" + noiseText(Noises[0])
	default:
		return noiseText(most)
	}
}
