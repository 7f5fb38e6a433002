package horizon

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/reports/estimate"
	"marketsim/reports/estimate/longrun"
	"marketsim/reports/format"
	"marketsim/reports/stats"
	"marketsim/sim/rng"
)

// Programme is a stream of launches that are tested with noise and shipped by a rule: what tests claim, what a holdback of all that was shipped reads, and what
// month six brings. Sums are fractions of control.
type Programme struct {
	Noise float64 `json:"noise"` // standard error of the mean effect over 14 days; each day has that times the root of 14, and a reading what it makes of its days
	Tests int     `json:"tests"`
	Rules []Rule  `json:"rules"`
	// Unknown are rules that read more than revenue: what noise does to other metrics is not known here, so they have no bill.
	Unknown []string `json:"unknown"`
}

// Rule is a ship rule and the bill of its launches, per 100 tests.
type Rule struct {
	Name string `json:"name"`
	Bill
	Lo   float64 `json:"lo"` // 95% of Later where the launches are drawn again: it hangs on which were there to ship
	Hi   float64 `json:"hi"`
	Path []Bill  `json:"path"` // sums over the first tests of the stream, one after the other
}

// Bill sums up the tests of a programme.
type Bill struct {
	Shipped float64 `json:"shipped"`
	Claimed float64 `json:"claimed"` // sum of the readings of what was shipped
	Shrunk  float64 `json:"shrunk"`  // the same, each shrunk towards the mean of all by the noise (Bayes)
	Now     float64 `json:"now"`     // sum of their true effects over the first 14 days: what a holdback reads early
	Later   float64 `json:"later"`   // sum of their true long-run effects: what a holdback reads at the end
	Harmful float64 `json:"harmful"` // shipped and a loss in the long run
}

// add counts a launch that is shipped.
func (b *Bill) add(o Bill, times float64) {
	b.Shipped += float64(times * o.Shipped)
	b.Claimed += float64(times * o.Claimed)
	b.Shrunk += float64(times * o.Shrunk)
	b.Now += float64(times * o.Now)
	b.Later += float64(times * o.Later)
	b.Harmful += float64(times * o.Harmful)
}

// Curse is how much more readings claim than is true of the first weeks.
func (r *Rule) Curse() float64 { return r.Claimed / r.Now }

// A programme has so many tests, the launches again and again with other noise each time, and is told test by test over the first of them.
const (
	drawn = 20_000
	told  = 100
)

// shipping is a ship rule: by the sign of a reading, by so many standard errors, only where the curve's own interval leaves out 0, or by the long run that the reading lets expect after what
// earlier launches showed.
type shipping struct {
	name   string
	method string
	wait   int
	bar    float64
	sure   bool
	prior  bool
}

var shippings = []shipping{
	{"14 days > 0", AsRead, 14, 0, false, false}, {"14 days significant", AsRead, 14, stats.Normal, false, false}, {"56 days, last week", LastWeek, 56, 0, false, false},
	{"56 days, post-period", Post, 56, 0, false, false}, {"56 days, cookie-cookie", CookieDay, 56, 0, false, false},
	{"14 days extrapolated", Extended, 14, 0, false, false}, {"14 days, curve is sure", Extended, 14, 0, true, false}, {"14 days, index", Index, 14, 0, false, false},
	{"14 days, with a prior", AsRead, 14, 0, false, true}, {"56 days, with a prior", Post, 56, 0, false, true},
}

// Plan plays a programme over launches, with the same noise under every rule.
func Plan(launches []*Launch, noise float64, key rng.Key) *Programme {
	launches = slices.DeleteFunc(slices.Clone(launches), func(l *Launch) bool { return l.still })
	p := &Programme{Noise: noise, Tests: drawn, Rules: []Rule{}, Unknown: []string{}}
	for _, x := range shippings {
		if len(launches) == 0 || x.wait > launches[0].Days()-LongRun {
			continue
		}
		switch reading, err := reader(launches, x.method, x.wait); {
		case err != nil:
		case x.method == Index:
			p.Unknown = append(p.Unknown, x.name)
		default:
			p.Rules = append(p.Rules, x.play(launches, reading, noise, key))
		}
	}
	return p
}

// play reads all launches and ships by the rule.
func (x *shipping) play(launches []*Launch, reading func(*Launch) float64, noise float64, key rng.Key) Rule {
	tests := make([]*streamed, len(launches))
	var reads []float64
	for i, l := range launches {
		if reads = append(reads, reading(l)); x.method == Extended {
			tests[i] = l.curves14(x, noise, max(1, curvesRead/len(launches)), key.Named("days").With(uint64(i)))
			continue
		}
		tests[i] = &streamed{read: reads[i], se: noise * l.amplified(x.method, x.wait)}
		tests[i].bar = x.bar * tests[i].se
	}
	for i, l := range launches {
		if x.prior {
			tests[i].bar = l.expects(launches, reads, tests[i].se)
		}
	}
	return bill(x.name, launches, tests, reads, key)
}

