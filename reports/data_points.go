package reports

import "fmt"

// Rows is a table of its own: its header first, cells as text.
type Rows struct {
	Name string
	Rows [][]string
}

// WritePoints writes the tables of several points into a folder, told apart by the column point, and further tables beside
// them, each as CSV and as Parquet. The scenario `of` names where they are from.
func WritePoints(dir string, of *Input, points []Point, more ...Rows) error {
	id := identity(of)
	if err := writePoints(dir, id, points); err != nil {
		return err
	}
	for _, table := range more {
		if err := writeTable(dir, table.Name, id, func(out *twin) error { return out.all(table.Rows) }); err != nil {
			return fmt.Errorf("table %s: %w", table.Name, err)
		}
	}
	return nil
}

// all writes rows that name their point themselves.
func (t *twin) all(rows [][]string) error {
	for i, row := range rows {
		if i > 0 && t.at >= 0 {
			t.point = row[t.at]
		}
		if err := t.Write(row); err != nil {
			return err
		}
	}
	return nil
}
