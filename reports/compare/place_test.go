package compare_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"marketsim/reports"
	"marketsim/reports/compare"
	"marketsim/reports/reportstest"
	"marketsim/sim/floor"
)

// written is a baseline's text.
func written(t *testing.T, s *compare.Side) string {
	t.Helper()
	s.Reasons = []compare.Reason{{Date: "2026-01-02", Was: "-", Is: s.Digest(), Text: "first"}}
	var b bytes.Buffer
	if err := compare.WriteBaseline(&b, s, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestBaselineLinesInPlace: every line of a head stands once and in its place, and the line that does not is named.
func TestBaselineLinesInPlace(t *testing.T) {
	whole := written(t, sideOf(reportstest.Sized(2, 3, 8)))
	if _, err := compare.ParseBaseline("it", []byte(whole)); err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(whole, "\n")
	at := func(word string) int {
		for i, line := range lines {
			if strings.HasPrefix(line, word+" ") {
				return i
			}
		}
		t.Fatalf("there is no %s line", word)
		return 0
	}
	insert := func(i int, line string) string {
		return strings.Join(lines[:i], "") + line + strings.Join(lines[i:], "")
	}
	for _, word := range strings.Fields("scenario hash seed days replications arms version platform") {
		i := at(word)
		refused(t, insert(i+1, lines[i]), i+2, "second `"+word+"` line")
		refused(t, insert(len(lines), lines[i]), len(lines), "out of its place")
		if word != "platform" {
			refused(t, strings.Replace(whole, lines[i], "", 1), i+1, "a `"+word+"` line belongs above")
		}
	}
	refused(t, insert(at("seed")+1, "seed 43\n"), at("seed")+2, "second `seed` line")
	refused(t, insert(at("value"), "notes of mine\n"), at("value")+1, "`notes` begins no line")
	refused(t, insert(at("digest"), lines[at("value")]), at("digest")+2, "out of its place")
	refused(t, insert(at("reason"), lines[at("key")]), at("reason")+2, "out of its place")
}

// refused wants a baseline refused for a line.
func refused(t *testing.T, text string, line int, why string) {
	t.Helper()
	_, err := compare.ParseBaseline("it", []byte(text))
	if want := "it:" + strconv.Itoa(line) + ": "; err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), why) {
		t.Errorf("%v, want %q and %q", err, want, why)
	}
}

// TestInfiniteValues: what is infinite, or infinitely negative, is not what does not exist; each comes back from a baseline as it was.
func TestInfiniteValues(t *testing.T) {
	kinds := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0}
	side := func(x float64) *compare.Side {
		s := sideOf(reportstest.Sized(2, 3, 8))
		for i := range s.Values {
			if v := &s.Values[i]; v.Metric == "roi" && v.Arm == "raise" {
				v.Values[1] = x
			}
		}
		return s
	}
	for i, was := range kinds {
		base, err := compare.ParseBaseline("it", []byte(written(t, side(was))))
		if err != nil {
			t.Fatal(err)
		}
		for j, is := range kinds {
			r := compare.Sides(base, side(is), onePercent, true)
			if same := i == j; (r.Verdict == compare.Identical) != same || (r.ExitCode == reports.ExitPass) != same {
				t.Errorf("%g against %g: %s, exit %d", was, is, r.Verdict, r.ExitCode)
			}
		}
	}
}

// TestNamesWithColons: keys of groups and segments whose names have colons, quotes and backslashes in them come back as they were, each apart.
func TestNamesWithColons(t *testing.T) {
	s := sideOf(reportstest.Sized(2, 3, 8))
	s.Keys = []compare.Key{{Path: "segments.a:b.name", Value: "a:b"}, {Path: "segments.a: b.name", Value: "a: b"}, {Path: `segments.a:"\.share`, Value: "50%"}, {Path: `run."x`, Value: "1"}}
	base, err := compare.ParseBaseline("it", []byte(written(t, s)))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(base.Keys, s.Keys) {
		t.Errorf("%v, want %v", base.Keys, s.Keys)
	}
}

