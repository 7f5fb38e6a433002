package reports

import (
	"fmt"

	"marketsim/reports/stats"
)

// Lifetime is what a cohort of Pinners was worth to the platform within the horizon, and how long its Pinners stayed.
type Lifetime struct {
	Arm     string  `json:"arm"`
	Versus  string  `json:"vs,omitempty"`
	Cohort  string  `json:"cohort"`
	FromDay int     `json:"from_day"` // of arrival; 0 for those who are there on day 0
	Pinners float64 `json:"pinners"`  // who belong to it, mean over replications

	// Value is revenue per Pinner of the cohort, USD: revenue of day d counts (1 - discount)^(d - from_day). It ends with the
	// horizon, so cohorts of different age are not comparable, and it is a lower bound of what a Pinner is worth.
	Value    *float64 `json:"value"`
	ValueLo  *float64 `json:"value_lo"`
	ValueHi  *float64 `json:"value_hi"`
	Change   *float64 `json:"change"` // against the same cohort of the arm that it is compared with
	ChangeLo *float64 `json:"change_lo"`
	ChangeHi *float64 `json:"change_hi"`

	Survival []stats.SurvivalPoint `json:"-"` // by age in days, from 0; in survival.csv
}

// cohortName says who belongs to a cohort.
func cohortName(cohort, period, days int) (name string, from int) {
	if cohort == 0 {
		return "there on day 0", 0
	}
	from = (cohort - 1) * period
	return fmt.Sprintf("came on days %d to %d", from, min(days, cohort*period)-1), from
}

// addLifetimes reads the cohorts, where they were followed.
func (s *Summary) addLifetimes(read *Sampler) {
	s.Lifetimes = []Lifetime{}
	in := read.In
	if len(read.Replications) == 0 || in.CohortDays == 0 {
		return
	}
	n := len(in.Results[read.Replications[0]][0].Lives)
	for arm := range s.Arms {
		for c := range n {
			l := Lifetime{Arm: s.Arms[arm].Name}
			l.Cohort, l.FromDay = cohortName(c, in.CohortDays, s.Days)
			values, members := cohortValues(read, arm, c, l.FromDay)
			l.Pinners = stats.MeanInterval(members, s.Level).Mean
			e := stats.MeanInterval(values, s.Level)
			l.Value, l.ValueLo, l.ValueHi = Finite(e.Mean), Finite(e.Lo), Finite(e.Hi)
			if base, ok := in.Versus(arm); ok {
				l.Versus = s.Arms[base].Name
				others, _ := cohortValues(read, base, c, l.FromDay)
				d := stats.Compare(others, values, s.Level)
				l.Change, l.ChangeLo, l.ChangeHi = Finite(d.Change), Finite(d.ChangeLo), Finite(d.ChangeHi)
			}
			died, censored := pooledLives(read, arm, c)
			l.Survival = stats.KaplanMeier(died, censored, s.Level)
			s.Lifetimes = append(s.Lifetimes, l)
		}
	}
}

// cohortValues is the discounted revenue per Pinner of a cohort, and its size, by world.
func cohortValues(read *Sampler, arm, cohort, from int) (values, members []float64) {
	in := read.In
	for _, r := range read.Replications {
		result := in.Results[r][arm]
		n, sum, weight := int64(0), 0.0, 1.0
		for _, x := range [][]int64{result.Lives[cohort].Died, result.Lives[cohort].Censored} {
			for _, k := range x {
				n += k
			}
		}
		for d := from; d < len(result.Days); d++ {
			sum += weight * result.Days[d].Cohorts[cohort].Revenue.Float()
			weight *= 1 - in.Discount
		}
		members, values = append(members, float64(n)), append(values, sum/float64(n))
	}
	of := func(list []float64) []float64 { return read.ByWorld(func(at int) float64 { return list[at] }) }
	return of(values), of(members)
}

// pooledLives adds the lives of all replications.
func pooledLives(read *Sampler, arm, cohort int) (died, censored []int64) {
	for _, r := range read.Replications {
		l := &read.In.Results[r][arm].Lives[cohort]
		if died == nil {
			died, censored = make([]int64, len(l.Died)), make([]int64, len(l.Died))
		}
		for a := range l.Died {
			died[a] += l.Died[a]
			censored[a] += l.Censored[a]
		}
	}
	return died, censored
}

// Lifetime finds a cohort of an arm; nil when the summary has none of that name.
func (s *Summary) Lifetime(arm, cohort string) *Lifetime {
	for i := range s.Lifetimes {
		if l := &s.Lifetimes[i]; l.Arm == arm && l.Cohort == cohort {
			return l
		}
	}
	return nil
}