// expects is the reading from which on the long run that it lets expect is a gain: by a regression of the long run on noisy readings of launches in all other markets (Bayes, where both are
// normal). Where readings tell nothing, all is shipped or nothing, by the mean of the long runs.
func (l *Launch) expects(launches []*Launch, reads []float64, se float64) float64 {
	m := estimate.NewMoments(2)
	for i, other := range launches {
		if other.fold != l.fold {
			m.Add(reads[i], other.Truth())
		}
	}
	switch tells := m.N > 2 && m.Covariance(0, 1) > 0; {
	case tells:
		return m.Mean[0] - float64(m.Mean[1]*(m.Variance(0)+float64(se*se))/m.Covariance(0, 1))
	case m.N > 0 && m.Mean[1] > 0:
		return math.Inf(-1)
	}
	return math.Inf(1)
}

// streamed is the tests of one launch: a reading, and what the noise of days makes of it.
type streamed struct {
	read, se, bar float64
	curves        []*longrun.Extrapolation // of noisy days, in place of the reading
	sure          bool                     // ships only a curve whose interval leaves out 0
}

// at is what one test reads, by its noise in standard errors, and whether that ships.
func (t *streamed) at(draw int, z float64) (read float64, ships bool) {
	if n := len(t.curves); n > 0 {
		e := t.curves[draw%n]
		return e.Value, e.Value > 0 && !(t.sure && e.Lo <= 0)
	}
	read = t.read + float64(t.se*z)
	return read, read > t.bar
}

// curvesRead is how many curves of noisy days a rule reads; its tests take them in turn.
const curvesRead = 400

// curves14 reads curves of noisy days: a curve is no sum of days, so its noise is drawn. Every day has that of a mean of 14 days times the root of 14.
func (l *Launch) curves14(x *shipping, noise float64, times int, key rng.Key) *streamed {
	t := &streamed{sure: x.sure}
	var reads []float64
	for k := range times {
		c := *l
		c.spans, c.tests, c.changed = nil, nil, slices.Clone(l.changed)
		c.changed[0] = slices.Clone(l.changed[0])
		for d := range x.wait {
			c.changed[0][d] += float64(noise * math.Sqrt(14) * distuv.UnitNormal.Quantile(key.With(uint64(k)).Uniform(uint64(d))) * l.base[0][d])
		}
		var e *longrun.Extrapolation
		if x.sure {
			e = c.extrapolated(x.wait)
		} else {
			e = &longrun.Extrapolation{Value: c.carried(x.wait)}
		}
		t.curves, reads = append(t.curves, e), append(reads, e.Value)
	}
	if times > 1 {
		t.se = stat.StdDev(reads, nil)
	}
	return t
}

// bill plays one rule: of a launch what its noisy tests ship. reads are without noise.
func bill(name string, launches []*Launch, tests []*streamed, reads []float64, key rng.Key) Rule {
	r, mean, sd := Rule{Name: name, Path: []Bill{}}, stat.Mean(reads, nil), 0.0
	if len(reads) > 1 {
		sd = stat.StdDev(reads, nil)
	}
	const per = 100.0 / drawn
	var path Bill
	own, order := make([]float64, len(launches)), shuffled(len(launches), key)
	for k := range drawn {
		i := order[k%len(launches)]
		var b Bill
		if read, ships := tests[i].at(k/len(launches), distuv.UnitNormal.Quantile(key.Uniform(uint64(k)))); ships {
			b = launches[i].shipped(read)
			b.Shrunk = longrun.Shrink(read, tests[i].se, mean, sd)
		}
		r.add(b, per)
		own[i] += float64(per * b.Later)
		if path.add(b, 1); k < told {
			r.Path = append(r.Path, path)
		}
	}
	r.Lo, r.Hi = redrawn(own, key.Named("launches"))
	return r
}

// shipped is what shipping the launch adds to a bill.
func (l *Launch) shipped(read float64) Bill {
	b := Bill{Shipped: 1, Claimed: read, Now: l.effect(0, 0, 14), Later: l.Truth()}
	if b.Later < 0 {
		b.Harmful = 1
	}
	return b
}

// shuffled is an order of n launches.
func shuffled(n int, key rng.Key) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	at := func(i int) float64 { return key.Named("order").Uniform(uint64(i)) }
	slices.SortFunc(order, func(a, b int) int {
		if at(a) < at(b) {
			return -1
		}
		return 1
	})
	return order
}

// redrawn is where 95% of the sum of values are that are drawn again, with replacement; the sum where there is one.
func redrawn(own []float64, key rng.Key) (lo, hi float64) {
	var sums []float64
	for draw := range Draws {
		sum := 0.0
		for i, times := range weightsOf(key, draw, len(own)) {
			sum += float64(times * own[i])
		}
		sums = append(sums, sum)
	}
	return middle(sums)
}

