package tables

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"strconv"
	"sync/atomic"
	"unsafe"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"marketsim/sim/units/files"
	"marketsim/sim/units/neutral"
)

// Identity says which run a table is from. It stands before the columns of every Parquet file, so that the files of many runs
// can be read as one table.
type Identity struct{ Scenario, Hash, Seed, Run string }

// identityColumns are those of an Identity; the seed is unsigned.
var identityColumns = []Column{{"scenario", Text, "", ""}, {"scenario_hash", Text, "", ""}, {"seed", Count, "", ""}, {"run", Text, "", ""}}

// Writer writes a table as CSV and as Parquet at once, each on a goroutine of its own.
type Writer struct {
	table *Table
	csv   *neutral.CSV
	rows  [][]string // that the Parquet writer has not been given yet
	point int        // column of the point; -1: none
	Point string     // stands in the column of the point; empty: what the rows say

	batches chan [][]string
	done    chan struct{}
	failed  atomic.Pointer[error] // of Parquet
	parq    encoder
}

// encoder turns rows into Parquet.
type encoder struct {
	table *Table
	out   *parquet.GenericWriter[any]
	own   parquet.Row   // the identity
	rows  []parquet.Row // used again
}

// batchRows is how many rows are handed to the Parquet writer at once.
const batchRows = 512

// Write writes NAME.csv and NAME.parquet into a folder; rows is called once.
func Write(dir string, t *Table, id Identity, rows func(*Writer) error) error {
	return files.WriteOwn(filepath.Join(dir, t.Name+".parquet"), func(table io.Writer) error {
		return files.WriteOwn(filepath.Join(dir, t.Name+".csv"), func(text io.Writer) error {
			buffered := bufio.NewWriterSize(text, 1<<16)
			w, err := newWriter(t, id, buffered, table)
			if err != nil {
				return err
			}
			if err := errors.Join(rows(w), w.close()); err != nil {
				return err
			}
			return buffered.Flush()
		})
	})
}

func newWriter(t *Table, id Identity, text, table io.Writer) (*Writer, error) {
	w := &Writer{table: t, csv: neutral.NewCSV(text), point: -1, batches: make(chan [][]string, 4), done: make(chan struct{}), parq: encoder{table: t}}
	for i := range t.Columns {
		if t.Columns[i].Name == "point" {
			w.point = i
		}
	}
	w.parq.out = parquet.NewGenericWriter[any](table, schema(t), parquet.Compression(&zstd.Codec{}))
	seed, err := strconv.ParseUint(id.Seed, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("the seed %s is not a number", id.Seed)
	}
	for i, cell := range []string{id.Scenario, id.Hash, "", id.Run} {
		v := parquet.ByteArrayValue([]byte(cell))
		if i == 2 {
			v = parquet.Int64Value(int64(seed))
		}
		w.parq.own = append(w.parq.own, v.Level(0, 1, i))
	}
	if err := w.csv.Write(t.Names()); err != nil {
		return nil, err
	}
	go w.encode()
	return w, nil
}

// encode writes Parquet until there are no more batches; after a failure it only takes them.
func (w *Writer) encode() {
	defer close(w.done)
	for rows := range w.batches {
		if w.failed.Load() == nil {
			if err := w.parq.write(rows); err != nil {
				w.failed.Store(&err)
			}
		}
	}
}

// schema: columns are plain, not by dictionary: the library encodes the numbers of a dictionary's entries in another way where the
// processor has AVX2, and repeated text shrinks as well under compression.
func schema(t *Table) *parquet.Schema {
	var fields []reflect.StructField
	for i, c := range append(identityColumns[:len(identityColumns):len(identityColumns)], t.Columns...) {
		f := reflect.StructField{Name: "C" + strconv.Itoa(i), Tag: reflect.StructTag(`parquet:"` + c.Name + `,optional"`), Type: reflect.TypeFor[*float64]()}
		switch {
		case c.Name == "seed":
			f.Type = reflect.TypeFor[*uint64]()
		case c.Type == Text:
			f.Type, f.Tag = reflect.TypeFor[*string](), reflect.StructTag(`parquet:"`+c.Name+`,optional,plain"`)
		case c.Type == Count:
			f.Type = reflect.TypeFor[*int64]()
		}
		fields = append(fields, f)
	}
	return parquet.SchemaOf(reflect.New(reflect.StructOf(fields)).Interface())
}

// Write takes one row, a cell for each column in order, which it keeps; an empty cell is a value that does not exist.
func (w *Writer) Write(row []string) error {
	if len(row) != len(w.table.Columns) {
		return fmt.Errorf("table %s: a row of %d cells, it has %d columns", w.table.Name, len(row), len(w.table.Columns))
	}
	if w.point >= 0 && w.Point != "" {
		row[w.point] = w.Point
	}
	if err := w.csv.Write(row); err != nil {
		return err
	}
	if w.rows = append(w.rows, row); len(w.rows) == batchRows {
		w.hand()
	}
	return w.failure()
}

// hand gives the rows that wait to the Parquet writer.
func (w *Writer) hand() {
	w.batches <- w.rows
	w.rows = make([][]string, 0, batchRows)
}

func (w *Writer) failure() error {
	if err := w.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// All writes several rows.
func (w *Writer) All(rows [][]string) error {
	for _, row := range rows {
		if err := w.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// write encodes some rows.
func (e *encoder) write(rows [][]string) error {
	e.rows = e.rows[:0]
	for _, row := range rows {
		if err := e.add(row); err != nil {
			return err
		}
	}
	_, err := e.out.WriteRows(e.rows)
	return err
}

// add puts a row behind the others, in memory that is used again.
func (e *encoder) add(row []string) error {
	n := len(e.rows)
	if n < cap(e.rows) {
		e.rows = e.rows[:n+1]
	} else {
		e.rows = append(e.rows, make(parquet.Row, 0, len(e.own)+len(row)))
	}
	out := append(e.rows[n][:0], e.own...)
	for i, cell := range row {
		v, err := e.table.Columns[i].value(cell)
		if err != nil {
			return fmt.Errorf("table %s, column %s: %w", e.table.Name, e.table.Columns[i].Name, err)
		}
		present := 1
		if cell == "" {
			present = 0
		}
		out = append(out, v.Level(0, present, len(e.own)+i))
	}
	e.rows[n] = out
	return nil
}

// value reads a cell.
func (c *Column) value(cell string) (parquet.Value, error) {
	if cell == "" {
		return parquet.NullValue(), nil
	}
	switch c.Type {
	case Text:
		return parquet.ByteArrayValue(unsafe.Slice(unsafe.StringData(cell), len(cell))), nil // it is only read
	case Count:
		n, err := strconv.ParseInt(cell, 10, 64)
		return parquet.Int64Value(n), err
	}
	x, err := strconv.ParseFloat(cell, 64)
	return parquet.DoubleValue(x), err
}

// close ends both files; it is called once, whether or not rows were written.
func (w *Writer) close() error {
	w.hand()
	close(w.batches)
	<-w.done
	if err := errors.Join(w.csv.Flush(), w.failure()); err != nil {
		return err
	}
	return w.parq.out.Close()
}
