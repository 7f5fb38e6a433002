package tune

import (
	"math"
	"strconv"
	"strings"

	"marketsim/auction/elementary"
)

// Kind is what values a lever takes.
type Kind string

// Kinds of levers.
const (
	Continuous Kind = "continuous" // any number of a range
	Whole      Kind = "whole"      // whole numbers of a range
	Choice     Kind = "choice"     // one of a list
)

// Lever is a key of a scenario that a search may set.
type Lever struct {
	Path    string   `json:"path"` // of the key
	Kind    Kind     `json:"kind"`
	Lo      float64  `json:"lo,omitempty"` // of a range, in the unit
	Hi      float64  `json:"hi,omitempty"`
	Unit    string   `json:"unit,omitempty"`
	Log     bool     `json:"log,omitempty"`     // equal ratios are equal steps; the range lies above 0
	Choices []string `json:"choices,omitempty"` // as the language writes them
	When    bool     `json:"when,omitempty"`    // it says when the others hold, and does nothing alone
	Least   bool     `json:"least,omitempty"`   // the key takes nothing below the range
	Most    bool     `json:"most,omitempty"`    // the key takes nothing above the range
}

// Beyond are values beyond the lower and the upper end of a range, as the language writes them.
func (l *Lever) Beyond() (below, above string) {
	step := (l.Hi - l.Lo) / 10
	switch {
	case l.Kind == Whole:
		step = 1
	case l.Log:
		return Amount(l.Lo*0.9, l.Unit), Amount(l.Hi*1.1, l.Unit)
	}
	return Amount(l.Lo-step, l.Unit), Amount(l.Hi+step, l.Unit)
}

// steps is how many steps a continuous range has: values closer than that are one.
const steps = 10_000

// Value is the lever's value at a share of its range, in [0, 1], as the language writes it.
func (l *Lever) Value(share float64) string {
	share = min(1, max(0, share))
	switch l.Kind {
	case Choice:
		return l.Choices[min(len(l.Choices)-1, int(share*float64(len(l.Choices))))]
	case Whole:
		return Amount(min(l.Hi, math.Floor(l.Lo+float64(share*(l.Hi-l.Lo+1)))), l.Unit)
	}
	share = math.Round(share*steps) / steps
	x := l.Lo + float64(share*(l.Hi-l.Lo))
	if l.Log {
		x = l.Lo * elementary.Pow(l.Hi/l.Lo, share)
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 6, 64), 64)
	if err != nil {
		rounded = x
	}
	return Amount(min(l.Hi, max(l.Lo, rounded)), l.Unit)
}

// Share is where a value lies in the lever's range, in [0, 1]: the middle of the stretch that gives it. ok is false for a value outside.
func (l *Lever) Share(value string) (share float64, ok bool) {
	if l.Kind == Choice {
		for i, c := range l.Choices {
			if c == value {
				return (float64(i) + 0.5) / float64(len(l.Choices)), true
			}
		}
		return 0, false
	}
	x, ok := Number(value)
	if !ok || x < l.Lo || x > l.Hi {
		return 0, false
	}
	switch {
	case l.Kind == Whole:
		return (math.Floor(x) - l.Lo + 0.5) / (l.Hi - l.Lo + 1), true
	case l.Log:
		return elementary.Log(x/l.Lo) / elementary.Log(l.Hi/l.Lo), true
	}
	return (x - l.Lo) / (l.Hi - l.Lo), true
}

// ends are the shares of the lever's lowest and highest value, or of each of its choices.
func (l *Lever) ends() (shares []float64) {
	if l.Kind != Choice {
		return []float64{0, 1}
	}
	for i := range l.Choices {
		shares = append(shares, (float64(i)+0.5)/float64(len(l.Choices)))
	}
	return shares
}

// step is the least share by which a value of the lever moves.
func (l *Lever) step() float64 {
	switch l.Kind {
	case Choice:
		return 1 / float64(len(l.Choices))
	case Whole:
		return 1 / (l.Hi - l.Lo + 1)
	}
	return 1.0 / steps
}

// Amount writes a number with its unit as the language does: 0.25 USD, 12%, 3.
func Amount(x float64, unit string) string {
	text := strconv.FormatFloat(x, 'g', 12, 64)
	if strings.Contains(text, "e") {
		text = strconv.FormatFloat(x, 'f', -1, 64)
	}
	switch unit {
	case "":
		return text
	case "%", "x":
		return text + unit
	}
	return text + " " + unit
}

// Number is the number at the beginning of an amount; ok is false where there is none.
func Number(amount string) (x float64, ok bool) {
	text := strings.ReplaceAll(strings.TrimSpace(amount), "_", "")
	n := 0
	for n < len(text) && strings.ContainsRune("0123456789+-.eE", rune(text[n])) {
		n++
	}
	for ; n > 0; n-- {
		if x, err := strconv.ParseFloat(text[:n], 64); err == nil {
			return x, true
		}
	}
	return 0, false
}
