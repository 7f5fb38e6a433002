package reports_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/reportstest"
	"marketsim/reports/verdict"
	"marketsim/sim/spec"
)

// TestWinnersAreCounted: of nine campaigns three gain 10% of their spend, three lose as much and three spend more for as much more
// value, which moves them by less than the tolerance; size and group say which.
func TestWinnersAreCounted(t *testing.T) {
	in := reportstest.Sized(2, 3, 20)
	for r, arms := range in.Results {
		for i := range arms[0].Campaigns {
			base, own := &arms[0].Campaigns[i], &arms[1].Campaigns[i]
			base.Budget, own.Budget = spec.Nano(1000-i)*spec.Unit, spec.Nano(1000-i)*spec.Unit
			base.Spend, base.Value = 100*spec.Unit, 150*spec.Unit
			more := []spec.Nano{0, 0, 20 * spec.Unit}[i/3] // spent, for as much more value
			own.Spend = 100*spec.Unit + more
			own.Value = base.Value + more + []spec.Nano{10 * spec.Unit, -10 * spec.Unit, spec.Unit / 2}[i/3] + spec.Nano(r-1)*spec.Unit/100
		}
	}
	s, err := verdict.Summarise(in)
	if err != nil {
		t.Fatal(err)
	}
	w := s.WinnersOf("raise")
	if w == nil || w.Size != "budget" {
		t.Fatalf("winners: %+v", w)
	}
	for part, want := range map[string][3]float64{
		"all": {9, 1. / 3, 1. / 3}, "group=small": {6, 0.5, 0.5}, "group=large": {3, 0, 0},
		"size=largest third": {3, 1, 0}, "size=middle third": {3, 0, 1}, "size=smallest third": {3, 0, 0},
	} {
		p := w.Part(part)
		if p == nil || p.Campaigns != want[0] || math.Abs(*p.Better.Mean-want[1]) > 1e-12 || math.Abs(*p.Worse.Mean-want[2]) > 1e-12 {
			t.Errorf("%s: %+v, want %v", part, p, want)
		}
	}
	if len(w.Largest) != 9 || w.Largest[0].Name != "small/0" || math.Abs(*w.Largest[0].Change.Mean-0.1) > 1e-12 || w.Largest[0].Verdict != reports.VerdictBetter {
		t.Errorf("largest: %+v", w.Largest)
	}
	if v := w.Largest[3].Verdict; v != reports.VerdictWorse {
		t.Errorf("the fourth loses about 10%% in each replication and is called %s", v)
	}
}

// TestIdenticalArmsHaveNoWinners: an arm that changes nothing makes nobody better or worse off.
func TestIdenticalArmsHaveNoWinners(t *testing.T) {
	in := reportstest.Sized(2, 2, 20)
	for _, arms := range in.Results {
		same := *arms[0]
		same.Arm = arms[1].Arm
		arms[1] = &same
	}
	s, err := verdict.Summarise(in)
	if err != nil {
		t.Fatal(err)
	}
	w := s.WinnersOf("raise")
	for _, p := range w.Parts {
		if *p.Better.Mean != 0 || *p.Worse.Mean != 0 {
			t.Errorf("%s: %+v", p.Part, p)
		}
	}
	for _, a := range w.Largest {
		if a.Verdict != reports.VerdictIdentical {
			t.Errorf("rank %d is called %s", a.Rank, a.Verdict)
		}
	}
	if a := s.ArmOf("raise"); a.Answer != verdict.NotJudged || !strings.Contains(a.Why, "no difference at all") {
		t.Errorf("%+v", a)
	}
}

// TestOneReplicationIsCertainOfNoAccount: without a p value an account has one of 1 after correction.
func TestOneReplicationIsCertainOfNoAccount(t *testing.T) {
	s, err := verdict.Summarise(reportstest.Sized(2, 1, 20))
	if err != nil {
		t.Fatal(err)
	}
	largest := s.WinnersOf("raise").Largest
	for _, a := range largest {
		if a.P != nil || a.PAdjusted != 1 || a.Verdict != reports.VerdictUntested {
			t.Errorf("rank %d is called %s with a p value of %v after correction, want 1", a.Rank, a.Verdict, a.PAdjusted)
		}
	}
	if len(largest) == 0 {
		t.Error("no account is listed")
	}
}

