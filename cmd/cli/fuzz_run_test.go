//go:build unix

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// folders are the run folders that FuzzRunFolder damages: complete, stopped, and a stopped sweep. They are made once.
type folders struct {
	files   map[string]map[string][]byte // by folder and name
	digests map[string]string            // of what each is to become
}

func newFolders(f *testing.F) *folders {
	f.Helper()
	dir := f.TempDir()
	all := &folders{map[string]map[string][]byte{}, map[string]string{}}
	keep := func(name, verb string, stop bool) {
		text := smallestText(3)
		if verb == "sweep" {
			text += "sweep: {axes: {mechanism.candidates: [5, 200]}}\n"
		}
		if err := os.WriteFile(filepath.Join(dir, "tiny.yaml"), []byte(text), 0o644); err != nil {
			f.Fatal(err)
		}
		play := func(out string, stop bool) string {
			s := state(dir, verb, "tiny.yaml", "-v", "-j", "1", "-o", out)
			w := &watcher{}
			s.Stdout, s.Stderr = &watcher{}, w
			if stop {
				w = stopping(s, "replication 1 of", os.Interrupt)
			}
			if code := Main(s); (code == ExitInterrupted) != stop || code != 0 && !stop {
				f.Fatalf("%s: exit code %d\n%s", name, code, w)
			}
			return followed(filepath.Join(dir, out, "tiny", "latest"))
		}
		folder := play(name, stop)
		all.files[name] = contents(f, folder)
		record, err := os.ReadFile(filepath.Join(folder, recordFile))
		if err != nil {
			f.Fatal(err)
		}
		all.files[name][recordFile] = record
		all.digests[name] = digestIn(f, play(name+"-whole", false))
	}
	keep("complete", "run", false)
	keep("stopped", "run", true)
	keep("swept", "sweep", true)
	return all
}

// digestIn is the digest that a folder's record tells.
func digestIn(t testing.TB, folder string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, recordFile))
	var r record
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r.Digest
}

