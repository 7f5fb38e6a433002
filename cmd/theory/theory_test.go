package theory_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"

	"marketsim/cmd/theory"
	"marketsim/scenarios"
	"marketsim/sim"
)

// testShare of the full samples is what the tests take; tolerances widen accordingly. MARKETSIM_LONG=1 takes all, and with MARKETSIM_PART=2/3
// the second of three parts of the catalogue only.
const testShare = 0.05

// longest are entries that take seconds however small the sample, with what holds their parts in short tests: MARKETSIM_LONG=1 plays them.
var longest = map[string]string{"N7": "N2 holds the strategies of the mixed market one by one, N5 and N6 markets in which all budgets bind"}

// TestCatalogue holds every entry against its known answer. In the full sample the standard errors of what a user meets by default, section N, are also held to
// a quarter of their tolerances.
func TestCatalogue(t *testing.T) {
	share, long := testShare, os.Getenv("MARKETSIM_LONG") != ""
	if long {
		share = 1
	}
	turn, turns := part(t)
	for i, e := range theory.Entries() {
		if i%turns != turn {
			continue
		}
		t.Run(e.ID, func(t *testing.T) {
			if why := longest[e.ID]; why != "" && !long {
				t.Skip("MARKETSIM_LONG=1 plays it: ", why)
			}
			t.Parallel()
			rows, err := e.Do(context.Background(), share, theory.Options{Jobs: 1})
			if err != nil {
				t.Fatal(err)
			}
			if len(rows) == 0 {
				t.Error("nothing was compared")
			}
			for _, r := range rows {
				if share == 1 && e.Defaults() && r.Tolerance > 0 && !r.Exact && !(r.Error > 0 && r.Error <= r.Tolerance/4*(1+1e-9)) {
					t.Errorf("%s: standard error %v, at most a quarter of %v is needed", r.What, r.Error, r.Tolerance)
				}
				switch {
				case r.OK:
				case r.Tolerance > 0:
					t.Errorf("%s: %v, want %v within %v", r.What, r.Got, r.Want, r.Tolerance)
				default:
					t.Errorf("%s: %v, want %v; %s", r.What, r.Got, r.Want, r.Detail)
				}
			}
		})
	}
}

// part reads MARKETSIM_PART: which of how many, from 0 on.
func part(t *testing.T) (turn, turns int) {
	text := os.Getenv("MARKETSIM_PART")
	if text == "" {
		return 0, 1
	}
	if n, err := fmt.Sscanf(text, "%d/%d", &turn, &turns); n != 2 || err != nil || turn < 1 || turn > turns {
		t.Fatalf("MARKETSIM_PART=%s: write 1/3", text)
	}
	return turn - 1, turns
}

// TestSeed: another seed draws every market anew, its own seed does not.
func TestSeed(t *testing.T) {
	entries := theory.Entries()
	floors := entries[slices.IndexFunc(entries, func(e theory.Entry) bool { return e.ID == "N11" })]
	sold := func(seed uint64) float64 {
		rows, err := floors.Do(context.Background(), 0.01, theory.Options{Jobs: 1, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		return rows[0].Got
	}
	own := sold(0)
	if sold(5) != own { // the seed of n-floors
		t.Error("the seed that the scenario states changes its numbers")
	}
	if sold(6) == own && sold(7) == own {
		t.Error("other seeds change nothing")
	}
}

// TestFilesAreThere: the scenarios that entries name exist.
func TestFilesAreThere(t *testing.T) {
	for _, e := range theory.Entries() {
		for _, f := range e.Files {
			if _, err := scenarios.Read("theory/" + f); err != nil {
				t.Errorf("%s: %v", e.ID, err)
			}
		}
	}
}

// TestAnEntryThatBreaksIsAnError: entries run side by side in workers, where a panic would end the process; the rows before it are kept.
func TestAnEntryThatBreaksIsAnError(t *testing.T) {
	e := theory.Entry{Check: func(c *theory.Check) {
		c.Holds("before", true, "")
		_ = []int{}[len(c.Rows)]
	}}
	rows, err := e.Do(context.Background(), 1, theory.Options{})
	var broken *sim.Broken
	if !errors.As(err, &broken) || len(rows) != 1 {
		t.Errorf("%d rows and the error %v, want 1 and one of a part that broke", len(rows), err)
	}
}
