package tuning

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"marketsim/reports/format"
	"marketsim/sim/units/neutral"
)

// unit is the objective's.
func (s *Summary) unit() string { return s.Objectives[0].Unit }

// valueOf words a value of the objective with its interval.
func (s *Summary) valueOf(b Band) string {
	m, h := float64(b.Mean), float64(b.Half)
	switch {
	case math.IsNaN(m):
		return "-"
	case m == 0 && h == 0:
		return "0"
	}
	text := format.Interval(m, m-h, m+h)
	if s.unit() == "%" {
		return text + "%"
	}
	return text
}

// changeOf words a relative change, or worth, of which more is better.
func changeOf(b Band) string {
	m, h := float64(b.Mean), float64(b.Half)
	return format.Change(m, m-h, m+h)
}

// Choice words what a strategy is best at; empty where it is nothing.
func (d *Decision) Choice(k int) string {
	var parts []string
	if k == d.Best {
		parts = append(parts, "best in expectation")
	}
	if k == d.LeastRegret {
		parts = append(parts, "least regret")
	}
	for b := range d.Beliefs {
		if k == d.BestIn[b] {
			parts = append(parts, "best under "+d.Beliefs[b].Name)
		}
	}
	for b, keeps := range d.Strategies[k].Keeps {
		if !keeps {
			parts = append(parts, "may break a constraint under "+d.Beliefs[b].Name)
		}
	}
	return strings.Join(parts, ", ")
}

// BeliefTable is the decision as rows: strategy by belief with values and 95% intervals, expectation, and worst regret.
func (s *Summary) BeliefTable() [][]string {
	d := s.Decision
	head := []string{"strategy"}
	for _, b := range d.Beliefs {
		head = append(head, fmt.Sprintf("%s (%s)", b.Name, weight(b.Weight)))
	}
	head = append(head, expected, "gain")
	for j := 1; j < len(s.Objectives); j++ {
		head = append(head, "gain in "+s.Objectives[j].Name)
	}
	head = append(head, "worst regret")
	if len(s.Constraints) > 0 {
		head = append(head, "constraints hold")
	}
	rows := [][]string{append(head, "choice")}
	for k := range d.Strategies {
		x := &d.Strategies[k]
		row := []string{x.Name}
		for _, v := range x.Values {
			row = append(row, s.valueOf(v))
		}
		row = append(row, s.valueOf(x.Expected), s.change(x.Gain))
		for j, g := range x.Others {
			row = append(row, s.changeIn(1+j, g))
		}
		row = append(row, fmt.Sprintf("%s (%s)", s.valueOf(x.WorstRegret), d.Beliefs[x.WorstIn].Name))
		if len(s.Constraints) > 0 {
			row = append(row, chance(x.ChanceAll))
		}
		rows = append(rows, append(row, d.Choice(k)))
	}
	return rows
}

// chance words a probability of which the end counts: 99.7%, or more than 99.9%.
func chance(p Number) string {
	switch {
	case p > 0.999:
		return ">99.9%"
	case p < 0.001:
		return "<0.1%"
	}
	return weight(float64(p))
}

// BeliefHorizonTable is how the decision moves with the horizon: best in expectation, its gain, the least worst regret and the value of information, the last
// two relative to the best expectation, and by belief what the best for these days loses over all of them. Nil without beliefs, or of one horizon.
func (s *Summary) BeliefHorizonTable() [][]string {
	d := s.Decision
	if d == nil || len(d.Horizons) < 2 {
		return nil
	}
	long := s.Horizons[len(s.Horizons)-1]
	head := []string{"days", "best in expectation", "gain", "least worst regret", "value of information"}
	for _, b := range d.Beliefs {
		head = append(head, fmt.Sprintf("best for them under %s loses in %d days", b.Name, long))
	}
	rows := [][]string{append(head, fmt.Sprintf("best in expectation loses in %d days", long))}
	for i := range d.Horizons {
		h := &d.Horizons[i]
		row := []string{strconv.Itoa(h.Days), "none", "-"}
		if h.Best >= 0 {
			row[1], row[2] = d.Strategies[h.Best].Name, s.change(h.Gain)
		}
		row = append(row, share(h.WorstRegret), share(h.EVPIShare))
		for _, x := range h.Myopia {
			row = append(row, share(x))
		}
		rows = append(rows, row)
	}
	return rows
}

