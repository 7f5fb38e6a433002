package experiment

import (
	"fmt"
	"math"
	"strings"

	"marketsim/reports/stats"
)

// Rules of advice. A design is recommended on evidence, not because it happened to decide right:
//
//   - there are at least LeastReplications replications: with fewer, no exact interval of a share lies above one half;
//   - none whose diagnosis is bad: blocks aligned with the day, sides of other sizes than planned, false alarms in A/A tests, or an estimator that could
//     be applied in fewer than half of the replications;
//   - for the size of an effect the least root mean square error, where that is less than the effect; others are named with it whose squared errors the
//     replications do not tell apart from its own (paired t);
//   - a bias of what is recommended is named with it, where its interval does not hold 0;
//   - for its sign, where the truth's own sign is known, the largest share of right decisions whose interval lies above one half; others are named with it
//     whose decisions are not told apart (exact McNemar test).
const LeastReplications = 6

// rare is the chance below which alarms are no luck of a sound design.
const rare = 0.01

// doubt is why an estimator is not recommended; empty: nothing speaks against it.
func (s *sample) doubt() string {
	aligned, mismatched, alarms := 0, 0, 0
	for k, x := range s.readings {
		if x.Aligned {
			aligned++
		}
		if x.Mismatched {
			mismatched++
		}
		if len(s.aa) > k && s.aa[k].P < 1-Level {
			alarms++
		}
	}
	switch all := len(s.readings); {
	case 2*aligned > all:
		return fmt.Sprintf("blocks are aligned with the day in %d of %d replications: hours of the day are on one side alone, and nothing tells the treatment from them", aligned, all)
	case stats.AtLeast(mismatched, all, mismatch) < rare:
		return fmt.Sprintf("its sides have other sizes than planned in %d of %d replications (sample-ratio mismatch, p < %g)", mismatched, all, mismatch)
	case stats.AtLeast(alarms, len(s.aa), 1-Level) < rare:
		return fmt.Sprintf("%d of its %d A/A tests reject, where %.0f%% should", alarms, len(s.aa), 100*(1-Level))
	}
	return ""
}

// known tells whether replications know the sign of the truth.
func (j *Judgement) known() bool {
	return j.TruthLo != nil && j.TruthHi != nil && (*j.TruthLo > 0 || *j.TruthHi < 0)
}

// scale is what errors are told in: the truth where its sign is known, since designs may have truths of their own.
func (j *Judgement) scale() float64 {
	if j.known() {
		return math.Abs(*j.Truth)
	}
	return 1
}

// miss is the error by the size of what is read.
func (j *Judgement) miss() float64 { return *j.RMSE / j.scale() }

// name names an estimator in a sentence.
func (j *Judgement) name() string { return j.Design + " (" + j.Estimator + ")" }

// advise says which design to trust for the size of an effect, and which for its sign, by the rules above. The least biased is not always the best for the sign:
// of a treatment whose bias has the effect's own sign, a biased test rejects more often and never for the wrong reason.
func (r *Report) advise(metric string) {
	add := func(format string, args ...any) {
		r.Advice = append(r.Advice, metric+": "+fmt.Sprintf(format, args...))
	}
	if r.Replications < LeastReplications {
		add("no design is recommended by %s: with fewer than %d the share of right decisions cannot be shown to be above one half", counted(r.Replications), LeastReplications)
		return
	}
	var sound, doubtful []*Judgement
	for i := range r.Judgements {
		j := &r.Judgements[i]
		switch {
		case j.Metric != metric || !j.TellsEffect():
		case j.Doubt != "":
			doubtful = append(doubtful, j)
		case j.Replications >= LeastReplications:
			sound = append(sound, j)
		}
	}
	r.adviseSize(sound, add)
	r.adviseSign(sound, add)
	for _, j := range doubtful {
		add("%s is not recommended: %s", j.name(), j.Doubt)
	}
}

func counted(n int) string {
	if n == 1 {
		return "1 replication"
	}
	return fmt.Sprintf("%d replications", n)
}

