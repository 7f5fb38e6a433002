package experiment

import (
	"io"
	"strconv"

	"marketsim/reports/format"
	"marketsim/sim/units/neutral"
)

var header = []string{"metric", "design", "estimator", "replications", "truth", "estimate", "bias", "bias_lo", "bias_hi", "spread", "standard_error", "rmse",
	"coverage", "right_sign", "wrong_sign", "power", "detectable", "days", "false_alarms", "truth_lo", "truth_hi", "right_lo", "right_hi", "doubt", "from_day", "to_day", "days_exposed", "control", "treated", "why", "correction", "family", "family_alarms"}

// WriteCSV writes the judgements, one a row, and then those of windows, which have days, with effects as fractions; what does not exist is empty.
func WriteCSV(w io.Writer, r *Report) error {
	c := neutral.NewCSV(w)
	if err := c.Write(header); err != nil {
		return err
	}
	for i := range r.Judgements {
		if err := c.Write(r.row(&r.Judgements[i])); err != nil {
			return err
		}
	}
	for i := range r.Windows {
		w := &r.Windows[i]
		if err := c.Write(append(w.row(), strconv.Itoa(w.From), strconv.Itoa(w.To), strconv.Itoa(w.Exposed), format.ShortestOf(w.Control), format.ShortestOf(w.Treated), "", "", "", "")); err != nil {
			return err
		}
	}
	return c.Flush()
}

// row is a judgement of a report, in which no window and no day is meant; with the family of the readings, whose p values the decisions go by.
func (r *Report) row(j *Judgement) []string {
	correction := r.Correction
	if correction == "" {
		correction = "none"
	}
	return append(j.row(), "", "", "", "", "", j.Unread, correction, strconv.Itoa(r.Family), format.ShortestOf(r.FamilyAlarms))
}

func (j *Judgement) row() []string {
	row := []string{j.Metric, j.Design, j.Estimator, strconv.Itoa(j.Replications)}
	for _, x := range []*float64{j.Truth, j.Estimate, j.Bias, j.BiasLo, j.BiasHi, j.Spread, j.SE, j.RMSE, j.Coverage, j.RightSign, j.WrongSign, j.Power, j.Detectable} {
		row = append(row, format.ShortestOf(x))
	}
	days := ""
	if j.Days != nil {
		days = strconv.Itoa(*j.Days)
	}
	row = append(row, days)
	for _, x := range []*float64{j.FalseAlarms, j.TruthLo, j.TruthHi, j.RightLo, j.RightHi} {
		row = append(row, format.ShortestOf(x))
	}
	return append(row, j.Doubt)
}
