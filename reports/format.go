package reports

import (
	"math"
	"strconv"
	"strings"

	"marketsim/reports/stats"
	"marketsim/sim/spec"
)

// FormatNumber writes a number for people with about four significant digits: 1.234 M, 12,345, 0.7351.
func FormatNumber(x float64) string {
	size := math.Abs(x)
	switch {
	case !stats.IsFinite(x):
		return "-"
	case x == 0:
		return "0"
	case size >= 999_950_000:
		return fixed(x/1e9, 3) + " B"
	case size >= 999_950:
		return fixed(x/1e6, 3) + " M"
	case size < 1e-4:
		return strconv.FormatFloat(x, 'g', 3, 64)
	case x == math.Trunc(x):
		return fixed(x, 0)
	}
	return fixed(x, 3-int(math.Floor(math.Log10(size))))
}

// FormatValue is FormatNumber with its unit: 12,345 USD, 3.21%, 2.5x, and bare counts.
func FormatValue(x float64, unit string) string {
	switch {
	case !stats.IsFinite(x) || unit == "count" || unit == "":
		return FormatNumber(x)
	case unit == "%" || unit == "x":
		return FormatNumber(x) + unit
	}
	return FormatNumber(x) + " " + unit
}

// FormatInterval writes an estimate with as many digits as its interval deserves, two of the half-width: 12.3 [11.8, 12.8].
func FormatInterval(x, lo, hi float64) string {
	if !stats.IsFinite(lo) || !stats.IsFinite(hi) {
		return FormatNumber(x)
	}
	scale, suffix := 1.0, ""
	switch size := math.Abs(x); {
	case size >= 1e9:
		scale, suffix = 1e9, " B"
	case size >= 1e6:
		scale, suffix = 1e6, " M"
	}
	if lo == hi {
		return FormatNumber(x) + " exactly"
	}
	d := decimals((hi-lo)/2/scale, 4-magnitude(x/scale))
	return fixed(x/scale, d) + suffix + " [" + fixed(lo/scale, d) + ", " + fixed(hi/scale, d) + "]"
}

// FormatChange writes a relative change, given as fractions, in per cent with its interval: -1.52% [-1.63, -1.41]. A change
// without an interval stands alone.
func FormatChange(change, lo, hi float64) string {
	switch {
	case !stats.IsFinite(change):
		return "-"
	case change == 0 && lo == 0 && hi == 0:
		return "0%"
	case !stats.IsFinite(lo) || !stats.IsFinite(hi):
		return signed(100*change, 2-magnitude(100*change)) + "%"
	case lo == hi:
		return signed(100*change, 2-magnitude(100*change)) + "% exactly"
	}
	d := decimals(50*(hi-lo), 2-magnitude(100*change))
	return signed(100*change, d) + "% [" + signed(100*lo, d) + ", " + signed(100*hi, d) + "]"
}

// FormatHalf writes a relative change with the larger half of its interval: -1.52 ±0.11%.
func FormatHalf(change, lo, hi float64) string {
	if !stats.IsFinite(change) || !stats.IsFinite(lo) || !stats.IsFinite(hi) || change == 0 && lo == hi {
		return FormatChange(change, lo, hi)
	}
	half := 100 * max(hi-change, change-lo)
	d := decimals(half, 2-magnitude(100*change))
	return signed(100*change, d) + " ±" + fixed(half, d) + "%"
}

// magnitude is the power of ten of a number's first digit, at least 0.
func magnitude(x float64) int {
	if math.Abs(x) < 1 {
		return 0
	}
	return int(math.Floor(math.Log10(math.Abs(x))))
}

// FormatMoney writes an amount exactly, in units of the currency.
func FormatMoney(n spec.Nano) string {
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

// fixed writes a number with thousands separated and so many decimals; what rounds to 0 has no sign.
func fixed(x float64, decimals int) string {
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

// signed is fixed with a plus sign before what is above 0.
func signed(x float64, decimals int) string {
	s := fixed(x, decimals)
	if x > 0 && strings.Trim(s, "0.,") != "" {
		return "+" + s
	}
	return s
}

// shortest writes a number so that reading it gives the same bits back; empty when it does not exist.
func shortest(x float64) string {
	if !stats.IsFinite(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

func shortestOf(x *float64) string {
	if x == nil {
		return ""
	}
	return shortest(*x)
}

// valueOf is the number, or NaN where it is missing.
func valueOf(x *float64) float64 {
	if x == nil {
		return math.NaN()
	}
	return *x
}

// wrap breaks a text between words into lines of at most width characters.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
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
