package reports

import (
	"fmt"

	"marketsim/reports/tables"
)

// Rows are the rows of a declared table, cells as text, that name their point themselves.
type Rows struct {
	Name string
	Rows [][]string
}

// WritePoints writes the tables of several points into a folder, told apart by the column point, and further tables beside
// them, each as CSV and as Parquet. The scenario `of` names where they are from.
func WritePoints(dir string, of *Input, points []Point, more ...Rows) error {
	id := identity(of)
	if err := writePoints(dir, id, points, tables.Every); err != nil {
		return err
	}
	for _, r := range more {
		t, ok := tables.Lookup(r.Name)
		if !ok {
			return fmt.Errorf("table %s is not declared", r.Name)
		}
		if err := tables.Write(dir, t, id, func(out *tables.Writer) error { return out.All(r.Rows) }); err != nil {
			return fmt.Errorf("table %s: %w", r.Name, err)
		}
	}
	return nil
}
