package longfit

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Serial says how the errors of one metric's days hang together. The interval of a day says how large its error is; a share of its variance wanders, with a
// correlation that falls by e in so many days, and the rest is each day's own (Diggle 1988, Biometrics 44). Where Pinners leave, the share is near 1, since
// who left by chance stays away; an error that all days share, as that of Pinners who came less often before the test, has a share that lasts.
type Serial struct {
	Share  float64 `json:"share"`  // of the variance that wanders, from 0 to 1
	Days   float64 `json:"days"`   // after which the correlation of what wanders has fallen by e
	Forked bool    `json:"forked"` // what wanders was nothing when the test began: it grows, in the limit as a random walk does
}

// serialModels are the models of errors that are tried, the first of days that are independent.
var serialModels = func() []Serial {
	out := []Serial{{Days: 1}}
	for _, days := range []float64{2, 6, 20, 60, 300} {
		for _, share := range []float64{0.15, 0.35, 0.55, 0.75, 0.9, 0.97, 0.997} {
			out = append(out, Serial{share, days, false}, Serial{share, days, true})
		}
	}
	return out
}()

// apart is how likely it is held beforehand that days are independent.
const apart = 1.0 / 3

// doubt is -2 x the logarithm of how likely a model is beforehand.
func (s Serial) doubt() float64 {
	if s.Share == 0 {
		return -2 * math.Log(apart)
	}
	return -2 * math.Log((1-apart)/float64(len(serialModels)-1))
}

// keeps is the correlation of what wanders between two days.
func (s Serial) keeps(before, after int) float64 {
	fall := math.Exp(-float64(after-before) / s.Days)
	if !s.Forked {
		return fall
	}
	grown := func(day int) float64 { return -math.Expm1(-2 * (float64(day) + 0.5) / s.Days) }
	return fall * math.Sqrt(grown(before)/grown(after))
}

// whiten makes errors in units of their standard errors, in the order of their days, independent with variance 1, by the filter of Kalman, and gives the
// logarithm of the determinant of their correlations. It is linear in the errors.
func (s Serial) whiten(out, errors []float64, c *class) (determinant float64) {
	keeps := c.steps(s)
	state, variance := 0.0, 1.0
	for i, z := range errors {
		state *= keeps[i]
		variance = float64(keeps[i]*keeps[i]*(variance-1)) + 1
		share := float64(s.Share * c.shared[i] * c.shared[i])
		root := math.Sqrt(share)
		spread := float64(share*variance) + 1 - share
		miss := z - float64(root*state)
		out[i] = miss / math.Sqrt(spread)
		determinant += math.Log(spread)
		gain := root * variance / spread
		state += float64(gain * miss)
		variance -= float64(gain * root * variance)
	}
	return determinant
}

// steps are the correlations of what wanders from each day to the next, of the first to what was before 0.
func (c *class) steps(s Serial) []float64 {
	if known, ok := c.kept[s]; ok {
		return known
	}
	out := make([]float64, len(c.days))
	for i := 1; i < len(out); i++ {
		out[i] = s.keeps(c.days[i-1], c.days[i])
	}
	if c.kept == nil {
		c.kept = map[Serial][]float64{}
	}
	c.kept[s] = out
	return out
}

// reading is what one model of errors makes of a family at a place.
type reading struct {
	serial    Serial
	surprise  float64   // -2 x the logarithm of the likelihood there, but for a constant
	restrict  float64   // the same, after the parameters have taken their part (restricted likelihood: Patterson & Thompson 1971, Biometrika 58)
	move      []float64 // to where the likelihood would be highest within the ranges, if the curve were linear
	variances []float64 // of the parameters, in squares of their ranges
}

// read reads errors of a class at a place under a model; moves are what the parameters do to them, nil: nothing.
func (s Serial) read(errors []float64, moves *mat.Dense, at []float64, c *class) reading {
	white := make([]float64, len(errors))
	r := reading{serial: s, surprise: s.whiten(white, errors, c)}
	r.surprise += squares(white) + s.doubt()
	if r.restrict = r.surprise; moves == nil {
		return r
	}
	rows, columns := moves.Dims()
	slope, moved := mat.NewDense(rows, columns, nil), make([]float64, rows)
	for j := range columns {
		s.whiten(moved, mat.Col(nil, j, moves), c)
		slope.SetCol(j, moved)
	}
	var square, inverse mat.Dense
	square.Mul(slope.T(), slope)
	for j := range columns {
		square.Set(j, j, square.At(j, j)+vague)
	}
	if inverse.Inverse(&square) != nil {
		r.surprise, r.restrict = math.Inf(1), math.Inf(1)
		return r
	}
	var right mat.VecDense
	right.MulVec(slope.T(), mat.NewVecDense(rows, white))
	var gain float64
	r.move, gain = within(&square, &right, at)
	for j := range columns {
		r.variances = append(r.variances, inverse.At(j, j))
	}
	r.restrict += math.Log(mat.Det(&square)) - gain
	return r
}

// within is the move from a place that a quadratic gains most by, among those that stay in the ranges, and what it gains: coordinate by coordinate, until none moves.
func within(square *mat.Dense, right *mat.VecDense, at []float64) (move []float64, gain float64) {
	move = make([]float64, len(at))
	for range 500 {
		moved := 0.0
		for i := range move {
			pull := right.AtVec(i)
			for j, m := range move {
				pull += float64(square.At(i, j) * m)
			}
			next := min(1-at[i], max(-at[i], move[i]-pull/square.At(i, i)))
			moved, move[i] = max(moved, math.Abs(next-move[i])), next
		}
		if moved < 1e-7 {
			break
		}
	}
	m := mat.NewVecDense(len(move), move)
	return move, -2*mat.Dot(right, m) - mat.Inner(m, square, m)
}

// readings are what all models of errors make of a class.
func (t *trial) readings(c *class, at, misses []float64, slope *mat.Dense) []reading {
	var moves *mat.Dense
	if c.name == t.family.Class && slope != nil {
		_, columns := slope.Dims()
		moves = slope.Slice(c.from, c.to, 0, columns).(*mat.Dense)
	}
	out := make([]reading, len(serialModels))
	for i, s := range serialModels {
		out[i] = s.read(misses[c.from:c.to], moves, at, c)
	}
	return out
}

// likeliest is the reading whose model of errors is.
func likeliest(readings []reading) reading {
	return slices.MinFunc(readings, func(a, b reading) int { return cmp.Compare(a.restrict, b.restrict) })
}

// average is what all models of errors say together, each by how likely it makes what is seen (Hoeting et al. 1999, Statistical Science 14): where the
// parameters move, and their variances, of which how far the models are apart is a part.
func average(readings []reading) (move, variances []float64) {
	best, total := likeliest(readings), 0.0
	move, variances = make([]float64, len(best.move)), make([]float64, len(best.move))
	for _, r := range readings {
		weight := math.Exp((best.restrict - r.restrict) / 2)
		total += weight
		for j := range r.move {
			move[j] += float64(weight * r.move[j])
			variances[j] += float64(weight * (r.variances[j] + float64(r.move[j]*r.move[j])))
		}
	}
	for j := range move {
		move[j] /= total
		variances[j] = variances[j]/total - float64(move[j]*move[j])
	}
	return move, variances
}

// surprise is -2 x the logarithm of the likelihood's mean over models of errors, but for a constant.
func surprise(readings []reading) float64 {
	least, sum := math.Inf(1), 0.0
	for _, r := range readings {
		least = min(least, r.surprise)
	}
	for _, r := range readings {
		sum += math.Exp((least - r.surprise) / 2)
	}
	return least - 2*math.Log(sum)
}
