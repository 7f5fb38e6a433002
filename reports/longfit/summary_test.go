package longfit

import (
	"math"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/format"
)

// TestNoModelFits: an effect of the same size from the first day on is what no model has. Then headline, exit code, table and piece of a scenario say so alike.
func TestNoModelFits(t *testing.T) {
	var flat []Effect
	for day := 0; day <= 35; day += 7 {
		flat = append(flat, Effect{Day: day, Class: Visits, Metric: "sessions", Value: -0.015, SE: 0.00255})
	}
	s := Summarise(&reports.Input{}, "more", lever, flat)
	if s.ExitCode != reports.ExitFail || !strings.HasPrefix(s.Headline, "No model fits the effects") {
		t.Fatalf("exit code %d, %q", s.ExitCode, s.Headline)
	}
	for _, row := range s.Rows()[1:] {
		if !strings.HasPrefix(row[1], "no") {
			t.Errorf("%s is allowed: %s", row[0], row[1])
		}
	}
	var b strings.Builder
	if err := s.Fragment(&b); err != nil || strings.Contains(b.String(), "beliefs:") || strings.Contains(b.String(), "--beliefs") {
		t.Errorf("%v\n%s", err, b.String())
	}
	if len(s.Notes) != 4 || !strings.HasPrefix(s.Notes[0], "the nearest model leaves more than chance would") {
		t.Errorf("%q", s.Notes)
	}
}

// rowsOf is a table of effects.
func rowsOf(columns string, rows ...string) *format.Sheet {
	s := &format.Sheet{Columns: strings.Split(columns, ",")}
	for _, row := range rows {
		s.Rows = append(s.Rows, strings.Split(row, ","))
	}
	return s
}

// TestEffectsWithStandardErrors: a standard error of 0.2% stands for itself, and the ends of a 95% interval 0.392 points away are the same; the echo says what was read.
func TestEffectsWithStandardErrors(t *testing.T) {
	var se, ends []string
	for _, day := range []string{"0", "1", "2", "3", "4"} {
		se, ends = append(se, day+",Sessions,-1.5%,0.2%"), append(ends, day+",sessions,-0.015,-0.01892,-0.01108")
	}
	for columns, rows := range map[string][]string{"day,metric,effect,se": se, "day,metric,effect,lo,hi": ends} {
		list, bad := Read(rowsOf(columns, rows...))
		if len(bad) > 0 || len(list) != 5 || list[4].Day != 4 || math.Abs(list[0].Value+0.015) > 1e-12 || math.Abs(list[0].SE-0.002) > 1e-6 {
			t.Fatalf("%+v %+v", list, bad)
		}
		if got := Echo(list); got != "5 effects: sessions from -1.50% [-1.89%, -1.11%] on day 0 to -1.50% [-1.89%, -1.11%] on day 4" {
			t.Errorf("%q", got)
		}
	}
}

// TestImplausibleEffects: effects below -100%, percentages without their sign and intervals without theirs are told, all at once, each with its row and column.
func TestImplausibleEffects(t *testing.T) {
	_, bad := Read(rowsOf("day,metric,effect,lo,hi", "0,sessions,-1.5,-2,-1", "1,sessions,-150%,-160%,-140%", "2,sessions,-1.5%,-0.02,-0.01", "3,sesions,1%,0%,2%", "1.5,ctr,1%,0%,2%", "4,ctr,0.01,0,0.02"))
	want := []string{"would be -150%", "below -100%", "one has a % and the other has none", "`sesions` is not read", "`1.5` is no day"}
	if len(bad) != len(want) {
		t.Fatalf("%+v", bad)
	}
	for i, text := range want {
		if bad[i].Row != i || !strings.Contains(bad[i].Message, text) {
			t.Errorf("row %d: %q, want %q", bad[i].Row, bad[i].Message, text)
		}
	}
}
