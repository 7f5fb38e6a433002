package results

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
)

// Fit checks that an arm's result has the parts that a market has, so that what reads it can rest on them. Parts that a stored result
// did not have (see Absent) are filled with zeros. It fails where results are of another market, or damaged.
func (r *Result) Fit(axes *Axes, days int) error {
	if len(r.Days) != days {
		return fmt.Errorf("%d days, the scenario has %d", len(r.Days), days)
	}
	for i := range r.Auctions {
		if a := &r.Auctions[i]; a.Segment < 0 || a.Segment >= len(axes.Segments) || a.Surface < 0 || a.Surface >= len(axes.Surfaces) {
			return fmt.Errorf("a recorded auction is of segment %d and surface %d, which the scenario does not have", a.Segment, a.Surface)
		}
	}
	for i := range r.Days {
		d := &r.Days[i]
		groups := len(axes.Groups)
		for _, err := range []error{
			fit(r, "Cells", &d.Cells, len(axes.Segments)*len(axes.Surfaces)), fit(r, "Groups", &d.Groups, groups), fit(r, "State", &d.State, len(axes.Segments)),
			fit(r, "Cohorts", &d.Cohorts, len(r.Lives)), fit(r, "Steer", &d.Steer, groups), fit(r, "Spend", &d.Spend, groups),
			fit(r, "Budgets", &d.Budgets, groups), fit(r, "Lived", &d.Lived, groups),
		} {
			if err != nil {
				return fmt.Errorf("day %d: %w", i, err)
			}
		}
	}
	return nil
}

// fit checks the length of a list; one that is not there is left so, unless the file did not have it.
func fit[T any](r *Result, name string, list *[]T, n int) error {
	switch {
	case len(*list) == n:
	case len(*list) > 0:
		return fmt.Errorf("%s has %d entries, the scenario has %d", name, len(*list), n)
	case slices.Contains(r.Absent, "Days."+name):
		*list = make([]T, n)
	}
	return nil
}

// Missing names the first of the absent fields of stored results that the metric rests on; empty when it rests on none of
// them, so that its values are right.
func (m *Metric) Missing(absent []string) string {
	if m.Numerator == nil {
		return ""
	}
	for _, name := range absent {
		for _, salt := range []float64{1, 7} {
			whole := totalsFilled(salt)
			without := totalsFilled(salt)
			if clearPart(&without, name) && !sameNumber(m.Value(&whole), m.Value(&without)) {
				return name
			}
		}
	}
	return ""
}

func sameNumber(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// totalsFilled has another number in every field, each smaller than the one before, as clicks are fewer than views; by how much depends on the salt, and so do ratios.
func totalsFilled(salt float64) (t Totals) {
	x := 1e12 * salt
	fill(reflect.ValueOf(&t).Elem(), &x, 1-0.1/salt)
	return t
}

func fill(v reflect.Value, x *float64, by float64) {
	switch {
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), x, by)
		}
	case v.Kind() == reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), x, by)
		}
	default:
		*x *= by
		if v.CanInt() {
			v.SetInt(int64(*x))
		} else {
			v.SetFloat(*x)
		}
	}
}

// clearPart sets to 0 what totals hold of a field of results; false when they hold nothing of it.
func clearPart(t *Totals, name string) bool {
	for _, p := range []struct {
		place string
		part  any
	}{
		{"Days.Cells", &t.Tally}, {"Days.DayCounts", &t.DayCounts}, {"Days.State", &t.State}, {"Days.Steer", &t.Steer}, {"Days.Lived", &t.Lived},
		{"Days.Budgets", &t.DayBudgets}, {"Campaigns.Budget", &t.Budget}, {"Campaigns.Spend", &t.BudgetSpend}, {"Campaigns.Left", &t.Churned},
		{"Campaigns.Joined", &t.Campaigns},
	} {
		part := reflect.ValueOf(p.part).Elem()
		if name == p.place {
			part.SetZero()
			return true
		}
		if counter, ok := strings.CutPrefix(name, p.place+"."); ok && part.Kind() == reflect.Struct {
			return clearCounter(part, p.place, counter)
		}
	}
	return false
}

// clearCounter sets the field of a counter to 0.
func clearCounter(part reflect.Value, place, counter string) bool {
	list := map[string][]Counter{"Days.Cells": Describe[Tally](), "Days.DayCounts": Describe[DayCounts](), "Days.State": Describe[PinnerState](),
		"Days.Steer": Describe[SteerState]()}[place]
	for i := range list {
		if list[i].Name == counter {
			part.Field(i).SetZero()
			return true
		}
	}
	return false
}
