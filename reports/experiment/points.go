package experiment

import (
	"io"

	"marketsim/reports/format"
	"marketsim/sim/units/neutral"
)

// Points is an experiment judged in several markets.
type Points struct {
	Axes   []string   `json:"axes"`
	Points [][]string `json:"points"` // values of the axes
	Report []*Report  `json:"reports"`
}

// Find is the judgement of a point; nil where it has none.
func (p *Points) Find(point int, metric, design, estimator string) *Judgement {
	for i := range p.Report[point].Judgements {
		if j := &p.Report[point].Judgements[i]; j.Metric == metric && j.Design == design && j.Estimator == estimator {
			return j
		}
	}
	return nil
}

// WriteCSV writes the judgements of all points, with the values of the axes and the bound share of spend.
func (p *Points) WriteCSV(w io.Writer) error {
	c := neutral.NewCSV(w)
	if err := c.Write(append(append([]string{}, p.Axes...), append([]string{"bound_share"}, header...)...)); err != nil {
		return err
	}
	for k, r := range p.Report {
		for i := range r.Judgements {
			row := append(append([]string{}, p.Points[k]...), format.ShortestOf(&r.Bound))
			if err := c.Write(append(row, r.row(&r.Judgements[i])...)); err != nil {
				return err
			}
		}
	}
	return c.Flush()
}
