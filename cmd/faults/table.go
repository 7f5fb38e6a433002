package main

import (
	"fmt"
	"strings"
	"time"
)

// table is what became of the faults tried.
type table []verdict

// tried leaves out what was not begun in time.
func (t table) tried() (kept table) {
	for _, v := range t {
		if v.by != "" {
			kept = append(kept, v)
		}
	}
	return kept
}

func (v *verdict) line() string {
	return fmt.Sprintf("%-11s %5.0fs  %-60s %s", v.by, v.took.Seconds(), v.name, v.where)
}

// count is how many faults that can be noticed were noticed so.
func (t table) count(by ...string) (n int) {
	for i := range t {
		for _, x := range by {
			if t[i].by == x && t[i].unseen == "" {
				n++
			}
		}
	}
	return n
}

// observable is how many faults change something that can be observed.
func (t table) observable() (n int) {
	for i := range t {
		if t[i].unseen == "" {
			n++
		}
	}
	return n
}

func (t table) sums() string {
	drawn, took := 0, time.Duration(0)
	for i := range t {
		took += t[i].took
		if t[i].drawn {
			drawn++
		}
	}
	return fmt.Sprintf("%d faults, %d of them drawn at random: %d caught by a right value, %d by an invariant, %d by a time limit, %d only by a digest; %d survive; %d change nothing observable (%s of work)",
		len(t), drawn, t.count(byValue), t.count(byInvariant), t.count(byHang), t.count(byDigest), t.count(bySurvival), len(t)-t.observable(), took.Round(time.Second))
}

// markdown is the table as a page of the docs.
func (t table) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Seeded faults\n\nMade by `go run ./cmd/faults -markdown docs/faults.md`. Each row is a mistake put into a copy of the program (cmd/faults/catalogue.txt) and the first test that noticed it.\n"+
		"Tests that only tell that something changed run last.\n\n%s.\n\n| fault | file | caught by | test |\n|---|---|---|---|\n", t.sums())
	for i := range t {
		v := &t[i]
		where := v.where
		if v.unseen != "" {
			where = "changes nothing observable: " + v.unseen
		} else if v.by == bySurvival && v.explain != "" {
			where = v.explain
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", v.name, v.file, v.by, strings.ReplaceAll(where, "|", "\\|"))
	}
	return b.String()
}

// verdict is an error where a fault could not be applied, or more survive than may.
func (t table) verdict(o *options) error {
	if n := t.count(byMistake); n > 0 {
		return fmt.Errorf("%d faults do not apply to the source any more; mend the catalogue", n)
	}
	n := float64(t.observable())
	survive, value := float64(t.count(bySurvival)), float64(t.count(byValue, byInvariant, byHang))
	switch {
	case survive > o.survive*n && (len(t) >= 30 || survive > 1):
		return fmt.Errorf("%g of %g faults survive", survive, n)
	case value < o.byValue*n && len(t) >= 30:
		return fmt.Errorf("only %g of %g faults are caught by a right value or an invariant", value, n)
	}
	return nil
}
