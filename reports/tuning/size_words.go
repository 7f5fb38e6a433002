package tuning

import (
	"fmt"
	"math"
	"strconv"

	"marketsim/reports/format"
)

// decided words the decision.
func (s *Summary) decided() string {
	d := s.Decision
	if d.Best < 0 {
		return "No strategy keeps every constraint under every belief"
	}
	if len(s.Fronts) > 0 {
		return s.FrontText()
	}
	x := &d.Strategies[d.Best]
	if d.Best == 0 {
		text := "The market as it stands is best in expectation" // and brings no change
		if d.LeastRegret == 0 {
			return text + ", with the least regret"
		}
		return text + "; " + d.Strategies[d.LeastRegret].Name + " has the least regret"
	}
	text := fmt.Sprintf("%s is best in expectation over %d beliefs: %s %s", x.Name, len(d.Beliefs), s.Objectives[0].Name, s.change(x.Gain))
	if d.LeastRegret == d.Best {
		return text + ", with the least regret"
	}
	return text + "; " + d.Strategies[d.LeastRegret].Name + " has the least regret"
}

// amount words a sum in the objective's unit.
func (s *Summary) amount(x Number) string { return format.Value(float64(x), s.unit()) }

// costs words what the days of a test cost against those of the best strategy in expectation.
func (s *Summary) costs(x *Size) string {
	if x.Cost < 0 {
		return fmt.Sprintf(", and its days bring %s more than the best strategy in expectation would", s.amount(-x.Cost))
	}
	return ", less a cost of " + s.amount(x.Cost)
}

// people words a number of Pinners a side.
func people(x *Size) string {
	return fmt.Sprintf("%s Pinners a side (%s%%) for %s", format.Number(float64(x.Pinners)), strconv.FormatFloat(100*x.Share, 'g', 2, 64), format.Count(x.Days, "day"))
}

// sizeLines say how large and long the next test must be, and what it is worth.
func (s *Summary) sizeLines() (lines []string) {
	t := s.Decision.Test
	p := t.Plan
	if p == nil {
		return []string{"How large that test must be is not told: " + t.Unplanned + "."}
	}
	a, b := s.Decision.Beliefs[t.Pair.A].Name, s.Decision.Beliefs[t.Pair.B].Name
	if p.Enough < 0 {
		lines = append(lines, fmt.Sprintf("No test of up to %s on these Pinners tells %s from %s by %s with an interval of half their difference.", format.Count(t.Days, "day"), a, b, p.Metric))
	} else {
		x := &p.Sizes[p.Enough]
		lines = append(lines, fmt.Sprintf("To tell %s from %s by %s takes %s: worth %s%s.", a, b, p.Metric, people(x), s.amount(x.Value), s.costs(x)))
	}
	if p.Highest < 0 {
		return append(lines, "No test here is worth what it costs: its days bring less than the best strategy in expectation would by more than what it teaches.")
	}
	if x := &p.Sizes[p.Highest]; p.Highest != p.Enough {
		lines = append(lines, fmt.Sprintf("Worth most is a test of %s: %s%s.", people(x), s.amount(x.Value), s.costs(x)))
	}
	return lines
}

// SizeTable is sizes of the next test with what they are worth and cost; nil where they are not known.
func (s *Summary) SizeTable() [][]string {
	if s.Decision.Test == nil || s.Decision.Test.Plan == nil {
		return nil
	}
	p := s.Decision.Test.Plan
	rows := [][]string{{"days", "Pinners a side", "share a side", "95% interval, +-", "difference of the beliefs", "value", "cost", "net", ""}}
	for i := range p.Sizes {
		x, mark := &p.Sizes[i], ""
		switch {
		case i == p.Highest:
			mark = "worth most"
		case i == p.Enough:
			mark = "tells them apart"
		}
		rows = append(rows, []string{strconv.Itoa(x.Days), format.Number(float64(x.Pinners)), strconv.FormatFloat(100*x.Share, 'g', 3, 64) + "%", points(x.Half), points(x.Gap),
			s.amount(x.Value), s.amount(x.Cost), s.amount(x.Net), mark})
	}
	return rows
}

// points words the size of a relative effect.
func points(x Number) string {
	return strconv.FormatFloat(math.Abs(100*float64(x)), 'g', 3, 64) + "%"
}
