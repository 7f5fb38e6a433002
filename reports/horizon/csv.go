package horizon

import (
	"io"
	"strconv"

	"marketsim/sim/units/neutral"
)

// WriteCSV writes a row per wait and method, with shares and effects as fractions.
func WriteCSV(w io.Writer, r *Report) error {
	c := neutral.NewCSV(w)
	if err := c.Write([]string{"days", "method", "launches", "right", "recall_of_wins", "recall_of_losses", "false_launches", "bias", "rmse", "regret", "covers", "sure", "wrong"}); err != nil {
		return err
	}
	for _, x := range r.Rows {
		row := []string{strconv.Itoa(x.Days), x.Name, strconv.Itoa(x.Tests)}
		for _, v := range []float64{x.Right, x.RecallOfWins, x.RecallOfLosses, x.FalseLaunches, x.Bias, x.RMSE, x.Regret} {
			row = append(row, strconv.FormatFloat(v, 'g', 8, 64))
		}
		row = append(row, x.Interval.fields()...)
		if err := c.Write(row); err != nil {
			return err
		}
	}
	return c.Flush()
}

// fields are the shares of intervals; empty where there are none.
func (i *Interval) fields() []string {
	if i == nil {
		return []string{"", "", ""}
	}
	text := func(v float64) string { return strconv.FormatFloat(v, 'g', 8, 64) }
	return []string{text(i.Covers), text(i.Sure), text(i.Wrong)}
}
