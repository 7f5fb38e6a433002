package render_test

import (
	"bytes"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/render"
	"marketsim/reports/reportstest"
	"marketsim/reports/verdict"
)

// named is a run whose arms have names of their own.
func named(t *testing.T, change func(*reports.Input), names ...string) *reports.Summary {
	t.Helper()
	in := reportstest.Sized(1+len(names), 3, 60)
	for i, n := range names {
		in.Arms[i+1].Name = n
		for _, arms := range in.Results {
			arms[i+1].Arm = n
		}
	}
	if change != nil {
		change(in)
	}
	s, err := verdict.Summarise(in)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func table(s *reports.Summary, style format.Style) string {
	var b bytes.Buffer
	render.Table(&b, s, style)
	return b.String()
}

// TestArmsAreToldApart: names are full wherever they stand, on a narrow screen, in a pipe and in Markdown, and no line is wider than the
// screen; a column too narrow for a name says what the arm is to the table, whose heading names it.
func TestArmsAreToldApart(t *testing.T) {
	const low, high = "reserve_of_the_home_surface_low", "reserve_of_the_home_surface_high"
	s := named(t, nil, low, high)
	for _, width := range []int{60, 80, 110, 160} {
		text := table(s, format.Style{Width: width})
		heads := map[string]bool{}
		for _, line := range strings.Split(text, "\n") {
			if n := len([]rune(line)); n > width {
				t.Errorf("width %d: %d characters: %q", width, n, line)
			}
			if strings.HasPrefix(line, "metric ") {
				heads[strings.Join(strings.Fields(line)[:3], " ")] = true
			}
		}
		if len(heads) != 1 || !heads[map[bool]string{true: "metric change [95%", false: "metric control this"}[width < 70]] {
			t.Errorf("width %d: the tables have the columns %v", width, heads)
		}
		for _, name := range []string{low, high} {
			if strings.Contains(text, "…") || strings.Count(text, "\n"+name+"\n") != 1 || strings.Count(text, "\n"+name+" against control\n") != 1 {
				t.Errorf("width %d: %s is cut, or does not stand once above its rows", width, name)
			}
		}
	}
	for what, text := range map[string]string{"pipe": table(s, format.Style{Width: 80, Full: true}), "Markdown": markdown(t, s)} {
		if strings.Contains(text, "…") || !strings.Contains(text, low) || !strings.Contains(text, high) {
			t.Errorf("names are cut in %s", what)
		}
	}
}

func markdown(t *testing.T, s *reports.Summary) string {
	t.Helper()
	var b bytes.Buffer
	if err := render.Markdown(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestTheBestArmHasATable: of more arms than a screen has tables for, the one that raises revenue most has one, and so has one whose check
// fails; the rest are named.
func TestTheBestArmHasATable(t *testing.T) {
	s := named(t, nil, "raise", "fewer_ads")
	raise, other := s.Arms[1], s.Arms[2]
	s.Arms = s.Arms[:1]
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		other.Name = name
		s.Arms = append(s.Arms, other)
	}
	s.Arms = append(s.Arms, raise)
	s.Checks = append(s.Checks, reports.Check{Kind: reports.KindCheck, Arm: "d", Status: reports.Fail})
	text := table(s, format.Style{Width: 80})
	for line, want := range map[string]int{"raise against control": 1, "b against control": 1, "c against control": 0, "d against control": 1,
		"summary.md has tables like these of c and e too.": 1} {
		if n := strings.Count(text, "\n"+line+"\n"); n != want {
			t.Errorf("%q stands %d times on the screen, want %d", line, n, want)
		}
	}
}

// TestArmsSideBySide: the best of a column has a star and what it costs is said; changes that are not clear stand in parentheses.
func TestArmsSideBySide(t *testing.T) {
	s := named(t, nil, "raise", "fewer_ads")
	text := table(s, format.Style{Width: 140})
	for _, want := range []string{"All arms against control", "+3.1", " *", "Most revenue: raise, +", "It costs: "} {
		if !strings.Contains(text, want) {
			t.Errorf("the screen does not say %q", want)
		}
	}
	if s.Board.BestArm("revenue") != "raise" || s.Board.BestArm("sessions_per_pinner_day") != "fewer_ads" {
		t.Errorf("best: %+v", s.Board.Best)
	}
	if one := table(named(t, nil, "raise"), format.Style{}); strings.Contains(one, "All arms against") {
		t.Error("a single arm stands side by side with none")
	}
}

// TestScheduleIsOnThePage: days of an arm's change stand at its name, its effect on them below, and a test of two weeks begins with it.
func TestScheduleIsOnThePage(t *testing.T) {
	s := named(t, func(in *reports.Input) {
		in.LongRun = false
		in.Arms[1].Schedule = reports.Schedule{Start: 10, Stop: 58, Change: "reserve"}
	}, "season")
	for what, text := range map[string]string{"screen": table(s, format.Style{}), "Markdown": markdown(t, s)} {
		flat := strings.Join(strings.Fields(text), " ")
		for _, want := range []string{"season (days 10 to 57) against control", "A test of 14 days from day 10 on would have concluded"} {
			if !strings.Contains(flat, want) {
				t.Errorf("%s does not say %q", what, want)
			}
		}
	}
	if text := strings.Join(strings.Fields(table(s, format.Style{})), " "); !strings.Contains(text, "While it holds (days 10 to 57): revenue +") {
		t.Error("the screen does not say what the arm does while it holds")
	}
	always := named(t, func(in *reports.Input) { in.LongRun = false }, "raise")
	if text := table(always, format.Style{}); strings.Contains(text, "A test of") {
		t.Error("a test of two weeks is spoken of where nothing reacts slowly and nothing starts late")
	}
}

// TestWordsOfTheCorrection: what only the correction takes away says so, short on the screen and in full in Markdown, and no row calls
// an interval without 0 unclear.
func TestWordsOfTheCorrection(t *testing.T) {
	s := named(t, nil, "raise", "fewer_ads")
	lost := 0
	for i := range s.Effects {
		e := &s.Effects[i]
		if e.Arm == "raise" && e.Metric == "value" && e.Window == reports.Everyone && e.Segment == reports.Everyone {
			e.Verdict, lost = reports.VerdictLost, lost+1
		}
	}
	if lost != 1 {
		t.Fatalf("%d effects", lost)
	}
	if text := table(s, format.Style{}); !strings.Contains(text, "n.s. of ") {
		t.Error("the screen does not say that the correction decided")
	}
	if text := markdown(t, s); !strings.Contains(text, "not significant after correcting for ") {
		t.Error("Markdown does not say that the correction decided")
	}
}
