package auction

import (
	"math"
	"reflect"

	"marketsim/auction/elementary"
	"marketsim/auction/formula"
)

// Ranking scores candidates: Weight x (Bid x Rate^QualityExponent x Quality + Value), or a formula of the scenario. With
// exponent 1 and neutral columns the score is the expected revenue per view (eCPM). With exponent 0 candidates are ranked by
// bid; values in between ("squashing") trade revenue against efficiency (Lahaie & Pennock 2007, EC). Value is a term for the
// Pinner, negative for a hidden cost (Abrams & Schwarz 2007, WINE); Weight is a boost. A candidate without a positive score is
// not shown.
type Ranking struct {
	QualityExponent float64          `key:"quality_exponent" default:"1" range:"[0, 2]" doc:"exponent of the predicted rate in the rank score: 1 ranks by expected revenue, 0 by bid"`
	Formula         *formula.Formula // replaces the score above; nil is none. Weight multiplies it
}

// Score replaces the score by a formula.
func (r *Ranking) Score(f *formula.Formula) { r.Formula = f }

// Reads reports whether the score is a formula that uses variable v.
func (r *Ranking) Reads(v formula.Var) bool { return r.Formula != nil && r.Formula.Uses(v) }

// Ranks is a mechanism whose score can be replaced by a formula: every mechanism that embeds a Ranking.
type Ranks interface {
	Score(*formula.Formula)
	Reads(formula.Var) bool
}

// WithScore returns a copy of a mechanism that ranks by a formula; false if the mechanism's score cannot be replaced.
func WithScore(m Mechanism, f *formula.Formula) (Mechanism, bool) {
	if _, ok := m.(Ranks); !ok {
		return m, false
	}
	fresh := reflect.New(reflect.TypeOf(m).Elem())
	fresh.Elem().Set(reflect.ValueOf(m).Elem())
	fresh.Interface().(Ranks).Score(f)
	return fresh.Interface().(Mechanism), true
}

// BidFor returns the bid that gives candidate i a score, whatever it bids now; math.MaxFloat64 if no bid does.
func (r *Ranking) BidFor(q *Request, i int, score float64) float64 {
	w := column(q.Weight, i, 1)
	if r.Formula != nil {
		columns := q.columns()
		const most = 1e15
		if b := r.Formula.Invert(&columns, i, score/w, most); b < most {
			return b
		}
		return math.MaxFloat64
	}
	if k := r.strength(q, i) * w; k > 0 {
		return max(0, (score-float64(w*column(q.Value, i, 0)))/k)
	}
	return math.MaxFloat64
}

// plain reports whether the score is expected revenue and nothing else.
func (r *Ranking) plain(q *Request) bool {
	return r.Formula == nil && r.QualityExponent == 1 && q.Quality == nil && q.Value == nil && q.Weight == nil
}

// strength is what a candidate's bid is multiplied by in its score, before weight.
func (r *Ranking) strength(q *Request, i int) float64 {
	s := q.Rate[i]
	switch {
	case r.QualityExponent == 0:
		s = 1
	case r.QualityExponent != 1:
		s = elementary.Pow(s, r.QualityExponent)
	}
	return s * column(q.Quality, i, 1)
}

// critical is the least bid with which candidate i reaches a score, at most its bid: the score's inverse. A score below 0, also
// -Inf, is treated as 0, since nothing is shown below it.
func (r *Ranking) critical(q *Request, i int, score float64) float64 {
	score = max(score, 0)
	price, w := 0.0, column(q.Weight, i, 1)
	switch {
	case !(w > 0):
		return 0
	case r.Formula != nil:
		columns := q.columns()
		price = r.Formula.Invert(&columns, i, score/w, q.Bid[i])
	default:
		if k := r.strength(q, i); k > 0 {
			price = (score/w - column(q.Value, i, 0)) / k
		}
	}
	return min(max(price, 0), q.Bid[i])
}

