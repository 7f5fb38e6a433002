// Package quantity reads numbers with units as scenarios and the tags of parts write them: 0.50 USD, 5%, 90m, 3x, 24 pins.
package quantity

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Fault is what is wrong with a quantity: a code, a message and a remedy.
type Fault struct{ Code, Message, Help string }

// Numeral matches a number at the start of a text.
var Numeral = regexp.MustCompile(`^[+-]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][+-]?\d+)?`)

// Split cuts a text into a number and what follows it.
func Split(text string) (number float64, rest string, ok bool) {
	text = strings.TrimSpace(text)
	m := Numeral.FindString(text)
	if m == "" {
		return 0, "", false
	}
	x, err := strconv.ParseFloat(strings.ReplaceAll(m, "_", ""), 64)
	if err != nil || math.IsInf(x, 0) {
		return 0, "", false
	}
	return x, strings.TrimSpace(text[len(m):]), true
}

// Example shows how a number of a unit is written.
func Example(unit string) string {
	switch unit {
	case "USD":
		return "0.50 USD"
	case "%":
		return "5%"
	case "time":
		return "90m, 12h or 7d"
	case "x":
		return "3x"
	case "pins":
		return "24 pins"
	}
	return "3 or 0.5"
}

// Number reads a number in a unit: USD as currency, % as a fraction, time as microseconds.
func Number(text, unit string) (float64, *Fault) {
	if unit == "time" {
		return parseTime(text)
	}
	x, rest, ok := Split(text)
	if !ok {
		return 0, &Fault{"E104", fmt.Sprintf("`%s` is not a number%s", text, inUnit(unit)), meant(text, unit)}
	}
	if rest == "" && (unit == "" || x == 0) {
		return x, nil
	}
	switch {
	case unit == "" && rest != "":
		return 0, &Fault{"E104", fmt.Sprintf("`%s` is not a plain number", text), "write it like " + Example(unit)}
	case rest == "":
		return 0, &Fault{"E104", fmt.Sprintf("`%s` has no unit; %s is expected", text, name(unit)), fmt.Sprintf("write `%s`", inWords(x, unit))}
	case rest != unit && !(unit == "pins" && rest == "pin"):
		return 0, &Fault{"E104", fmt.Sprintf("`%s` is not in the unit expected here, %s", text, name(unit)), meant(text, unit)}
	}
	if unit == "%" {
		x /= 100
	}
	return x, nil
}

// foreign matches a number with the code or sign of a currency on one side.
var foreign = regexp.MustCompile(`^(?:[A-Z]{3}|[A-Z]{0,2}\p{Sc}) ?([0-9_.]+)$|^([0-9_.]+) ?(?:[A-Z]{3}|\p{Sc}|(?i:euros?|dollars?))$`)

// meant is how a number that is written in another unit is written in the one that is expected, or an example where nothing tells.
func meant(text, unit string) string {
	text = strings.TrimSpace(text)
	x, rest, ok := Split(text)
	switch {
	case unit == "USD" && foreign.MatchString(text):
		m := foreign.FindStringSubmatch(text)
		return fmt.Sprintf("a scenario has one currency, which is written USD whichever it is: write `%s USD`", m[1]+m[2])
	case unit == "x" && ok && rest == "%":
		return fmt.Sprintf("write `%sx`", strconv.FormatFloat(x/100, 'g', 6, 64))
	case unit == "%" && ok && rest == "x":
		return fmt.Sprintf("write `%s%%`", strconv.FormatFloat(x*100, 'g', 6, 64))
	}
	return "write it like " + Example(unit)
}

func inWords(x float64, unit string) string {
	n := strconv.FormatFloat(x, 'g', -1, 64)
	switch unit {
	case "USD", "pins":
		return n + " " + unit
	case "%":
		if x > 0 && x < 1 {
			return strconv.FormatFloat(x*100, 'g', 6, 64) + "%"
		}
	}
	return n + unit
}

func name(unit string) string {
	switch unit {
	case "%":
		return "a percentage"
	case "x":
		return "a factor"
	case "pins":
		return "a number of pins"
	}
	return unit
}

func inUnit(unit string) string {
	switch unit {
	case "":
		return ""
	case "%":
		return " in percent"
	case "x":
		return " with an x"
	}
	return " in " + unit
}

var timeUnits = map[string]float64{"w": 7 * 86400e6, "d": 86400e6, "h": 3600e6, "m": 60e6, "s": 1e6, "ms": 1e3, "us": 1}

// parseTime reads sums like 1d12h or 90m, in microseconds; a bare 0 is allowed.
func parseTime(text string) (float64, *Fault) {
	bad := &Fault{"E104", fmt.Sprintf("`%s` is not a time", text), "write it like " + Example("time") + "; units are w, d, h, m, s, ms"}
	rest, sum, first := strings.TrimSpace(text), 0.0, 1.0
	if rest == "" {
		return 0, bad
	}
	if rest[0] == '-' {
		rest, first = rest[1:], -1
	}
	for rest != "" {
		x, after, ok := Split(rest)
		if !ok {
			return 0, bad
		}
		if after == "" && x == 0 {
			return sum, nil
		}
		n := 0
		for n < len(after) && after[n] >= 'a' && after[n] <= 'z' {
			n++
		}
		scale, known := timeUnits[after[:n]]
		if after == "" {
			return 0, &Fault{"E104", fmt.Sprintf("`%s` has no unit; a time is expected", text), "write it like " + Example("time")}
		}
		if !known {
			return 0, bad
		}
		if x < 0 || rest[0] == '+' {
			return 0, bad
		}
		sum += float64(first * x * scale)
		rest = strings.TrimSpace(after[n:])
	}
	if !(math.Abs(sum) <= 9e18) {
		return 0, &Fault{"E105", fmt.Sprintf("`%s` is longer than 285,000 years", text), "write a shorter time"}
	}
	return math.Round(sum), nil
}

// Range reads the tag of a range, such as (0, 1] or [1d, inf), in a unit; ends that are open do not belong to it. Bounds without a unit
// are in the unit in which values are kept.
func Range(text, unit string) (least, most float64, openLow, openTop bool, err error) {
	lo, hi, ok := strings.Cut(strings.Trim(text, "[]()"), ",")
	if !ok {
		return 0, 0, false, false, fmt.Errorf("range %q has no comma", text)
	}
	if least, err = bound(lo, unit); err == nil {
		most, err = bound(hi, unit)
	}
	return least, most, text[0] == '(', text[len(text)-1] == ')', err
}

func bound(text, unit string) (float64, error) {
	switch text = strings.TrimSpace(text); text {
	case "inf":
		return math.Inf(1), nil
	case "-inf":
		return math.Inf(-1), nil
	}
	if x, rest, ok := Split(text); ok && rest == "" {
		return x, nil
	}
	x, f := Number(text, unit)
	if f != nil {
		return 0, fmt.Errorf("range bound %q: %s", text, f.Message)
	}
	return x, nil
}
