package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
)

// table is what became of the faults tried.
type table []verdict

func (v *verdict) line() string {
	by := v.by
	if by == "" {
		by = "no time left"
	}
	return fmt.Sprintf("%-12s %5.0fs  %-60s %s", by, v.took.Seconds(), v.name, v.where)
}

// key tells a fault from all others, and from what it was before it was edited.
func (f *fault) key() string { return f.name + "|" + f.file + "|" + f.change() }

// change is what a fault replaces by what, as a cell of the table.
func (f *fault) change() string {
	code := func(text string) string {
		return "`" + strings.NewReplacer("\n", " ", "\t", "", "|", "\\|").Replace(text) + "`"
	}
	return code(f.old) + " -> " + code(f.new)
}

// tried leaves out what time did not suffice for.
func (t table) tried() (kept table) {
	for i := range t {
		if t[i].by != "" {
			kept = append(kept, t[i])
		}
	}
	return kept
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
	drawn := 0
	for i := range t {
		if t[i].drawn {
			drawn++
		}
	}
	return fmt.Sprintf("%d faults, %d of them drawn at random. %d change something: a right value catches %d, an invariant %d, a time limit %d, only a digest %d; %d survive. %d provably change nothing that can be observed",
		len(t), drawn, t.observable(), t.count(byValue), t.count(byInvariant), t.count(byHang), t.count(byDigest), t.count(bySurvival), len(t)-t.observable())
}

const pageHead = "# Seeded faults\n\n" +
	"Made by `go run ./cmd/faults -markdown docs/faults.md`. Each row is a mistake put into a copy of the program (cmd/faults/catalogue.txt) and the test that noticed it.\n" +
	"\"Right value\" is a test that knows what is right, \"invariant\" one of a law that always holds, \"digest\" one that only tells that something changed; these run last.\n" +
	"Names that begin with \"drawn\" are of faults that the command drew at random (`-draw`); none of these was picked by hand.\n" +
	"Faults that survived at first have got a test since, so the table says what is held now, not how a new draw would fare: `go run ./cmd/faults -draw 40 -seed 2` makes one.\n\n"

// lastRun says how many of a page's rows are of the run that wrote it, and how many faults of the catalogue have none.
func (t table) lastRun(now, catalogue int) string {
	if now == catalogue {
		return "One run tried all of them."
	}
	text := fmt.Sprintf("The last run tried %d of them; the rows of the others are of earlier runs, of the program as it was then.", now)
	if missing := catalogue - len(t); missing > 0 {
		text += fmt.Sprintf(" %d faults of the catalogue have no row yet.", missing)
	}
	return text
}

// markdown is the table as a page of the docs, of which a number of rows are new.
func (t table) markdown(now, catalogue int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s.\n%s\n\n| fault | file | change | caught by | test |\n|---|---|---|---|---|\n", pageHead, t.sums(), t.lastRun(now, catalogue))
	for i := range t {
		v := &t[i]
		where := v.where
		if v.by == bySurvival {
			where = v.explain
		}
		if v.unseen == "" {
			v.row(&b, v.by, where)
		}
	}
	fmt.Fprintf(&b, "\nFaults that change nothing that can be observed, with the proof. The tests of their package and the gate pass with them:\n\n| fault | file | change | caught by | why nothing changes |\n|---|---|---|---|---|\n")
	for i := range t {
		if v := &t[i]; v.unseen != "" {
			v.row(&b, v.by, v.unseen)
		}
	}
	return b.String()
}

func (v *verdict) row(b *strings.Builder, by, why string) {
	fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", v.name, v.file, v.change(), by, why)
}

var cells = regexp.MustCompile(`^\| (.*) \| (\S+) \| (\x60.*\x60) \| ([a-z ]+) \| (.*) \|$`)

// readRows is what an earlier page says of each fault, by its key.
func readRows(page string) (map[string]verdict, error) {
	data, err := os.ReadFile(page)
	if os.IsNotExist(err) {
		return nil, nil
	}
	rows := map[string]verdict{}
	for line := range strings.Lines(string(data)) {
		if c := cells.FindStringSubmatch(strings.TrimSpace(line)); c != nil {
			rows[c[1]+"|"+c[2]+"|"+c[3]] = verdict{by: c[4], where: c[5]}
		}
	}
	return rows, err
}

// merge is the table of the whole catalogue: rows tried now, and those of an earlier page for the rest.
func (t table) merge(catalogue []fault, before map[string]verdict) (all table) {
	now := map[string]verdict{}
	for _, v := range t.tried() {
		now[v.key()] = v
	}
	for _, f := range catalogue {
		v, ok := now[f.key()]
		if !ok {
			if v, ok = before[f.key()]; !ok {
				continue
			}
		}
		v.fault = f
		all = append(all, v)
	}
	return all
}

// verdict is an error where a fault could not be applied, one survives that the catalogue does not explain, or, in a whole table, more survive
// or fewer meet a right value than should.
func (t table) verdict(o *options) error {
	for i := range t {
		switch v := &t[i]; {
		case v.by == byMistake:
			return fmt.Errorf("%s: %s: mend the catalogue", v.name, v.where)
		case v.unseen != "" && v.by != bySurvival && v.by != "":
			return fmt.Errorf("%s: the catalogue says that it changes nothing, but %s caught it: %s", v.name, v.by, v.where)
		case v.unseen == "" && v.by == bySurvival && v.explain == "":
			return fmt.Errorf("%s: survives; add a test that knows the right value, or explain it in the catalogue", v.name)
		}
	}
	n := float64(t.observable())
	survive, value := float64(t.count(bySurvival)), float64(t.count(byValue, byInvariant))
	switch {
	case o.sample > 0 || o.run != "":
	case survive > o.survive*n:
		return fmt.Errorf("%g of %g faults survive", survive, n)
	case value < o.byValue*n:
		return fmt.Errorf("only %g of %g faults are caught by a right value or an invariant", value, n)
	}
	return nil
}
