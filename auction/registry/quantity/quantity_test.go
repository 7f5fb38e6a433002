package quantity_test

import (
	"strings"
	"testing"

	"marketsim/auction/registry/quantity"
)

// TestAdviceForNumbersWithoutAUnit: a fraction is taken for the share that it is, a number of 1 or more for one of percent.
func TestAdviceForNumbersWithoutAUnit(t *testing.T) {
	for text, want := range map[string]string{"0.25": "`25%`", "1": "`1%`", "30": "`30%`"} {
		_, bad := quantity.Number(text, "%")
		if bad == nil || !strings.Contains(bad.Help, want) {
			t.Errorf("%s: %+v, want the advice %s", text, bad, want)
		}
	}
	if _, bad := quantity.Number("3", "USD"); bad == nil || !strings.Contains(bad.Help, "`3 USD`") {
		t.Errorf("3: %+v", bad)
	}
	if x, bad := quantity.Number("25%", "%"); bad != nil || x != 0.25 {
		t.Errorf("25%% is %v, %v", x, bad)
	}
}
