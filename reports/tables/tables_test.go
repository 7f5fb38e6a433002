package tables

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// TestDeclarations: every column of every table says what it is, once.
func TestDeclarations(t *testing.T) {
	tables := map[string]bool{}
	for _, table := range All() {
		if tables[table.Name] || table.Doc == "" {
			t.Errorf("table %s", table.Name)
		}
		tables[table.Name] = true
		columns := map[string]bool{}
		for _, c := range table.Columns {
			if columns[c.Name] || c.Doc == "" || c.Name == "" {
				t.Errorf("%s.%s", table.Name, c.Name)
			}
			columns[c.Name] = true
			if text := Explain(table.Name + "." + c.Name); !strings.Contains(text, c.Doc) {
				t.Errorf("explain %s.%s: %s", table.Name, c.Name, text)
			}
		}
	}
	for _, name := range []string{"effects.family", "survival.left", "cohorts.clicks", "hourly.concurrent_sessions"} {
		if Explain(name) == "" {
			t.Errorf("%s is not explained", name)
		}
	}
	if Explain("effects.nothing")+Explain("nothing") != "" {
		t.Error("what is not declared is explained")
	}
}

// TestDictionary: the page of the docs is what the declarations say. UPDATE=1 writes it anew.
func TestDictionary(t *testing.T) {
	const page = "../../docs/data-dictionary.md"
	var b bytes.Buffer
	if err := Markdown(&b); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(page, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if data, err := os.ReadFile(page); err != nil || !bytes.Equal(data, b.Bytes()) {
		t.Errorf("%s is out of date (%v): UPDATE=1 go test ./reports/tables", page, err)
	}
}

var sample = &Table{Name: "sample", Columns: []Column{{"point", Count, "", ""}, {"name", Text, "", ""}, {"level", Real, "", ""}, {"spend", Money, "", ""}, {"n", Count, "", ""}}}

// nameOf gives runs of names of 1 to 12 rows each.
func nameOf(i int) string {
	k := i / 78 * 12
	for rest, n := i%78, 1; rest >= n; n++ {
		rest -= n
		k++
	}
	return fmt.Sprint("name", k%37)
}

// write makes a table of 5,000 rows with runs, nulls and many values of text.
func write(t *testing.T) (text, table bytes.Buffer) {
	t.Helper()
	w, err := newWriter(sample, Identity{"s", "h", "18446744073709551615", "r"}, &text, &table)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5000 {
		row := []string{"0", nameOf(i), fmt.Sprint(float64(i%101) / 8), "0.000000001", fmt.Sprint(i % 13)}
		if i%3 == 0 {
			row[2], row[4] = "", ""
		}
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	return text, table
}

// TestParquetTypes: types are as they are declared, and values come back.
func TestParquetTypes(t *testing.T) {
	_, table := write(t)
	file, err := parquet.OpenFile(bytes.NewReader(table.Bytes()), int64(table.Len()))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"scenario BYTE_ARRAY", "scenario_hash BYTE_ARRAY", "seed INT64", "run BYTE_ARRAY", "point INT64", "name BYTE_ARRAY", "level DOUBLE", "spend DOUBLE", "n INT64"}
	for i, f := range file.Schema().Fields() {
		if got := f.Name() + " " + f.Type().Kind().String(); got != want[i] {
			t.Errorf("column %d is %s, want %s", i, got, want[i])
		}
	}
	reader, rows, at := parquet.NewReader(file), make([]parquet.Row, 100), 0
	for {
		n, err := reader.ReadRows(rows)
		for _, row := range rows[:n] {
			if row[2].Uint64() != 1<<64-1 || row[5].String() != nameOf(at) || row[6].IsNull() != (at%3 == 0) || at%3 != 0 && row[8].Int64() != int64(at%13) || row[7].Double() != 1e-9 {
				t.Fatalf("row %d: %v", at, row)
			}
			at++
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if at != 5000 {
		t.Errorf("%d rows", at)
	}
}

// TestSameBytesOnAnyProcessor: this very test runs again with features of the processor switched off, and writes the same bytes.
func TestSameBytesOnAnyProcessor(t *testing.T) {
	const child = "MARKETSIM_TABLE_BYTES"
	_, table := write(t)
	sum := fmt.Sprintf("sum %x", sha256.Sum256(table.Bytes()))
	if os.Getenv(child) != "" {
		fmt.Println(sum)
		return
	}
	for _, off := range []string{"cpu.avx2=off", "cpu.avx512f=off,cpu.avx512vl=off", "cpu.all=off"} {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestSameBytesOnAnyProcessor$")
		cmd.Env = append(os.Environ(), "GODEBUG="+off, child+"=1")
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), sum) {
			t.Errorf("GODEBUG=%s: %v\n%s, want %s", off, err, out, sum)
		}
	}
}

// TestFormulas: a name that a spreadsheet would take for a formula is harmless in CSV, and as it is in Parquet; numbers stay.
func TestFormulas(t *testing.T) {
	var text, table bytes.Buffer
	w, err := newWriter(sample, Identity{Seed: "1"}, &text, &table)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write([]string{"0", "=1+1", "-0.5", "-1", "-3"}), w.close()); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(text.String(), "\n0,'=1+1,-0.5,-1,-3\n") {
		t.Errorf("%s", &text)
	}
}

// TestRowsFit: rows of other lengths and cells of other types are refused.
func TestRowsFit(t *testing.T) {
	for _, row := range [][]string{{"0"}, {"0", "a", "b", "", ""}, {"0", "a", "1", "", "1.5"}, {"x", "", "", "", ""}} {
		w, err := newWriter(sample, Identity{Seed: "1"}, io.Discard, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if errors.Join(w.Write(row), w.close()) == nil {
			t.Errorf("%q is written", row)
		}
	}
}
