package formula

// Observed is a variable of rules: what the platform sees of a request before it chooses ads.
type Observed uint8

// The variables of rules. All are at least 0.
const (
	Fatigue  Observed = iota // the Pinner's level of fatigue
	Eligible                 // campaigns eligible for the request
	Ads                      // ads that the session has had so far
	Pages                    // requests of the session so far
	Day                      // from day 0
	Hour                     // of the day, 0 to 23
	observed
)

// NObserved is the number of variables of rules.
const NObserved = int(observed)

var observedNames = [NObserved]string{"fatigue", "eligible", "ads", "pages", "day", "hour"}

// State is what a rule sees, by variable.
type State [NObserved]float64

// Rule is a compiled rule: a number that depends on what the platform observes. It is immutable plain data.
type Rule struct {
	Text string
	code []instr
}

// ParseRule compiles a rule. The error is an *Error.
func ParseRule(text string) (*Rule, error) {
	t, err := rules.parse(text)
	if err != nil {
		return nil, err
	}
	r := &Rule{Text: text}
	registers := 0
	if r.code, registers = compile(t); registers > maxRegisters {
		return nil, &Error{Message: "the formula is nested too deeply"}
	}
	return r, nil
}

// At is what the rule says of a state. It may be infinite or no number, as after a division by zero. Nothing is allocated.
func (r *Rule) At(s *State) float64 {
	var x [maxRegisters]float64
	get := func(a uint8) float64 {
		if a < direct {
			return x[a]
		}
		return s[a-direct]
	}
	for k := range r.code {
		i := &r.code[k]
		if i.op == load {
			x[i.dst] = get(i.a)
			continue
		}
		x[i.dst] = i.one(x[i.dst], get(i.a), get(i.b))
	}
	return x[0]
}
