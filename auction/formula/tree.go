package formula

import "math"

// node is one operation of a formula.
type node struct {
	op       op
	variable Var     // of a load
	value    float64 // of a constant
	args     []*node
	truth    bool // a condition
	size     int  // operations, constants and variables of the tree, shared parts counted as often as they are computed
}

func number(x float64) *node { return &node{op: constant, value: x, size: 1} }

// operation is a node over arguments.
func operation(o op, args ...*node) *node {
	t := &node{op: o, args: args, size: 1, truth: o == less || o == atMost}
	for _, a := range args {
		t.size += a.size
	}
	return t
}

func (t *node) leaf() bool { return len(t.args) == 0 }

// fold computes what depends on no variable, and puts a constant operand last where the order does not matter.
func fold(t *node) *node {
	all := true
	for _, a := range t.args {
		all = all && a.op == constant
	}
	if all && !t.truth {
		x := instr{op: t.op}
		b := 0.0
		if len(t.args) > 1 {
			b = t.args[1].value
		}
		return number(x.one(0, t.args[0].value, b))
	}
	if (t.op == add || t.op == mul) && t.args[0].op == constant {
		t.args[0], t.args[1] = t.args[1], t.args[0]
	}
	if t.op == pow && t.args[1].op == constant {
		switch t.args[1].value {
		case 0:
			return number(1)
		case 1:
			return t.args[0]
		case 2:
			return operation(mul, t.args[0], t.args[0])
		case 0.5:
			return operation(sqrt, t.args[0])
		}
	}
	return t
}

func (t *node) mark(uses *uint32) {
	if t.op == load {
		*uses |= 1 << t.variable
	}
	for _, a := range t.args {
		a.mark(uses)
	}
}

func (t *node) hasBid() bool {
	var uses uint32
	t.mark(&uses)
	return uses&(1<<Bid) != 0
}

// divides tells whether an operation may meet a value for which it is not defined.
func (t *node) divides() bool {
	switch t.op {
	case div:
		if d := t.args[1]; d.op != constant || d.value == 0 {
			return true
		}
	case pow:
		if e := t.args[1]; e.op != constant || e.value < 0 || t.args[0].sign() != positive && e.value != math.Trunc(e.value) {
			return true
		}
	case log:
		return true
	case sqrt:
		if t.args[0].sign() != positive {
			return true
		}
	}
	for _, a := range t.args {
		if a.divides() {
			return true
		}
	}
	return false
}

// sign is what is known of a value whatever the variables.
type sign uint8

const (
	either   sign = iota
	positive      // at least 0
	negative      // at most 0
)

func (s sign) flip() sign { return [...]sign{either, negative, positive}[s] }

func (t *node) sign() sign {
	switch t.op {
	case constant:
		if t.value >= 0 {
			return positive
		}
		return negative
	case load:
		if t.variable == UserValue {
			return either
		}
		return positive
	case exp, sqrt, abs, less, atMost:
		return positive
	case log:
		return either
	case neg:
		return t.args[0].sign().flip()
	case pow:
		if t.args[0].sign() == positive {
			return positive
		}
		return either
	case choose:
		return agree(t.args[1].sign(), t.args[2].sign())
	}
	a, b := t.args[0].sign(), t.args[1].sign()
	switch t.op {
	case sub:
		return agree(a, b.flip())
	case mul, div:
		switch {
		case a == either || b == either:
			return either
		case a == b:
			return positive
		}
		return negative
	case most:
		if a == positive || b == positive {
			return positive
		}
	case least:
		if a == negative || b == negative {
			return negative
		}
	}
	return agree(a, b)
}

func agree(a, b sign) sign {
	if a == b {
		return a
	}
	return either
}

// trend is how a value moves with the bid, all else fixed.
type trend uint8

const (
	flat trend = iota
	rising
	falling
	mixed
)

func (m trend) flip() trend { return [...]trend{flat, falling, rising, mixed}[m] }

// with is the trend of a sum.
func (m trend) with(o trend) trend {
	switch {
	case m == o || o == flat:
		return m
	case m == flat:
		return o
	}
	return mixed
}

// times is the trend of a value multiplied by something flat of a sign.
func (m trend) times(s sign) trend {
	switch {
	case m == flat || s == positive:
		return m
	case s == negative:
		return m.flip()
	}
	return mixed
}

func (t *node) trend() trend {
	switch t.op {
	case constant:
		return flat
	case load:
		if t.variable == Bid {
			return rising
		}
		return flat
	}
	if !t.hasBid() {
		return flat
	}
	switch t.op {
	case neg:
		return t.args[0].trend().flip()
	case exp, log, sqrt:
		return t.args[0].trend()
	case abs:
		return t.args[0].trend().times(t.args[0].sign())
	case choose:
		if t.args[0].hasBid() {
			return mixed
		}
		return t.args[1].trend().with(t.args[2].trend())
	case less, atMost:
		return mixed
	}
	a, b := t.args[0], t.args[1]
	switch t.op {
	case add, least, most:
		return a.trend().with(b.trend())
	case sub:
		return a.trend().with(b.trend().flip())
	case mul:
		return product(a.trend(), b.trend(), a.sign(), b.sign())
	case div:
		return product(a.trend(), b.trend().flip(), a.sign(), b.sign())
	case pow:
		if b.op != constant || a.sign() != positive {
			return mixed
		}
		return a.trend().times(b.sign())
	}
	return mixed
}

// product is the trend of a product of factors with trends and signs.
func product(a, b trend, as, bs sign) trend {
	switch {
	case a == flat:
		return b.times(as)
	case b == flat:
		return a.times(bs)
	case as == positive && bs == positive:
		return a.with(b)
	}
	return mixed
}

// split writes the tree as rest + slope x bid, both free of the bid; slope is nil where that is not possible.
func (t *node) split() (rest, slope *node) {
	if !t.hasBid() {
		return t, number(0)
	}
	switch t.op {
	case load:
		return number(0), number(1)
	case neg:
		if r, s := t.args[0].split(); s != nil {
			return fold(operation(neg, r)), fold(operation(neg, s))
		}
	case add, sub:
		r, s := t.args[0].split()
		q, u := t.args[1].split()
		if s != nil && u != nil {
			return fold(operation(t.op, r, q)), fold(operation(t.op, s, u))
		}
	case mul:
		a, b := t.args[0], t.args[1]
		if a.hasBid() {
			a, b = b, a
		}
		if r, s := b.split(); s != nil && !a.hasBid() {
			return fold(operation(mul, r, a)), fold(operation(mul, s, a))
		}
	case div:
		if r, s := t.args[0].split(); s != nil && !t.args[1].hasBid() {
			return fold(operation(div, r, t.args[1])), fold(operation(div, s, t.args[1]))
		}
	}
	return nil, nil
}
