package reports_test

import (
	"math"
	"testing"

	"marketsim/reports"
	"marketsim/sim/spec"
)

func TestFormat(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct{ got, want string }{
		{reports.FormatNumber(0), "0"},
		{reports.FormatNumber(1234567), "1.235 M"},
		{reports.FormatNumber(999_960), "1.000 M"},
		{reports.FormatNumber(-12345.6), "-12,346"},
		{reports.FormatNumber(0.73512), "0.7351"},
		{reports.FormatNumber(2.5e9), "2.500 B"},
		{reports.FormatNumber(0.00001234), "1.23e-05"},
		{reports.FormatNumber(nan), "-"},
		{reports.FormatValue(12345, "USD"), "12,345 USD"},
		{reports.FormatValue(3.2, "%"), "3.200%"},
		{reports.FormatValue(7, "count"), "7"},
		{reports.FormatInterval(12.34567, 11.8, 12.8), "12.35 [11.80, 12.80]"},
		{reports.FormatInterval(1.234e6, 1.23e6, 1.238e6), "1.2340 M [1.2300, 1.2380]"},
		{reports.FormatInterval(5, 5, 5), "5 exactly"},
		{reports.FormatInterval(5, nan, nan), "5"},
		{reports.FormatChange(-0.0152, -0.0163, -0.0141), "-1.52% [-1.63, -1.41]"},
		{reports.FormatChange(0.12, 0.05, 0.19), "+12.0% [+5.0, +19.0]"},
		{reports.FormatChange(0, 0, 0), "0%"},
		{reports.FormatChange(-0.5, -0.5, -0.5), "-50.0% exactly"},
		{reports.FormatChange(0.031, nan, nan), "+3.10%"},
		{reports.FormatChange(-0.00001, -0.0001, 0.0001), "0.00% [-0.01, +0.01]"},
		{reports.FormatChange(nan, nan, nan), "-"},
		{reports.FormatMoney(0), "0"},
		{reports.FormatMoney(1), "0.000000001"},
		{reports.FormatMoney(-1_500_000_000), "-1.5"},
		{reports.FormatMoney(math.MaxInt64), "9223372036.854775807"},
		{reports.FormatMoney(math.MinInt64), "-9223372036.854775808"},
		{reports.FormatMoney(20 * spec.Unit), "20"},
	} {
		if c.got != c.want {
			t.Errorf("%q instead of %q", c.got, c.want)
		}
	}
}
