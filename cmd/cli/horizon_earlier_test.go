package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"marketsim/reports/horizon"
	"marketsim/scenarios"
)

// TestShippedIndex: an index that is learned on the shipped sweep, where Pinners overlook ads, passes where those of new tests do so too: it misses no launch and decides all tests right after
// 14 days. Where they leave for good it is flagged: all three launches are missed after 14 days, and of one_more, which loses, it reads a gain.
func TestShippedIndex(t *testing.T) {
	dir := ""
	for _, name := range []string{"earlier_tests", "surrogate_index"} {
		data, err := scenarios.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		if dir == "" {
			dir = write(t, name+".yaml", string(data))
		} else {
			writeText(t, dir+"/"+name+".yaml", string(data))
		}
	}
	invoke(t, dir, 0, "sweep", "earlier_tests.yaml", "-n", "4", "-q")
	out, _ := invoke(t, dir, 0, "horizon", "surrogate_index.yaml", "--learned-on", "runs/earlier-tests", "--format", "json", "-q")
	var r horizon.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if e := r.Earlier; e == nil || e.Launches != 12 || e.Tests != 48 || e.Markets != 4 {
		t.Errorf("learned on %+v", r.Earlier)
	}
	for _, c := range r.Checks {
		switch {
		case c.Of != "market":
			t.Errorf("%+v", c)
		case c.Name == "overlook" && (c.Missed > 0 || c.Days == 14 && c.Right < 1-1e-9):
			t.Errorf("where Pinners overlook ads: %+v", c)
		case c.Name == "leave" && c.Days == 14 && (c.Missed != 3 || strings.Join(c.Turned, " ") != "one_more" || c.Truth > 0 || c.Truth-c.Path < 0):
			t.Errorf("where they leave: %+v", c)
		}
	}
	if len(r.Checks) != 10 || len(r.Flags) != 1 || !strings.HasPrefix(r.Flags[0], "THE SURROGATE INDEX DOES NOT HOLD HERE. When learned on 48 tests of the sweep of earlier-tests") || !strings.Contains(r.Flags[0], "`leave` (") || strings.Contains(r.Flags[0], "`overlook` (") {
		t.Errorf("%d checks, flags %v", len(r.Checks), r.Flags)
	}
}
