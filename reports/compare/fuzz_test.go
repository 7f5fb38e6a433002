package compare_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"marketsim/reports/compare"
	"marketsim/reports/reportstest"
)

// FuzzBaseline: whatever bytes a baseline holds, it is refused with a message or read; and it is IDENTICAL to a run only when it has each
// of the run's digests and values, and no other.
func FuzzBaseline(f *testing.F) {
	s := sideOf(reportstest.Sized(2, 2, 3))
	s.Reasons = []compare.Reason{{Date: "2026-01-02", Was: "-", Is: s.Digest(), Text: "first"}}
	var b bytes.Buffer
	if err := compare.WriteBaseline(&b, s, nil); err != nil {
		f.Fatal(err)
	}
	whole, want := b.String(), facts(b.String())
	f.Add(whole, 0, 0, "")
	for _, cut := range []string{"value raise cpm", "digest control 1", "replications", "hash", "seed", "arms", "\n"} {
		f.Add(whole, strings.Index(whole, cut), len(cut), "")
		f.Add(whole, strings.Index(whole, cut), 0, cut+" 1 ")
	}
	f.Add("", 0, 0, "")
	f.Fuzz(func(t *testing.T, file string, at, n int, by string) {
		if at >= 0 && at <= len(file) && n >= 0 && n <= len(file)-at { // a cut, or a text put in
			file = file[:at] + by + file[at+n:]
		}
		base, err := compare.ParseBaseline("it", []byte(file))
		if err != nil {
			return
		}
		r := compare.Sides(base, s, onePercent, true)
		if (r.Verdict == compare.Identical) != (r.ExitCode == 0) {
			t.Fatalf("%s with exit code %d", r.Verdict, r.ExitCode)
		}
		if got := facts(file); r.Verdict == compare.Identical && !slices.Equal(got, want) {
			t.Fatalf("a baseline of other facts is identical:\n%s", file)
		}
	})
}

// facts are the lines of a baseline that say what the market did, sorted, with numbers in one form.
func facts(file string) (out []string) {
	for _, line := range strings.Split(file, "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || !slices.Contains([]string{"seed", "days", "replications", "arms", "digest", "value"}, words[0]) {
			continue
		}
		for i, w := range words {
			if x, err := strconv.ParseFloat(w, 64); err == nil && words[0] == "value" && i > 2 {
				words[i] = strconv.FormatFloat(x+0, 'g', -1, 64)
			} else if n, err := strconv.Atoi(w); err == nil && (words[0] != "digest" || i == 2) {
				words[i] = strconv.Itoa(n)
			}
		}
		out = append(out, strings.Join(words, " "))
	}
	slices.Sort(out)
	return out
}
