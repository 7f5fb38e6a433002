package figures

import (
	"fmt"
	"io"
	"math"
	"slices"

	"marketsim/reports"
	"marketsim/reports/experiment"
	"marketsim/reports/format"
	"marketsim/reports/stats"
)

// DrawExperiment writes a judged experiment as PNG: for one metric, what each estimator reads beside the truth.
func DrawExperiment(w io.Writer, r *experiment.Report, metric string, in *reports.Input, quick bool, o Options) error {
	rows := judgementsOf(r, metric)
	f := &figure{name: "experiment", title: experimentTitle(rows), subtitle: fmt.Sprintf(
		"Relative effect on %s. Dot: mean reading of %d replications; thick bar: 95%% interval of the mean, from its bias; thin bar: spread of single tests (95%%); cut off at the edges. %s, both arms as whole markets. Covers: intervals that hold the truth. Right: tests that find an effect of its sign.",
		metric, r.Replications, map[bool]string{true: "Line: truth", false: "Short lines: truth of each reading"}[oneTruth(rows)])}
	if note := r.FamilyNote(); note != "" {
		f.subtitle += " " + format.Capital(note)
	}
	f.paint = func(g *page) { paintExperiment(g, rows) }
	return f.render(w, in, quick, o)
}

func judgementsOf(r *experiment.Report, metric string) (rows []*experiment.Judgement) {
	for i := range r.Judgements {
		if r.Judgements[i].Metric == metric && r.Judgements[i].Truth != nil && r.Judgements[i].Estimate != nil {
			rows = append(rows, &r.Judgements[i])
		}
	}
	return rows
}

// experimentTitle says the truth, the plain reading that is furthest off, and the one that errs least.
func experimentTitle(rows []*experiment.Judgement) string {
	if len(rows) == 0 {
		return "No design was read"
	}
	if of := slices.DeleteFunc(slices.Clone(rows), func(j *experiment.Judgement) bool { return !j.TellsEffect() }); len(of) > 0 {
		rows = of
	}
	worst, best := rows[0], rows[0]
	for _, j := range rows {
		if j.Estimator == experiment.Difference && math.Abs(get(j.Bias)) > math.Abs(get(worst.Bias)) {
			worst = j
		}
		if get(j.RMSE) < get(best.RMSE) {
			best = j
		}
	}
	text := fmt.Sprintf("%s: the truth is %s, `%s` reads %s", format.Capital(worst.Metric), points(get(worst.Truth)), worst.Design, points(get(worst.Estimate)))
	if worst.Replications < experiment.LeastReplications { // by so few none is recommended
		return text
	}
	return text + fmt.Sprintf("; `%s` (%s) errs least", best.Design, best.Estimator)
}

func points(x float64) string { return format.Signed(100*x, 1) + "%" }

func paintExperiment(g *page, rows []*experiment.Judgement) {
	if len(rows) == 0 {
		g.nothing("nothing to show")
		return
	}
	const names, values = 430.0, 530.0
	a := &panel{p: g.paper, left: g.left + names, right: g.right - values, top: g.top + 30, bottom: g.bottom - 56, y0: 0, y1: 1}
	var ends []float64
	for _, j := range rows {
		e := 100 * get(j.Estimate)
		ends = append(ends, e, 100*get(j.Truth))
		if j.Spread != nil {
			ends = append(ends, e-196**j.Spread, e+196**j.Spread)
		}
	}
	a.x0, a.x1 = span(true, ends)
	a.x0 -= (a.x1 - a.x0) * 0.04
	for _, t := range ticks(a.x0, a.x1, 8) {
		q := a.place(t, 0)
		g.line([]point{{q.x, a.top}, {q.x, a.bottom}}, faint, 1.5, nil)
		g.text(point{q.x, a.bottom + 26}, signedPercent(t), smallSize, grey, 0)
	}
	height := (a.bottom - a.top) / float64(len(rows))
	a.truths(rows, height)
	var called []string
	for _, j := range rows {
		called = append(called, j.Design+", "+j.Estimator)
	}
	for i, name := range cutAll(called, textSize, names-20) {
		y := a.top + (float64(i)+0.5)*height
		g.text(point{g.left, y}, name, textSize, ink, -1)
		a.judgement(rows[i], y, values)
	}
}

// oneTruth tells whether all readings have one truth. An estimator that could not be applied in some replications has that of the others.
func oneTruth(rows []*experiment.Judgement) bool {
	if len(rows) == 0 {
		return true
	}
	first := whole(rows)
	return !slices.ContainsFunc(rows, func(j *experiment.Judgement) bool { return j.Unread == "" && get(j.Truth) != get(first.Truth) })
}

// whole is the first reading that could be applied in all replications, or the first one.
func whole(rows []*experiment.Judgement) *experiment.Judgement {
	return rows[max(0, slices.IndexFunc(rows, func(j *experiment.Judgement) bool { return j.Unread == "" }))]
}

// truths draws the truth through all rows, or where readings have truths of their own through each row.
func (a *panel) truths(rows []*experiment.Judgement, height float64) {
	one := oneTruth(rows)
	for i, j := range rows {
		if one {
			j = whole(rows)
		}
		x, top, bottom := a.place(100*get(j.Truth), 0).x, a.top, a.bottom
		if !one {
			top, bottom = a.top+(float64(i)+0.1)*height, a.top+(float64(i)+0.9)*height
		}
		if i == 0 {
			a.p.text(point{x, a.top - 16}, "truth", smallSize, ink, 0)
		}
		if a.p.line([]point{{x, top}, {x, bottom}}, ink, 3, nil); one {
			return
		}
	}
}

// judgement draws one row: its reading and what is wrong with it.
func (a *panel) judgement(j *experiment.Judgement, y, values float64) {
	e, c := 100*get(j.Estimate), armColour(0)
	bar := func(half, width float64) {
		a.p.line([]point{{max(a.left, a.place(e-half, 0).x), y}, {min(a.right, a.place(e+half, 0).x), y}}, c, width, nil)
	}
	if j.Spread != nil {
		bar(100*stats.Normal**j.Spread, 2)
	}
	if j.BiasLo != nil && j.BiasHi != nil {
		bar(50*(*j.BiasHi-*j.BiasLo), 7)
	}
	a.p.mark(point{a.place(e, 0).x, y}, shapeOf(0), c, 9)
	text := "bias " + format.Signed(100*get(j.Bias), 1) + " points"
	if j.Coverage != nil {
		text += fmt.Sprintf(", covers %.0f%%, right %.0f%%", 100**j.Coverage, 100*get(j.RightSign))
	}
	a.p.text(point{a.right + 24, y}, clip(text, smallSize, values-24), smallSize, grey, -1)
}
