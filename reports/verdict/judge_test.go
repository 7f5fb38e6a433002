package verdict_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/reports"
	"marketsim/reports/reportstest"
	"marketsim/reports/stats"
	"marketsim/reports/verdict"
	"marketsim/sim/ask"
	"marketsim/sim/results"
)

// asked is a check on arm raise over the whole horizon.
func asked(id, metric, subject, op string, bound float64) ask.Check {
	return ask.Check{ID: id, Arm: "raise", Metric: metric, Window: ask.Window{Name: "all", From: 0, To: 42}, Require: subject + " " + op + " ...",
		Rule: ask.Rule{Subject: subject, Op: op, Bound: bound}, OnInconclusive: "inconclusive"}
}

func answers(t *testing.T, in *reports.Input, checks ...ask.Check) (*reports.Summary, []reports.Check) {
	t.Helper()
	in.Questions.Checks = checks
	s := summarise(t, in)
	var got []reports.Check // in the order in which they were asked
	for i := range checks {
		for _, c := range s.Checks {
			if c.ID == checks[i].ID {
				got = append(got, c)
				break
			}
		}
	}
	return s, got
}

// TestNoEventIsNoCertainty: no hide in two replications does not show that there are fewer than one in two of them: with a mean of one half that happens in exp(-1) = 37% of cases.
// Fewer than 100 it does show.
func TestNoEventIsNoCertainty(t *testing.T) {
	in := reportstest.Sized(2, 2, 42)
	for _, arms := range in.Results {
		for _, arm := range arms {
			for d := range arm.Days {
				for c := range arm.Days[d].Cells {
					arm.Days[d].Cells[c].Hides = 0
				}
			}
		}
	}
	_, got := answers(t, in, asked("few", "hides", ask.Level, "<", 0.5), asked("hundred", "hides", ask.Level, "<", 100))
	if got[0].Status != reports.Inconclusive || got[1].Status != reports.Pass {
		t.Errorf("%s and %s: %s; %s", got[0].Status, got[1].Status, got[0].Message, got[1].Message)
	}
}

// TestVerdicts: each subject and side gives the verdict that its numbers demand, and the exit code follows from severity.
func TestVerdicts(t *testing.T) {
	in := reportstest.Sized(2, 6, 42)
	truth := summarise(t, in).Effect("raise", "revenue", reports.Everyone, reports.Everyone)
	up := *truth.Change
	if up < 0.01 || *truth.Lo < 0 {
		t.Fatalf("the standard market's raise should lift revenue clearly: %+v", truth)
	}
	warn := asked("warned", "revenue", ask.Change, "<", 0)
	warn.Warn = true
	s, got := answers(t, in,
		asked("above", "revenue", ask.Change, ">", 0), asked("below", "revenue", ask.Change, "<", 0),
		asked("at-the-estimate", "revenue", ask.Change, ">", up+1e-7),
		asked("difference", "revenue", ask.Difference, ">=", 0), asked("value", "revenue", ask.Level, ">", *truth.Candidate*0.5),
		asked("same", "pinners", ask.Change, ">=", 0), asked("same-strict", "pinners", ask.Change, ">", 0),
		asked("no-data", "log_loss", ask.Change, ">", 0), warn)
	for i, want := range []string{reports.Pass, reports.Fail, reports.Inconclusive, reports.Pass, reports.Pass, reports.Pass, reports.Fail,
		reports.NoData, reports.Fail} {
		if got[i].Status != want {
			t.Errorf("%s is %s, want %s: %s", got[i].ID, got[i].Status, want, got[i].Message)
		}
	}
	if c := got[2]; c.Needed != 0 && c.Needed <= 6 || !strings.Contains(c.Message, "do not decide") {
		t.Errorf("an undecided check says what would decide it: %+v", c)
	}
	if got[8].Counts != reports.Warn || s.ExitCode != reports.ExitFail || s.Verdict != reports.Fail {
		t.Errorf("%s counts as %s; verdict %s, exit %d", got[8].ID, got[8].Counts, s.Verdict, s.ExitCode)
	}
	for _, c := range []struct {
		checks  []ask.Check
		verdict string
		code    int
	}{
		{[]ask.Check{asked("above", "revenue", ask.Change, ">", 0)}, reports.Pass, 0},
		{[]ask.Check{warn}, reports.Warn, 0},
		{[]ask.Check{asked("no-data", "log_loss", ask.Change, ">", 0)}, reports.Inconclusive, 3},
		{[]ask.Check{with(asked("x", "log_loss", ask.Change, ">", 0), "warn")}, reports.Warn, 0},
		{[]ask.Check{with(asked("x", "log_loss", ask.Change, ">", 0), "fail")}, reports.Fail, 1},
		{[]ask.Check{asked("gone", "nonsense", ask.Level, ">", 0)}, reports.Inconclusive, 3},
	} {
		if s, _ := answers(t, in, c.checks...); s.Verdict != c.verdict || s.ExitCode != c.code {
			t.Errorf("%s: verdict %s, exit %d; want %s, %d", c.checks[0].ID, s.Verdict, s.ExitCode, c.verdict, c.code)
		}
	}
}

