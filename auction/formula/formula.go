// Package formula compiles the formulas of scenarios: those that rank ads, such as
//
//	bid * pctr^0.8 + 0.3 * user_value
//
// and those that campaigns bid by, such as value * (bidders - 1) / bidders.
//
// expr-lang/expr reads the text; its tree becomes a short list of instructions that work on whole columns of candidates, so that
// a formula costs little more than the same loop written by hand and allocates nothing. Numbers, + - * / ^, comparisons
// inside `condition ? a : b`, and the functions exp, log, sqrt, abs, min and max are known.
package formula

import (
	"fmt"
	"math"

	"marketsim/auction/elementary"
)

// Var is a variable of formulas: one column of candidates.
type Var uint8

// The variables. Money is in units of the scenario's currency; every variable but UserValue is at least 0.
const (
	Bid       Var = iota // per billing event
	Rate                 // predicted probability that a view becomes the billing event
	PCTR                 // predicted click rate of a view
	PCVR                 // predicted conversion rate of a click
	Quality              // of the ad, 1 is average
	UserValue            // worth of the ad to the Pinner per view, of either sign
	Boost                // the platform's multiplier on the score
	Reserve              // floor on the bid per billing event
	Value                // what the billing event is worth to the advertiser
	Shown                // impressions that the campaign has had so far
	Bidders              // campaigns in the market, the one that bids included
	Uniform              // a random number in (0, 1), the campaign's own in each auction
	vars
)

// NVars is the number of variables.
const NVars = int(vars)

var names = [NVars]string{"bid", "rate", "pctr", "pcvr", "quality", "user_value", "boost", "reserve", "value", "impressions", "bidders", "uniform"}

// Values are the variables of one candidate.
type Values [NVars]float64

// Neutral is what a variable is where nothing gives it.
var Neutral = Values{Rate: 1, PCTR: 1, PCVR: 1, Quality: 1, Boost: 1, Bidders: 1}

// String is the name of the variable in formulas.
func (v Var) String() string { return names[v] }

// Columns are the candidates' values by variable; a nil column is neutral.
type Columns [NVars][]float64

// op is what an instruction does. dst is a register; a and b are registers or variables' own columns.
type op uint8

const (
	load     op = iota // dst = a
	constant           // dst = c
	add
	sub
	mul
	div
	addC // dst = a + c
	mulC // dst = a * c
	powC // dst = a ^ c
	pow
	neg
	exp
	log
	sqrt
	abs
	least
	most
	less   // dst = 1 if a < b, else 0
	atMost // dst = 1 if a <= b, else 0
	choose // dst = a if dst != 0, else b
)

type instr struct {
	op        op
	dst, a, b uint8
	c         float64
}

// maxRegisters bounds the depth of a formula.
const maxRegisters = 12

// Formula is a compiled formula. It is immutable plain data: equal texts compile to equal values.
type Formula struct {
	Text      string
	code      []instr
	registers int
	uses      uint32
	trend     trend
	slope     []instr // code of B where the formula is A + B bid; nil where it is not
	rest      []instr // code of A
	divides   bool
}

// Uses tells whether a variable appears in the formula.
func (f *Formula) Uses(v Var) bool { return f.uses&(1<<v) != 0 }

// Rises tells whether the formula cannot fall when the bid rises, whatever the other variables.
func (f *Formula) Rises() bool { return f.trend == rising }

// Divides tells whether the formula may divide by zero or take the logarithm of nothing at run time.
func (f *Formula) Divides() bool { return f.divides }

// Linear tells whether the formula is A + B bid with A and B free of the bid, so that it inverts exactly.
func (f *Formula) Linear() bool { return f.slope != nil }

// Work is how many numbers of scratch memory Eval needs for n candidates.
func (f *Formula) Work(n int) int { return (f.registers + NVars) * n }

// Eval computes the formula for n candidates into dst. Work is scratch memory of at least Work(n) numbers. Results that are not
// numbers, as after a division by zero, are left as they come: infinite or NaN.
func (f *Formula) Eval(dst []float64, columns *Columns, n int, work []float64) {
	dst = dst[:n]
	given := *columns
	for v := range given {
		if given[v] == nil && f.Uses(Var(v)) {
			given[v] = work[(f.registers+v)*n:][:n]
			fill(given[v], nil, Neutral[v])
		}
	}
	for k := range f.code {
		x := &f.code[k]
		to := dst
		if x.dst > 0 {
			to = work[int(x.dst)*n:][:n]
		}
		a := f.operand(x.a, &given, dst, work)
		if x.op == load {
			fill(to, a, 0)
			continue
		}
		x.run(to, a, f.operand(x.b, &given, dst, work))
	}
}

// direct marks an operand that is a variable's own column.
const direct = 128

