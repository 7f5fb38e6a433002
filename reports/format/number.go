// Package format writes numbers, tables and test suites as text: for a screen, for Markdown, for JUnit. It knows no metric and no
// arm.
package format

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"marketsim/reports/stats"
	"marketsim/sim/spec"
)

// Number writes a number for people with about four significant digits: 1.234 M, 12,345, 0.7351.
func Number(x float64) string {
	x = clean(x)
	size := math.Abs(x)
	switch {
	case !stats.IsFinite(x):
		return "-"
	case x == 0:
		return "0"
	case size >= 999_950_000:
		return Fixed(x/1e9, 3) + " B"
	case size >= 999_950:
		return Fixed(x/1e6, 3) + " M"
	case size < 1e-4:
		return strconv.FormatFloat(x, 'g', 3, 64)
	case x == math.Trunc(x):
		return Fixed(x, 0)
	}
	return Fixed(x, 3-int(math.Floor(math.Log10(size))))
}

// clean drops what arithmetic leaves in the last bits: 100.00000000000001 is 100.
func clean(x float64) float64 {
	if r := math.Round(x); math.Abs(x-r) <= 1e-12*math.Abs(x) {
		return r
	}
	return x
}

// Value is Number with its unit: 12,345 USD, 3.21%, 2.5x, and bare counts.
func Value(x float64, unit string) string {
	switch {
	case !stats.IsFinite(x) || unit == "count" || unit == "":
		return Number(x)
	case unit == "%" || unit == "x":
		return Number(x) + unit
	}
	return Number(x) + " " + unit
}

// Around writes a number with the half-width of an interval around it, both with two digits of the half-width: 8.45 ±0.42 USD. Without one,
// or where it is next to nothing, the number stands alone.
func Around(x, half float64, unit string) string {
	size := math.Abs(x)
	if !(half > 0) || !stats.IsFinite(x) || !stats.IsFinite(half) || half < 1e-6*size || size >= 999_950 {
		text := Value(x, unit)
		if half > 0 && size >= 999_950 {
			text += " ±" + Value(half, unit)
		}
		return text
	}
	d := decimals(half, mostDecimals)
	text := Fixed(x, d) + " ±" + Fixed(half, d)
	return text + strings.TrimPrefix(Value(0, unit), "0")
}

// Interval writes an estimate with as many digits as its interval deserves, two of the half-width: 12.3 [11.8, 12.8].
func Interval(x, lo, hi float64) string {
	if !stats.IsFinite(lo) || !stats.IsFinite(hi) {
		return Number(x)
	}
	scale, suffix := 1.0, ""
	switch size := math.Abs(x); {
	case size >= 1e9:
		scale, suffix = 1e9, " B"
	case size >= 1e6:
		scale, suffix = 1e6, " M"
	}
	if lo == hi {
		return Number(x) + " exactly"
	}
	d := decimals((hi-lo)/2/scale, 4-magnitude(x/scale))
	from, to := Fixed(lo/scale, d), Fixed(hi/scale, d)
	switch {
	case from != to:
		return Fixed(x/scale, d) + suffix + " [" + from + ", " + to + "]"
	case hi-lo <= 1e-9*math.Abs(x): // noise of rounding
		return Number(x) + " exactly"
	}
	return Fixed(x/scale, d) + suffix // its interval is too narrow for its digits to show
}

// Change writes a relative change, given as fractions, in per cent with its interval: -1.52% [-1.63, -1.41]. A change
// without an interval stands alone.
func Change(change, lo, hi float64) string {
	switch {
	case !stats.IsFinite(change):
		return "-"
	case change == 0 && (lo == 0 && hi == 0 || !stats.IsFinite(lo) || !stats.IsFinite(hi)):
		return "0%"
	case !stats.IsFinite(lo) || !stats.IsFinite(hi):
		return Signed(100*change, alone(100*change)) + "%"
	case lo == hi:
		return Signed(100*change, alone(100*change)) + "% exactly"
	case rounded(100*change, mostDecimals) == 0 && rounded(100*lo, mostDecimals) == 0 && rounded(100*hi, mostDecimals) == 0: // as long as it may be, it shows nothing
		return "0.00%"
	}
	d := changeDecimals(100*change, 100*lo, 100*hi)
	return Signed(100*change, d) + "% [" + Signed(100*lo, d) + ", " + Signed(100*hi, d) + "]"
}

// Half writes a relative change with half of its interval, -1.52 ±0.11%, and with the interval where its halves do not look the same: ± would say that
// it reaches where it does not.
func Half(change, lo, hi float64) string {
	if !stats.IsFinite(change) || !stats.IsFinite(lo) || !stats.IsFinite(hi) || hi-lo < 1e-9 {
		return Change(change, lo, hi)
	}
	d := changeDecimals(100*change, 100*lo, 100*hi)
	half := Fixed(100*(hi-change), d)
	if half != Fixed(100*(change-lo), d) || rounded(100*(hi-change), d) == 0 {
		return Change(change, lo, hi)
	}
	return Signed(100*change, d) + " ±" + half + "%"
}

// mostDecimals bounds the digits of percentages that are next to nothing.
const mostDecimals = 6

