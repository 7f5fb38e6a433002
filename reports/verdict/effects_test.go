package verdict_test

import (
	"math"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/reportstest"
	"marketsim/sim/ask"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// TestVerdictsAgreeWithTheirIntervals: the interval of an effect leaves out 0 exactly when the effect is clear: one that only the
// correction takes has the interval of its level; a check passes or fails exactly when its interval leaves out its bound; and an effect that a
// check judges has the interval of the check.
func TestVerdictsAgreeWithTheirIntervals(t *testing.T) {
	for _, n := range []int{2, 3, 4, 6} {
		in := reportstest.Sized(3, n, 42)
		truth := summarise(t, in)
		var checks []ask.Check
		for i, metric := range []string{"revenue", "sessions", "value", "roas", "fatigue", "ctr", "cpc", "hides"} {
			e := truth.Effect("raise", metric, reports.Everyone, reports.Everyone)
			half := (*e.DifferenceHi - *e.DifferenceLo) / 2 / *e.Base
			checks = append(checks, asked(metric, metric, ask.Change, ">", *e.Change-half*(0.6+0.25*float64(i))))
		}
		s, got := answers(t, in, checks...)
		lost := 0
		for i := range s.Effects {
			e := &s.Effects[i]
			if e.DifferenceLo == nil || e.Identical() || e.Verdict == reports.VerdictNoData {
				continue
			}
			out := *e.DifferenceLo > 0 || *e.DifferenceHi < 0
			if e.Verdict == reports.VerdictLost {
				lost++
			}
			if out != e.Moved() || e.Lo != nil && (*e.Lo > 0 || *e.Hi < 0) != e.Moved() {
				t.Errorf("%d replications, %s of %s over %s: %s beside [%g, %g]", n, e.Metric, e.Arm, e.Window, e.Verdict, *e.DifferenceLo, *e.DifferenceHi)
			}
			if e.Verdict == reports.VerdictLost && !(*e.PAdjusted >= 0.05 && *e.P < 0.05) {
				t.Errorf("%s of %s is lost with p %g, corrected %g", e.Metric, e.Arm, *e.P, *e.PAdjusted)
			}
		}
		if n == 2 && lost == 0 {
			t.Error("with 2 replications the correction takes nothing away: the test shows nothing")
		}
		for i := range got {
			c := &got[i]
			if out := *c.Lo > *c.Bound || *c.Hi < *c.Bound; out != (c.Status == reports.Pass || c.Status == reports.Fail) {
				t.Errorf("%d replications: %s beside [%g, %g], which is held to %g", n, c.Status, *c.Lo, *c.Hi, *c.Bound)
			}
			e := s.Effect("raise", c.Metric, reports.Everyone, reports.Everyone)
			if *e.Lo != *c.Lo || *e.Hi != *c.Hi || e.Level != c.Level || e.Family != reports.ChecksFamily {
				t.Errorf("%s has two intervals: [%g, %g] and [%g, %g]", c.Metric, *e.Lo, *e.Hi, *c.Lo, *c.Hi)
			}
		}
	}
}

// TestChecksAreInOneOrder: what failed first, then what has no answer, then warnings, then what passed.
func TestChecksAreInOneOrder(t *testing.T) {
	warned := asked("warned", "revenue", ask.Change, "<", 0)
	warned.Warn = true
	s, _ := answers(t, reportstest.Sized(2, 4, 42), asked("passes", "revenue", ask.Change, ">", 0), warned, asked("open", "log_loss", ask.Change, ">", 0),
		asked("fails", "revenue", ask.Change, "<", 0))
	last := -1
	for _, c := range s.Checks {
		at := map[string]int{reports.Fail: 0, reports.Inconclusive: 1, reports.Warn: 2, reports.Pass: 3}[c.Counts]
		if at < last {
			t.Errorf("%s counts as %s and stands after a later one", c.ID, c.Counts)
		}
		last = at
	}
	if s.Checks[0].ID != "fails" || s.Checks[1].ID != "open" {
		t.Errorf("%s, then %s", s.Checks[0].ID, s.Checks[1].ID)
	}
}

// dead is a market in which no ad is shown in the arms named.
func dead(t *testing.T, arms ...int) *reports.Input {
	t.Helper()
	in := reportstest.Sized(2, 3, 10)
	for _, list := range in.Results {
		for _, a := range arms {
			for d := range list[a].Days {
				day := &list[a].Days[d]
				for i := range day.Cells {
					c := &day.Cells[i]
					*c = results.Tally{Potential: c.Potential, Dropped: c.Dropped, Sessions: c.Sessions, Auctions: c.Auctions, Slots: c.Slots}
				}
			}
		}
	}
	in.Questions.Invariants = []string{}
	return in
}

// TestDeadMarket: a market without ads is said in the headline, in a warning and in the answer, and a check on what is 0 on both
// sides has no data; the check fails where one side has ads.
func TestDeadMarket(t *testing.T) {
	in := dead(t, 0, 1)
	check := asked("revenue", "revenue", ask.Change, ">=", -0.01)
	check.Window.To = 10
	s, got := answers(t, in, check)
	if got[0].Status != reports.NoData || !strings.Contains(got[0].Message, "0 in both arms") || s.ExitCode != reports.ExitInconclusive {
		t.Errorf("%+v, exit %d", got[0], s.ExitCode)
	}
	if !strings.HasPrefix(s.Headline, "No ad was shown") || s.Arms[1].Answer != "NO ADS" || len(s.Warnings) == 0 || !strings.Contains(s.Warnings[0], "no ad was shown in control, raise") {
		t.Errorf("headline %q, answer %q, warnings %q", s.Headline, s.Arms[1].Answer, s.Warnings)
	}
	if s, got = answers(t, dead(t, 1), check); got[0].Status != reports.Fail || strings.HasPrefix(s.Headline, "No ad was shown:") {
		t.Errorf("ads in control only: %s, %q", got[0].Status, s.Headline)
	}
}

// TestOneReplicationDecidesNothing: what is equal in it need not be so in others, so it is not called identical, and no check of an effect passes or fails by it;
// laws are verified nonetheless. With two replications that agree to the last bit both are.
func TestOneReplicationDecidesNothing(t *testing.T) {
	for n, want := range map[int][]string{1: {reports.VerdictUntested, reports.Inconclusive, reports.Inconclusive}, 2: {reports.VerdictIdentical, reports.Pass, reports.Fail}} {
		in := reportstest.Sized(2, n, 42)
		for r := range in.Results {
			same := *in.Results[r][0]
			same.Arm = "raise"
			in.Results[r][1] = &same
		}
		s, got := answers(t, in, asked("same", "revenue", ask.Change, ">=", 0), asked("strict", "revenue", ask.Change, ">", 0))
		if n == 1 && !strings.Contains(got[0].Message, "at least 2") {
			t.Error(got[0].Message)
		}
		e := s.Effect("raise", "revenue", reports.Everyone, reports.Everyone)
		if e.Verdict != want[0] || got[0].Status != want[1] || got[1].Status != want[2] || (e.DifferenceLo == nil) != (n == 1) {
			t.Errorf("%d: %s, %s, %s; %+v", n, e.Verdict, got[0].Status, got[1].Status, e)
		}
		if n == 1 && (s.ExitCode != reports.ExitInconclusive || s.Headline == "The arms are identical in every headline metric" || s.Checks[len(s.Checks)-1].Status != reports.Pass) {
			t.Errorf("exit %d, %q, %+v", s.ExitCode, s.Headline, s.Checks[len(s.Checks)-1])
		}
	}
}

// TestOneReplicationFindsNothing: no verdict, no crossing, no best arm, no sentence on two weeks, whatever the market does.
func TestOneReplicationFindsNothing(t *testing.T) {
	s := summarise(t, reportstest.Sized(3, 1, 60))
	for i := range s.Effects {
		if e := &s.Effects[i]; e.DifferenceLo != nil || e.P != nil || e.Verdict != reports.VerdictUntested && e.Verdict != reports.VerdictNoData {
			t.Errorf("%s of %s is called %s", e.Metric, e.Arm, e.Verdict)
		}
	}
	for _, l := range s.LongRun {
		if l.Crossing != nil && l.Crossing.Day != nil || l.BreakEven != nil && l.BreakEven.Day != nil {
			t.Errorf("%s of %s turns on a day", l.Metric, l.Arm)
		}
	}
	if len(s.Board.Best) > 0 || !strings.HasPrefix(s.Headline, "One replication") || s.Arms[1].Answer != "NO BASIS" {
		t.Errorf("best %v, headline %q, answer %q", s.Board.Best, s.Headline, s.Arms[1].Answer)
	}
}

// TestWindowsBeginWithTheArm: a change from day 14 to day 43 is read over the whole horizon, the days on which it holds, a short and a
// long run within these, and the days after it; one without schedule over the whole horizon alone, unless something reacts slowly.
func TestWindowsBeginWithTheArm(t *testing.T) {
	in := reportstest.Sized(3, 3, 60)
	in.LongRun = false
	in.Arms[2].Schedule = reports.Schedule{Start: 14, Stop: 44, Change: "reserve"}
	s := summarise(t, in)
	if got := s.ArmOf("raise").Windows; len(got) != 1 || got[0].To != 60 {
		t.Errorf("raise is read over %v", got)
	}
	want := []reports.Window{{Name: "all", From: 0, To: 60}, {Name: "while it holds", From: 14, To: 44}, {Name: "first 7d", From: 14, To: 21}, {Name: "last 7d", From: 37, To: 44},
		{Name: "after it ended", From: 44, To: 60}}
	got := s.ArmOf("fewer_ads").Windows
	if len(got) != len(want) {
		t.Fatalf("fewer_ads is read over %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("window %d is %v instead of %v", i, got[i], want[i])
		}
	}
	e := s.Effect("fewer_ads", "revenue", reports.Everyone, "while it holds")
	sum := func(arm int) (x float64) {
		for _, list := range in.Results {
			for d := 14; d < 44; d++ {
				for i := range list[arm].Days[d].Cells {
					x += list[arm].Days[d].Cells[i].Revenue.Float() / 3
				}
			}
		}
		return x
	}
	near(t, "revenue while it holds", *e.Candidate, sum(2), 1e-6)
	near(t, "revenue of control on these days", *e.Base, sum(0), 1e-6)
	in.Arms[2].Schedule.Stop = 28
	if got := summarise(t, in).ArmOf("fewer_ads").Windows; len(got) != 3 || got[1].Name != "while it holds" {
		t.Errorf("two weeks have no short and long run: %v", got)
	}
	in.LongRun = true
	if got := summarise(t, in).ArmOf("raise").Windows; len(got) != 4 {
		t.Errorf("where something reacts slowly raise is read over %v", got)
	}
}

// TestHeadlines: what keeps a run from having a finding comes first, then its checks, then what moved most, with its size.
func TestHeadlines(t *testing.T) {
	in := reportstest.Sized(2, 4, 42)
	if s := summarise(t, in); !strings.HasPrefix(s.Headline, "raise: surplus -14.4% [") || !strings.Contains(s.Headline, ", revenue +3.19% [") {
		t.Errorf("what moved most: %q", s.Headline)
	}
	s, _ := answers(t, in, asked("up", "revenue", ask.Change, ">", 0), asked("sessions", "sessions", ask.Change, ">", 0))
	if !strings.HasPrefix(s.Headline, "1 of 2 checks failed: raise, sessions: sessions -1.04% [") {
		t.Errorf("a failed check: %q", s.Headline)
	}
	if s := summarise(t, reportstest.Sized(1, 4, 42)); !strings.HasPrefix(s.Headline, "control alone: revenue of 32,339 USD") {
		t.Errorf("a control: %q", s.Headline)
	}
}

// TestRoundingIsNoEffect: values that differ in their last bits are equal, and noise around 0 is no change of many per cent.
func TestRoundingIsNoEffect(t *testing.T) {
	in := reportstest.Sized(2, 3, 10)
	in.Questions.Metrics = []ask.Metric{{Name: "share", Unit: "%", Better: "higher", Top: ask.Term{Metric: "clicks"}, Bottom: ask.Term{Metric: "impressions"}}}
	for r, list := range in.Results {
		for a := range list {
			for d := range list[a].Days {
				for i := range list[a].Days[d].Cells {
					c := &list[a].Days[d].Cells[i]
					c.Impressions, c.Clicks = int64(3*(r+1+a)), int64(r+1+a)*spec.Unit // a third, rounded differently
				}
			}
		}
	}
	in.Questions.Invariants = []string{}
	e := summarise(t, in).Effect("raise", "share", reports.Everyone, reports.Everyone)
	if e.Verdict != reports.VerdictIdentical || math.Abs(*e.Base-100.0/3) > 1e-9 {
		t.Errorf("%+v", e)
	}
}
