package horizon

import (
	"io"
	"strconv"

	"marketsim/sim/units/neutral"
)

// WriteCSV writes a row per wait and method, with shares and effects as fractions.
func WriteCSV(w io.Writer, r *Report) error {
	c := neutral.NewCSV(w)
	if err := c.Write([]string{"days", "method", "launches", "right", "recall_of_wins", "recall_of_losses", "false_launches", "bias", "rmse", "regret", "exposed", "exposed_days", "covers", "sure", "wrong"}); err != nil {
		return err
	}
	for _, x := range r.Rows {
		row := []string{strconv.Itoa(x.Days), x.Name, strconv.Itoa(x.Tests)}
		for _, v := range []float64{x.Right, x.RecallOfWins, x.RecallOfLosses, x.FalseLaunches, x.Bias, x.RMSE, x.Regret, x.Exposed, x.ExposedDays} {
			row = append(row, number(&v))
		}
		row = append(row, x.Interval.fields()...)
		if err := c.Write(row); err != nil {
			return err
		}
	}
	return c.Flush()
}

// WriteBeliefs writes a row per change, wait and method over all beliefs, with shares and effects as fractions.
func WriteBeliefs(w io.Writer, r *Report) error {
	c := neutral.NewCSV(w)
	if err := c.Write([]string{"arm", "days", "method", "beliefs", "holds", "right", "bias", "spread", "covers", "cost", "worst", "worst_in"}); err != nil {
		return err
	}
	for _, x := range r.Over {
		row := []string{x.Arm, strconv.Itoa(x.Days), x.Method, strconv.Itoa(x.Beliefs), strconv.Itoa(x.Holds)}
		for _, v := range []*float64{&x.Right, &x.Bias, &x.Spread, x.Covers, &x.Cost, &x.Worst} {
			row = append(row, number(v))
		}
		if err := c.Write(append(row, x.In)); err != nil {
			return err
		}
	}
	return c.Flush()
}

// number is a value of a table; empty where there is none.
func number(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'g', 8, 64)
}

// fields are the shares of intervals; empty where there are none.
func (i *Interval) fields() []string {
	if i == nil {
		return []string{"", "", ""}
	}
	return []string{number(&i.Covers), number(&i.Sure), number(&i.Wrong)}
}
