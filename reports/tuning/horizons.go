package tuning

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"marketsim/sim/tune"
)

// Myopia is what the best setting of one horizon is at another.
type Myopia struct {
	Tuned   int  `json:"tuned_for_days"`
	Judged  int  `json:"judged_at_days"`
	Setting int  `json:"candidate"`
	Loss    Band `json:"loss"` // of the objective against the best of the judged horizon, relative to it
}

// Curve is the objective over the first days, by the best setting of a horizon.
type Curve struct {
	Tuned     int    `json:"tuned_for_days"`
	Candidate int    `json:"candidate"`
	Days      []int  `json:"days"`
	Gain      []Band `json:"gain"` // over the market as it stands, relative
}

// horizons compares the best setting of each horizon at all of them, and reads their curves; over beliefs in expectation.
func (s *Summary) horizons(f *Found) error {
	s.Myopia, s.Curves = []Myopia{}, []Curve{}
	if len(s.Horizons) < 2 {
		return nil
	}
	p, base := f.Search.Problem, f.Search.Base()
	expected := p.Worlds() - 1
	best := func(h int) *tune.Candidate { return f.Answer.ByLayer[p.Layer(h, expected)] }
	for h, days := range s.Horizons {
		for k, tuned := range s.Horizons {
			layer := p.Layer(h, expected)
			s.Myopia = append(s.Myopia, Myopia{tuned, days, best(k).ID, band(tune.Interval(lost(p.Objective(best(h), layer, 0), p.Objective(best(k), layer, 0)), 0.975))})
		}
	}
	zero, err := f.Curve(base, expected)
	if err != nil {
		return err
	}
	for k, tuned := range s.Horizons {
		curve := Curve{Tuned: tuned, Candidate: best(k).ID, Days: f.Days}
		values, err := f.Curve(best(k), expected)
		if err != nil {
			return err
		}
		for d := range values {
			curve.Gain = append(curve.Gain, gained(values[d], zero[d], p.Objectives[0].Low))
		}
		s.Curves = append(s.Curves, curve)
	}
	s.breakEven()
	return nil
}

// lost is by how much values fall short of the best ones, by replication, relative to the mean of these.
func lost(best, values []float64) []float64 {
	n := min(len(best), len(values))
	return relative(less(best[:n], values[:n]), stat.Mean(best, nil))
}

// gained is the gain of values over those of the market as it stands, relative, more being better.
func gained(values, zero []float64, low bool) Band {
	n := min(len(values), len(zero))
	gain := relative(less(values[:n], zero[:n]), stat.Mean(zero, nil))
	if low {
		gain = relative(less(zero[:n], values[:n]), stat.Mean(zero, nil))
	}
	return band(tune.Interval(gain, 0.975))
}

// breakEven finds the day from which on the best of the longest horizon stays ahead of the best of the shortest.
func (s *Summary) breakEven() {
	short, long := s.Curves[0], s.Curves[len(s.Curves)-1]
	if short.Candidate == long.Candidate {
		return
	}
	s.BreakEven = ahead(long.Days, func(k int) float64 { return float64(long.Gain[k].Mean - short.Gain[k].Mean) })
}

// ahead is the first day from which on a lead is positive, on the line between the days at which it is known; nil where it is not on the last.
func ahead(days []int, lead func(k int) float64) *int {
	first := len(days)
	for first > 0 && lead(first-1) > 0 {
		first--
	}
	switch first {
	case len(days):
		return nil
	case 0:
		return &days[0]
	}
	from, to := days[first-1], days[first]
	day := from + int(math.Floor(float64(to-from)*lead(first-1)/(lead(first-1)-lead(first)))) + 1
	day = min(day, to)
	return &day
}

// HorizonChoice is what a decision over beliefs would be if so many days counted.
type HorizonChoice struct {
	Days        int    `json:"days"`
	Best        int    `json:"best"`         // strategy, as of the decision
	LeastRegret int    `json:"least_regret"` // strategy
	BestIn      []int  `json:"best_in"`      // strategy by belief
	Gain        Band   `json:"gain"`         // of the best in expectation over the market as it stands, relative
	WorstRegret Band   `json:"worst_regret"` // the least one that a strategy has, relative to the best expectation
	EVPI        Band   `json:"evpi"`
	EVPIShare   Band   `json:"evpi_relative"`
	Myopia      []Band `json:"myopia"` // by belief, then in expectation: what the best for these days loses over all days against the best there, relative to it
}

// byHorizon reads what the decision would be at each horizon; whole is the decision itself, that of the last.
func byHorizon(f *Found, whole *table) (list []HorizonChoice) {
	for h, days := range f.Plan.Horizons {
		t := whole
		if h < len(f.Plan.Horizons)-1 {
			t = newTable(f, h)
		}
		c := HorizonChoice{Days: days, Best: t.Best, LeastRegret: t.LeastRegret, BestIn: t.BestIn, EVPI: t.EVPI, EVPIShare: t.EVPIShare, Myopia: []Band{}}
		c.Gain, c.WorstRegret = nothing(), nothing()
		if t.Best >= 0 {
			x, scale := &t.Strategies[t.LeastRegret], math.Abs(t.payoff.Expected(t.Best))
			c.Gain = t.Strategies[t.Best].Gain
			c.WorstRegret = Band{x.WorstRegret.Mean / Number(scale), x.WorstRegret.Half / Number(scale)}
		}
		for b := range len(t.Beliefs) + 1 {
			short, long := t.bestIn(b), whole.bestIn(b)
			if short < 0 || long < 0 {
				c.Myopia = append(c.Myopia, nothing())
				continue
			}
			c.Myopia = append(c.Myopia, band(tune.Interval(lost(whole.values(long, b), whole.values(short, b)), 0.975)))
		}
		list = append(list, c)
	}
	return list
}

// bestIn is the best strategy under a belief; of the belief after the last, in expectation.
func (d *Decision) bestIn(b int) int {
	if b == len(d.Beliefs) {
		return d.Best
	}
	return d.BestIn[b]
}

// bestIn is likewise that of a horizon.
func (c *HorizonChoice) bestIn(b int) int {
	if b == len(c.BestIn) {
		return c.Best
	}
	return c.BestIn[b]
}

// nothing is a band that does not exist.
func nothing() Band { return Band{Number(math.NaN()), Number(math.NaN())} }

// breakEvens finds, by belief and then in expectation, the day from which on the best of the longest horizon stays ahead of the best of the shortest.
func (d *Decision) breakEvens(f *Found) error {
	if d == nil {
		return nil
	}
	d.BreakEven = []*int{}
	if len(d.Horizons) < 2 {
		return nil
	}
	for b := range len(d.Beliefs) + 1 {
		short, long := d.Horizons[0].bestIn(b), d.bestIn(b)
		if short == long || short < 0 || long < 0 {
			d.BreakEven = append(d.BreakEven, nil)
			continue
		}
		x, err := f.Curve(f.Strategies[short].Candidate, b)
		if err != nil {
			return err
		}
		y, err := f.Curve(f.Strategies[long].Candidate, b)
		if err != nil {
			return err
		}
		low := f.Search.Problem.Objectives[0].Low
		d.BreakEven = append(d.BreakEven, ahead(f.Days, func(k int) float64 {
			gap := stat.Mean(y[k], nil) - stat.Mean(x[k], nil)
			if low {
				return -gap
			}
			return gap
		}))
	}
	return nil
}