func with(c ask.Check, onInconclusive string) ask.Check {
	c.OnInconclusive = onInconclusive
	return c
}

// TestFamily: the same numbers that pass alone do not pass in a large family, unless the correction is off.
func TestFamily(t *testing.T) {
	in := reportstest.Sized(2, 3, 42)
	e := summarise(t, in).Effect("raise", "revenue", reports.Everyone, reports.Everyone)
	edge := *e.Lo - 0.05*(*e.Hi-*e.Lo) // just outside of the 95% interval
	list := []ask.Check{asked("edge", "revenue", ask.Change, ">", edge)}
	if _, got := answers(t, in, list...); got[0].Status != reports.Pass {
		t.Fatalf("alone: %+v", got[0])
	}
	for range 20 {
		list = append(list, asked("other", "revenue", ask.Change, ">", *e.Change))
	}
	if _, got := answers(t, in, list...); got[0].Status != reports.Inconclusive {
		t.Errorf("in a family of 21: %+v", got[0])
	}
	in.Questions.Correction = "none"
	if _, got := answers(t, in, list...); got[0].Status != reports.Pass {
		t.Errorf("uncorrected: %+v", got[0])
	}
}

// TestOwnMetric: a ratio of the scenario's own equals the ratio of its parts, in every replication.
func TestOwnMetric(t *testing.T) {
	in := reportstest.Sized(2, 3, 42)
	in.Questions.Metrics = []ask.Metric{{Name: "large_share", Unit: "%", Better: "higher",
		Top: ask.Term{Metric: "revenue", Where: ask.Where{Group: "large"}}, Bottom: ask.Term{Metric: "revenue"}}}
	s, got := answers(t, in, asked("share", "large_share", ask.Level, ">=", 0))
	want := 0.0
	for r := range in.Results {
		large := results.Sum(in.Results[r][1], &in.Axes, 0, 42, results.Cut{Segment: -1, Surface: -1, Group: 1})
		whole := results.Sum(in.Results[r][1], &in.Axes, 0, 42, results.Everything)
		want += 100 * large.Revenue.Float() / whole.Revenue.Float() / 3
	}
	near(t, "large_share", *s.Value("raise", "large_share", reports.Everyone).Value, want, 1e-9)
	near(t, "large_share of the check", *got[0].Estimate, want, 1e-9)
	if s.Effect("raise", "large_share", reports.Everyone, "last 28d") == nil {
		t.Error("it has no effect over the long run")
	}
}

