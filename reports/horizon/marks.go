package horizon

import (
	"regexp"
	"slices"
	"strings"
)

// Mark stands after a method that a warning is about.
const Mark = " †"

// Warned tells whether a method is an index that a warning is about after a wait, 0: after any; no answer names it.
func (r *Report) Warned(method string, days int) bool {
	switch {
	case r.condemned(method):
		return true
	case r.Focus == nil:
		return false
	case days > 0:
		return r.turns(method, days)
	}
	return slices.ContainsFunc(r.waits(), func(wait int) bool { return r.turns(method, wait) })
}

// name is a method in tables, marked where a warning is about it.
func (r *Report) name(method string, days int) string {
	if r.Warned(method, days) {
		return method + Mark
	}
	return method
}

// Foot is a note below a table, with what the mark means where the table has one.
func (r *Report) Foot(note string, rows [][]string) string {
	if !slices.ContainsFunc(rows, func(row []string) bool {
		return slices.ContainsFunc(row, func(cell string) bool { return strings.Contains(cell, Mark) })
	}) {
		return note
	}
	return strings.TrimSpace(note + Mark + " " + r.MarkNote())
}

// Legend is a note without what it says of columns that a table leaves out: clauses that begin with the name of one.
func Legend(note string, all, kept []string) string {
	var out strings.Builder
	open := false // the last clause that is kept ended with a semicolon
	for note != "" {
		end := len(note)
		if i := clauseEnd.FindStringIndex(note); i != nil {
			end = i[1]
		}
		clause := note[:end]
		note = note[end:]
		name, _, _ := strings.Cut(clause, ": ")
		if slices.Contains(all, name) && !slices.Contains(kept, name) {
			if open && !strings.HasSuffix(clause, "; ") {
				text := strings.TrimSuffix(out.String(), "; ") + clause[len(strings.TrimRight(clause, ". ")):]
				out.Reset()
				out.WriteString(text)
				open = false
			}
			continue
		}
		out.WriteString(clause)
		open = strings.HasSuffix(clause, "; ")
	}
	return strings.TrimSpace(out.String())
}

var clauseEnd = regexp.MustCompile(`[.;] `)

// MarkNote says what the mark means.
func (r *Report) MarkNote() string {
	if r.Replications == 1 {
		return "not to be trusted: one replication cannot check the index; no answer names it."
	}
	return "not to be trusted: the index reads some changes the wrong way, as the warning says; no answer names it, even where it is right."
}

// Name is what a name of markets means: a belief, or a key that a sweep varies.
type Name struct {
	Name  string `json:"name"`
	Sets  string `json:"sets"`  // of the file: a path, of a belief with its value; empty: nothing
	Means string `json:"means"` // what that is, by the language; empty: not known
}

// NameRows is a table of what names of markets mean, its head first; nil where there is one market.
func (r *Report) NameRows() [][]string {
	if len(r.Names) == 0 {
		return nil
	}
	rows := [][]string{{"name", "in the file", "what that is"}}
	for i, n := range r.Names {
		row := []string{plain(n.Name), n.Sets, n.Means}
		if i > 0 && r.Names[i-1].Name == n.Name {
			row[0] = ""
		}
		for k := 1; k < len(row); k++ {
			if row[k] == "" {
				row[k] = "-"
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// NameNote explains that table.
const NameNote = "The markets of this report go by these names. in the file: the key that is varied, or what is set where the belief is true."
