package cli

import (
	"context"
	"fmt"
	"strings"

	"marketsim/cmd/theory"
	"marketsim/reports/format"
)

const theoryLagHead = `# How known answers move with the feedback lag

Made by

    %s

The entries of [the catalogue](theory.md) whose bidders, pacers or budgets need feedback on every auction run with a lag of 0, which is exact. Here they run with longer
lags as well: what was simulated, and an asterisk where it no longer lies within the tolerance of the exact answer. A lag is no error of the engine; it is what a real
system does to these mechanisms. Bidders meet about 1,000 auctions a day unless the scenario says otherwise, one
every 86 seconds. Pacing ticks, every 15 minutes, wait for the next refresh where the lag is longer.
`

// theoryLags runs the entries that are exact in time with several lags and writes what becomes of their numbers.
func (a *app) theoryLags(ctx context.Context, chosen []theory.Entry, o *theoryFlags) error {
	lags, err := readLags(o.lags)
	if err != nil {
		return err
	}
	var exact []theory.Entry
	for _, e := range chosen {
		if e.Exact() {
			exact = append(exact, e)
		}
	}
	if len(exact) == 0 {
		return usage("marketsim theory C --lags 0,10m", "no entry that was chosen needs a feedback lag of 0")
	}
	if o.markdown {
		fmt.Fprintf(a.Stdout, theoryLagHead, "marketsim "+strings.Join(a.Args, " "))
		if o.share < 1 {
			fmt.Fprintf(a.Stdout, "\nSamples are %g of the full ones, and tolerances as much wider.\n", o.share)
		}
	}
	for i := range exact {
		e := &exact[i]
		table := [][]string{{"", "theory"}}
		for k, l := range lags {
			how := o.options(a.workers(o.jobs))
			how.Lag = l.text
			rows, err := e.Do(ctx, o.share, how)
			if err != nil {
				return fmt.Errorf("%s with a lag of %s: %w", e.ID, l.text, err)
			}
			table[0] = append(table[0], "lag "+l.text)
			for r := range rows {
				theoretical, simulated := lagCells(&rows[r])
				if k == 0 {
					table = append(table, []string{rows[r].What, theoretical})
				}
				if r+1 < len(table) {
					table[r+1] = append(table[r+1], simulated)
				}
			}
		}
		if o.markdown {
			fmt.Fprintf(a.Stdout, "\n## %s. %s\n\n%s", e.ID, e.Title, format.MarkdownNumbers(table))
		} else {
			fmt.Fprintf(a.Stdout, "%s  %s\n%s\n", e.ID, e.Title, format.MarkdownNumbers(table))
		}
	}
	return nil
}

// lagCells words a row of the table: the number, and whether it still holds.
func lagCells(r *theory.Row) (theoretical, simulated string) {
	theoretical, simulated = "holds", "yes"
	if r.Detail == "" {
		theoretical, simulated = fmt.Sprintf("%s ± %s", digits(r.Want, 5), digits(r.Tolerance, 2)), digits(r.Got, 5)
	}
	switch {
	case r.OK:
	case r.Detail != "":
		simulated = "no"
	default:
		simulated += " *"
	}
	return theoretical, simulated
}
