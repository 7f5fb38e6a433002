package formula

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// Error is a mistake in a formula: what, and where in its text.
type Error struct {
	Message string
	Column  int      // of the text, from 0
	Unknown string   // a name that there is not; the message says so
	Known   []string // of it: names that there are
	Help    string   // the remedy where the message does not imply it; may be empty
}

// Error is the message, without the place.
func (e *Error) Error() string { return e.Message }

// unexpected is how the parser names what it did not expect: by kind and text.
var unexpected = regexp.MustCompile(`^unexpected token (EOF|\w+\("(.*)"\))`)

// plainly is a remark of the parser without its words for its own parts.
func plainly(message string) string {
	message = strings.ToLower(message[:1]) + message[1:]
	switch m := unexpected.FindStringSubmatch(message); {
	case m == nil:
		return message
	case m[1] == "EOF":
		return "the formula ends too early"
	default:
		return "`" + m[2] + "` is not expected here"
	}
}

// currency is a unit behind a number: money in formulas is in units of the scenario's currency.
var currency = regexp.MustCompile(`(\d)( ?USD\b)`)

// Limits of a formula: characters of its text, and operations once squares are written out as products. Without them a short
// text of nested squares would double at every level and a long one could exhaust the parser's stack.
const (
	MaxText       = 4096
	MaxOperations = 512
)

// bounded reports a tree that has become too large.
func bounded(n ast.Node, t *node) (*node, *Error) {
	if t.size <= MaxOperations {
		return t, nil
	}
	e := fault(n, "this part of the formula takes %d operations once squares are written out as products; the limit is %d", t.size, MaxOperations)
	e.Help = "write a power of a power as one power, such as pctr^8 for ((pctr^2)^2)^2, or shorten the formula"
	return nil, e
}

// reader reads formulas over a set of variables.
type reader struct {
	names []string // of variables, by number
	open  uint32   // those that may be used, as bits
}

// What each kind of formula may be made of.
var (
	scores = reader{names[:], 1<<Bid | 1<<Rate | 1<<PCTR | 1<<PCVR | 1<<Quality | 1<<UserValue | 1<<Boost | 1<<Reserve | 1<<Value | 1<<Shown}
	bids   = reader{names[:], 1<<Value | 1<<PCTR | 1<<PCVR | 1<<Bidders | 1<<Uniform}
	rules  = reader{observedNames[:], 1<<observed - 1}
)

// Parse compiles a ranking formula. The error is an *Error.
func Parse(text string) (*Formula, error) { return scores.compiled(text) }

// ParseBid compiles a formula that a campaign bids by, of value, pctr, pcvr, bidders and uniform. The error is an *Error.
func ParseBid(text string) (*Formula, error) { return bids.compiled(text) }

// known lists the names that a formula may be made of.
func (r reader) known() (out []string) {
	for v, name := range r.names {
		if r.open&(1<<v) != 0 {
			out = append(out, name)
		}
	}
	return append(out, "exp", "log", "sqrt", "abs", "min", "max")
}

// parse reads a text into a tree that is a number.
func (r reader) parse(text string) (*node, error) {
	if len(text) > MaxText {
		return nil, &Error{Message: fmt.Sprintf("the formula has %d characters; the limit is %d", len(text), MaxText), Help: "shorten the formula"}
	}
	plain := currency.ReplaceAllStringFunc(text, func(s string) string { return s[:1] + strings.Repeat(" ", len(s)-1) })
	tree, err := parser.Parse(plain)
	if err != nil {
		var at *file.Error
		if errors.As(err, &at) {
			return nil, &Error{Message: plainly(at.Message), Column: at.From}
		}
		return nil, &Error{Message: err.Error()}
	}
	t, bad := r.read(tree.Node)
	if bad != nil {
		return nil, bad
	}
	if t.truth {
		return nil, &Error{Message: "the formula is a condition, not a number"}
	}
	return t, nil
}

func (r reader) compiled(text string) (*Formula, error) {
	t, err := r.parse(text)
	if err != nil {
		return nil, err
	}
	f := &Formula{Text: text, trend: t.trend(), divides: t.divides()}
	t.mark(&f.uses)
	if f.code, f.registers = compile(t); f.registers > maxRegisters {
		return nil, &Error{Message: "the formula is nested too deeply"}
	}
	if rest, slope := t.split(); slope != nil && f.uses&1 != 0 {
		f.rest, _ = compile(rest)
		f.slope, _ = compile(slope)
	}
	return f, nil
}

func fault(n ast.Node, format string, args ...any) *Error {
	return &Error{Message: fmt.Sprintf(format, args...), Column: n.Location().From}
}

// unknown reports a name that formulas of this kind do not have.
func (r reader) unknown(n ast.Node, what, name string) *Error {
	e := fault(n, "there is no %s `%s` in this formula", what, name)
	e.Unknown, e.Known = name, r.known()
	return e
}

var binary = map[string]op{"+": add, "-": sub, "*": mul, "/": div, "^": pow, "**": pow, "<": less, "<=": atMost}

var functions = map[string]struct {
	op   op
	args int
}{"exp": {exp, 1}, "log": {log, 1}, "sqrt": {sqrt, 1}, "abs": {abs, 1}, "min": {least, 2}, "max": {most, 2}}