// TestEditedBaselines: a baseline says everything in one way, so that what was edited by hand shows: other spellings of a number, spaces that look
// like none, keys that are not those of the scenario that its hash names, and digests that no reason accepts never pass.
func TestEditedBaselines(t *testing.T) {
	s := sideOf(reportstest.Sized(2, 3, 8))
	s.Keys = []compare.Key{{Path: "run.seed", Value: "42"}, {Path: "question", Value: ""}, {Path: "run.horizon", Value: "8d"}}
	s.Values[0].Values = []float64{0, 20, 0.5}
	whole := written(t, s)
	verdict := func(text string) string {
		base, err := compare.ParseBaseline("it", []byte(text))
		if err != nil {
			return "refused"
		}
		return compare.Sides(base, s, onePercent, true).Verdict
	}
	first := "value " + s.Values[0].Arm + " " + s.Values[0].Metric + " 0 20 0.5\n"
	edits := map[string][2]string{
		"a sign of zero": {first, strings.Replace(first, " 0 ", " -0 ", 1)}, "a reason's digest": {"reason 2026-01-02 - " + s.Digest(), "reason 2026-01-02 - 0123456789abcdef"},
		"no reason": {"reason 2026-01-02 - " + s.Digest() + " first\n", ""}, "a key's value": {"key run.seed: 42", "key run.seed: 43"}, "a key's name": {"key run.seed", "key run.sead"},
		"a key less": {"key run.seed: 42\n", ""}, "a key more": {"key run.seed: 42\n", "key run.seed: 42\nkey run.scale: 50%\n"}, "all keys": {"key run.seed: 42\nkey question: \nkey run.horizon: 8d\n", ""}, "a key twice": {"key run.seed: 42\n", "key run.seed: 43\nkey run.seed: 42\n"},
		"spaces": {first, strings.Replace(first, " ", "  ", 1)}, "a space at the start": {first, " " + first}, "a space that is none": {first, strings.Replace(first, " ", "\u00a0", 1)},
		"zeros before the seed": {fmt.Sprintf("seed %d\n", s.Seed), fmt.Sprintf("seed 00%d\n", s.Seed)}, "zeros before days": {fmt.Sprintf("days %d\n", s.Days), fmt.Sprintf("days 0%d\n", s.Days)},
		"a sign of replications": {fmt.Sprintf("replications %d\n", s.Replications), fmt.Sprintf("replications +%d\n", s.Replications)}, "a replication's zero": {"digest " + s.Arms[0] + " 0 ", "digest " + s.Arms[0] + " 00 "},
		"a path in quotes": {"key run.seed: 42", "key \"run.seed\": 42"}, "a tab": {first, strings.Replace(first, " ", "\t", 1)}, "a form feed": {first, strings.Replace(first, " ", "\f", 1)},
	}
	for _, number := range []string{"2e1", "020", "+20", "20.0", "0x14p0", "2_0", "20.", "２０"} {
		edits[number] = [2]string{first, strings.Replace(first, "20", number, 1)}
	}
	if got := verdict(whole); got != compare.Identical {
		t.Fatal(got)
	}
	if got := verdict(strings.ReplaceAll(whole, "\n", "\r\n")); got != compare.Identical { // as Git may check it out
		t.Errorf("with the line ends of Windows: %s", got)
	}
	for what, edit := range edits {
		if !strings.Contains(whole, edit[0]) {
			t.Fatalf("the file has no %q", edit[0])
		}
		if got := verdict(strings.Replace(whole, edit[0], edit[1], 1)); got == compare.Identical {
			t.Errorf("%s: %s", what, got)
		}
	}
}

// TestLargeBaselines: a baseline with as many lines as fit into a file is read and compared in seconds, not in hours.
func TestLargeBaselines(t *testing.T) {
	const n = 100_000 // where every line searches a list, this takes a minute
	s := sideOf(reportstest.Sized(1, 1, 1))
	s.Keys, s.Arms = nil, s.Arms[:1]
	for i := range n {
		s.Keys = append(s.Keys, compare.Key{Path: "key." + strconv.Itoa(i), Value: "1"})
		s.Values = append(s.Values, compare.Values{Arm: s.Arms[0], Metric: "metric" + strconv.Itoa(i), Values: []float64{1}})
	}
	many := *s
	many.Replications, many.Values = n, nil
	many.Digests = nil
	for i := range n {
		many.Digests = append(many.Digests, compare.Digests{Arm: s.Arms[0], Replication: i, Days: []string{strings.Repeat("0", 16)}})
	}
	begun := floor.CPU()
	got, err := compare.ParseBaseline("it", []byte(written(t, s)))
	if err != nil {
		t.Fatal(err)
	}
	few := sideOf(reportstest.Sized(1, 1, 1))
	if r := compare.Sides(got, few, onePercent, true); r.Verdict != compare.Incomparable || len(r.Why) > 10_000 {
		t.Errorf("%s, %d bytes of why", r.Verdict, len(r.Why))
	}
	if _, err := compare.ParseBaseline("it", []byte(written(t, &many))); err == nil || !strings.Contains(err.Error(), "no values") {
		t.Error(err)
	}
	if took := floor.CPU() - begun; took > 25*time.Second { // 1.3 s
		t.Errorf("it takes %v of the processor", took)
	}
}

// TestEditedHash: a hash is no part of behaviour. A baseline that differs in it alone is identical, and says that digests and values are what was compared.
func TestEditedHash(t *testing.T) {
	s := sideOf(reportstest.Sized(2, 3, 8))
	s.Keys = []compare.Key{{Path: "run.seed", Value: "42"}}
	other := *s
	other.Hash = strings.Repeat("0", len(s.Hash))
	r := compare.Sides(&other, s, onePercent, true)
	if notes := strings.Join(r.Notes, "\n"); r.Verdict != compare.Identical || !strings.Contains(notes, "a data file changed or the hash in the baseline was edited; compared are digests and values") {
		t.Errorf("%s: %s", r.Verdict, notes)
	}
	other.Keys = []compare.Key{{Path: "run.seed", Value: "43"}}
	if r = compare.Sides(&other, s, onePercent, true); strings.Contains(strings.Join(r.Notes, "\n"), "data file") {
		t.Errorf("a changed key: %v", r.Notes)
	}
}
