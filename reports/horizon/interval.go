package horizon

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"marketsim/reports/estimate/longrun"
)

// Interval is how a method's 95% intervals of single tests do over launches.
type Interval struct {
	Covers float64 `json:"covers"` // share that hold the truth
	Sure   float64 `json:"sure"`   // share that leave out 0: the launch's sign is known
	Wrong  float64 `json:"wrong"`  // share that leave out 0 on the wrong side
}

// extrapolated is the learning curve of the wait, carried to the middle of the long run. Fewer than 4 days say what the last one does, and nothing of how sure that is.
func (l *Launch) extrapolated(wait int) *longrun.Extrapolation {
	if l.spans[wait] == nil {
		if l.spans == nil {
			l.spans = map[int]*longrun.Extrapolation{}
		}
		l.spans[wait] = l.extrapolate(wait)
	}
	return l.spans[wait]
}

func (l *Launch) extrapolate(wait int) *longrun.Extrapolation {
	days := l.seen(0, wait)
	e, err := l.shapes().Extrapolate(days, LongRun, 0.95)
	if err != nil {
		return &longrun.Extrapolation{Value: days[len(days)-1].Effect, Lo: math.Inf(-1), Hi: math.Inf(1)}
	}
	lo, hi := l.withSessions(wait)
	e.Lo, e.Hi = min(e.Lo, lo), max(e.Hi, hi)
	return e
}

// withSessions is where revenue ends if it moves as sessions do from the end of the wait on. Where budgets bind, what sessions lose does not show in revenue until budgets no longer
// run out: revenue's own curve is then flat, and sure of what ends; that of sessions is not. Elsewhere both say the same.
func (l *Launch) withSessions(wait int) (lo, hi float64) {
	e, err := l.shapes().Extrapolate(l.seen(sessions, wait), LongRun, 0.95)
	if err != nil {
		return math.Inf(-1), math.Inf(1)
	}
	there := 1 + l.effect(sessions, wait-7, wait)
	if there <= 0 {
		return math.Inf(1), math.Inf(-1) // what does not come cannot move
	}
	now := (1 + l.effect(0, wait-7, wait)) / there
	return float64(now*(1+e.Lo)) - 1, float64(now*(1+e.Hi)) - 1
}

// carried is the value of that alone, which costs less.
func (l *Launch) carried(wait int) float64 {
	if e := l.spans[wait]; e != nil {
		return e.Value
	}
	days := l.seen(0, wait)
	e, err := l.shapes().Average(days)
	if err != nil {
		return days[len(days)-1].Effect
	}
	return e.Value
}

// seen is the effect on a metric of every day of a wait.
func (l *Launch) seen(metric, wait int) (days []longrun.Observed) {
	for d, se := range l.noise(metric, wait) {
		days = append(days, longrun.Observed{Day: float64(d) + 0.5, Effect: l.effect(metric, d, d+1), SE: se})
	}
	return days
}

// shapes are the curves of the long run.
func (l *Launch) shapes() *longrun.Curves {
	if l.curves == nil {
		l.curves = longrun.NewCurves(float64(l.Days()) - LongRun/2)
	}
	return l.curves
}

// noise is the standard error of each day's effect: that of the number of sessions that the launch moves, and what the steps from day to day, which hardly hold any
// learning, vary beyond that.
func (l *Launch) noise(metric, wait int) []float64 {
	out, steps := l.counting(wait), []float64{}
	for d := 1; d < wait; d++ {
		steps = append(steps, l.effect(metric, d, d+1)-l.effect(metric, d-1, d))
	}
	rest := max(stat.Variance(steps, nil)/2-floats.Dot(out, out)/float64(wait), 1e-18)
	for d, own := range out {
		out[d] = math.Sqrt(float64(own*own) + rest)
	}
	return out
}

// counting is the standard error of a day's effect that comes from counting sessions: both markets have the same ones but for those that the launch adds or takes, whose
// number is Poisson's. Their rate is that of the week around the day, and one more over the whole wait: where none was moved yet, some may be.
func (l *Launch) counting(wait int) (out []float64) {
	n := float64(max(1, len(l.played)))
	for d := range wait {
		moved, days := 0.0, 0.0
		for k := max(0, d-3); k < min(wait, d+4); k++ {
			moved, days = moved+math.Abs(l.changed[sessions][k]-l.base[sessions][k]), days+1
		}
		out = append(out, (1+l.effect(0, d, d+1))*math.Sqrt(n*moved/days+1/float64(wait))/(n*max(l.base[sessions][d], 1)))
	}
	return out
}
