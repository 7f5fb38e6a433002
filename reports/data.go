package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"marketsim/reports/format"
	"marketsim/reports/tables"
	"marketsim/sim/results"
	"marketsim/sim/spec"
	"marketsim/sim/units/files"
)

// point is the only point of a run that is no sweep.
const point = "0"

// WriteData writes the tables of a run into a folder, which it makes, each as CSV and as Parquet: those of package tables that are
// chosen, and of them those that have something to say. Rows are sorted by their key columns, floats have at
// most 12 significant digits, sums of money are exact (in CSV), and a number that does not exist is an empty cell, or null.
func WriteData(dir string, in *Input, s *Summary, choice tables.Choice) error {
	return writePoints(dir, identity(in), []Point{{in, s}}, choice)
}

func identity(in *Input) tables.Identity {
	return tables.Identity{Scenario: in.Scenario, Hash: in.Hash, Seed: strconv.FormatUint(in.Seed, 10), Run: in.RunID}
}

// rows takes the rows of a table.
type rows interface{ Write(row []string) error }

// Point is one point of a sweep: a run of its own.
type Point struct {
	In *Input
	S  *Summary
}

// contents says what fills each table of a run, and whether there is something to fill it with.
var contents = []struct {
	name  string
	write func(*data, rows) error
	some  func(*Point) bool // nil: always there
}{
	{"metrics", (*data).metrics, nil}, {"effects", (*data).effects, nil}, {"windows", (*data).windows, nil}, {"longrun", (*data).longRun, nil},
	{"daily", (*data).daily, nil}, {"campaigns", (*data).campaigns, nil}, {"hourly", (*data).hourly, nil},
	{"live", (*data).live, func(p *Point) bool { return len(p.S.Live) > 0 }},
	{"cohorts", (*data).cohorts, func(p *Point) bool { return len(p.S.Lifetimes) > 0 }},
	{"survival", (*data).survival, func(p *Point) bool { return len(p.S.Lifetimes) > 0 }},
	{"events", (*data).events, func(p *Point) bool { return p.In.recorded() }},
}