// BeliefHorizonLines are the same for a narrow screen: best in expectation, least worst regret and value of information.
func (s *Summary) BeliefHorizonLines(room int) (rows [][]string) {
	for _, row := range s.BeliefHorizonTable() {
		rows = append(rows, []string{row[0], row[1], row[3], row[4]})
	}
	return shortened(rows, 1, room)
}

// weight words a probability.
func weight(w float64) string {
	return strconv.FormatFloat(math.Round(1000*w)/10, 'f', -1, 64) + "%"
}

// StrategyTable is the decision by strategy, without beliefs: gain of the expectation over the market as it stands, worst regret and where it falls due.
func (s *Summary) StrategyTable() [][]string {
	d := s.Decision
	rows := [][]string{{"strategy", "gain", "worst regret", "under"}}
	for k := range d.Strategies {
		x := &d.Strategies[k]
		rows = append(rows, []string{x.Name, s.change(x.Gain), s.valueOf(x.WorstRegret), d.Beliefs[x.WorstIn].Name})
	}
	return rows
}

// BestTable is the decision by belief: what is best there, and what that gains over the market as it stands.
func (s *Summary) BestTable(room int) [][]string {
	d := s.Decision
	rows := [][]string{{"belief", "weight", "best there", "gain"}}
	for b := range d.Beliefs {
		row := []string{d.Beliefs[b].Name, weight(d.Beliefs[b].Weight), "none keeps the constraints", "-"}
		if k := d.BestIn[b]; k >= 0 {
			row[2], row[3] = d.Strategies[k].Name, s.change(d.Strategies[k].Gains[b])
		}
		rows = append(rows, row)
	}
	return shortened(rows, 2, room)
}

// TestTable is what the test that tells beliefs apart would show; nil without one.
func (s *Summary) TestTable() [][]string {
	t := s.Decision.Test
	if t == nil {
		return nil
	}
	rows := [][]string{{"metric", s.Decision.Beliefs[t.Pair.A].Name, s.Decision.Beliefs[t.Pair.B].Name, "difference"}}
	for m := range t.Metrics {
		rows = append(rows, []string{t.Metrics[m], changeOf(t.InA[m]), changeOf(t.InB[m]), changeOf(t.Gap[m])})
	}
	return rows
}

// ruledOut names the strategies that are no choice, whatever they gain, each with the beliefs under which it may break a constraint.
func (d *Decision) ruledOut() (list []string) {
	for k := range d.Strategies {
		var under []string
		for b, keeps := range d.Strategies[k].Keeps {
			if !keeps {
				under = append(under, d.Beliefs[b].Name)
			}
		}
		if len(under) > 0 {
			list = append(list, d.Strategies[k].Name+" (under "+format.And(under)+")")
		}
	}
	return list
}

// lead says which strategies are not clearly worse in expectation than the best; none where there is no other choice.
func (d *Decision) lead() []string {
	choices := 0
	for i := range d.Strategies {
		if !slices.Contains(d.Strategies[i].Keeps, false) {
			choices++
		}
	}
	if d.Best < 0 || choices < 2 {
		return nil
	}
	best := d.Strategies[d.Best].Name
	if len(d.Close) == 0 {
		return []string{fmt.Sprintf("%s is clearly ahead of every other choice in expectation: the 95%% interval of each difference, paired over %d fresh replications, is above 0.", best, d.Replications)}
	}
	var names []string
	for _, k := range d.Close {
		names = append(names, d.Strategies[k].Name)
	}
	return []string{fmt.Sprintf("%s has the highest expectation, but not clearly: %s may be as good, since the 95%% interval of the difference, paired over %d fresh replications, holds 0.", best, format.And(names), d.Replications)}
}