// adviseSize recommends for the size of the effect.
func (r *Report) adviseSize(sound []*Judgement, add func(format string, args ...any)) {
	best := top(sound, func(j *Judgement) float64 {
		if j.RMSE == nil || j.known() && j.miss() >= 1 {
			return math.Inf(-1)
		}
		return -j.miss()
	})
	if best == nil {
		add("for the size of the effect none is recommended: none errs by less than the effect itself")
		return
	}
	rest := alike(sound, best, func(j *Judgement) bool { return sameErrors(j, best) })
	add("for the size of the effect take %s: its error is least, %.2g percentage points (root mean square)%s%s", best.name(), 100**best.RMSE, rest, best.leans())
}

// adviseSign recommends for the sign of the effect.
func (r *Report) adviseSign(sound []*Judgement, add func(format string, args ...any)) {
	best := top(sound, func(j *Judgement) float64 {
		if j.RightSign == nil || !j.known() {
			return math.Inf(-1)
		}
		return *j.RightSign - *j.WrongSign
	})
	switch {
	case best == nil:
		add("for its sign none is recommended: the sign of the truth is not known from %s", counted(r.Replications))
	case *best.RightLo <= 0.5:
		add("for its sign none is recommended: none is shown to decide right more often than not; %s comes closest, %s", best.name(), best.shares())
	default:
		add("for its sign take %s: it decides most often and right, %s%s%s", best.name(), best.shares(), alike(sound, best, func(j *Judgement) bool { return sameDecisions(j, best) }), best.leans())
	}
}

// leans says by how much an estimator misses the truth on average, where replications show that it does: who takes it has to take that off. Empty where they do not.
func (j *Judgement) leans() string {
	if j.Bias == nil || j.BiasLo == nil || j.BiasHi == nil || *j.BiasLo <= 0 && *j.BiasHi >= 0 {
		return ""
	}
	way := "above"
	if *j.Bias < 0 {
		way = "below"
	}
	lo, hi := 100*math.Abs(*j.BiasLo), 100*math.Abs(*j.BiasHi)
	return fmt.Sprintf("; %s is biased: it reads %.2g percentage points %s the truth on average (95%% interval %.2g to %.2g)", j.name(), 100*math.Abs(*j.Bias), way, min(lo, hi), max(lo, hi))
}

// shares words how often an estimator decides.
func (j *Judgement) shares() string {
	return fmt.Sprintf("%.0f%% of the time (95%% interval %.0f to %.0f%%), and wrong %.0f%%", 100**j.RightSign, 100**j.RightLo, 100**j.RightHi, 100**j.WrongSign)
}

// top is the judgement of the highest merit, the first of equal ones; nil where none has any.
func top(all []*Judgement, merit func(*Judgement) float64) (best *Judgement) {
	for _, j := range all {
		if m := merit(j); m > math.Inf(-1) && (best == nil || m > merit(best)) {
			best = j
		}
	}
	return best
}

// alike names the others that are not told apart from the best.
func alike(all []*Judgement, best *Judgement, same func(*Judgement) bool) string {
	var names []string
	for _, j := range all {
		if j != best && same(j) {
			names = append(names, j.name())
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "; not told apart from it: " + strings.Join(names, ", ")
}

// sameErrors tells whether replications leave open which of two estimators errs less.
func sameErrors(a, b *Judgement) bool {
	if a.RMSE == nil || len(a.errors) != len(b.errors) {
		return false
	}
	d := make([]float64, len(a.errors))
	for i := range d {
		x, y := a.errors[i]/a.scale(), b.errors[i]/b.scale()
		d[i] = x*x - y*y
	}
	e := stats.MeanInterval(d, Level)
	return !(e.Lo > 0)
}

// sameDecisions tells whether replications leave open which of two estimators decides right more often.
func sameDecisions(a, b *Judgement) bool {
	if a.RightSign == nil || len(a.right) != len(b.right) {
		return false
	}
	onlyA, onlyB := 0, 0
	for i, x := range a.right {
		switch y := b.right[i]; {
		case x && !y:
			onlyA++
		case y && !x:
			onlyB++
		}
	}
	return 2*stats.AtLeast(onlyB, onlyA+onlyB, 0.5) >= 1-Level
}
