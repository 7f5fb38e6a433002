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
		for _, v := range []*float64{&x.Right, x.RecallOfWins, x.RecallOfLosses, x.FalseLaunches, &x.Bias, &x.RMSE, &x.Regret, &x.Exposed, &x.ExposedDays} {
			row = append(row, number(v))
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
	if err := c.Write([]string{"arm", "days", "method", "beliefs", "holds", "right", "bias", "spread", "covers", "cost", "worst", "exposed", "exposed_days", "worst_in"}); err != nil {
		return err
	}
	for _, x := range r.Over {
		row := []string{x.Arm, strconv.Itoa(x.Days), x.Method, strconv.Itoa(x.Beliefs), strconv.Itoa(x.Holds)}
		for _, v := range []*float64{&x.Right, &x.Bias, x.Spread, x.Covers, &x.Cost, &x.Worst, &x.Exposed, &x.OnDays} {
			row = append(row, number(v))
		}
		if err := c.Write(append(row, x.In)); err != nil {
			return err
		}
	}
	return c.Flush()
}

// WriteProgramme writes the bill of each ship rule over the first tests of the programme, one after the other, and then over all of them; sums are fractions of control.
func WriteProgramme(w io.Writer, p *Programme) error {
	c := neutral.NewCSV(w)
	if err := c.Write([]string{"rule", "tests", "shipped", "claimed", "shrunk", "holdback", "month_six", "harmful"}); err != nil {
		return err
	}
	for i := range p.Rules {
		var all Bill
		all.add(p.Rules[i].Bill, float64(p.Tests)/100)
		for k, b := range append(p.Rules[i].Path[:len(p.Rules[i].Path):len(p.Rules[i].Path)], all) {
			row := []string{p.Rules[i].Name, strconv.Itoa(k + 1)}
			if k == len(p.Rules[i].Path) {
				row[1] = strconv.Itoa(p.Tests)
			}
			for _, v := range []float64{b.Shipped, b.Claimed, b.Shrunk, b.Now, b.Later, b.Harmful} {
				row = append(row, number(&v))
			}
			if err := c.Write(row); err != nil {
				return err
			}
		}
	}
	return c.Flush()
}

// WriteShortRun writes the biases of a short test, a row each, as fractions.
func WriteShortRun(w io.Writer, r *Report) error {
	c := neutral.NewCSV(w)
	if err := c.Write([]string{"market", "bias", "value", "lo", "hi", "tried", "leaves", "leaves_lo", "leaves_hi", "helps", "of"}); err != nil {
		return err
	}
	for i := range r.Short {
		b, by, helps := &r.Short[i], "", ""
		if b.Leaves != nil {
			by, helps = b.By, b.Helps()
		}
		if err := c.Write([]string{b.Market, b.Bias, number(b.Value), number(b.Lo), number(b.Hi), by, number(b.Leaves), number(b.LeavesLo), number(b.LeavesHi), helps, map[bool]string{false: "14 days", true: "live test"}[b.Live()]}); err != nil {
			return err
		}
	}
	return c.Flush()
}

// WriteWeekly writes what every method reads of the launch that is told at every week's end, a row each, as fractions, and whether it is right from then on.
func WriteWeekly(w io.Writer, r *Report) error {
	c := neutral.NewCSV(w)
	if err := c.Write([]string{"days", "method", "tests", "reads", "lo", "hi", "truth", "right", "ships", "cost", "right_from_then_on"}); err != nil {
		return err
	}
	if r.Focus == nil {
		return c.Flush()
	}
	for week := range max(0, r.Horizon-LongRun) / 7 {
		days := 7 * (week + 1)
		for i := range r.Focus.Methods {
			m := &r.Focus.Methods[i]
			if !m.reads(days) {
				continue
			}
			x, row := m.Reads[week], []string{strconv.Itoa(days), m.Name, strconv.Itoa(r.Focus.Tests)}
			for _, v := range []float64{x.Value, x.Lo, x.Hi, r.Focus.Truth.Value, x.Right, x.Ship, x.cost} {
				row = append(row, number(&v))
			}
			if err := c.Write(append(row, strconv.FormatBool(m.Day > 0 && days >= m.Day))); err != nil {
				return err
			}
		}
	}
	return c.Flush()
}

// WriteTests writes a row per single test, wait and method, as fractions: all launches after the waits of the tables, and the launch that is told at every other week's end, without intervals.
func WriteTests(w io.Writer, r *Report) error {
	c := neutral.NewCSV(w)
	if err := c.Write([]string{"market", "arm", "replication", "days", "method", "reads", "lo", "hi", "truth", "ships", "right", "cost"}); err != nil {
		return err
	}
	for i := range r.Rows {
		x := &r.Rows[i]
		for k := range x.samples {
			if err := writeTests(c, x.samples[k].tests, x.Name, x.Days); err != nil {
				return err
			}
		}
	}
	if r.Focus == nil {
		return c.Flush()
	}
	for i := range r.Focus.Methods {
		m := &r.Focus.Methods[i]
		for week, tests := range m.outcomes {
			if r.Find(m.Name, 7*(week+1)) != nil {
				continue // it is above
			}
			if err := writeTests(c, tests, m.Name, 7*(week+1)); err != nil {
				return err
			}
		}
	}
	return c.Flush()
}

// writeTests writes what a method says of some tests after a wait.
func writeTests(c *neutral.CSV, tests []outcome, method string, days int) error {
	for i := range tests {
		o := &tests[i]
		truth, lo, hi := o.test.Truth(), "", ""
		if !absent(o.lo, o.hi) {
			lo, hi = number(&o.lo), number(&o.hi)
		}
		if err := c.Write([]string{o.test.Market, o.test.Arm, strconv.Itoa(max(0, o.test.world-1)), strconv.Itoa(days), method,
			number(&o.read), lo, hi, number(&truth), strconv.FormatBool(o.read > 0), strconv.FormatBool(o.right), number(&o.cost)}); err != nil {
			return err
		}
	}
	return nil
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