// operand is a register, or a column read in place.
func (f *Formula) operand(i uint8, columns *Columns, dst, work []float64) []float64 {
	switch {
	case i >= direct:
		return columns[i-direct]
	case i == 0:
		return dst
	}
	return work[int(i)*len(dst):][:len(dst)]
}

func fill(dst, from []float64, neutral float64) {
	if from != nil {
		copy(dst, from)
		return
	}
	for i := range dst {
		dst[i] = neutral
	}
}

// run executes one instruction over columns.
func (x *instr) run(dst, a, b []float64) {
	n := len(dst)
	switch x.op {
	case constant:
		for i := range dst {
			dst[i] = x.c
		}
		return
	case addC:
		for i, v := range a[:n] {
			dst[i] = v + x.c
		}
		return
	case mulC:
		for i, v := range a[:n] {
			dst[i] = v * x.c
		}
		return
	case powC:
		for i, v := range a[:n] {
			dst[i] = power(v, x.c)
		}
		return
	case add:
		b = b[:n]
		for i, v := range a[:n] {
			dst[i] = v + b[i]
		}
		return
	case sub:
		b = b[:n]
		for i, v := range a[:n] {
			dst[i] = v - b[i]
		}
		return
	case mul:
		b = b[:n]
		for i, v := range a[:n] {
			dst[i] = v * b[i]
		}
		return
	case div:
		b = b[:n]
		for i, v := range a[:n] {
			dst[i] = v / b[i]
		}
		return
	}
	for i, v := range a[:n] {
		w := 0.0
		if b != nil {
			w = b[i]
		}
		dst[i] = x.one(dst[i], v, w)
	}
}

// one executes an instruction on single numbers; old is what the destination held.
func (x *instr) one(old, a, b float64) float64 {
	switch x.op {
	case constant:
		return x.c
	case add:
		return a + b
	case sub:
		return a - b
	case mul:
		return a * b
	case div:
		return a / b
	case addC:
		return a + x.c
	case mulC:
		return a * x.c
	case powC:
		return power(a, x.c)
	case pow:
		return elementary.Pow(a, b)
	case neg:
		return -a
	case exp:
		return elementary.Exp(a)
	case log:
		return elementary.Log(a)
	case sqrt:
		return math.Sqrt(a)
	case abs:
		return math.Abs(a)
	case least:
		return min(a, b)
	case most:
		return max(a, b)
	case less:
		return truth(a < b)
	case atMost:
		return truth(a <= b)
	case choose:
		if old != 0 {
			return a
		}
		return b
	}
	panic(fmt.Sprintf("formula: instruction %d", x.op))
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// power is a^c by way of logarithms, which costs half of math.Pow and errs in the last digit only.
func power(a, c float64) float64 { return elementary.Exp(c * elementary.Log(a)) }

// Of computes the formula for one candidate.
func (f *Formula) Of(v *Values) float64 { return scalar(f.code, v) }

// At computes the formula for candidate i as if it bid something else.
func (f *Formula) At(columns *Columns, i int, bid float64) float64 {
	v := f.values(columns, i, bid)
	return scalar(f.code, &v)
}

// Line gives A and B of a linear formula A + B bid for candidate i.
func (f *Formula) Line(columns *Columns, i int) (rest, slope float64) {
	v := f.values(columns, i, 0)
	return scalar(f.rest, &v), scalar(f.slope, &v)
}

// values are candidate i's variables, as far as the formula reads them.
func (f *Formula) values(columns *Columns, i int, bid float64) Values {
	v := Neutral
	for k := range columns {
		if columns[k] != nil && f.Uses(Var(k)) {
			v[k] = columns[k][i]
		}
	}
	v[Bid] = bid
	return v
}

func scalar(code []instr, v *Values) float64 {
	var r [maxRegisters]float64
	get := func(a uint8) float64 {
		if a < direct {
			return r[a]
		}
		return v[a-direct]
	}
	for k := range code {
		x := &code[k]
		if x.op == load {
			r[x.dst] = get(x.a)
			continue
		}
		r[x.dst] = x.one(r[x.dst], get(x.a), get(x.b))
	}
	return r[0]
}

// Invert is the least bid in [0, most] with which candidate i reaches a score; most when no bid does. The formula rises in the bid.
func (f *Formula) Invert(columns *Columns, i int, score, most float64) float64 {
	if f.slope != nil {
		rest, slope := f.Line(columns, i)
		if slope > 0 {
			return min(max((score-rest)/slope, 0), most)
		}
	}
	v := f.values(columns, i, 0)
	low, high := 0.0, most
	if scalar(f.code, &v) >= score {
		return 0
	}
	for range 200 {
		mid := low + float64((high-low)/2)
		if mid <= low || mid >= high {
			break
		}
		if v[Bid] = mid; scalar(f.code, &v) >= score {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}
