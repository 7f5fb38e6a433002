package reports

import (
	"slices"
	"strconv"

	"marketsim/reports/format"
	"marketsim/reports/stats"
)

// longRun: a row per window that is read, the steady state last; what belongs to the arm and metric is repeated in each. A
// control has one row without a window.
func (d *data) longRun(out rows) error {
	list := make([]*LongRun, len(d.s.LongRun))
	for i := range list {
		list[i] = &d.s.LongRun[i]
	}
	slices.SortStableFunc(list, func(a, b *LongRun) int {
		return slices.Compare([]string{a.Arm, a.Versus, a.Metric}, []string{b.Arm, b.Versus, b.Metric})
	})
	for _, l := range list {
		readings := l.Readings
		if len(readings) == 0 {
			readings = []Reading{{}}
		}
		for i := range readings {
			if err := out.Write(longRunRow(l, &readings[i])); err != nil {
				return err
			}
		}
	}
	return nil
}

func longRunRow(l *LongRun, r *Reading) []string {
	row := []string{point, l.Arm, l.Versus, l.Metric, r.Window, "", "", format.ShortestOf(r.Change), format.ShortestOf(r.Lo), format.ShortestOf(r.Hi), "", "", "", l.State}
	if r.Window != "" {
		row[5], row[6] = strconv.Itoa(r.From), strconv.Itoa(r.To)
	}
	if l.Drift != nil {
		row[10], row[11], row[12] = format.ShortestOf(l.Drift.Change), format.ShortestOf(l.Drift.Lo), format.ShortestOf(l.Drift.Hi)
	}
	for _, c := range []*stats.Crossing{l.Crossing, l.BreakEven} {
		if c == nil {
			c = &stats.Crossing{}
		}
		row = append(row, format.ShortestOf(c.Day), format.ShortestOf(c.Lo), format.ShortestOf(c.Hi))
	}
	return row
}
