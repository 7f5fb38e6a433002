package horizon

import (
	"io"
	"strconv"

	"marketsim/sim/units/neutral"
)

// WriteCSV writes a row per wait and method, with shares and effects as fractions.
func WriteCSV(w io.Writer, r *Report) error {
	c := neutral.NewCSV(w)
	if err := c.Write([]string{"days", "method", "launches", "right", "recall_of_wins", "recall_of_losses", "false_launches", "bias", "rmse", "regret"}); err != nil {
		return err
	}
	for _, x := range r.Rows {
		row := []string{strconv.Itoa(x.Days), x.Name, strconv.Itoa(x.Tests)}
		for _, v := range []float64{x.Right, x.RecallOfWins, x.RecallOfLosses, x.FalseLaunches, x.Bias, x.RMSE, x.Regret} {
			row = append(row, strconv.FormatFloat(v, 'g', 8, 64))
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	return c.Flush()
}
