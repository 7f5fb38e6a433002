package format_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"marketsim/reports/format"
	"marketsim/sim/spec"
)

func TestFormat(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct{ got, want string }{
		{format.Number(0), "0"},
		{format.Number(1234567), "1.235 M"},
		{format.Number(999_960), "1.000 M"},
		{format.Number(-12345.6), "-12,346"},
		{format.Number(0.73512), "0.7351"},
		{format.Number(2.5e9), "2.500 B"},
		{format.Number(0.00001234), "1.23e-05"},
		{format.Number(nan), "-"},
		{format.Value(12345, "USD"), "12,345 USD"},
		{format.Value(3.2, "%"), "3.200%"},
		{format.Value(7, "count"), "7"},
		{format.Interval(12.34567, 11.8, 12.8), "12.35 [11.80, 12.80]"},
		{format.Interval(1.234e6, 1.23e6, 1.238e6), "1.2340 M [1.2300, 1.2380]"},
		{format.Interval(5, 5, 5), "5 exactly"},
		{format.Around(0.97, 0.0485, "%"), "0.970 ±0.049%"},
		{format.Half(-0.32, -1, -0.16), "-32% [-100, -16]"}, // -32 ±68% would reach above 0
		{format.Half(-0.0152, -0.0163, -0.0141), "-1.52 ±0.11%"},
		{format.Half(0.0649, 0.0572, 0.0717), "+6.49% [+5.72, +7.17]"},
		{format.Around(8.6604, 1.186, "USD"), "8.7 ±1.2 USD"},
		{format.Around(1234.5, 56, ""), "1,234 ±56"},
		{format.Around(2.5e6, 1200, "USD"), "2.500 M USD ±1,200 USD"},
		{format.Around(8.45, 0, "USD"), "8.450 USD"},
		{format.Around(8.45, nan, "USD"), "8.450 USD"},
		{format.Interval(5, nan, nan), "5"},
		{format.Change(-0.0152, -0.0163, -0.0141), "-1.52% [-1.63, -1.41]"},
		{format.Change(0.12, 0.05, 0.19), "+12.0% [+5.0, +19.0]"},
		{format.Change(0, 0, 0), "0%"},
		{format.Change(-0.5, -0.5, -0.5), "-50.0% exactly"},
		{format.Change(0.031, nan, nan), "+3.10%"},
		{format.Change(-0.00001, -0.0001, 0.0001), "0.00% [-0.01, +0.01]"},
		{format.Change(-2e-10, -9e-10, 5e-10), "0.00%"},
		{format.Half(2e-9, -4e-9, 4.5e-9), "0.00%"},
		{format.Half(-2e-8, -4e-8, 0), "-0.000002 ±0.000002%"},
		{format.Change(nan, nan, nan), "-"},
		{format.Percent(-0.0004, 1), "0.0%"},
		{format.Percent(-0.0006, 1), "-0.1%"},
		{format.Money(0), "0"},
		{format.Money(1), "0.000000001"},
		{format.Money(-1_500_000_000), "-1.5"},
		{format.Money(math.MaxInt64), "9223372036.854775807"},
		{format.Money(math.MinInt64), "-9223372036.854775808"},
		{format.Money(20 * spec.Unit), "20"},
	} {
		if c.got != c.want {
			t.Errorf("%q instead of %q", c.got, c.want)
		}
	}
}

// TestIntervalsThatShowNothing: the noise of rounding is no interval, and one whose ends look the same is not shown.
func TestIntervalsThatShowNothing(t *testing.T) {
	for want, x := range map[string][3]float64{"30 exactly": {30, 30 - 1e-14, 30 + 1e-14}, "30.000": {30, 30 - 1e-6, 30 + 1e-6}, "30.0 [29.0, 31.0]": {30, 29, 31}} {
		if got := format.Interval(x[0], x[1], x[2]); got != want {
			t.Errorf("%v: %q, want %q", x, got, want)
		}
	}
}

// TestNarrowGrid: columns are left out in the order in which they can be spared, only as far as the width asks, and what is set to the left stays so.
func TestNarrowGrid(t *testing.T) {
	grid := func() *format.Grid {
		g := &format.Grid{Header: []string{"m", "base", "arm", "verdict"}, Left: map[int]bool{3: true}}
		g.Add("A heading that is long")
		g.Add("a", "1", "2", "x")
		return g
	}
	for width, want := range map[int]string{40: "", 21: "", 20: "base", 14: "base arm"} {
		g := grid()
		if got := strings.Join(g.Narrow(width, 1, 2), " "); got != want {
			t.Errorf("width %d: %q left out, want %q", width, got, want)
		}
		if lines := g.Lines(); !strings.HasSuffix(lines[3], "  x") || len(lines[1]) > max(width, 10) {
			t.Errorf("width %d:\n%s", width, strings.Join(lines, "\n"))
		}
	}
}

// TestDifferencesFindRoom: fewer digits make an interval fit, one of the half-width at least, and no end comes to look like 0; else it is told elsewhere.
func TestDifferencesFindRoom(t *testing.T) {
	for _, x := range []struct {
		x, lo, hi float64
		want      string
		fits      bool
	}{
		{0.0169, -0.0681, 0.1019, "+0.02 [-0.07, +0.10]", true},
		{10.2, 4.5, 15.9, "+10.2 [+4.5, +15.9]", true},
		{0.0169, 0.0001, 0.0337, "+0.0169 [+0.0001, +0.0337]", false},
		{1196, -1215, 3607, "+1,196 [-1,215, +3,607]", false},
	} {
		got, fits := format.DifferenceIn(x.x, x.lo, x.hi, 21)
		if fits != x.fits || fits && (got != x.want || len(got) > 21) {
			t.Errorf("%g [%g, %g] is %q, fits: %t", x.x, x.lo, x.hi, got, fits)
		}
	}
}

// TestFilesKeepNoNoise: what arithmetic leaves in the last bits is not written, whole numbers are exact, and what is read back is written the same.
func TestFilesKeepNoNoise(t *testing.T) {
	for x, want := range map[float64]string{
		100.00000000000001: "100", 1004.0000000000001: "1004", 0.30000000000000004: "0.3", 0.09999999999999999: "0.1", -2.0000000000000004: "-2",
		1.0 / 3: "0.333333333333", 9007199254740991: "9.007199254740991e+15", 1.0 / 3e-300: "3.33333333333e+299", 0: "0", math.Inf(1): "",
	} {
		got := format.Shortest(x)
		if got != want {
			t.Errorf("%v is written as %q, want %q", x, got, want)
		}
		if back, err := strconv.ParseFloat(got, 64); want != "" && (err != nil || format.Shortest(back) != got || back != format.Kept(x)) {
			t.Errorf("%q comes back as %v", got, back)
		}
	}
}