// TestNeeded: so many replications give the power that was asked for, and one fewer does not, by simulation of the t test.
func TestNeeded(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	power := func(n int, delta, sd, alpha float64) float64 {
		const trials = 4000
		limit := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}.Quantile(1 - alpha)
		hits := 0
		for range trials {
			sum, squares := 0.0, 0.0
			for range n {
				x := delta + sd*r.NormFloat64()
				sum, squares = sum+x, squares+x*x
			}
			mean := sum / float64(n)
			if mean*math.Sqrt(float64(n)) > limit*math.Sqrt((squares-float64(n)*mean*mean)/float64(n-1)) {
				hits++
			}
		}
		return float64(hits) / trials
	}
	const error4 = 4 * 0.0063 // standard errors of a share of 0.8 in 4,000 trials
	for _, c := range []struct{ delta, sd, alpha float64 }{{1, 1, 0.025}, {0.5, 1, 0.005}, {1, 0.5, 0.025}} {
		n := stats.Needed(c.delta, c.sd, c.alpha)
		if enough, less := power(n, c.delta, c.sd, c.alpha), power(n-1, c.delta, c.sd, c.alpha); enough < stats.Power-error4 || less > stats.Power+error4 {
			t.Errorf("%+v: %d replications have power %.3f, one fewer has %.3f", c, n, enough, less)
		}
	}
	if stats.Needed(0, 1, 0.05) != 0 || stats.Needed(1e-9, 1, 0.05) != 0 {
		t.Error("no number is enough where the estimate lies on the bound")
	}
}

// TestSequential: a look decides once and for all, the looks share the error rate, and precision stops as soon as it is there.
func TestSequential(t *testing.T) {
	in := reportstest.Sized(2, 4, 42)
	in.Questions.Sequential = &ask.Sequential{Min: 4, Max: 32, Until: "decided"}
	s, got := answers(t, in, asked("above", "revenue", ask.Change, ">", -0.5), asked("edge", "revenue", ask.Change, ">", 0.0721))
	if got[0].Status != reports.Pass || got[0].Decided != 4 {
		t.Errorf("%+v", got[0])
	}
	if s.Stopping == nil || s.Stopping.Reached != (got[1].Status != reports.Inconclusive) || s.Stopping.Looks[0] != 4 {
		t.Errorf("%+v, %+v", s.Stopping, got[1])
	}
	in.Questions.Checks = in.Questions.Checks[:1]
	if !verdict.Settled(in) {
		t.Error("every check is decided")
	}
	in.Questions.Sequential = &ask.Sequential{Min: 4, Max: 32, Metric: "revenue", Width: 10}
	if !verdict.Settled(in) {
		t.Error("any interval is narrow enough")
	}
	in.Questions.Sequential.Width = 1e-9
	if verdict.Settled(in) {
		t.Error("no interval is that narrow")
	}
}

// TestEqualCountsAreNotCertain: an arm that loses 1 of 14 events in each of two replications passes nothing, and in a table nothing is exact; one that loses
// thousands of them does.
func TestEqualCountsAreNotCertain(t *testing.T) {
	for _, c := range []struct {
		base, arm int64
		n         int
		status    string
	}{{14, 13, 2, reports.Inconclusive}, {140000, 130000, 2, reports.Pass}, {14, 13, 9, reports.Pass}} {
		in := reportstest.Sized(2, c.n, 42)
		for _, arms := range in.Results {
			for a, saved := range []int64{c.base, c.arm} {
				for d := range arms[a].Days {
					for i := range arms[a].Days[d].Cells {
						arms[a].Days[d].Cells[i].Saves = 0
					}
				}
				arms[a].Days[0].Cells[0].Saves = saved
			}
		}
		s, got := answers(t, in, asked("fewer", "saves", ask.Change, "<", -0.01), asked("level", "saves", ask.Level, "<", float64(c.base)-0.2))
		for _, x := range got {
			if x.Status != c.status || strings.Contains(x.Message, "exactly") {
				t.Errorf("%d and %d in %d replications: %s %s", c.base, c.arm, c.n, x.Status, x.Message)
			}
			if out := x.Lo != nil && (*x.Lo > *x.Bound || *x.Hi < *x.Bound); out != (x.Status == reports.Pass) {
				t.Errorf("%d and %d: %s beside [%g, %g]", c.base, c.arm, x.Status, *x.Lo, *x.Hi)
			}
			if c.status == reports.Inconclusive && (!strings.Contains(x.Message, "2 replications do not decide, though they agree") || x.Needed <= 2) {
				t.Errorf("the message does not say why: %s", x.Message)
			}
		}
		if e := s.Effect("raise", "saves", reports.Everyone, "first 14d"); e != nil && e.Moved() != (c.status == reports.Pass) && c.n == 2 {
			t.Errorf("%d and %d in the table: %s, p %g", c.base, c.arm, e.Verdict, *e.P)
		}
	}
}