// at is the score of candidate i as if it bid something else.
func (r *Ranking) at(q *Request, i int, bid float64) float64 {
	if r.Formula != nil {
		columns := q.columns()
		return r.Formula.At(&columns, i, bid) * column(q.Weight, i, 1)
	}
	return (float64(bid*r.strength(q, i)) + column(q.Value, i, 0)) * column(q.Weight, i, 1)
}

// cost is a candidate's reserve in units of the score: the platform's opportunity cost of the billing event.
func (r *Ranking) cost(q *Request, i int, floor []float64) float64 {
	if floor == nil || floor[i] <= 0 {
		return 0
	}
	return r.at(q, i, floor[i]) - r.at(q, i, 0)
}

// net subtracts the reserves' cost from all scores; the rest is the gain over not showing the ad. Optimisers need it: there a
// floor on prices alone would make misreporting profitable.
func (r *Ranking) net(q *Request, o *Outcome, floor []float64) {
	if floor == nil {
		return
	}
	for i, s := range o.Score[:q.N] {
		if !math.IsInf(s, -1) {
			if o.Score[i] = s - r.cost(q, i, floor); !(o.Score[i] > 0) {
				o.Score[i] = math.Inf(-1)
			}
		}
	}
}

func column(c []float64, i int, neutral float64) float64 {
	if c == nil {
		return neutral
	}
	return c[i]
}

// columns are the request's columns as variables of formulas.
func (q *Request) columns() formula.Columns {
	return formula.Columns{formula.Bid: q.Bid, formula.Rate: q.Rate, formula.PCTR: q.PCTR, formula.PCVR: q.PCVR, formula.Quality: q.Quality,
		formula.UserValue: q.Value, formula.Boost: q.Weight, formula.Reserve: q.Reserve, formula.Value: q.Worth, formula.Shown: q.Shown}
}

// scores fills the score of every candidate. It is -Inf for excluded ones: bids that are not positive finite numbers or are
// below their floor, and scores that are not positive finite numbers.
func (r *Ranking) scores(q *Request, o *Outcome, floor []float64) {
	n := q.N
	score := o.Score[:n]
	switch {
	case r.Formula != nil:
		columns := q.columns()
		r.Formula.Eval(score, &columns, n, o.scratch(r.Formula.Work(n)))
	case r.QualityExponent == 1:
		for i := range score {
			score[i] = q.Bid[i] * q.Rate[i]
		}
	default:
		for i := range score {
			score[i] = q.Bid[i] * elementary.Pow(q.Rate[i], r.QualityExponent)
		}
	}
	if r.Formula == nil {
		times(score, q.Quality)
		plus(score, q.Value)
	}
	times(score, q.Weight)
	o.sift(q, floor)
}

func times(score, by []float64) {
	if by == nil {
		return
	}
	by = by[:len(score)]
	for i := range score {
		score[i] *= by[i]
	}
}

func plus(score, more []float64) {
	if more == nil {
		return
	}
	more = more[:len(score)]
	for i := range score {
		score[i] += more[i]
	}
}

// sift marks the excluded candidates.
func (o *Outcome) sift(q *Request, floor []float64) {
	score := o.Score[:q.N]
	for i, b := range q.Bid[:q.N] {
		s := score[i]
		if b > 0 && b <= math.MaxFloat64 && s > 0 && s <= math.MaxFloat64 {
			continue
		}
		score[i] = math.Inf(-1)
		o.count(b, s)
	}
	if floor == nil {
		return
	}
	for i, f := range floor[:q.N] {
		if q.Bid[i] < f {
			score[i] = math.Inf(-1)
		}
	}
}

// count counts an exclusion that is a mishap.
func (o *Outcome) count(bid, score float64) {
	switch {
	case !(bid >= 0 && bid <= math.MaxFloat64):
		o.BadBids++
	case bid > 0 && !(math.Abs(score) <= math.MaxFloat64):
		o.BadScores++
	}
}
