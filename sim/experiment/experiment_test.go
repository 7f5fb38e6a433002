package experiment_test

import (
	"reflect"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim/experiment"
	"marketsim/sim/spec"
)

func load(t *testing.T) (*spec.Spec, *experiment.Experiment) {
	t.Helper()
	data, err := scenarios.Read("test_designs")
	if err != nil {
		t.Fatal(err)
	}
	s, ds := scenarios.Load("test_designs.yaml", data, scenarios.Options{})
	if s == nil {
		t.Fatal(ds)
	}
	e, err := s.Experiment("")
	if err != nil {
		t.Fatal(err)
	}
	return s.Spec, e
}

// TestLayout: truth first, an arm a design and two for a budget split; the same replication gives the same layout and another one another.
func TestLayout(t *testing.T) {
	s, e := load(t)
	l := e.Layout(s, 0, false)
	var names []string
	for _, a := range l.Spec.Arms {
		names = append(names, a.Name)
	}
	if got := strings.Join(names, " "); got != "control treatment pinners campaigns both budgets/control budgets/treatment time" {
		t.Errorf("arms: %s", got)
	}
	if want := [][]int{{2}, {3}, {4}, {5, 6}, {7}}; !reflect.DeepEqual(l.Designs, want) {
		t.Errorf("designs %v", l.Designs)
	}
	if again := e.Layout(s, 0, false); !reflect.DeepEqual(again.Blocks, l.Blocks) || len(again.Spec.Arms[7].Phases) != len(l.Spec.Arms[7].Phases) {
		t.Error("the same replication is laid out otherwise")
	}
	if reflect.DeepEqual(e.Layout(s, 1, false).Blocks, l.Blocks) {
		t.Error("another replication has the same blocks")
	}
}

// TestSidesOfCampaigns: the groups of a campaign split hold every campaign once, about half of them with the treatment's description, and more
// designs or campaigns move nobody to the other side.
func TestSidesOfCampaigns(t *testing.T) {
	s, e := load(t)
	treated := func(e *experiment.Experiment) map[string]bool {
		out := map[string]bool{}
		m := e.Layout(s, 0, false)
		groups := m.Spec.Arms[m.Designs[len(e.Designs)-1][0]].Phases[0].Market.Groups
		for side, g := range groups {
			for _, x := range g.Members {
				if _, twice := out[x.Name]; twice {
					t.Errorf("%s is there twice", x.Name)
				}
				out[x.Name] = side == 1
			}
		}
		return out
	}
	alone := *e
	alone.Designs = e.Designs[1:2]
	after := *e
	after.Designs = []experiment.Design{e.Designs[0], e.Designs[4], e.Designs[1]}
	sides := treated(&alone)
	n := 0
	for _, x := range sides {
		if x {
			n++
		}
	}
	if len(sides) != 120 || n < 40 || n > 80 {
		t.Errorf("%d of %d campaigns are treated", n, len(sides))
	}
	if !reflect.DeepEqual(sides, treated(&after)) {
		t.Error("other designs move campaigns to the other side")
	}
}

// TestPairsOfBlocks: of each pair one block is treated; alternating blocks alternate.
func TestPairsOfBlocks(t *testing.T) {
	s, e := load(t)
	for _, order := range []experiment.Order{experiment.InPairs, experiment.Alternating} {
		x := *e
		x.Designs = []experiment.Design{e.Designs[4]}
		x.Designs[0].Order = order
		blocks := x.Layout(s, 0, false).Blocks[0]
		if len(blocks) != 28 {
			t.Fatalf("%d blocks", len(blocks))
		}
		for i := 0; i < len(blocks); i += 2 {
			if blocks[i] == blocks[i+1] || order == experiment.Alternating && !blocks[i] {
				t.Errorf("%s: blocks %d and %d are %v and %v", order, i, i+1, blocks[i], blocks[i+1])
			}
		}
	}
}