// read turns expr's tree into ours.
func (r reader) read(n ast.Node) (*node, *Error) {
	switch x := n.(type) {
	case *ast.IntegerNode:
		return number(float64(x.Value)), nil
	case *ast.FloatNode:
		return number(x.Value), nil
	case *ast.IdentifierNode:
		for v, name := range r.names {
			if name == x.Value && r.open&(1<<v) != 0 {
				return &node{op: load, variable: Var(v), size: 1}, nil
			}
		}
		return nil, r.unknown(n, "variable", x.Value)
	case *ast.UnaryNode:
		a, bad := r.numeric(x.Node)
		if bad != nil || x.Operator == "+" {
			return a, bad
		}
		if x.Operator != "-" {
			return nil, fault(n, "`%s` is not known in formulas", x.Operator)
		}
		return bounded(n, fold(operation(neg, a)))
	case *ast.BinaryNode:
		return r.readBinary(x)
	case *ast.ConditionalNode:
		return r.readChoice(x)
	case *ast.BuiltinNode:
		return r.readCall(n, x.Name, x.Arguments)
	case *ast.CallNode:
		if name, ok := x.Callee.(*ast.IdentifierNode); ok {
			return r.readCall(n, name.Value, x.Arguments)
		}
	case *ast.BoolNode, *ast.StringNode:
		return nil, fault(n, "`%s` is not a number", n.String())
	}
	return nil, fault(n, "`%s` is not known in formulas", n.String())
}

// numeric reads a tree that must be a number.
func (r reader) numeric(n ast.Node) (*node, *Error) {
	t, bad := r.read(n)
	if bad == nil && t.truth {
		return nil, fault(n, "`%s` is a condition where a number is expected", n.String())
	}
	return t, bad
}

func (r reader) readBinary(x *ast.BinaryNode) (*node, *Error) {
	left, right, name := x.Left, x.Right, x.Operator
	if name == ">" || name == ">=" {
		left, right, name = right, left, strings.Replace(name, ">", "<", 1)
	}
	o, known := binary[name]
	if !known {
		return nil, fault(x, "`%s` is not known in formulas", x.Operator)
	}
	a, bad := r.numeric(left)
	if bad != nil {
		return nil, bad
	}
	b, bad := r.numeric(right)
	if bad != nil {
		return nil, bad
	}
	return bounded(x, fold(operation(o, a, b)))
}

func (r reader) readChoice(x *ast.ConditionalNode) (*node, *Error) {
	c, bad := r.read(x.Cond)
	if bad != nil {
		return nil, bad
	}
	if !c.truth {
		return nil, fault(x.Cond, "`%s` is a number where a condition is expected", x.Cond.String())
	}
	a, bad := r.numeric(x.Exp1)
	if bad != nil {
		return nil, bad
	}
	b, bad := r.numeric(x.Exp2)
	if bad != nil {
		return nil, bad
	}
	return bounded(x, operation(choose, c, a, b))
}

func (r reader) readCall(n ast.Node, name string, arguments []ast.Node) (*node, *Error) {
	f, known := functions[name]
	if !known {
		return nil, r.unknown(n, "function", name)
	}
	if len(arguments) != f.args {
		return nil, fault(n, "`%s` takes %d arguments, not %d", name, f.args, len(arguments))
	}
	var args []*node
	for _, a := range arguments {
		arg, bad := r.numeric(a)
		if bad != nil {
			return nil, bad
		}
		args = append(args, arg)
	}
	return bounded(n, fold(operation(f.op, args...)))
}

// compile lays a tree out as instructions; the result ends in register 0. It returns how many registers they need.
func compile(t *node) (code []instr, registers int) {
	t.emit(0, &code, &registers)
	if t.leaf() && t.op == load {
		code = append(code, instr{op: load, a: direct + uint8(t.variable)})
	}
	return code, registers
}

// emit appends the instructions of a tree whose result goes to register `to`, unless it is a variable, which is read in place.
// It returns where the result is.
func (t *node) emit(to int, code *[]instr, registers *int) uint8 {
	if t.op == load {
		*registers = max(*registers, to+1)
		return direct + uint8(t.variable)
	}
	*registers = max(*registers, to+1)
	x := instr{op: t.op, dst: uint8(to), c: t.value}
	switch {
	case t.op == constant:
	case t.op == choose:
		if at := t.args[0].emit(to, code, registers); at >= direct {
			*code = append(*code, instr{op: load, dst: uint8(to), a: at})
		}
		x.a, x.b = t.args[1].emit(to+1, code, registers), t.args[2].emit(to+2, code, registers)
	case t.narrow(&x):
		x.a = t.args[0].emit(to, code, registers)
	case len(t.args) == 1:
		x.a = t.args[0].emit(to, code, registers)
		x.b = x.a
	default:
		x.a = t.args[0].emit(to, code, registers)
		x.b = t.args[1].emit(to+1, code, registers)
	}
	*code = append(*code, x)
	return uint8(to)
}

// narrow chooses the instruction for a second operand that is a constant.
func (t *node) narrow(x *instr) bool {
	if len(t.args) != 2 || t.args[1].op != constant {
		return false
	}
	c := t.args[1].value
	switch t.op {
	case add:
		x.op, x.c = addC, c
	case sub:
		x.op, x.c = addC, -c
	case mul:
		x.op, x.c = mulC, c
	case pow:
		x.op, x.c = powC, c
	default:
		return false
	}
	return true
}
