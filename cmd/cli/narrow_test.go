package cli

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"marketsim/reports/experiment"
	"marketsim/reports/format"
)

// TestTablesFollowTheWidth: rows of an experiment go on in further lines where the width that is asked for has no room for them, and are whole in a pipe and on a wide screen.
func TestTablesFollowTheWidth(t *testing.T) {
	x := 0.0123
	r := &experiment.Report{Scenario: "s", Experiment: "reserve", Days: 14, Replications: 8, Judgements: []experiment.Judgement{{Metric: "revenue", Design: "users_of_the_large_segment", Estimator: "difference in differences by week",
		Replications: 8, Truth: &x, Estimate: &x, Bias: &x, BiasLo: &x, BiasHi: &x, Spread: &x, SE: &x, Coverage: &x, RightSign: &x, Detectable: &x}}}
	for columns, whole := range map[string]bool{"": true, "140": true, "100": false, "80": false} {
		s := state(t.TempDir())
		s.Env = func(key string) string { return map[string]string{"COLUMNS": columns}[key] }
		s.Stdout = &bytes.Buffer{}
		a := &app{State: s}
		lines := strings.Split(a.experimentText(r), "\n")
		if got := slices.ContainsFunc(lines, func(line string) bool {
			return strings.HasPrefix(line, "users_of_the_large_segment, difference in differences by week   1.23")
		}); got != whole {
			t.Errorf("COLUMNS=%q: %s", columns, strings.Join(lines, "\n"))
		}
		for _, line := range lines {
			if width := format.Displayed(line); !whole && width > a.width(s.Stdout) {
				t.Errorf("COLUMNS=%s: %d wide: %s", columns, width, line)
			}
		}
	}
}

// TestNamesFollowTheWidth: names are whole in a pipe and where the width that is asked for has room for them, and otherwise cut.
func TestNamesFollowTheWidth(t *testing.T) {
	const name = "market.campaigns.groups.shops.value.median"
	for columns, whole := range map[string]bool{"": true, "140": true, "60": false} {
		s := state(t.TempDir())
		s.Env = func(key string) string { return map[string]string{"COLUMNS": columns}[key] }
		s.Stdout = &bytes.Buffer{}
		a := &app{State: s}
		rows := a.narrow([][]string{{"", "value"}, {name, "1 USD, between 0.2 USD and 4 USD"}, {"market.pinners.count", "2"}})
		if rows[1][0] == name != whole {
			t.Errorf("COLUMNS=%q: %q", columns, rows[1][0])
		}
	}
}
