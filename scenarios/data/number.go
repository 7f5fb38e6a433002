package data

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// numeral is a cell that holds a number, taken apart.
type numeral struct {
	text     string // digits with their separators, and an exponent
	negative bool
	percent  bool
	currency string // sign or code; empty: none
}

var (
	currencySign = regexp.MustCompile(`^(?:US\$|R\$|[$€£¥₹]|USD|EUR|GBP|JPY|CHF|CNY|INR|BRL|CAD|AUD|SEK|NOK|DKK|PLN)|(?:US\$|R\$|[$€£¥₹]|USD|EUR|GBP|JPY|CHF|CNY|INR|BRL|CAD|AUD|SEK|NOK|DKK|PLN)$`)
	mantissa     = regexp.MustCompile(`^[0-9.,'’ \x{a0}\x{202f}\x{2007}\x{2009}_]*[0-9][0-9.,'’ \x{a0}\x{202f}\x{2007}\x{2009}_]*$`)
)

// emptyWords are what tools write into cells that hold nothing.
var emptyWords = map[string]bool{"": true, "-": true, "--": true, "—": true, "n/a": true, "na": true, "null": true, "none": true, "unlimited": true, "∞": true}

func isEmpty(text string) bool {
	if text == "" { // what most cells of a wide list are
		return true
	}
	word := strings.ToLower(strings.TrimSpace(text))
	return emptyWords[word] || spreadsheetErrors[word]
}

// spreadsheetErrors are what spreadsheets write where a formula has no value, in the languages of their makers.
var spreadsheetErrors = map[string]bool{"#n/a": true, "#nv": true, "#n/d": true, "#null!": true, "#nul!": true, "#div/0!": true, "#value!": true, "#wert!": true, "#valeur!": true,
	"#¡valor!": true, "#valor!": true, "#valore!": true, "#ref!": true, "#bezug!": true, "#¡ref!": true, "#rif!": true, "#name?": true, "#nom?": true, "#¿nombre?": true, "#nome?": true,
	"#num!": true, "#zahl!": true, "#nombre!": true, "#¡num!": true, "#¡div/0!": true, "#error!": true, "#spill!": true, "#calc!": true, "#getting_data": true, "#überlauf!": true}

// brokenFormula tells whether a cell holds an error of a spreadsheet.
func brokenFormula(text string) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, "#") && spreadsheetErrors[strings.ToLower(text)]
}

// takeApart reads sign, percent sign and currency of a cell; ok is false when the rest is not a number in any notation.
func takeApart(text string) (n numeral, ok bool) {
	if plain := strings.TrimSpace(text); plain != "" && strings.Trim(plain, "0123456789.,") == "" && strings.ContainsAny(plain, "0123456789") {
		return numeral{text: plain}, true // what nearly all cells are
	}
	rest := strings.TrimSpace(strings.ReplaceAll(text, "\u2212", "-"))
	if strings.HasPrefix(rest, "(") && strings.HasSuffix(rest, ")") { // accountants' minus
		rest, n.negative = strings.TrimSpace(rest[1:len(rest)-1]), true
	}
	for range 4 { // signs stand before and behind each other
		before := rest
		if sign := currencySign.FindString(rest); sign != "" && n.currency == "" {
			rest, n.currency = strings.TrimSpace(strings.Replace(rest, sign, "", 1)), sign
		}
		if strings.HasSuffix(rest, "%") && !n.percent {
			rest, n.percent = strings.TrimSpace(rest[:len(rest)-1]), true
		}
		if strings.HasPrefix(rest, "-") && !n.negative {
			rest, n.negative = strings.TrimSpace(rest[1:]), true
		}
		rest = strings.TrimPrefix(rest, "+")
		if rest == before {
			break
		}
	}
	n.text = rest
	digits, exponent := cutExponent(rest)
	if _, err := strconv.Atoi(exponent); len(digits) < len(rest) && err != nil {
		return n, false
	}
	return n, mantissa.MatchString(digits)
}

func cutExponent(text string) (digits, exponent string) {
	if i := strings.IndexAny(text, "eE"); i > 0 {
		return text[:i], text[i+1:]
	}
	return text, ""
}

// decimal is what a number's separators say of the decimal sign.
type decimal uint8

const (
	silent    decimal = iota // no separator
	point                    // it must be a point
	comma                    // it must be a comma
	ambiguous                // 1.250: thousands, or a decimal sign
)

func other(d decimal) decimal {
	if d == point {
		return comma
	}
	return point
}

// evidence tells which decimal sign a number's separators prove.
func evidence(text string) decimal {
	digits, exponent := cutExponent(text)
	points, commas := strings.Count(digits, "."), strings.Count(digits, ",")
	switch {
	case points == 0 && commas == 0:
		return silent
	case points > 0 && commas > 0:
		if strings.LastIndexByte(digits, '.') > strings.LastIndexByte(digits, ',') {
			return point
		}
		return comma
	}
	sign, mark := point, "."
	if commas > 0 {
		sign, mark = comma, ","
	}
	if points+commas > 1 {
		return other(sign) // repeated, so it groups thousands
	}
	before, after, _ := strings.Cut(digits, mark)
	before = strings.TrimLeft(before, " ")
	if len(after) == 3 && len(before) >= 1 && len(before) <= 3 && before[0] != '0' && exponent == "" {
		return ambiguous
	}
	return sign
}

var groupsOf = map[decimal]*regexp.Regexp{
	point: regexp.MustCompile(`^[0-9]{1,3}([,'’ \x{a0}\x{202f}\x{2007}\x{2009}_][0-9]{2,3})*[,'’ \x{a0}\x{202f}\x{2007}\x{2009}_][0-9]{3}$`),
	comma: regexp.MustCompile(`^[0-9]{1,3}([.'’ \x{a0}\x{202f}\x{2007}\x{2009}_][0-9]{2,3})*[.'’ \x{a0}\x{202f}\x{2007}\x{2009}_][0-9]{3}$`),
}

// value is the number with a decimal sign; ok is false when the text is not a finite number in that notation.
func (n numeral) value(sign decimal) (x float64, ok bool) {
	digits, exponent := cutExponent(n.text)
	mark := "."
	if sign == comma {
		mark = ","
	}
	whole, fraction, _ := strings.Cut(digits, mark)
	if strings.Trim(whole, "0123456789") != "" {
		if !groupsOf[sign].MatchString(whole) {
			return 0, false
		}
		whole = strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, whole)
	}
	if strings.Trim(fraction, "0123456789") != "" {
		return 0, false
	}
	text := whole + "." + fraction
	if exponent != "" {
		text += "e" + exponent
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(x, 0) {
		return 0, false
	}
	if n.negative {
		x = -x
	}
	return x, true
}