// writePoints writes the tables of several points; the column point tells them apart.
func writePoints(dir string, id tables.Identity, points []Point, choice tables.Choice) error {
	if choice == tables.None {
		return nil
	}
	if err := files.MakeDirs(dir); err != nil {
		return fmt.Errorf("%s was not made: %w", dir, err)
	}
	for _, c := range contents {
		t, ok := tables.Lookup(c.name)
		if !ok {
			return fmt.Errorf("table %s is not declared", c.name)
		}
		if !choice.Has(t) || c.some != nil && !slices.ContainsFunc(points, func(p Point) bool { return c.some(&p) }) {
			continue
		}
		err := tables.Write(dir, t, id, func(out *tables.Writer) error {
			for i, p := range points {
				out.Point = strconv.Itoa(i)
				if err := c.write(newData(p.In, p.S), out); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func newData(in *Input, s *Summary) *data {
	return &data{in: in, s: s, read: NewSampler(in), arms: armsByName(in)}
}

type data struct {
	in   *Input
	s    *Summary
	read *Sampler
	arms []int // in order of their names
}

func armsByName(in *Input) []int {
	arms := make([]int, len(in.Arms))
	for i := range arms {
		arms[i] = i
	}
	slices.SortFunc(arms, func(a, b int) int { return cmp.Compare(in.Arms[a].Name, in.Arms[b].Name) })
	return arms
}

// each calls f for every arm and finished replication in order, with the columns that name them.
func (d *data) each(f func(arm, replication int, key []string) error) error {
	for _, arm := range d.arms {
		for _, r := range d.read.Replications {
			if err := f(arm, r, []string{point, d.in.Arms[arm].Name, strconv.Itoa(r)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// sortedParts are the parts of the market in order of their names.
func (d *data) sortedParts() []Part {
	parts := Parts(&d.in.Axes)
	slices.SortFunc(parts, func(a, b Part) int { return cmp.Compare(a.Name, b.Name) })
	return parts
}

// metrics: n is how many units the value is an average over: the denominator of a ratio, else the days.
func (d *data) metrics(out rows) error {
	parts := d.sortedParts()
	return d.each(func(arm, r int, key []string) error {
		for _, m := range d.in.Metrics() {
			for _, part := range parts {
				if !m.Has(part.Cut) {
					continue
				}
				value, n := exact(d.read, m, r, arm, part.Cut, 0, d.in.Days)
				if err := out.Write(append(key, m.Name, part.Name, value, m.Unit, format.Shortest(n))); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// exact is a metric's value, from the ledger's integers where it is a sum of money, and how many units it is an average over.
func exact(read *Sampler, m *Metric, r, arm int, cut results.Cut, from, to int) (value string, n float64) {
	if m.Own != nil {
		return format.Shortest(read.Value(m, r, arm, cut, from, to)), m.bot.metric.Value(read.Total(r, arm, m.bot.cut, from, to))
	}
	t := read.Total(r, arm, cut, from, to)
	if m.absent {
		return "", t.Days
	}
	n = t.Days
	if m.Denominator != nil {
		n = m.Denominator(t)
	}
	if m.Money != nil {
		return format.Money(m.Money(t)), n
	}
	return format.Shortest(m.Value(t)), n
}

// effects: change, lo and hi are fractions of the base.
func (d *data) effects(out rows) error {
	for _, e := range d.sortedEffects(func(e *Effect) bool { return e.Window == Everyone }) {
		if err := out.Write(effectRow(e)); err != nil {
			return err
		}
	}
	return nil
}

// windows has the columns of effects after the window.
func (d *data) windows(out rows) error {
	for _, w := range d.s.Windows {
		if w.Name == Everyone {
			continue
		}
		key := []string{w.Name, strconv.Itoa(w.From), strconv.Itoa(w.To)}
		for _, e := range d.sortedEffects(func(e *Effect) bool { return e.Window == w.Name && e.From == w.From && e.To == w.To }) {
			if err := out.Write(append(slices.Clip(key), effectRow(e)...)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *data) sortedEffects(keep func(*Effect) bool) []*Effect {
	var list []*Effect
	for i := range d.s.Effects {
		if keep(&d.s.Effects[i]) {
			list = append(list, &d.s.Effects[i])
		}
	}
	slices.SortStableFunc(list, func(a, b *Effect) int {
		return slices.Compare([]string{a.Arm, a.Versus, a.Metric, a.Segment}, []string{b.Arm, b.Versus, b.Metric, b.Segment})
	})
	return list
}

func effectRow(e *Effect) []string {
	return []string{
		point, e.Arm, e.Versus, e.Metric, e.Segment, format.ShortestOf(e.Base), format.ShortestOf(e.Candidate), format.ShortestOf(e.Change), format.ShortestOf(e.Lo),
		format.ShortestOf(e.Hi), format.Shortest(e.Level), e.Method, strconv.Itoa(e.Pairs), format.ShortestOf(e.P), format.ShortestOf(e.PAdjusted), e.Verdict, e.Family,
		format.ShortestOf(e.Difference), format.ShortestOf(e.DifferenceLo), format.ShortestOf(e.DifferenceHi), e.Why,
	}
}

// daily: every metric of the whole market, and some by part as well.
func (d *data) daily(out rows) error {
	parts, measures := d.sortedParts(), d.in.Metrics()
	return d.each(func(arm, r int, key []string) error {
		for day := range d.in.Days {
			read := d.read.fresh() // a day's sums are not needed again
			for _, m := range measures {
				for _, part := range parts {
					if m.Whole || !m.Has(part.Cut) || part.Name != Everyone && !results.Shows(results.DailyParts, m.Name) {
						continue
					}
					value, _ := exact(read, m, r, arm, part.Cut, day, day+1)
					if err := out.Write(append(key, strconv.Itoa(day), m.Name, part.Name, value)); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

// campaigns: wins are auctions won; each served ad is one, since a campaign shows at most one ad in a request. An empty budget
// is none, an empty day is never, an empty day_joined is from the start. days_run and lifetime_hours count days with a daily or weekly
// budget; of a shared budget, `budget` is an equal part.
func (d *data) campaigns(out rows) error {
	return d.each(func(arm, r int, key []string) error {
		list := slices.Clone(d.in.Results[r][arm].Campaigns)
		slices.SortStableFunc(list, func(a, b results.CampaignResult) int { return cmp.Compare(a.Name, b.Name) })
		for i := range list {
			if err := out.Write(append(key, campaignRow(&list[i])...)); err != nil {
				return err
			}
		}
		return nil
	})
}

func campaignRow(c *results.CampaignResult) []string {
	roas := ""
	if c.Spend != 0 {
		roas = format.Shortest(c.Value.Float() / c.Spend.Float())
	}
	impressions := whole(c.Impressions)
	factor := ""
	if c.BidFactor != 0 {
		factor = format.Shortest(c.BidFactor)
	}
	return append([]string{
		c.Name, c.Group, c.Objective.String(), budgetOf(c.Daily), budgetOf(c.Lifetime), wholeBudget(c),
		format.Money(c.Spend), impressions, format.Money(spec.Nano(c.Clicks)), format.Money(spec.Nano(c.Conversions)), format.Money(c.Value),
		roas, impressions, format.Money(c.Overdelivery), format.Shortest(c.Multiplier), format.Shortest(c.PassThrough), dayOf(c.ExhaustedAt), dayOf(c.Left), factor,
	}, append(promiseCells(c),
		budgetOf(c.Weekly), format.Shortest(c.BudgetFactor), c.SharedBudget, joinedOf(c.Joined), whole(c.Ran), livedOf(c), whole(c.ShortDays))...)
}

// joinedOf is the day on which a campaign came; empty when it was there from the start.
func joinedOf(t spec.Time) string {
	if t == -spec.Never {
		return ""
	}
	return dayOf(t)
}

// livedOf is how long a daily or weekly budget lasted into the day, on average, in hours.
func livedOf(c *results.CampaignResult) string {
	if c.Ran == 0 {
		return ""
	}
	return format.Shortest(float64(c.Lived) / float64(spec.Hour) / float64(c.Ran))
}

func whole(n int64) string { return strconv.FormatInt(n, 10) }

// leastBudget stands for a budget of 0, since 0 is no limit.
const leastBudget spec.Nano = 1

func budgetOf(n spec.Nano) string {
	switch n {
	case 0:
		return ""
	case leastBudget:
		return "0"
	}
	return format.Money(n)
}

// wholeBudget is what a campaign may spend over the horizon: nothing where any of its budgets is 0.
func wholeBudget(c *results.CampaignResult) string {
	if c.Daily == leastBudget || c.Weekly == leastBudget || c.Lifetime == leastBudget {
		return "0"
	}
	return budgetOf(c.Budget)
}

// dayOf is a time in days from day 0.
func dayOf(t spec.Time) string {
	if t == spec.Never {
		return ""
	}
	return format.Shortest(float64(t) / float64(spec.Day))
}

func (d *data) hourly(out rows) error {
	return d.each(func(arm, r int, key []string) error {
		days := d.in.Results[r][arm].Days
		for day := range days {
			for hour := range days[day].Hours {
				h := &days[day].Hours[hour]
				row := append(key, strconv.Itoa(day), strconv.Itoa(hour), whole(h.Sessions), whole(h.Auctions), whole(h.Impressions),
					format.Money(spec.Nano(h.Clicks)), format.Money(h.Revenue), whole(h.Concurrent))
				if err := out.Write(row); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
