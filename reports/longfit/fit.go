package longfit

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/reports/stats"
)

// Effect is the relative effect of a test on a day.
type Effect struct {
	Day    int     `json:"day"`
	Class  string  `json:"class"`
	Metric string  `json:"metric"`
	Value  float64 `json:"effect"`
	SE     float64 `json:"se"`
}

// Estimate is a parameter with its 95% interval.
type Estimate struct {
	Key   string  `json:"key"`
	Unit  string  `json:"unit"`
	Value float64 `json:"value"`
	Lo    float64 `json:"lo"`
	Hi    float64 `json:"hi"`
	Open  bool    `json:"open"` // the effects do not identify it: the interval is most of its range
}

// Fitted is a family at its best.
type Fitted struct {
	Family  string     `json:"family"`
	Params  []Estimate `json:"parameters"`
	Held    []Held     `json:"held,omitempty"`
	Chi2    float64    `json:"chi2"`
	Freedom int        `json:"degrees_of_freedom"`
	P       float64    `json:"p"`   // of so large a chi2 when the family is true
	BIC     float64    `json:"bic"` // -2 x the logarithm of the likelihood, but for a constant, + parameters x ln(effects)
	Weight  float64    `json:"weight"`
	Near    bool       `json:"near"`    // BIC within 6 of the best
	Allowed bool       `json:"allowed"` // the effects do not speak against it: it is near the best, and the best fits
	Curve   []float64  `json:"curve"`   // by day, of the class that it moves
	Class   string     `json:"class"`
	Refuted string     `json:"refuted,omitempty"` // by what the test changed, whatever the effects are: why

	Errors map[string]Serial `json:"errors"` // how days most likely hang together around the curve, by class
}

// allowance is how much worse a family's BIC may be before it counts as refuted: 6 is "strong evidence" (Kass & Raftery 1995, JASA 90).
const allowance = 6

// leastP is how unlikely what a model leaves may be before it counts as not fitting.
const leastP = 0.001

// Fit fits every family and compares them: those that fit first, by their BIC. Where some fit, those that do not have no weight.
func Fit(effects []Effect, l *Lever) []Fitted {
	p := pose(effects, l.known())
	var out []Fitted
	for i := range Families {
		out = append(out, p.fit(l.within(Families[i])))
	}
	all := judge(out, l)
	out = out[:0]
	sum := 0.0
	for _, j := range all {
		f := j.Fitted
		if j.rank == all[0].rank {
			f.Weight = math.Exp(-(j.evidence - all[0].evidence) / 2)
			f.Near = j.evidence-all[0].evidence < allowance
		}
		f.Allowed = f.Near && j.rank == fitting
		sum += f.Weight
		out = append(out, f)
	}
	for i := range out {
		out[i].Weight /= sum
	}
	return out
}

// judged is a family with what it is compared by.
type judged struct {
	Fitted
	rank     int
	evidence float64
}

// Ranks of families: where any has one, those of later ones have no weight.
const (
	fitting = iota
	failing
	refuted
)

// judge puts families into their order, by rank and then by BIC. Twins share one curve, and their small differences are those of mean-field forms: while the test refutes
// neither, each is taken for the better of both. One that is left alone has to fit by itself.
func judge(list []Fitted, l *Lever) (out []judged) {
	for _, f := range list {
		j := judged{Fitted: f, evidence: f.BIC}
		fits := f.fits()
		for _, twin := range list {
			if twin.Family == Twin(f.Family) && l.refutes(twin.Family) == "" {
				j.evidence, fits = min(f.BIC, twin.BIC), fits || twin.fits()
			}
		}
		if !fits {
			j.rank = failing
		}
		if j.Refuted = l.refutes(f.Family); j.Refuted != "" {
			j.rank = refuted
		}
		out = append(out, j)
	}
	slices.SortStableFunc(out, func(a, b judged) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.evidence, b.evidence)) })
	return out
}

// refutes says why what the test changed speaks against a family, whatever its effects; empty where it does not.
func (l *Lever) refutes(family string) string {
	switch {
	case family == "google_search" && l.moves() && !l.teaches():
		return "the test changed neither relevance nor quality of the ads that are shown by more than 1%"
	case family == "ad_blindness" && !l.moves():
		return "the test left the ad load as it was"
	}
	return ""
}

// fits tells whether what a family leaves may be chance.
func (f *Fitted) fits() bool { return !(f.P < leastP) }

// fit fits a family: as if days were independent, then with errors that hang together as what is left says.
func (p *problem) fit(f *Family) Fitted {
	t := &trial{problem: p, family: f, errors: make([]Serial, len(p.classes))}
	for k := range t.errors {
		t.errors[k] = serialModels[0]
	}
	at := t.best()
	read := t.read(at)
	for range 2 {
		for k := range t.errors {
			t.errors[k] = likeliest(read[k]).serial
		}
		at = t.descend(at)
		read = t.read(at)
	}
	return t.fitted(at, read)
}

