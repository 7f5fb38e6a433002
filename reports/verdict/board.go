package verdict

import (
	"math"
	"slices"

	"marketsim/reports"
	"marketsim/sim/results"
)

// boardMetrics are the columns of the table of arms, the weightiest first.
var boardMetrics = results.Listed(results.Board)

// board sets the arms that are compared with the same one side by side; nil where fewer than two are.
func board(s *reports.Summary) *reports.Board {
	b := &reports.Board{Same: []string{}, Best: []reports.BoardBest{}}
	for _, a := range s.Arms {
		if b.Versus == "" {
			b.Versus = a.Versus
		}
		if a.Versus != "" && a.Versus == b.Versus {
			b.Arms = append(b.Arms, a.Name)
		}
	}
	if len(b.Arms) < 2 || s.ReplicationsDone == 0 {
		return nil
	}
	for _, metric := range columns(s, b.Arms) {
		best, moves, known := "", false, false
		most := 0.0
		for _, arm := range b.Arms {
			e := s.Effect(arm, metric, reports.Everyone, reports.Everyone)
			if e == nil || e.Difference == nil {
				continue
			}
			known, moves = true, moves || *e.Difference != 0
			if size := math.Abs(*e.Difference); e.Verdict == reports.VerdictBetter && size > most {
				best, most = arm, size
			}
		}
		switch {
		case !known:
		case !moves:
			b.Same = append(b.Same, metric)
		default:
			b.Metrics = append(b.Metrics, metric)
			if best != "" {
				b.Best = append(b.Best, reports.BoardBest{Metric: metric, Arm: best})
			}
		}
	}
	b.Finding = finding(s, b)
	return b
}

// columns are the metrics of the table of arms: those of checks that fail, those of the other checks, then what an arm clearly moves,
// then the rest. Where there is no room for all, the last are left out.
func columns(s *reports.Summary, arms []string) []string {
	out, _ := s.Judged()
	for _, clear := range []bool{true, false} {
		for _, metric := range boardMetrics {
			moved := slices.ContainsFunc(arms, func(arm string) bool {
				e := s.Effect(arm, metric, reports.Everyone, reports.Everyone)
				return e != nil && e.Moved()
			})
			if moved == clear && !slices.Contains(out, metric) {
				out = append(out, metric)
			}
		}
	}
	return out
}

// finding says which arm raises revenue most, and what it makes worse.
func finding(s *reports.Summary, b *reports.Board) string {
	arm := b.BestArm("revenue")
	switch {
	case s.ReplicationsDone == 1:
		return "One replication: no arm is clearly best."
	case arm == "":
		return "No arm clearly raises revenue."
	}
	text := "Most revenue: " + arm + ", " + Size(s.Effect(arm, "revenue", reports.Everyone, reports.Everyone)) + ". "
	_, worse, _ := Moved(s, arm, reports.Everyone)
	if len(worse) == 0 {
		return text + "No headline metric is clearly worse with it."
	}
	return text + "It costs: " + some(worse, len(worse)) + "."
}
