package experiment

import "testing"

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
