package verdict

import (
	"testing"

	"marketsim/sim/ask"
)

func TestEveryLawIsVerified(t *testing.T) {
	for _, law := range ask.Laws {
		if verify[law.Name] == nil {
			t.Errorf("nothing verifies %s", law.Name)
		}
	}
	if len(verify) != len(ask.Laws) {
		t.Errorf("%d laws are verified of %d", len(verify), len(ask.Laws))
	}
}
