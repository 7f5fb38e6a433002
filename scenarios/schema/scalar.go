package schema

import (
	"fmt"
	"math"

	"marketsim/auction/registry/quantity"
)

// fault is what is wrong with a scalar: message and remedy.
type fault struct{ code, message, help string }

// parseNumber reads a number in a unit: USD as currency, % as a fraction, time as microseconds.
func parseNumber(text, unit string) (float64, *fault) {
	x, bad := quantity.Number(text, unit)
	if bad != nil {
		return 0, &fault{bad.Code, bad.Message, bad.Help}
	}
	return x, nil
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
	least, most, openLow, openTop, err := quantity.Range(text, unit)
	return &bounds{text: text, least: least, most: most, openLow: openLow, openTop: openTop}, err
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
