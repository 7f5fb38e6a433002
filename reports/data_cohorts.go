package reports

import (
	"strconv"

	"marketsim/reports/format"
)

// cohorts: what each cohort did by day, from its first day on. Retention is the share of those who came so far who had a session.
func (d *data) cohorts(out rows) error {
	return d.each(func(arm, r int, key []string) error {
		result := d.in.Results[r][arm]
		for c := range result.Lives {
			name, from := cohortName(c, d.in.CohortDays, d.in.Days)
			came := int64(0)
			for day := from; day < len(result.Days); day++ {
				x := &result.Days[day].Cohorts[c]
				if c == 0 && day == 0 {
					came = x.Pinners + x.Left // there on day 0; those who come that day are the next cohort
				}
				if c > 0 {
					came += x.New
				}
				retention := ""
				if came > 0 {
					retention = format.Shortest(float64(x.Active) / float64(came))
				}
				row := append(key, name, strconv.Itoa(from), strconv.Itoa(day), whole(x.Pinners), whole(x.Active), whole(x.New), whole(x.Left),
					whole(x.Sessions), whole(x.Auctions), whole(x.Impressions), format.Shortest(float64(x.Clicks)/1e9), format.Money(x.Revenue), retention)
				if err := out.Write(row); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// survival: Kaplan-Meier curves of each arm and cohort, over all replications together.
func (d *data) survival(out rows) error {
	for _, arm := range d.arms {
		for i := range d.s.Lifetimes {
			l := &d.s.Lifetimes[i]
			if l.Arm != d.in.Arms[arm].Name {
				continue
			}
			for _, p := range l.Survival {
				row := []string{point, l.Arm, l.Cohort, strconv.Itoa(p.Age), whole(p.AtRisk), whole(p.Died), whole(p.Lost), format.Shortest(p.Survival), format.Shortest(p.Lo), format.Shortest(p.Hi)}
				if err := out.Write(row); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// live: what live tests of the learned effect would have read, and the truth.
func (d *data) live(out rows) error {
	for i := range d.s.Live {
		l := &d.s.Live[i]
		row := []string{point, l.Method, l.Arm, l.Versus, l.Metric, strconv.Itoa(l.Exposure), strconv.Itoa(l.From), strconv.Itoa(l.To)}
		row = append(row, readingCells(&l.Read)...)
		row = append(row, format.ShortestOf(l.AtStart.Change), changeCell(l.SeenTrue), changeCell(l.HeldTrue), format.ShortestOf(l.Rate), format.ShortestOf(l.Seen), format.ShortestOf(l.Held))
		for _, r := range []*Reading{l.Estimate, l.LongRun, l.Error} {
			row = append(row, readingCells(r)...)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	return nil
}

func changeCell(r *Reading) string { return readingCells(r)[0] }

func readingCells(r *Reading) []string {
	if r == nil {
		return []string{"", "", ""}
	}
	return []string{format.ShortestOf(r.Change), format.ShortestOf(r.Lo), format.ShortestOf(r.Hi)}
}
