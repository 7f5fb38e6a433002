package compare_test

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/compare"
	"marketsim/reports/reportstest"
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
