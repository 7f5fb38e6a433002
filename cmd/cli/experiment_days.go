package cli

import (
	"fmt"
	"strconv"
	"strings"

	"marketsim/reports/experiment"
	"marketsim/reports/format"
)

// windowsText is the tables of what groups of Pinners showed window by window: one a metric, design and estimator; empty where there are none.
func (a *app) windowsText(r *experiment.Report) string {
	var b strings.Builder
	var rows [][]string
	title := ""
	flush := func() {
		if len(rows) > 0 {
			fmt.Fprintf(&b, "\n%s\n%s", title, a.table(rows))
		}
	}
	for i := range r.Windows {
		w := &r.Windows[i]
		if t := fmt.Sprintf("%s, %s, %s by days:", w.Metric, w.Design, w.Estimator); t != title {
			flush()
			title, rows = t, [][]string{{"days", "had it for", "control", "treated", "reads", "truth", "bias", "se", "covers"}}
		}
		rows = append(rows, []string{fmt.Sprintf("%d to %d", w.From, w.To), format.Count(w.Exposed, "day"), level4(w.Control), level4(w.Treated), percent(w.Estimate), percent(w.Truth),
			withInterval(w.Bias, w.BiasLo, w.BiasHi), percent(w.SE), share(w.Coverage)})
	}
	flush()
	return b.String()
}

// level4 is a level with four digits.
func level4(x *float64) string {
	if x == nil {
		return "-"
	}
	return strconv.FormatFloat(*x, 'g', 4, 64)
}