// worth words what it is worth to know which belief is true.
func (s *Summary) worth() (lines []string) {
	d := s.Decision
	if d.Best < 0 {
		return nil
	}
	if len(s.Fronts) > 0 {
		lines = append(lines, fmt.Sprintf("By %s alone %s is best in expectation.", s.Objectives[0].Name, d.Strategies[d.Best].Name))
	}
	lines = append(lines, s.myopiaByBelief()...)
	if float64(d.EVPI.Mean) <= 0 {
		return append(lines, "The same strategy is best under every belief: to know which is true is worth nothing here.")
	}
	lines = append(lines,
		fmt.Sprintf("To know which belief is true is worth %s of %s at most, %s of what the best strategy brings: no experiment is worth more.",
			strings.TrimPrefix(s.valueOf(d.EVPI), "+")+unitAfter(s.unit()),
			s.Objectives[0].Name, share(d.EVPIShare)))
	if len(d.Pairs) == 0 || float64(d.Pairs[0].Worth.Mean) <= 0 {
		return lines
	}
	p := d.Pairs[0]
	a, b := d.Beliefs[p.A].Name, d.Beliefs[p.B].Name
	if len(d.Pairs) > 1 {
		lines = append(lines, fmt.Sprintf("%s and %s are worth most to tell apart: %s.", format.Capital(a), b, s.valueOf(p.Worth)+unitAfter(s.unit())))
	}
	t := d.Test
	if t == nil {
		return append(lines, fmt.Sprintf("No strategy here shows within %d days a difference between %s and %s that these replications can tell.", TestDays, a, b))
	}
	gap := math.Abs(float64(t.Gap[t.Best].Mean)) / 2
	lines = append(lines, fmt.Sprintf("The test to run next: %s against the market as it stands for %s. It shows %s %s under %s and %s under %s; an interval of +-%s%% or less tells them apart.",
		d.Strategies[t.Strategy].Name, format.Count(t.Days, "day"), t.Metrics[t.Best], changeOf(t.InA[t.Best]), a, changeOf(t.InB[t.Best]), b, strconv.FormatFloat(100*gap, 'g', 2, 64)))
	return append(lines, s.sizeLines()...)
}

// myopiaByBelief words, by belief, what the best for the shortest horizon loses in the longest, and from which day on the long view is ahead.
func (s *Summary) myopiaByBelief() []string {
	d := s.Decision
	if len(d.Horizons) < 2 {
		return nil
	}
	short, long := s.Horizons[0], s.Horizons[len(s.Horizons)-1]
	if slices.Equal(d.Horizons[0].BestIn, d.BestIn) {
		return []string{fmt.Sprintf("Under each belief the same is best for %d and for %d days.", short, long)}
	}
	var parts []string
	for b := range d.Beliefs {
		x := d.Horizons[0].Myopia[b]
		text := fmt.Sprintf("%s under %s", share(x), d.Beliefs[b].Name)
		if day := d.BreakEven[b]; day != nil {
			text += fmt.Sprintf(" (behind from day %d on)", *day)
		}
		parts = append(parts, text)
	}
	return []string{fmt.Sprintf("Who knows the belief and chooses for %d days loses in %d days %s.", short, long, format.And(parts))}
}

// unitAfter is a unit as it follows a number in words.
func unitAfter(unit string) string {
	if unit == "" || unit == "count" || unit == "%" {
		return ""
	}
	return " " + unit
}

// WriteBeliefs writes a row by strategy and belief, and one for the expectation.
func (s *Summary) WriteBeliefs(w io.Writer) error {
	c := neutral.NewCSV(w)
	rows := [][]string{{"strategy", "setting", "belief", "weight", "keeps", "value", "value half", "gain", "gain half", "regret", "regret half", "chance", "choice"}}
	d := s.Decision
	for k := range d.Strategies {
		x := &d.Strategies[k]
		set := strings.Join(x.Setting, "; ")
		robust := true
		for b := range d.Beliefs {
			robust = robust && x.Keeps[b]
			rows = append(rows, []string{x.Name, set, d.Beliefs[b].Name, strconv.FormatFloat(d.Beliefs[b].Weight, 'g', -1, 64), strconv.FormatBool(x.Keeps[b]),
				cell(x.Values[b].Mean), cell(x.Values[b].Half), cell(x.Gains[b].Mean), cell(x.Gains[b].Half), cell(x.Regret[b].Mean), cell(x.Regret[b].Half), cell(x.Chance[b]), ""})
		}
		rows = append(rows, []string{x.Name, set, expected, "1", strconv.FormatBool(robust), cell(x.Expected.Mean), cell(x.Expected.Half), cell(x.Gain.Mean), cell(x.Gain.Half),
			cell(x.WorstRegret.Mean), cell(x.WorstRegret.Half), cell(x.ChanceAll), d.Choice(k)})
	}
	for _, row := range rows {
		if err := c.Write(row); err != nil {
			return err
		}
	}
	return c.Flush()
}
