package longfit

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"marketsim/reports/format"
	"marketsim/reports/stats"
)

// classes are the metrics whose effects can be read, with what of a Pinner they show.
var classes = map[string]string{"sessions": Visits, "sessions_per_pinner_day": Visits, "ctr": Sight}

// fewest is how many days of effects a fit needs.
const fewest = 5

// Read reads a CSV file of daily effects: day (from 0, when the change began), metric (sessions, sessions_per_pinner_day or ctr), effect, lo and hi of its 95%
// interval. Effects are relative, as -1.2% or -0.012. Lines that begin with # are remarks.
func Read(r io.Reader) ([]Effect, error) {
	rows, err := format.ReadTable(r)
	if err != nil {
		return nil, fmt.Errorf("the effects are no CSV: %w", err)
	}
	want := []string{"day", "metric", "effect", "lo", "hi"}
	if len(rows) < 1 || !slices.Equal(rows[0], want) {
		return nil, fmt.Errorf("the first line is not `%s`", strings.Join(want, ","))
	}
	var list []Effect
	days := map[int]bool{}
	for k, row := range rows[1:] {
		e, err := readEffect(row)
		if err != nil {
			return nil, fmt.Errorf("effect %d: %w", k+1, err)
		}
		list = append(list, *e)
		days[e.Day] = true
	}
	if len(days) < fewest {
		return nil, fmt.Errorf("%d days of effects are too few to fit a curve: at least %d", len(days), fewest)
	}
	return list, nil
}

// longest is the last day that an effect may be of.
const longest = 3650

func readEffect(row []string) (*Effect, error) {
	if len(row) != 5 {
		return nil, fmt.Errorf("%d cells, not 5", len(row))
	}
	e := &Effect{Metric: strings.TrimSpace(row[1])}
	var ok bool
	if e.Class, ok = classes[e.Metric]; !ok {
		return nil, fmt.Errorf("`%s` is not read; write sessions, sessions_per_pinner_day or ctr", e.Metric)
	}
	var err error
	if e.Day, err = strconv.Atoi(strings.TrimSpace(row[0])); err != nil || e.Day < 0 || e.Day > longest {
		return nil, fmt.Errorf("`%s` is no day from 0 to %d", row[0], longest)
	}
	var x [3]float64
	for i := range x {
		text := strings.TrimSpace(row[2+i])
		number, relative := strings.CutSuffix(text, "%")
		if x[i], err = strconv.ParseFloat(number, 64); err != nil {
			return nil, fmt.Errorf("`%s` is no number", text)
		}
		if relative {
			x[i] /= 100
		}
	}
	if e.Value, e.SE = x[0], (x[2]-x[1])/(2*stats.Normal); !(e.SE > 0) || x[0] < x[1] || x[0] > x[2] {
		return nil, fmt.Errorf("the interval from %s to %s does not hold the effect %s", row[3], row[4], row[2])
	}
	return e, nil
}
