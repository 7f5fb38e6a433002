package cli

import (
	"strings"
	"testing"

	"marketsim/scenarios"
)

// TestTableFitsTheScreen: a table that is too wide goes on in further lines, between words, the widest columns first; one that fits, or whose words leave no room, stays as it is.
func TestTableFitsTheScreen(t *testing.T) {
	rows := [][]string{{"what is true", "bias", "error"}, {"pinners get used to it", "novelty and primacy", "+5.41%"}, {"no bias", "season", "0.00%"}}
	for width, lines := range map[int]int{100: 4, 51: 4, 34: 5, 10: 4} {
		got := fittedTable(rows, width)
		if n := strings.Count(got, "\n"); n != lines {
			t.Errorf("%d wide: %d lines\n%s", width, n, got)
		}
		for _, line := range strings.Split(got, "\n") {
			if len(line) > width && width > 10 {
				t.Errorf("%d wide: %q", width, line)
			}
		}
		if width >= 51 && got != textTable(rows) || width == 34 && !strings.Contains(got, "\npinners get   novelty and   +5.41%\nused to it    primacy\n") {
			t.Errorf("%d wide:\n%s", width, got)
		}
	}
}

// TestNamesOfMarkets: of a sweep the table of names has each key with what the language says of it, by the kind of Pinners that the file names; of beliefs what each sets.
func TestNamesOfMarkets(t *testing.T) {
	load := func(name string) *scenarios.Scenario {
		data, err := scenarios.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		s, ds := scenarios.Load(name+".yaml", data, scenarios.Options{})
		if s == nil {
			t.Fatal(ds)
		}
		return s
	}
	names := namesOf(load("month_six"))
	if len(names) != 2 || names[0].Name != "slope" || names[0].Sets != "market.pinners.long_run.slope: -9%, -6%, -3%" || !strings.HasPrefix(names[0].Means, "change of usage per unit of ad load") || !strings.Contains(names[1].Means, "the gap of the channels") {
		t.Errorf("%+v", names)
	}
	names = namesOf(load("short_run"))
	if len(names) != 7 || names[0].Name != "pinners_mind" || names[3].Name != "busy_long_run" || names[4].Sets != "market.campaigns.groups.ads.daily_budget: 3 USD" || !strings.HasPrefix(names[4].Means, "budget per day") {
		t.Errorf("%+v", names)
	}
}
