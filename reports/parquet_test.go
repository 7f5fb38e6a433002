package reports_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"testing"

	"github.com/parquet-go/parquet-go"

	"marketsim/reports"
)

// sameInParquet holds a Parquet file against the rows of its CSV twin: the run's identity, then the same columns with the same
// values, empty cells as nulls.
func sameInParquet(t *testing.T, path string, rows [][]string, in *reports.Input) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	identity := []string{"scenario", "scenario_hash", "seed", "run"}
	values := []string{in.Scenario, in.Hash, fmt.Sprint(in.Seed), in.RunID}
	if got, want := len(file.Schema().Fields()), len(identity)+len(rows[0]); got != want {
		t.Fatalf("%s has %d columns, want %d", path, got, want)
	}
	for i, name := range append(identity, rows[0]...) {
		if got := file.Schema().Fields()[i].Name(); got != name {
			t.Errorf("%s: column %d is %s, want %s", path, i, got, name)
		}
	}
	if got, want := file.NumRows(), int64(len(rows)-1); got != want {
		t.Fatalf("%s has %d rows, want %d", path, got, want)
	}
	reader := parquet.NewReader(file)
	batch := make([]parquet.Row, 64)
	for at := 1; ; {
		n, err := reader.ReadRows(batch)
		for _, row := range batch[:n] {
			for i, cell := range append(append([]string{}, values...), rows[at]...) {
				if !sameCell(row[i], cell) {
					t.Fatalf("%s, row %d, column %d: %v, want %q", path, at, i, row[i], cell)
				}
			}
			at++
		}
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func sameCell(v parquet.Value, cell string) bool {
	switch {
	case v.IsNull() || cell == "":
		return v.IsNull() && cell == ""
	case v.Kind() == parquet.Double:
		x, err := strconv.ParseFloat(cell, 64)
		return err == nil && x == v.Double()
	}
	return v.String() == cell
}