// TestRecommendationFollowsTheChecks: only checks give an answer, and the worst of them counts.
func TestRecommendationFollowsTheChecks(t *testing.T) {
	check := func(id, status, counts string) reports.Check {
		return reports.Check{ID: id, Kind: reports.KindCheck, Arm: "raise", Status: status, Counts: counts, Message: "revenue changes by 1%"}
	}
	pass, fail := check("a", reports.Pass, reports.Pass), check("b", reports.Fail, reports.Fail)
	open, warn := check("c", reports.Inconclusive, reports.Inconclusive), check("d", reports.Fail, reports.Warn)
	other := check("e", reports.Fail, reports.Fail)
	other.Arm = "fewer_ads"
	broken := reports.Check{ID: "money", Kind: reports.KindInvariant, Status: reports.Fail, Message: "money is lost"}
	for _, c := range []struct {
		checks []reports.Check
		ship   []string // what shipping needs
		want   string
	}{
		{nil, nil, verdict.NotJudged}, {[]reports.Check{pass}, nil, verdict.ChecksPass}, {[]reports.Check{pass, other}, nil, verdict.ChecksPass},
		{[]reports.Check{pass, warn}, nil, verdict.Warned}, {[]reports.Check{pass, warn, open}, nil, verdict.Undecided},
		{[]reports.Check{open, fail}, nil, verdict.ChecksFail}, {[]reports.Check{pass, broken}, nil, verdict.ChecksFail},
		{[]reports.Check{pass, fail}, []string{"a"}, verdict.Ship}, {[]reports.Check{pass, fail}, []string{"b"}, verdict.DoNotShip},
		{[]reports.Check{pass, open}, []string{"a", "c"}, verdict.NotDecided}, {[]reports.Check{pass, broken}, []string{"a"}, verdict.DoNotShip},
	} {
		s, err := verdict.Summarise(reportstest.Sized(3, 2, 20))
		if err != nil {
			t.Fatal(err)
		}
		s.Checks = c.checks
		if got, why := verdict.Recommend(s, "raise", c.ship); got != c.want || why == "" {
			t.Errorf("%v: %s (%s), want %s", c.checks, got, why, c.want)
		}
		want := verdict.NoBasis
		if slices.ContainsFunc(c.checks, func(k reports.Check) bool { return k.Kind == reports.KindInvariant }) {
			want = c.want
		}
		s.Quick = true
		if got, _ := verdict.Recommend(s, "raise", c.ship); got != want {
			t.Errorf("%v: a quick run says %s, want %s", c.checks, got, want)
		}
	}
}

// TestTerseChecksSayWhatTheyNeed: estimate, interval, window, requirement, and the replications that would decide.
func TestTerseChecksSayWhatTheyNeed(t *testing.T) {
	x, lo, hi := 0.012, -0.01, 0.034
	c := &reports.Check{ID: "later", Metric: "sessions_per_pinner_day", Status: reports.Inconclusive, Counts: reports.Inconclusive, Require: "change >= 0%", Subject: "change",
		Estimate: &x, Lo: &lo, Hi: &hi, Window: &reports.Window{Name: "last 28d"}, Needed: 12}
	if got, want := verdict.Terse(c), "later: sessions per Pinner and day +1.2% [-1.0, +3.4], last 28d; needs change >= 0%; about 12 replications would decide"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestBandIsOfTheLargerSpend: campaigns that spend 300 USD instead of 100 and gain 2 USD gain less than 1% of it; those that spend as little as before gain more.
func TestBandIsOfTheLargerSpend(t *testing.T) {
	for spent, want := range map[spec.Nano]float64{300: 0, 100: 1} {
		in := reportstest.Sized(2, 2, 20)
		for _, arms := range in.Results {
			for i := range arms[0].Campaigns {
				base, own := &arms[0].Campaigns[i], &arms[1].Campaigns[i]
				base.Spend, base.Value = 100*spec.Unit, 150*spec.Unit
				own.Spend, own.Value = spent*spec.Unit, (50+spent+2)*spec.Unit
			}
		}
		s, err := verdict.Summarise(in)
		if err != nil {
			t.Fatal(err)
		}
		if p := s.WinnersOf("raise").Part("all"); *p.Better.Mean != want || *p.Worse.Mean != 0 {
			t.Errorf("%d USD spent: %v better and %v worse, want %v and 0", spent, *p.Better.Mean, *p.Worse.Mean, want)
		}
	}
}
