package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const source = `package x

func first(a, b int) int { return a + b }

func (t *T) second(a, b int) int {
	c := a + b
	return c + a + b
}

func (s S) second(a, b int) int { return a + b }

func (*P[K]) second(a, b int) int {
	return b + a
}
`

// written puts the source into a folder that becomes the working folder.
func written(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("x.go", []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestFaultsApplyWhereTheySay: the text is replaced in the function that is named, at the occurrence that is named.
func TestFaultsApplyWhereTheySay(t *testing.T) {
	written(t)
	faults, err := parse("# a catalogue\n== one\nfile x.go\nin second 2\n- a + b\n+ a - b\n\n== two\nfile x.go\n- func first(a, b int) int { return a + b }\n+ func first(a, b int) int { return a * b }\n\n== three\nfile x.go\nin second\n- a + b\n+ b\n")
	if err != nil || len(faults) != 3 {
		t.Fatal(faults, err)
	}
	for i, want := range []string{"c := a + b\n\treturn c + a - b", "return a * b"} {
		if text, err := faults[i].apply(); err != nil || !strings.Contains(text, want) || strings.Count(text, "a + b") != 3 {
			t.Errorf("%s: %v\n%s", faults[i].name, err, text)
		}
	}
	for place, want := range map[string]string{"S.second": "S) second(a, b int) int { return a - b }", "P.second": "return a - b\n}\n", "T.second": "c := a - b"} {
		old := "a + b"
		if place == "P.second" {
			old = "b + a"
		}
		f := fault{file: "x.go", place: place, nth: 1, old: old, new: "a - b"}
		if text, err := f.apply(); err != nil || !strings.Contains(text, want) {
			t.Errorf("%s: %v\n%s", place, err, text)
		}
	}
	if _, err := faults[2].apply(); err == nil || !strings.Contains(err.Error(), "stands 2 times") {
		t.Errorf("an ambiguous text: %v", err)
	}
	if _, err := parse("== one\nfile x.go\n- a\n+ a\n"); err == nil {
		t.Error("a fault that changes nothing is taken")
	}
}

// TestPageKeepsRows: what a page says is read back and stays for faults that are not tried again, unless they were edited.
func TestPageKeepsRows(t *testing.T) {
	catalogue := []fault{{name: "one", file: "x.go", old: "a || b", new: "a"}, {name: "drawn 1.2: two", drawn: true, file: "y/x.go", old: "c\n\td", new: "c"}, {name: "three", file: "x.go", old: "e", new: "f", unseen: "e is f"}}
	all := table{{fault: catalogue[0], by: byValue, where: "x TestOne/a"}, {fault: catalogue[1], by: byDigest, where: "baseline verify"}, {fault: catalogue[2], by: bySurvival}}
	page := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(page, []byte(all.markdown(len(all), len(all))), 0o644); err != nil {
		t.Fatal(err)
	}
	rows, err := readRows(page)
	if err != nil || len(rows) != 3 || rows[catalogue[0].key()].where != "x TestOne/a" || rows[catalogue[1].key()].by != byDigest || rows[catalogue[2].key()].by != bySurvival {
		t.Fatalf("%+v %v\n%s", rows, err, all.markdown(len(all), len(all)))
	}
	if one, part := all.markdown(3, 3), all.markdown(2, 5); !strings.Contains(one, "\nOne run tried all of them.\n") || !strings.Contains(part, "\nThe last run tried 2 of them; ") || !strings.Contains(part, " 2 faults of the catalogue have no row yet.\n") {
		t.Errorf("how it was made:\n%s%s", one, part)
	}
	now := table{{fault: catalogue[1], by: byInvariant, where: "y TestLaw"}, {fault: catalogue[2]}}
	catalogue[0].new = "b"
	merged := now.merge(catalogue, rows)
	if len(merged) != 2 || merged[0].by != byInvariant || merged[1].by != bySurvival {
		t.Errorf("%+v", merged)
	}
}

// TestLimitsOfATable: survivors need an explanation and are few, right values are many, and what changes nothing may not be caught.
func TestLimitsOfATable(t *testing.T) {
	o := &options{survive: 0.03, byValue: 0.8}
	of := func(values, digests, explained int) (all table) {
		for range values {
			all = append(all, verdict{by: byValue})
		}
		for range digests {
			all = append(all, verdict{by: byDigest})
		}
		for range explained {
			all = append(all, verdict{by: bySurvival, fault: fault{explain: "why"}})
		}
		return all
	}
	for _, c := range []struct {
		name string
		all  table
		ok   bool
	}{
		{"all is well", of(90, 7, 3), true}, {"too many survive", of(90, 6, 4), false}, {"too many digests", of(79, 20, 1), false},
		{"a survivor without a reason", append(of(99, 0, 0), verdict{by: bySurvival}), false},
		{"nothing changes", append(of(9, 0, 0), verdict{by: bySurvival, fault: fault{unseen: "why"}}), true},
		{"nothing should change", append(of(9, 0, 0), verdict{by: byDigest, fault: fault{unseen: "why"}}), false},
		{"it is not in the source", append(of(9, 0, 0), verdict{by: byMistake}), false},
	} {
		if err := c.all.verdict(o); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestTheFirstFaultIsDecided: a budget that is used up at once leaves all faults but the first untried. These two are decided at once, because their file does not exist.
func TestTheFirstFaultIsDecided(t *testing.T) {
	faults := []fault{{name: "one", file: "none.go", old: "a", new: "b"}, {name: "two", file: "none.go", old: "a", new: "c"}}
	all := tryAll(t.Context(), nil, faults, nil, &options{budget: 1, limit: time.Minute, jobs: 1})
	if all[0].by != byMistake || all[1].by != "" {
		t.Errorf("the first: %q, want %q; the second: %q, want that it is not tried", all[0].by, byMistake, all[1].by)
	}
}

// TestNothingDecidedFails: a run in which time sufficed for no fault says nothing of the tests, and fails.
func TestNothingDecidedFails(t *testing.T) {
	faults, err := parse(catalogue)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("../..")
	if err := tryChosen(t.Context(), faults, faults[:2], &options{sample: 2, limit: 1, jobs: 1}); err == nil || !strings.Contains(err.Error(), "-limit") {
		t.Errorf("%v, want an error that names a remedy", err)
	}
}

// TestASampleOfNothingFails: samples leave out faults that are known to survive, and may not be empty.
func TestASampleOfNothingFails(t *testing.T) {
	faults := []fault{{name: "one", unseen: "why"}, {name: "two", explain: "why"}}
	if chosen, err := choose(faults, &options{sample: 1}); err == nil || !strings.Contains(err.Error(), "-sample") {
		t.Errorf("%d faults and the error %v, want one that names a remedy", len(chosen), err)
	}
}