// read reads every class at a place.
func (t *trial) read(at []float64) [][]reading {
	misses, slope := t.misses(at), t.slope(at, t.misses)
	out := make([][]reading, len(t.classes))
	for k := range t.classes {
		out[k] = t.readings(&t.classes[k], at, misses, slope)
	}
	return out
}

// fitted is what a trial came to near a place, over all models of errors. All that it tells is of one place within the ranges, by the family's own curve there.
func (t *trial) fitted(at []float64, read [][]reading) Fitted {
	f, n := t.family, len(t.effects)
	bounds := t.ranges()
	for k, r := range read {
		if t.classes[k].name == f.Class && len(at) > 0 {
			at, bounds = t.intervals(k, at, r)
		}
	}
	out := Fitted{Family: f.Name, Held: t.lever.holds(f.Name), Class: f.Class, Freedom: n - len(f.Params), Chi2: squares(t.independent(at)), P: math.NaN(), Errors: map[string]Serial{}}
	if out.Freedom > 0 {
		out.P = distuv.ChiSquared{K: float64(out.Freedom)}.Survival(out.Chi2)
	}
	out.BIC = float64(len(f.Params))*math.Log(float64(n)) + t.surprise(at)
	for k, c := range t.classes {
		out.Errors[c.name] = t.errors[k]
	}
	out.Params = f.estimates(at, bounds)
	out.Curve = f.Mixed(f.values(at), t.lever, t.span)
	return out
}

// surprise is -2 x the logarithm of the likelihood's mean over models of errors at a place, but for a constant.
func (t *trial) surprise(at []float64) (sum float64) {
	misses := t.misses(at)
	for k := range t.classes {
		sum += surprise(t.readings(&t.classes[k], at, misses, nil))
	}
	return sum
}

// towards is the place between one and where all models of errors together would have it that they find likeliest: the curve is not linear, and where it bends much
// the whole way is too far.
func (t *trial) towards(at, move []float64) []float64 {
	best, least, part := at, t.surprise(at), 1.0
	for range 5 {
		place := slices.Clone(at)
		for i := range place {
			place[i] = min(1, max(0, at[i]+float64(part*move[i])))
		}
		if x := t.surprise(place); x < least {
			best, least = place, x
		}
		part /= 2
	}
	return best
}

// excess is by how much what is left of a class at a place varies more than the intervals of its days say; 1 where it does not. Intervals of parameters are widened by
// its root (Birge 1932, Physical Review 40).
func (t *trial) excess(k int, at []float64) float64 {
	c := t.classes[k]
	freedom := c.to - c.from - len(at)
	if freedom < 1 {
		return 1
	}
	return max(1, squares(t.independent(at)[c.from:c.to])/float64(freedom))
}

// ranges are the intervals of parameters of which no effects tell, in shares of their ranges: all of them.
func (t *trial) ranges() [][2]float64 {
	out := make([][2]float64, len(t.family.Params))
	for i := range out {
		out[i] = [2]float64{0, 1}
	}
	return out
}

// narrow is the half width, in shares of a range, up to which the curvature at the best place tells an interval. Where one parameter's is wider, all intervals are found
// by profiles: the ends of its range then bound what the others can be.
const narrow = 0.25

// intervals are the place over all models of errors and the 95% intervals of the parameters there, of a class that they move.
func (t *trial) intervals(k int, at []float64, r []reading) (place []float64, bounds [][2]float64) {
	move, variances := average(r)
	excess := t.excess(k, at)
	bounds, place = t.ranges(), t.towards(at, move)
	half := func(i int) float64 { return stats.Normal * math.Sqrt(variances[i]*excess) }
	wide := false
	for i := range at {
		wide = wide || half(i) > narrow
	}
	for i := range at {
		if !wide {
			bounds[i] = [2]float64{max(0, place[i]-half(i)), min(1, place[i]+half(i))}
			continue
		}
		more := stats.Normal * stats.Normal * excess
		bounds[i] = [2]float64{t.profile(i, place, 0, more), t.profile(i, place, 1, more)}
	}
	return place, bounds
}

// estimates are parameters at shares of their ranges, with their intervals.
func (f *Family) estimates(at []float64, bounds [][2]float64) (out []Estimate) {
	out = []Estimate{}
	for i := range f.Params {
		p, lo, hi := &f.Params[i], bounds[i][0], bounds[i][1]
		out = append(out, Estimate{Key: p.Key, Unit: p.Unit, Value: p.at(at[i]), Lo: p.at(min(lo, at[i])), Hi: p.at(max(hi, at[i])), Open: hi-lo > 0.8})
	}
	return out
}

// values are the parameters at shares of their ranges, folded into them.
func (f *Family) values(share []float64) []float64 {
	out := make([]float64, len(share))
	for i, x := range share {
		out[i] = f.Params[i].at(min(1, max(0, x)))
	}
	return out
}

func squares(x []float64) (sum float64) {
	for _, v := range x {
		sum += float64(v * v)
	}
	return sum
}
