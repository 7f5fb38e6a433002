package scenarios

import (
	"strings"
	"testing"

	"marketsim/sim/ask"
)

// TestInvariantsAreThoseThatAreVerified holds the key's values and its default to the one list of laws.
func TestInvariantsAreThoseThatAreVerified(t *testing.T) {
	var laws []string
	for _, w := range ask.Laws {
		laws = append(laws, w.Name)
	}
	want := strings.Join(laws, ", ")
	for _, k := range Keys() {
		if k.Path != "checks.invariants" {
			continue
		}
		if got := strings.Join(k.Allowed, ", "); got != want || k.Default != "["+want+"]" {
			t.Errorf("allowed are %s and the default is %s; ask.Laws are %s", got, k.Default, want)
		}
		return
	}
	t.Error("no key checks.invariants")
}