// Best is the rule that keeps most by month six.
func (p *Programme) Best() *Rule {
	best := &p.Rules[0]
	for i := range p.Rules {
		if p.Rules[i].Later > best.Later {
			best = &p.Rules[i]
		}
	}
	return best
}

// Sentence says what short-term gains add up to, and which rule would have prevented a loss.
func (p *Programme) Sentence() string {
	first, best := &p.Rules[0], p.Best()
	text := fmt.Sprintf("Shipping what gains in 14 days ships %.0f of 100 tests: they claim %s, and month six keeps %s", first.Shipped, round(first.Claimed), round(first.Later))
	switch loss := first.Later < 0; {
	case loss && (best.Later <= 0 || best.Shipped < 0.5):
		return text + ". Of these rules only one that ships none of it would have prevented the loss"
	case loss:
		return text + fmt.Sprintf(". The rule that would have prevented the loss: %s, which keeps %s", best.Name, round(best.Later))
	case best == first:
		return text + ", the most of all rules"
	}
	return text + fmt.Sprintf("; most is kept by the rule %s: %s", best.Name, round(best.Later))
}

// Words say how sure that is, and what the holdback costs that tells it.
func (p *Programme) Words() []string {
	first, best := &p.Rules[0], p.Best()
	if first.Lo == first.Hi {
		return []string{p.Sentence() + ".", "How sure that is one launch does not tell: state more arms, or a sweep.", p.bill()}
	}
	text := fmt.Sprintf("How sure: drawn with other launches of this kind, the rule %s keeps %s to %s (95%%) by month six", first.Name, round(first.Lo), round(first.Hi))
	if best != first {
		text += fmt.Sprintf(", and %s %s to %s", best.Name, round(best.Lo), round(best.Hi))
	}
	return []string{p.Sentence() + ".", text + ".", p.bill()}
}

// bill says what a holdback of all that is shipped reads, and what it costs.
func (p *Programme) bill() string {
	first := &p.Rules[0]
	bill := fmt.Sprintf("A holdback of all that is shipped so tells it without a forecast: it reads %s in the first two weeks and %s in month six.", round(first.Now), round(first.Later))
	if first.Later < 0 {
		return bill + fmt.Sprintf(" The %.0f%% of Pinners who are kept out bring %.1f%% of all revenue in month six that the others lose.", 100*kept, -100*kept*first.Later)
	}
	return bill + fmt.Sprintf(" Its bill: the %.0f%% of Pinners who are kept out lack %.1f%% of all revenue in month six.", 100*kept, 100*kept*first.Later)
}

// ProgrammeRows is a table of the bill of each rule, its head first.
func (r *Report) ProgrammeRows() [][]string {
	p := r.Programme
	rows := [][]string{{"ship when", "shipped", "claimed", "shrunk", "holdback", "month six", "interval", "harmful"}}
	for i := range p.Rules {
		x := &p.Rules[i]
		cells := []string{r.RuleName(x.Name), fmt.Sprintf("%.1f", x.Shipped)}
		for _, v := range []float64{x.Claimed, x.Shrunk, x.Now, x.Later} {
			cells = append(cells, format.Fixed(100*v, 1))
		}
		rows = append(rows, append(cells, "["+format.Fixed(100*x.Lo, 0)+", "+format.Fixed(100*x.Hi, 0)+"]", fmt.Sprintf("%.1f", x.Harmful)))
	}
	for _, name := range p.Unknown {
		rows = append(rows, []string{r.RuleName(name), "-", "-", "-", "-", "-", "-", "-"})
	}
	return rows
}

// RuleName is a ship rule in tables and legends, marked where a warning is about its method.
func (r *Report) RuleName(name string) string {
	for i := range shippings {
		if x := &shippings[i]; x.name == name && r.Warned(x.method, x.wait) {
			return name + Mark
		}
	}
	return name
}

// Note explains that table.
func (p *Programme) Note() string {
	index := ""
	if len(p.Unknown) > 0 {
		index = " An index reads other metrics too, whose noise is not known here: it has no bill, and is not compared."
	}
	return fmt.Sprintf("Per 100 tests whose mean effect over 14 days has a standard error of %s%%, each day with noise of its own: what carries days on has more. Sums in %% of control's revenue. claimed: readings of what was shipped; shrunk: towards the mean of all by their noise; holdback: what one of all that was shipped reads in the first two weeks; month six: what it reads at the end, with the interval over launches drawn again; harmful: shipped, and a loss then. sure: the curve's own interval leaves out 0; with a prior: the long run to be expected is a gain, by how the long runs of launches in other markets followed from noisy readings (after 56 days of a post-period).", strconv.FormatFloat(100*p.Noise, 'g', 3, 64)) + index
}
