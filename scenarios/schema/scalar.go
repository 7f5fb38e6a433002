package schema

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"marketsim/auction/registry/quantity"
	"marketsim/sim/units/neutral"
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

// scalar reads a number, text, switch or name.
func (x *decoder) scalar(n *yaml.Node, v reflect.Value, f *field) {
	if n.Kind != yaml.ScalarNode {
		x.fail(n, "E103", fmt.Sprintf("`%s` is a single value, this is %s", f.key, kind(n)), "")
		return
	}
	text := n.Value
	switch v.Kind() {
	case reflect.String:
		if f.enum != nil && !contains(f.enum, text) {
			x.fail(n, "E106", fmt.Sprintf("`%s` is not a value of `%s`", text, f.key), Suggest(text, f.enum))
			return
		}
		if f.lines {
			text = strings.TrimSpace(breaks.Replace(text))
		}
		if unseen := neutral.Unseen(text); unseen != "" {
			x.fail(n, "E104", fmt.Sprintf("`%s` holds a character that is not seen, %s", f.key, unseen), "write it as one line of plain text")
			return
		}
		v.SetString(text)
	case reflect.Bool:
		if text != "true" && text != "false" {
			x.fail(n, "E103", fmt.Sprintf("`%s` is a switch, `%s` is not a position of it", f.key, text), "write true or false")
			return
		}
		v.SetBool(text == "true")
	default:
		x.number(n, text, v, f)
	}
}

func (x *decoder) number(n *yaml.Node, text string, v reflect.Value, f *field) {
	if endless(text) {
		x.fail(n, "E104", fmt.Sprintf("`%s` is not a finite number", text), "write a number, or leave the key out for no limit")
		return
	}
	number, bad := parseNumber(text, x.unit(f))
	if bad == nil {
		bad = f.bounds.check(number, text)
	}
	if exact, err := strconv.ParseUint(strings.ReplaceAll(text, "_", ""), 10, 64); err == nil && v.Kind() == reflect.Uint64 {
		v.SetUint(exact) // seeds use all 64 bits, more than a float64 holds
		return
	}
	whole := v.Kind() != reflect.Float64
	if bad == nil && whole && (number != math.Trunc(number) || math.Abs(number) > 1<<62) {
		bad = &fault{"E104", fmt.Sprintf("`%s` is not a whole number", text), "round it"}
	}
	if bad == nil && v.Kind() == reflect.Uint64 && number < 0 {
		bad = &fault{"E105", fmt.Sprintf("`%s` is negative", text), "write 0 or more"}
	}
	if bad != nil {
		x.fail(n, bad.code, fmt.Sprintf("`%s`: %s", f.key, bad.message), bad.help)
		return
	}
	switch v.Kind() {
	case reflect.Float64:
		v.SetFloat(number)
	case reflect.Uint64:
		v.SetUint(uint64(number))
	default:
		v.SetInt(int64(number))
	}
}

// breaks makes one line of several.
var breaks = strings.NewReplacer("\n", " ", "\t", " ")

// endless tells whether a text is YAML's or Go's word for a number that is not finite.
func endless(text string) bool {
	return contains([]string{"nan", ".nan", "inf", ".inf", "infinity"}, strings.ToLower(strings.TrimLeft(text, "+-")))
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
