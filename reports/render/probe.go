package render

import (
	"io"
	"math"
	"strconv"

	"marketsim/reports/compare"
	"marketsim/reports/format"
	"marketsim/sim/units/neutral"
)

// ProbeRows is the bid landscape as a table: a header and a row for each point.
func ProbeRows(p *compare.Probe) [][]string {
	rows := [][]string{{p.What, "impr.", "clicks", "spend", "value", "utility", "gain over " + p.Points[p.Base].Label}}
	for k := range p.Points {
		x := &p.Points[k]
		gain := "0"
		switch g := x.Gain; {
		case k == p.Base:
			gain = "-"
		case g.Identical:
		case math.IsNaN(g.DifferenceLo):
			gain = format.Number(g.Difference)
		default:
			gain = format.Interval(g.Difference, g.DifferenceLo, g.DifferenceHi)
		}
		rows = append(rows, []string{x.Label, format.Number(x.Impressions), format.Number(x.Clicks), format.Number(x.Spend), format.Number(x.Value), format.Number(x.Utility), gain})
	}
	return rows
}

// ProbeCSV writes the landscape as CSV; numbers that do not exist are empty.
func ProbeCSV(w io.Writer, p *compare.Probe) error {
	rows := [][]string{{"campaign", "varied", "point", "x", "replications", "impressions", "clicks", "conversions", "spend", "value", "utility", "gain", "gain_lo", "gain_hi"}}
	for k := range p.Points {
		x := &p.Points[k]
		row := []string{p.Campaign, p.What, x.Label, format.Shortest(x.X), strconv.Itoa(p.Replications)}
		for _, v := range []float64{x.Impressions, x.Clicks, x.Conversions, x.Spend, x.Value, x.Utility, x.Gain.Difference, x.Gain.DifferenceLo, x.Gain.DifferenceHi} {
			row = append(row, format.Shortest(v))
		}
		rows = append(rows, row)
	}
	return neutral.NewCSV(w).WriteAll(rows)
}
