package pinners

import (
	"slices"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Cohorts follow Pinners by when they came: cohort 0 is everyone who is there on day 0, cohort k those who come in the k-th
// period after it. They take 6 bytes a Pinner, and only where the scenario asks for them.

// Origins says of every Pinner in which cohort it came and since which day it is followed. 6 bytes.
type Origins struct {
	Cohort []uint16
	Born   []int32
}

func (o *Origins) clone() Origins { return Origins{slices.Clone(o.Cohort), slices.Clone(o.Born)} }

// Cohorts is how many there are over the horizon; 0 when they are not followed.
func (w *World) Cohorts() int {
	if w.Population.Cohorts == 0 {
		return 0
	}
	if w.Population.Arrivals == 0 {
		return 1
	}
	return 1 + int((w.Horizon+w.Population.Cohorts-1)/w.Population.Cohorts)
}

// CohortOn is the cohort of those who come on a day.
func (w *World) CohortOn(day spec.Time) uint16 {
	if day < 0 || w.Cohorts() <= 1 {
		return 0
	}
	return uint16(1 + day*spec.Day/w.Population.Cohorts)
}

// Enrol puts a Pinner that comes on a day into its cohort, where cohorts are followed.
func (p *Columns) Enrol(w *World, i uint32, day spec.Time) {
	o := &p.Origins
	if w.Cohorts() == 0 {
		return
	}
	for len(o.Born) <= int(i) {
		o.Cohort, o.Born = append(o.Cohort, 0), append(o.Born, 0)
	}
	o.Cohort[i], o.Born[i] = w.CohortOn(day), int32(max(0, day))
}

// Lives are the lives of Pinners by cohort; none where cohorts are not followed.
type Lives []results.Life

// NewLives makes room for every age that a cohort may reach.
func NewLives(w *World) Lives {
	days := int(w.Horizon/spec.Day) + 2
	l := make(Lives, w.Cohorts())
	for c := range l {
		l[c] = results.Life{Died: make([]int64, days), Censored: make([]int64, days)}
	}
	return l
}

// Die enters that the Pinner of row i left for good on a day.
func (l Lives) Die(o *Origins, i uint32, day spec.Time) {
	if len(l) > 0 && day >= 0 {
		l[o.Cohort[i]].Died[int32(day)-o.Born[i]+1]++
	}
}

// Censor enters who is still there at the horizon.
func (l Lives) Censor(p *Columns, horizon spec.Time) {
	o, days := &p.Origins, int32(horizon/spec.Day)
	for i := range o.Born {
		if s := p.Session[i].State; s == Idle || s == Browsing {
			l[o.Cohort[i]].Censored[days-o.Born[i]]++
		}
	}
}

// Reset makes everyone who is there on day 0 be followed from that day.
func (o *Origins) Reset() { clear(o.Born) }
