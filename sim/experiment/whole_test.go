package experiment

import (
	"testing"

	"marketsim/sim/spec"
)

// TestWholeDesigns: all units take part unless a design says otherwise.
func TestWholeDesigns(t *testing.T) {
	if !(&Design{}).whole() {
		t.Error("a plain design leaves units out")
	}
	for name, d := range map[string]Design{"segments": {Segments: []int{1}}, "a control of its own": {Control: 0.2}, "groups": {Groups: []string{"shops"}}} {
		if d.whole() {
			t.Errorf("%s: all units take part", name)
		}
	}
}

// TestSharesOfACheckedDesign: a design that splits campaigns too has a share of them above 0% and below 100%; others state none.
func TestSharesOfACheckedDesign(t *testing.T) {
	e := &Experiment{To: 7 * spec.Day}
	for _, c := range []struct {
		design Design
		wrong  bool
	}{
		{Design{Split: TwoSided, Share: 0.5, Campaigns: 0.5}, false}, {Design{Split: TwoSided, Share: 0.5}, true}, {Design{Split: Matched, Share: 0.5, Campaigns: 1}, true},
		{Design{Split: Matched, Share: 0.5, Campaigns: 0.5}, false}, {Design{Split: Campaigns, Share: 0.5}, false}, {Design{Split: Campaigns}, true}, {Design{Split: TwoSided, Share: 1, Campaigns: 0.5}, true},
	} {
		found := false
		for _, p := range c.design.check(e) {
			found = found || p.At == ".share"
		}
		if found != c.wrong {
			t.Errorf("%+v: refused %v, want %v", c.design, found, c.wrong)
		}
	}
}