// changeDecimals is how many decimals a percentage needs beside its interval: two digits of the half width, at most two decimals
// where the number is not small, and up to two more where an end that is not 0 would look like 0.
func changeDecimals(x, lo, hi float64) int {
	half := (hi - lo) / 2
	d := decimals(half, 2-magnitude(x))
	if math.Abs(x) < 0.1 {
		d = max(d, min(mostDecimals, -int(math.Floor(math.Log10(half)))))
	}
	if lo > 0 || hi < 0 {
		for least, most := min(math.Abs(lo), math.Abs(hi)), min(mostDecimals, d+2); d < most && rounded(least, d) == 0; {
			d++
		}
	}
	return d
}

// alone is how many decimals a percentage without an interval needs: two, or so many that what is not 0 does not look like it.
func alone(x float64) int {
	d := max(0, 2-magnitude(x))
	for d < mostDecimals && x != 0 && rounded(x, d) == 0 {
		d++
	}
	return d
}

func rounded(x float64, decimals int) float64 { return math.Round(x * math.Pow10(decimals)) }

// Difference writes a difference like an interval, each number with its sign: +0.25 [-0.01, +0.51].
func Difference(x, lo, hi float64) string {
	return number.ReplaceAllStringFunc(Interval(x, lo, hi), func(s string) string {
		if s[0] == '-' || strings.Trim(s, "0.,") == "" {
			return s
		}
		return "+" + s
	})
}

// DifferenceIn is Difference in so many characters where fewer digits make it fit, one of the half-width at least, and no end comes to look like 0.
func DifferenceIn(x, lo, hi float64, room int) (text string, fits bool) {
	text = Difference(x, lo, hi)
	if len(text) <= room || !stats.IsFinite(lo) || !stats.IsFinite(hi) {
		return text, len(text) <= room
	}
	for d := mostDecimals; d >= 0; d-- {
		if rounded((hi-lo)/2, d) == 0 || rounded(lo, d) == 0 && lo != 0 || rounded(hi, d) == 0 && hi != 0 {
			break
		}
		if short := Signed(x, d) + " [" + Signed(lo, d) + ", " + Signed(hi, d) + "]"; len(short) <= room {
			return short, true
		}
	}
	return text, false
}

// number is one in a text: 1,234.5, -0.07, 1.5e-05.
var number = regexp.MustCompile(`-?[0-9][0-9,.]*(e[+-]?[0-9]+)?`)

// magnitude is the power of ten of a number's first digit, at least 0.
func magnitude(x float64) int {
	if math.Abs(x) < 1 {
		return 0
	}
	return int(math.Floor(math.Log10(math.Abs(x))))
}

// Money writes an amount exactly, in units of the currency.
func Money(n spec.Nano) string {
	digits, sign := strconv.FormatUint(uint64(n), 10), ""
	if n < 0 {
		digits, sign = strconv.FormatUint(-uint64(n), 10), "-"
	}
	if len(digits) < 10 {
		digits = strings.Repeat("0", 10-len(digits)) + digits
	}
	whole, rest := digits[:len(digits)-9], strings.TrimRight(digits[len(digits)-9:], "0")
	if rest == "" {
		return sign + whole
	}
	return sign + whole + "." + rest
}

// decimals is how many give a half-width two significant digits.
func decimals(half float64, most int) int {
	if half <= 0 {
		return max(0, most)
	}
	return max(0, min(most, 1-int(math.Floor(math.Log10(half)))))
}

// Fixed writes a number with thousands separated and so many decimals; what rounds to 0 has no sign.
func Fixed(x float64, decimals int) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', max(0, decimals), 64)
	whole, rest, point := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + rest
	}
	if x < 0 && strings.Trim(s, "0.") != "" {
		return "-" + whole
	}
	return whole
}

// Signed is fixed with a plus sign before what is above 0.
func Signed(x float64, decimals int) string {
	s := Fixed(x, decimals)
	if x > 0 && strings.Trim(s, "0.,") != "" {
		return "+" + s
	}
	return s
}

// Percent is a fraction in per cent with so many decimals: what rounds to 0 has no sign.
func Percent(x float64, decimals int) string { return Fixed(100*x, decimals) + "%" }

// keptDigits is how many significant digits of a number are kept in files: what arithmetic leaves behind them is noise.
const keptDigits = 12

// Kept is a number without what arithmetic leaves in its last bits: 100.00000000000001 is 100. Whole numbers are kept as they are, since counts are exact.
func Kept(x float64) float64 {
	if x == math.Trunc(x) && math.Abs(x) <= 1<<53 || !stats.IsFinite(x) {
		return x
	}
	kept, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', keptDigits, 64), 64)
	if err != nil {
		panic(fmt.Sprintf("format: Kept(%g): %v", x, err)) // it is finite
	}
	return kept
}

// Shortest writes what is kept of a number, in no more digits than reading it back takes; empty when it does not exist.
func Shortest(x float64) string {
	if !stats.IsFinite(x) {
		return ""
	}
	return strconv.FormatFloat(Kept(x), 'g', -1, 64)
}

// ShortestOf is Shortest of a number that may be absent.
func ShortestOf(x *float64) string {
	if x == nil {
		return ""
	}
	return Shortest(*x)
}

// ValueOf is the number, or NaN where it is missing.
func ValueOf(x *float64) float64 {
	if x == nil {
		return math.NaN()
	}
	return *x
}

// Wrap breaks a text between words into lines of at most width characters.
func Wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && Displayed(line)+1+Displayed(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// levelText words a confidence level: 95%, 98.75%.
func Level(level float64) string {
	return fmt.Sprintf("%.4g%%", math.Round(1e6*level)/1e4)
}

// Count writes a number of things: 1 day, 14 days, 1,200 Pinners.
func Count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return Fixed(float64(n), 0) + " " + what
}
