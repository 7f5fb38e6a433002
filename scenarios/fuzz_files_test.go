package scenarios_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim/spec"
)

// FuzzDataFiles: no data file makes the loader panic, as a file of campaigns or of sessions, CSV or Parquet, and what is wrong with
// it is an error with a place or a reason.
func FuzzDataFiles(f *testing.F) {
	for _, s := range []string{"", "name,value\na,1\n", "name,value\na\n", "name,value\n\"a,1\n", "\ufeffname\r\nx\r\n", "value\n1e999\n", "value\n-0\n",
		"start_s,pinner,segment,surface,requests\n1,u,everyone,home,2\n", "start_us,pinner,segment,surface,requests,session,envelope,replication\n1,u,everyone,home,2,0,3,0\n"} {
		f.Add([]byte(s), false)
	}
	for _, s := range []string{"Kampagne;Klickrate;Tagesbudget\n\"a, b\";0,3%;1.250,00 €\n", "T\n\nname\tvalue\na\t(1'000)\n", "name|value\ra|1e3\r", "sep=;\nname;value\na;1\n", "\xff\xfen\x00,\x00v\x00",
		"name,impressions,clicks\na,10,2\nTotal,10,2\n", "user_id,session_start,page_type,pages\np,2026-03-02T10:00:00+01:00,home,4\n", "u\xe9,value\na,1\n", "start_ms,pinner,segment,surface,requests\n1772445600000,u,everyone,home,2\n"} {
		f.Add([]byte(s), false)
	}
	f.Add(parquetSessions(f), true)
	for _, footer := range []string{"\x15\x02\x19\xfc\xff\xff\xff\xff\x07", "\x15\x02\x19\x1cH\x01a\x00\x16\x02\x19\xfc\x80\x84\xaf_", "\x15\x02\x0b\xc8\x01\xff\xff\xff\xff\x07\x55"} { // of lists of millions
		footer += strings.Repeat("\x00", 100)
		f.Add([]byte("PAR1"+footer+string([]byte{byte(len(footer)), 0, 0, 0})+"PAR1"), true)
	}
	f.Fuzz(func(t *testing.T, data []byte, columnar bool) {
		name := "data.csv"
		if columnar {
			name = "data.parquet"
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, change := range [][2]string{{"count: 5", "file: " + name}, {"{count: 100}", "{sessions: {file: " + name + "}}"}} {
			file := strings.Replace(tiny, change[0], change[1], 1)
			s, ds := scenarios.Load("fuzz.yaml", []byte(file), scenarios.Options{Dir: dir})
			if (s == nil) != ds.HasErrors() {
				t.Fatalf("a scenario (%v) and errors (%v) at the same time, or neither", s != nil, ds.HasErrors())
			}
		}
	})
}

// parquetSessions is a small file of potential sessions.
func parquetSessions(f *testing.F) []byte {
	f.Helper()
	s, _ := scenarios.Load("tiny.yaml", []byte(tiny), scenarios.Options{})
	var out bytes.Buffer
	w, err := scenarios.NewSessionWriter(&out, "s.parquet", s)
	if err != nil {
		f.Fatal(err)
	}
	for i := range 5 {
		if err := w.Write(&spec.Potential{Pinner: "everyone/0", Session: uint32(i), Start: spec.Time(i) * spec.Hour, Requests: 2}); err != nil {
			f.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	return out.Bytes()
}
