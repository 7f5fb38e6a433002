package format

import "slices"

// Sheet is a small table that somebody gave, as the reader of data files understood it: columns by our names, cells in plain notation.
type Sheet struct {
	Columns []string
	Rows    [][]string // as long as Columns
	Unread  []string   // names of further columns of the file
	Suggest func(word string, among []string) string
}

// Has tells whether a sheet has columns.
func (s *Sheet) Has(names ...string) bool {
	for _, name := range names {
		if !slices.Contains(s.Columns, name) {
			return false
		}
	}
	return true
}

// Cell is a cell of a row; empty where the sheet has no such column.
func (s *Sheet) Cell(row int, name string) string {
	if i := slices.Index(s.Columns, name); i >= 0 {
		return s.Rows[row][i]
	}
	return ""
}

// Near is a remedy for a name that is not known.
func (s *Sheet) Near(word string, among []string) string {
	if s.Suggest == nil {
		return ""
	}
	return s.Suggest(word, among)
}

// Mistake is what is wrong with a sheet, and what to do about it.
type Mistake struct {
	Row           int    // from 0; -1: none
	Column        string // ours; empty: none
	Message, Help string
}

// Error is the message; its remedy stands apart.
func (m *Mistake) Error() string { return m.Message }
