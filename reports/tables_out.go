package reports

import (
	"encoding/csv"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"marketsim/internal/neutral"
)

// rows takes the rows of a table, the first of them its header.
type rows interface{ Write(row []string) error }

// Identity says which run a table is from. It stands before the columns of every Parquet file, so that the files of many runs
// can be read as one table.
type Identity struct{ Scenario, Hash, Seed, Run string }

func identity(in *Input) Identity {
	return Identity{in.Scenario, in.Hash, strconv.FormatUint(in.Seed, 10), in.RunID}
}

// twin writes a table as CSV and as Parquet at once. Tables of several points follow each other under one header.
type twin struct {
	csv    *csv.Writer
	table  io.Writer
	id     Identity
	header []string
	at     int    // column of the point
	point  string // that stands there
	parq   *parquet.GenericWriter[any]
	types  reflect.Type
}

// writeTable writes NAME.csv and NAME.parquet into a folder; write is called once and may change the point on the way.
func writeTable(dir, name string, id Identity, write func(*twin) error) error {
	return WriteFile(filepath.Join(dir, name+".parquet"), func(table io.Writer) error {
		return WriteFile(filepath.Join(dir, name+".csv"), func(text io.Writer) error {
			t := &twin{csv: csv.NewWriter(text), table: table, id: id, point: "0"}
			if err := write(t); err != nil {
				return err
			}
			t.csv.Flush()
			if err := t.csv.Error(); err != nil || t.parq == nil {
				return err
			}
			return t.parq.Close()
		})
	})
}

// Write takes the header, and then rows; the header of a further point is passed over.
func (t *twin) Write(row []string) error {
	switch {
	case t.header == nil:
		t.header, t.at = slices.Clone(row), slices.Index(row, "point")
		t.types = recordOf(row)
		t.parq = parquet.NewGenericWriter[any](t.table, parquet.SchemaOf(reflect.New(t.types).Interface()), parquet.Compression(&zstd.Codec{}))
		return t.csv.Write(row)
	case slices.Equal(row, t.header):
		return nil
	}
	if t.at >= 0 {
		row = slices.Clone(row)
		row[t.at] = t.point
	}
	if err := t.csv.Write(neutral.Row(row)); err != nil {
		return err
	}
	record, err := t.record(row)
	if err != nil {
		return err
	}
	_, err = t.parq.Write([]any{record})
	return err
}

// textColumns and countColumns hold words and whole numbers; all other columns hold numbers that may be missing.
var (
	textColumns = []string{"scenario", "scenario_hash", "run", "arm", "vs", "metric", "segment", "unit", "method", "verdict", "window", "state", "campaign",
		"group", "objective", "cohort", "axis", "level", "outcome", "setting", "why", "promise",
		"shares_budget_of"}
	countColumns = []string{"point", "replication", "day", "hour", "from_day", "to_day", "pairs", "age", "exposure_days"}
)

// recordOf is the type of a row: a field per column, in order, after those of the identity.
func recordOf(header []string) reflect.Type {
	var fields []reflect.StructField
	for i, name := range append([]string{"scenario", "scenario_hash", "seed", "run"}, header...) {
		f := reflect.StructField{Name: "C" + strconv.Itoa(i), Tag: reflect.StructTag(`parquet:"` + name + `,optional"`), Type: reflect.TypeFor[*float64]()}
		switch {
		case name == "seed":
			f.Type = reflect.TypeFor[*uint64]()
		case slices.Contains(textColumns, name):
			f.Type, f.Tag = reflect.TypeFor[*string](), reflect.StructTag(`parquet:"`+name+`,optional,dict"`)
		case slices.Contains(countColumns, name):
			f.Type = reflect.TypeFor[*int64]()
		}
		fields = append(fields, f)
	}
	return reflect.StructOf(fields)
}

// record turns a row into a value of its type; an empty cell is null.
func (t *twin) record(row []string) (any, error) {
	out := reflect.New(t.types)
	for i, cell := range append([]string{t.id.Scenario, t.id.Hash, t.id.Seed, t.id.Run}, row...) {
		if cell == "" {
			continue
		}
		f := out.Elem().Field(i)
		value := reflect.New(f.Type().Elem())
		var err error
		switch value.Elem().Kind() {
		case reflect.String:
			value.Elem().SetString(cell)
		case reflect.Int64:
			var n int64
			n, err = strconv.ParseInt(cell, 10, 64)
			value.Elem().SetInt(n)
		case reflect.Uint64:
			var n uint64
			n, err = strconv.ParseUint(cell, 10, 64)
			value.Elem().SetUint(n)
		default:
			var x float64
			x, err = strconv.ParseFloat(cell, 64)
			value.Elem().SetFloat(x)
		}
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", t.types.Field(i).Tag.Get("parquet"), err)
		}
		f.Set(value)
	}
	return out.Interface(), nil
}