// lay writes a folder and damages one of its files; it tells whether anything changed.
func (all *folders) lay(t *testing.T, folder, name string, file, how uint8, at uint16, by []byte) (damaged string, changed bool) {
	t.Helper()
	content := all.files[name]
	var names []string
	for n := range content {
		if !strings.HasSuffix(n, "/") && !strings.HasPrefix(n, "report/") && !strings.HasSuffix(n, ".csv") && !strings.HasSuffix(n, ".parquet") {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	damaged = names[int(file)%len(names)]
	for n, data := range content {
		path := filepath.Join(folder, n)
		if strings.HasSuffix(n, "/") {
			must(t, os.MkdirAll(path, 0o755))
			continue
		}
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		if n != damaged {
			must(t, os.WriteFile(path, data, 0o644))
			continue
		}
		changed = damage(t, path, data, content[names[(int(file)+1)%len(names)]], how, int(at), by)
	}
	return damaged, changed
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var number = regexp.MustCompile(`\b[0-9]+\b`)

// damage writes a file that is not what it was.
func damage(t *testing.T, path string, data, other []byte, how uint8, at int, by []byte) bool {
	t.Helper()
	at = min(at, len(data))
	is := bytes.Clone(data)
	switch how % 10 {
	case 0: // cut short
		is = is[:at]
	case 1: // bytes in the place of others
		copy(is[at:], by)
	case 2: // bytes put in
		is = slices.Concat(is[:at], by, is[at:])
	case 3: // gone
		return true
	case 4: // another file's content
		is = other
	case 5: // a folder
		must(t, os.Mkdir(path, 0o755))
		return true
	case 6: // a pipe without an end
		must(t, syscall.Mkfifo(path, 0o644))
		return true
	case 7: // a device
		must(t, os.Symlink("/dev/zero", path))
		return true
	case 8, 9: // changed on purpose: a record whose sum is right again
		is = slices.Concat(is[:at], by, is[min(len(is), at+len(by)):])
		if numbers := number.FindAllIndex(data, -1); how%10 == 9 && len(numbers) > 0 {
			n := numbers[at%len(numbers)]
			is = slices.Concat(data[:n[0]], strconv.AppendInt(nil, int64(len(by))*int64(len(by))%10_000, 10), data[n[1]:])
		}
		var r record
		if filepath.Base(path) == recordFile && json.Unmarshal(is, &r) == nil {
			must(t, state("").writeRecord(filepath.Dir(path), &r))
			return true
		}
	}
	must(t, os.WriteFile(path, is, 0o644))
	return !bytes.Equal(is, data)
}

// recordPlace is the number of run.json among the files of a complete run that are damaged.
const recordPlace = uint8(2)

// FuzzRunFolder: whatever became of the files of a run folder, report, resume, compare and accept end with a message: never with a panic, never
// waiting, and never with results that are not the run's.
func FuzzRunFolder(f *testing.F) {
	all := newFolders(f)
	for kind := range uint8(3) {
		for verb := range uint8(5) {
			how := (2*verb + kind) % 10
			f.Add(kind, verb, kind+verb+how, how, uint16(how)*300, []byte("7"))
			f.Add(kind, verb, kind+verb+how, 9-how, uint16(how)*300, []byte("7"))
		}
	}
	step := uint16(10) // numbers of a record; each of them in long tests
	if os.Getenv("MARKETSIM_LONG") != "" {
		step = 1
	}
	for at := uint16(0); at < 60; at += step {
		f.Add(uint8(0), uint8(at%4), recordPlace, uint8(9), at, []byte("7777777"[7*(at%2):]))
	}
	f.Fuzz(func(t *testing.T, kind, verb, file, how uint8, at uint16, by []byte) {
		name := []string{"complete", "stopped", "swept"}[kind%3]
		dir := t.TempDir()
		folder := filepath.Join(dir, "run")
		must(t, os.Mkdir(folder, 0o755))
		must(t, os.WriteFile(filepath.Join(dir, "tiny.yaml"), all.files[name]["scenario.yaml"], 0o644))
		damaged, changed := all.lay(t, folder, name, file, how, at, by)
		args := [][]string{{"report", "run", "--tables", "none", "-q"}, {"run", "--resume", "run", "-q"}, {"run", "--resume", "run", "-n", "4", "-q"},
			{"compare", "run", "run", "-q"}, {"baseline", "accept", "run", "--reason", "fuzz"}}[verb%5]
		s := state(dir, args...)
		stdout, stderr := &watcher{}, &watcher{}
		s.Stdout, s.Stderr = stdout, stderr
		code := Main(s)
		what := fmt.Sprintf("%v of a %s run whose %s is damaged (%d): exit code %d\n%s%s", args, name, damaged, how%10, code, stdout, stderr)
		if how%10 < 8 && (code > ExitNotComparable || code != 0 && stderr.String()+stdout.String() == "") { // a record may be made to tell any exit code
			t.Fatal(what)
		}
		if _, err := os.Stat(filepath.Join(folder, recordFile)); err != nil || how%10 >= 8 {
			return
		}
		if changed && damaged == recordFile && code == 0 {
			t.Fatal("a damaged record is taken: " + what)
		}
		if r := readAnyRecord(t, folder); code == 0 && r.Status == statusComplete && verb%5 != 2 && r.Digest != all.digests[name] {
			t.Fatal("other results are taken: " + what)
		}
	})
}

// readAnyRecord is a folder's record, or an empty one.
func readAnyRecord(t *testing.T, folder string) (r record) {
	t.Helper()
	info, err := os.Stat(filepath.Join(folder, recordFile))
	if err != nil || !info.Mode().IsRegular() {
		return r
	}
	data, err := fs.ReadFile(os.DirFS(folder), recordFile)
	must(t, err)
	if json.Unmarshal(data, &r) != nil {
		return record{}
	}
	return r
}
