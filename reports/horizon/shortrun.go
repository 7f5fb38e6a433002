package horizon

import (
	"fmt"

	"marketsim/reports"
	"marketsim/reports/stats"
	"marketsim/sim/experiment"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// ShortTest is how long the test is whose biases are told.
const ShortTest = 14

// ShortBias is what a test of two weeks gets wrong about the long run of the launch that is told in one market, and what is tried against it: effects on revenue, of live tests on revenue a
// session, means over tests with 95% intervals, as fractions of control. An error is what is read less what is true.
type ShortBias struct {
	Market string   `json:"market"`
	Bias   string   `json:"bias"`
	Value  *float64 `json:"value"` // nil where no test has it: a side without sessions, or without revenue in control
	Lo     *float64 `json:"lo"`    // nil where there is one test
	Hi     *float64 `json:"hi"`
	By     string   `json:"tried"`  // the reading that is meant to correct it; empty: none
	Leaves *float64 `json:"leaves"` // the error that this reading has; nil where none was tried
	// LeavesLo and LeavesHi are its interval; nil where there is one test.
	LeavesLo *float64 `json:"leaves_lo"`
	LeavesHi *float64 `json:"leaves_hi"`
}

// The biases of a short test.
const (
	Exposure  = "novelty and primacy"
	Season    = "season"
	Through   = "control is moved, %s treated"
	Interfere = "interference, %s treated"
)

// LiveShares are the stages of a ramp at which a live test of two weeks is read.
var LiveShares = []float64{0.1, 0.5}

// Live is one replication of a launch as live tests of two weeks show it: revenue a session of the sides of a Pinner split by share, of a budget split, and of the two whole markets.
// Luck is the same without a treatment: what Pinners of the sides do otherwise by themselves.
type Live struct {
	Control, Treated             []float64
	BudgetControl, BudgetTreated float64
	WholeControl, WholeTreated   float64
	Luck                         *Live
}

// LiveTest is an experiment of these tests.
func LiveTest(control, treatment int) *experiment.Experiment {
	e := &experiment.Experiment{Name: "two weeks", Control: control, Treatment: treatment, To: ShortTest * spec.Day, Every: ShortTest * spec.Day, Metrics: []string{"revenue"}}
	for _, share := range LiveShares {
		e.Designs = append(e.Designs, experiment.Design{Name: part(share), Split: experiment.Pinners, Share: share})
	}
	e.Designs = append(e.Designs, experiment.Design{Name: "budgets", Split: experiment.Budgets, Share: 0.5})
	return e
}

// ReadLive reads one replication of them.
func ReadLive(l *experiment.Layout, arms []*results.Result, units []*results.Trial, axes *results.Axes) (x Live) {
	whole := func(arm int) float64 {
		t := results.Sum(arms[arm], axes, 0, ShortTest, results.Everything)
		return t.Revenue.Float() / float64(t.Sessions)
	}
	for k := range LiveShares {
		var control, treated results.GroupDay
		for _, day := range units[l.Designs[k][0]].Daily {
			for b := range results.Buckets {
				control.Add(&day[results.InControl*results.Buckets+b])
				treated.Add(&day[results.HasJoined*results.Buckets+b])
			}
		}
		x.Control, x.Treated = append(x.Control, perSession(&control)), append(x.Treated, perSession(&treated))
	}
	budgets := l.Designs[len(LiveShares)]
	x.BudgetControl, x.BudgetTreated = whole(budgets[0]), whole(budgets[1])
	x.WholeControl, x.WholeTreated = whole(experiment.WholeControl), whole(experiment.WholeTreatment)
	return x
}

func perSession(g *results.GroupDay) float64 { return g.Revenue.Float() / float64(g.Sessions) }

// ShortRun are the biases of a launch: again is the same change begun when the long run does, which is read after as many days; nil where it was not played. live are its live tests; none
// where a Pinner split cannot carry the change.
func (r *Report) ShortRun(l, again *Launch, live []Live) {
	if r.Focus == nil || l.Arm != r.Focus.Arm || l.still {
		return
	}
	first := len(r.Short)
	defer func() { r.lived(l, r.Short[first:]) }()
	add := func(bias, by string, values, leaves []float64) {
		x := stats.MeanInterval(values, 0.95)
		b := ShortBias{Market: l.Market, Bias: bias, Value: reports.Finite(x.Mean), Lo: reports.Finite(x.Lo), Hi: reports.Finite(x.Hi), By: by}
		if by != "" {
			y := stats.MeanInterval(leaves, 0.95)
			b.Leaves, b.LeavesLo, b.LeavesHi = reports.Finite(y.Mean), reports.Finite(y.Lo), reports.Finite(y.Hi)
		}
		r.Short = append(r.Short, b)
	}
	if again != nil {
		exposure, season, left := l.parted(again)
		add(Exposure, fmt.Sprintf("%s, day %d", Post, correctedOn), exposure, left)
		add(Season, "a test of those weeks", season, nil)
	}
	r.interference(live, add)
}

// correctedOn is the day on which what exposure does is read.
const correctedOn = 56

// parted is what a test of two weeks reads beyond the long run, by test: what exposure does, on days of one season, and what the season does, at one exposure. Both together are what the two
// weeks read less the long run. left is what a post-period reads beyond it.
func (l *Launch) parted(again *Launch) (exposure, season, left []float64) {
	late := l.Days() - LongRun
	for k, t := range l.alone() {
		now, then := t.effect(0, 0, ShortTest), again.alone()[k].effect(0, late, late+ShortTest)
		exposure, season, left = append(exposure, then-t.Truth()), append(season, now-then), append(left, t.compared(Post, correctedOn)-t.Truth())
	}
	return exposure, season, left
}

// interference adds what live tests read beside what whole markets show over the same days, and how far control is moved by the others.
func (r *Report) interference(live []Live, add func(bias, by string, values, leaves []float64)) {
	if len(live) == 0 {
		return
	}
	for k, share := range LiveShares {
		var bias, moved, budgets []float64
		for i := range live {
			x := &live[i]
			bias, moved, budgets = append(bias, x.reads(k)-x.truth()), append(moved, x.Control[k]/x.Luck.Control[k]-1), append(budgets, x.readsBudgets()-x.truth())
		}
		add(fmt.Sprintf(Interfere, part(share)), "budget split, 50%", bias, budgets)
		add(fmt.Sprintf(Through, part(share)), "", moved, nil)
	}
}

func (x *Live) truth() float64 { return x.WholeTreated / x.WholeControl }

// reads is treated over control of a Pinner split, without the luck of who is on which side.
func (x *Live) reads(k int) float64 {
	return x.Treated[k] / x.Control[k] / (x.Luck.Treated[k] / x.Luck.Control[k])
}

func (x *Live) readsBudgets() float64 {
	return x.BudgetTreated / x.BudgetControl / (x.Luck.BudgetTreated / x.Luck.BudgetControl)
}
