package results

import (
	"fmt"
	"reflect"
	"testing"

	"marketsim/sim/spec"
)

// day has two of everything, all different.
func day() DayResult {
	d := DayResult{Cells: make([]Tally, 2), Groups: make([]Tally, 2), State: make([]PinnerState, 2), Cohorts: make([]CohortDay, 2),
		Steer: make([]SteerState, 2), Spend: make([][24]spec.Nano, 2), Budgets: make([]spec.Nano, 2), Lived: make([][LivedBins]int64, 2)}
	n := int64(0)
	eachInteger(reflect.ValueOf(&d).Elem(), "", func(_ string, v reflect.Value) { n++; set(v, n) })
	return d
}

func set(v reflect.Value, n int64) {
	if v.CanInt() {
		v.SetInt(n)
	} else {
		v.SetUint(uint64(n))
	}
}

func get(v reflect.Value) int64 {
	if v.CanInt() {
		return v.Int()
	}
	return int64(v.Uint())
}

// eachInteger visits every integer below a value except the digest itself, by reflection alone.
func eachInteger(v reflect.Value, place string, visit func(place string, v reflect.Value)) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "Digest" {
				eachInteger(v.Field(i), place+"."+name, visit)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			eachInteger(v.Index(i), fmt.Sprintf("%s[%d]", place, i), visit)
		}
	default:
		visit(place, v)
	}
}

func digest(d DayResult) uint64 {
	days := []DayResult{d, {}}
	Seal(days)
	return days[1].Digest
}

// TestDigestSeesEveryInteger: whichever integer of a day is changed, or moved to another, the digest of the day after differs.
func TestDigestSeesEveryInteger(t *testing.T) {
	d := day()
	want, seen := digest(d), map[uint64]string{}
	seen[want] = "nothing"
	previous := reflect.Value{}
	eachInteger(reflect.ValueOf(&d).Elem(), "", func(place string, v reflect.Value) {
		was := get(v)
		for _, to := range []int64{0, was + 1, -was} {
			set(v, to)
			key := digest(d)
			if other, twice := seen[key]; twice {
				t.Errorf("%s set to %d leaves the digest of %s", place, to, other)
			}
			seen[key] = fmt.Sprintf("%s = %d", place, to)
		}
		set(v, was)
		if previous.IsValid() { // exchange two neighbours
			set(v, get(previous))
			set(previous, was)
			if digest(d) == want {
				t.Errorf("%s can be exchanged with its neighbour", place)
			}
			set(previous, get(v))
			set(v, was)
		}
		previous = v
	})
	if len(seen) < 3*400 {
		t.Errorf("only %d integers of a day were visited", len(seen)/3)
	}
	if digest(d) != want {
		t.Error("the day was not restored")
	}
}

// TestMergingSeesEveryCounter: adding a struct to itself doubles every field, and totals of two days hold every counter.
func TestMergingSeesEveryCounter(t *testing.T) {
	d := day()
	doubles := func(name string, was, now any) {
		a, b := reflect.ValueOf(was), reflect.ValueOf(now)
		for i := range a.NumField() {
			if b.Field(i).Int() != 2*a.Field(i).Int() {
				t.Errorf("%s.%s is %d, want %d", name, a.Type().Field(i).Name, b.Field(i).Int(), 2*a.Field(i).Int())
			}
		}
	}
	tally, hour, state, cohort, counts := d.Cells[1], d.Hours[1], d.State[1], d.Cohorts[1], d.DayCounts
	tally.Add(&d.Cells[1])
	hour.Add(&d.Hours[1])
	state.Add(&d.State[1])
	cohort.Add(&d.Cohorts[1])
	counts.Add(&d.DayCounts)
	doubles("Tally", d.Cells[1], tally)
	doubles("HourTally", d.Hours[1], hour)
	doubles("PinnerState", d.State[1], state)
	doubles("CohortDay", d.Cohorts[1], cohort)
	doubles("DayCounts", d.DayCounts, counts)

	axes := Axes{Segments: []string{"a", "b"}, Surfaces: []string{"x"}, Groups: []string{"g", "h"}}
	total := Sum(&Result{Days: []DayResult{d, d}}, &axes, 0, 2, Cut{Segment: 1, Surface: -1, Group: -1})
	doubles("Totals.Tally", d.Cells[1], total.Tally)
	doubles("Totals.DayCounts", d.DayCounts, total.DayCounts)
	state2 := reflect.ValueOf(total.State)
	for i, c := range Describe[PinnerState]() {
		want := 2 * float64(reflect.ValueOf(d.State[1]).Field(i).Int()) * scales[c.Unit]
		if got := state2.Field(i).Float(); got != want {
			t.Errorf("Totals.State: %s is %g, want %g", c.Name, got, want)
		}
	}
}

// TestZeroLeavesNoTrace: a counter that a market does not use does not change its digest.
func TestZeroLeavesNoTrace(t *testing.T) {
	one, two := DayResult{Cells: make([]Tally, 1)}, DayResult{Cells: make([]Tally, 3), Cohorts: make([]CohortDay, 4)}
	one.Cells[0].Clicks, two.Cells[0].Clicks = 5, 5
	if digest(one) != digest(two) {
		t.Error("zeros change the digest")
	}
}

func TestAddAllocatesNothing(t *testing.T) {
	var a, b Tally
	if n := testing.AllocsPerRun(100, func() { a.Add(&b) }); n != 0 {
		t.Errorf("Add allocates %v times", n)
	}
}

func BenchmarkAdd(b *testing.B) {
	var x, y Tally
	for range b.N {
		x.Add(&y)
	}
}

// TestMetricsAreDescribedOnce: every metric says what it is, and every view has its metrics in places 1, 2, ... of their own.
func TestMetricsAreDescribedOnce(t *testing.T) {
	views := []View{Headline, Review, First, Sweeps, Series, Trends, TrendCharts, LevelCharts, LongRun, LongRunFigure, Parts, DailyParts, SegmentWindows, Board, EffectsFigure, Held, Daily, ShortTests, Steady}
	known := map[View]bool{}
	for _, v := range views {
		known[v] = true
		if len(Listed(v)) == 0 {
			t.Errorf("view %s shows nothing", v)
		}
	}
	for _, m := range Metrics() {
		if m.Name == "" || m.Plain == "" || m.Unit == "" || m.Formula == "" || m.Doc == "" || m.Numerator == nil || (m.Side != Pinners && m.Side != Advertisers && m.Side != Platform) {
			t.Errorf("metric %s is not described: %+v", m.Name, m)
		}
		if m.In(Headline) && len(m.Name) > LongestName {
			t.Errorf("headline metric %s: a name of %d characters, and the table of a run has room for %d", m.Name, len(m.Name), LongestName)
		}
		for v := range m.places {
			if !known[v] {
				t.Errorf("metric %s is shown in %s, which is no view", m.Name, v)
			}
		}
	}
}

// TestAdditive: sums add up over days; ratios, states and what is read over the whole horizon alone do not.
func TestAdditive(t *testing.T) {
	for name, want := range map[string]bool{"revenue": true, "surplus": true, "hides": true, "roas": false, "ctr": false, "active_pinners": false, "fatigue": false, "budget_utilisation": false} {
		m, ok := LookupMetric(name)
		if !ok || m.Additive() != want {
			t.Errorf("%s: found %v, additive %v, want %v", name, ok, ok && m.Additive(), want)
		}
	}
}
