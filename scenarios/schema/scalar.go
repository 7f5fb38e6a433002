package schema

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// fault is what is wrong with a scalar: message and remedy.
type fault struct{ code, message, help string }

var numeral = regexp.MustCompile(`^[+-]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][+-]?\d+)?`)

// split cuts a text into a number and what follows it.
func split(text string) (number float64, rest string, ok bool) {
	text = strings.TrimSpace(text)
	m := numeral.FindString(text)
	if m == "" {
		return 0, "", false
	}
	x, err := strconv.ParseFloat(strings.ReplaceAll(m, "_", ""), 64)
	if err != nil || math.IsInf(x, 0) {
		return 0, "", false
	}
	return x, strings.TrimSpace(text[len(m):]), true
}

// example shows how a number of a unit is written.
func example(unit string) string {
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

// parseNumber reads a number in a unit: USD as currency, % as a fraction, time as microseconds.
func parseNumber(text, unit string) (float64, *fault) {
	if unit == "time" {
		return parseTime(text)
	}
	x, rest, ok := split(text)
	if !ok {
		return 0, &fault{"E104", fmt.Sprintf("`%s` is not a number%s", text, inUnit(unit)), "write it like " + example(unit)}
	}
	if rest == "" && (unit == "" || x == 0) {
		return x, nil
	}
	switch {
	case unit == "" && rest != "":
		return 0, &fault{"E104", fmt.Sprintf("`%s` is not a plain number", text), "write it like " + example(unit)}
	case rest == "":
		return 0, &fault{"E104", fmt.Sprintf("`%s` has no unit; %s is expected", text, name(unit)), fmt.Sprintf("write `%s`", inWords(x, unit))}
	case rest != unit && !(unit == "pins" && rest == "pin"):
		return 0, &fault{"E104", fmt.Sprintf("`%s` is not in the unit expected here, %s", text, name(unit)), "write it like " + example(unit)}
	}
	if unit == "%" {
		x /= 100
	}
	return x, nil
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

// Quantity reads a number in a unit for rules that are text, such as `change > 0.5%`: percentages come back as fractions. A
// unit that the language does not write (count, level, ...) is left out. Without a number it says what is wrong and what to do.
func Quantity(text, unit string) (x float64, message, help string) {
	switch unit {
	case "USD", "%", "x", "time":
	default:
		unit = ""
	}
	x, bad := parseNumber(text, unit)
	if bad != nil {
		return 0, bad.message, bad.help
	}
	return x, "", ""
}

var timeUnits = map[string]float64{"w": 7 * 86400e6, "d": 86400e6, "h": 3600e6, "m": 60e6, "s": 1e6, "ms": 1e3, "us": 1}

// parseTime reads sums like 1d12h or 90m, in microseconds; a bare 0 is allowed.
func parseTime(text string) (float64, *fault) {
	bad := &fault{"E104", fmt.Sprintf("`%s` is not a time", text), "write it like " + example("time") + "; units are w, d, h, m, s, ms"}
	rest, sum, first := strings.TrimSpace(text), 0.0, 1.0
	if rest == "" {
		return 0, bad
	}
	if rest[0] == '-' {
		rest, first = rest[1:], -1
	}
	for rest != "" {
		x, after, ok := split(rest)
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
			return 0, &fault{"E104", fmt.Sprintf("`%s` has no unit; a time is expected", text), "write it like " + example("time")}
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
		return 0, &fault{"E105", fmt.Sprintf("`%s` is longer than 285,000 years", text), "write a shorter time"}
	}
	return math.Round(sum), nil
}

// bounds is a range tag such as (0, 1] or [1d, inf).
type bounds struct {
	text             string
	least, most      float64
	openLow, openTop bool
}

func parseBounds(text, unit string) (*bounds, error) {
	if text == "" {
		return nil, nil
	}
	lo, hi, ok := strings.Cut(strings.Trim(text, "[]()"), ",")
	if !ok {
		return nil, fmt.Errorf("range %q has no comma", text)
	}
	b := &bounds{text: text, openLow: text[0] == '(', openTop: text[len(text)-1] == ')'}
	var err error
	if b.least, err = bound(lo, unit); err != nil {
		return nil, err
	}
	b.most, err = bound(hi, unit)
	return b, err
}

func bound(text, unit string) (float64, error) {
	switch text = strings.TrimSpace(text); text {
	case "inf":
		return math.Inf(1), nil
	case "-inf":
		return math.Inf(-1), nil
	}
	if x, rest, ok := split(text); ok && rest == "" {
		return x, nil
	}
	x, f := parseNumber(text, unit)
	if f != nil {
		return 0, fmt.Errorf("range bound %q: %s", text, f.message)
	}
	return x, nil
}

// check tells what is wrong with a value outside of the range.
func (b *bounds) check(x float64, text string) *fault {
	if b == nil {
		return nil
	}
	low := x < b.least || (b.openLow && x == b.least)
	top := x > b.most || (b.openTop && x == b.most && !math.IsInf(b.most, 1))
	if !low && !top {
		return nil
	}
	remedy := "write a value in " + b.text
	if low && x < 0 && b.least >= 0 {
		remedy = "leave the minus sign out, or write a value in " + b.text
	}
	return &fault{"E105", fmt.Sprintf("`%s` is outside of the range %s", text, b.text), remedy}
}
