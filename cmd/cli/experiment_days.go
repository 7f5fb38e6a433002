package cli

import (
	"fmt"
	"strings"

	"marketsim/reports/experiment"
)

// windowsText is the tables of what groups of Pinners showed window by window: one a metric, design and estimator; empty where there are none.
func windowsText(r *experiment.Report) string {
	var b strings.Builder
	var rows [][]string
	title := ""
	flush := func() {
		if len(rows) > 0 {
			fmt.Fprintf(&b, "\n%s\n%s", title, textTable(rows))
		}
	}
	for i := range r.Windows {
		w := &r.Windows[i]
		if t := fmt.Sprintf("%s, %s, %s by days:", w.Metric, w.Design, w.Estimator); t != title {
			flush()
			title, rows = t, [][]string{{"days", "had it for", "reads", "truth", "bias", "se", "covers", "right"}}
		}
		rows = append(rows, []string{fmt.Sprintf("%d to %d", w.From, w.To), fmt.Sprintf("%d days", w.Exposed), percent(w.Estimate), percent(w.Truth), withInterval(w.Bias, w.BiasLo, w.BiasHi),
			percent(w.SE), share(w.Coverage), share(w.RightSign)})
	}
	flush()
	return b.String()
}
