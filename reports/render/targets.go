package render

import (
	"cmp"
	"slices"
	"strings"

	"marketsim/agents"
	"marketsim/reports"
	"marketsim/reports/format"
)

// promised tells whether strategies of the run undertook anything beyond their budgets, in which case the tables are shown.
func promised(s *reports.Summary) bool {
	return slices.ContainsFunc(s.Targets, func(t reports.Targets) bool { return t.Kind != agents.PromiseBudget })
}

// targetRows is the table of kept constraints, header first.
func targetRows(s *reports.Summary) [][]string {
	rows := [][]string{{"target", "arm", "campaigns", "no data", "kept", "within 5%", "busy", "busy within 5%"}}
	for _, t := range s.Targets {
		rows = append(rows, []string{t.Kind, t.Arm, format.Number(float64(t.Campaigns)), format.Number(float64(t.NoData)), share(t.Kept), share(t.Within),
			format.Number(float64(t.Busy)), share(t.BusyWithin)})
	}
	return rows
}

// worstRows is the table of those who missed their promise by most, in each arm, header first.
func worstRows(s *reports.Summary) [][]string {
	rows := [][]string{{"missed by most", "arm", "rep.", "target", "realised", "gap", "events"}}
	for _, a := range s.Arms {
		var all []reports.Missed
		kinds := map[reports.Missed]string{}
		for _, t := range s.Targets {
			if t.Arm == a.Name && t.Kind != agents.PromiseBudget {
				for _, w := range t.Worst {
					kinds[w] = t.Kind
				}
				all = append(all, t.Worst...)
			}
		}
		miss := func(w reports.Missed) float64 { return w.Miss(kinds[w]) }
		slices.SortStableFunc(all, func(x, y reports.Missed) int { return cmp.Compare(miss(y), miss(x)) })
		for _, w := range all[:min(len(all), reports.WorstShown)] {
			rows = append(rows, []string{kinds[w] + " of " + w.Campaign, a.Name, format.Number(float64(w.Replication)), format.Number(w.Target), format.Number(w.Realised),
				format.Signed(100*w.Gap, 1) + "%", format.Number(w.Events)})
		}
	}
	return rows
}

func share(x *float64) string {
	if x == nil {
		return reports.NoData
	}
	return format.Percent(*x, 1)
}

const targetsNote = "Over the horizon, all replications. cpa: spend per objective event; roas: value over spend; budget: spend over budget. Kept: not beyond the target by " +
	"more than 5%, where a cost or a budget is exceeded from above and a return from below. Busy: at least 400 objective events, whose number chance moves by 5% or less."

func markdownTargets(s *reports.Summary) string {
	if !promised(s) {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n## Targets\n")
	for _, rows := range [][][]string{targetRows(s), worstRows(s)} {
		if len(rows) < 2 {
			continue
		}
		b.WriteString("\n")
		for i, row := range rows {
			for j := range row {
				row[j] = format.Escape(row[j])
			}
			b.WriteString("| " + strings.Join(row, " | ") + " |\n")
			if i == 0 {
				b.WriteString("|---|---|" + strings.Repeat("--:|", len(row)-2) + "\n")
			}
		}
	}
	b.WriteString("\n" + targetsNote + "\n")
	return b.String()
}
