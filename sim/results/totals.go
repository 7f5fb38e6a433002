package results

import (
	"fmt"
	"reflect"
	"unsafe"

	"marketsim/sim/spec"
)

// Totals sums a result over days and cells.
type Totals struct {
	Tally
	DayCounts
	State               StateTotals // summed over days
	Steer               SteerTotals // summed over days
	Days                float64
	Lived               [LivedBins]int64 // campaign-days with a daily or weekly budget, by the half hour in which it ran out
	DayBudgets          spec.Nano        // what such budgets let days take
	Budget, BudgetSpend spec.Nano        // of campaigns with a budget, over the whole horizon
	Campaigns, Churned  float64          // campaigns not gone before the first day; gone by the end of the last
}

// StateTotals sums PinnerState over days, in units: fixed point would overflow over a year of ten million Pinners. Days are
// added in order, so sums are reproducible. Its fields are those of PinnerState.
type StateTotals struct{ Pinners, Active, New, Left, Activity, Fatigue, Sightedness float64 }

// SteerTotals sums SteerState over days, in units. Its fields are those of SteerState.
type SteerTotals struct{ Campaigns, Multiplier, PassThrough, Factor, Stated float64 }

var (
	stateScales = scalesOf[PinnerState, StateTotals]()
	steerScales = scalesOf[SteerState, SteerTotals]()
)

// scalesOf gives the factors by which counters are summed into a struct of the same fields.
func scalesOf[T Counters, S StateTotals | SteerTotals]() (list []float64) {
	counters, sums := reflect.TypeFor[T](), reflect.TypeFor[S]()
	for i, c := range Describe[T]() {
		if i >= sums.NumField() || counters.Field(i).Name != sums.Field(i).Name {
			panic(fmt.Sprintf("results: field %d of %v is %s; %v needs a field of this name at the same place", i+1, counters, counters.Field(i).Name, sums))
		}
		list = append(list, scales[c.Unit])
	}
	return list
}

// sumInto adds counters, in units.
func sumInto[T Counters, S StateTotals | SteerTotals](sums *S, from *T, scales []float64) {
	floats := unsafe.Slice((*float64)(unsafe.Pointer(sums)), len(scales))
	for i, x := range words(from) {
		floats[i] += float64(float64(x) * scales[i])
	}
}

// Sum adds up the days [from, to) of a result over a part of the market.
func Sum(r *Result, axes *Axes, from, to int, cut Cut) Totals {
	var t Totals
	for d := from; d < to; d++ {
		t.Add(&r.Days[d], len(axes.Surfaces), cut)
	}
	for i := range r.Campaigns {
		c := &r.Campaigns[i]
		if cut.Group < 0 || c.Group == axes.Groups[cut.Group] {
			t.addCampaign(c, spec.Time(from)*spec.Day, spec.Time(to)*spec.Day)
		}
	}
	return t
}

// Add sums one day over a part of the market. With a group, what happened to Pinners is left out.
func (t *Totals) Add(d *DayResult, surfaces int, cut Cut) {
	t.Days++
	t.DayCounts.Add(&d.DayCounts)
	for g := range d.Lived {
		if cut.Group < 0 || g == cut.Group {
			for i, n := range d.Lived[g] {
				t.Lived[i] += n
			}
		}
	}
	for g, amount := range d.Budgets {
		if cut.Group < 0 || g == cut.Group {
			t.DayBudgets += amount
		}
	}
	for g := range d.Steer {
		if cut.Group < 0 || g == cut.Group {
			sumInto(&t.Steer, &d.Steer[g], steerScales)
		}
	}
	if cut.Group >= 0 {
		if cut.Group < len(d.Groups) {
			t.Tally.Add(&d.Groups[cut.Group])
		}
		return
	}
	for i := range d.Cells {
		if (cut.Segment < 0 || i/surfaces == cut.Segment) && (cut.Surface < 0 || i%surfaces == cut.Surface) {
			t.Tally.Add(&d.Cells[i])
		}
	}
	for s := range d.State {
		if cut.Segment < 0 || s == cut.Segment {
			sumInto(&t.State, &d.State[s], stateScales)
		}
	}
}

func (t *Totals) addCampaign(c *CampaignResult, from, to spec.Time) {
	if c.Budget > 0 {
		t.Budget += c.Budget
		t.BudgetSpend += c.Spend
	}
	if c.Left >= from && c.Joined < to {
		t.Campaigns++
		if c.Left < to {
			t.Churned++
		}
	}
}
