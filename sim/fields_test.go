package sim

import (
	"reflect"
	"testing"

	"marketsim/sim/internal/fieldtest"
	"marketsim/sim/internal/page"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// TestConversionsAreCopiedWhole: an arm has every conversion that was on its way, and shares no memory with the warm-up.
func TestConversionsAreCopiedWhole(t *testing.T) {
	var c conversions
	next := 0
	fieldtest.Fill(&c, &next)
	copied := c.clone()
	for _, wrong := range fieldtest.Copy(&c, &copied) {
		t.Error(wrong)
	}
}

// TestDaysSeeEveryFieldOfShards: a day's result is the sum of two shards over cells, hours and cohorts, field by field, and shards begin the next day empty. The second shard
// has twice what the first has.
func TestDaysSeeEveryFieldOfShards(t *testing.T) {
	const cohorts, cells = 3, 4
	world := &pinners.World{Spec: &spec.Spec{}, Population: &spec.Population{Segments: make([]spec.Segment, 2)}}
	k := &kernel{View: &page.View{World: world, Surfaces: 2, Cohorts: cohorts}, diary: newDiary()}
	day := results.DayResult{Cells: make([]results.Tally, cells), Cohorts: make([]results.CohortDay, cohorts)}
	shards := make([]*page.Shard, 2)
	for i := range shards {
		shards[i] = &page.Shard{View: k.View, Cells: make([]results.Tally, cohorts*cells), Digest: uint64(1 + i), Excess: int64(10 + i), Forgot: int64(100 + i), Cut: int64(1000 + i)}
		next := 0
		for c := range shards[i].Cells {
			fieldtest.Fill(&shards[i].Cells[c], &next)
		}
		fieldtest.Fill(&shards[i].Hours, &next)
	}
	for c := range shards[1].Cells {
		shards[1].Cells[c].Add(&shards[0].Cells[c])
	}
	for h := range shards[1].Hours {
		shards[1].Hours[h].Add(&shards[0].Hours[h])
	}
	was := *shards[0]
	was.Cells = append([]results.Tally(nil), was.Cells...)
	for _, s := range shards {
		k.collect(s, &day)
	}
	for c := range day.Cells {
		thrice(t, "cell", &day.Cells[c], &was.Cells[c], &was.Cells[cells+c], &was.Cells[2*cells+c])
	}
	for h := range day.Hours {
		thrice(t, "hour", &day.Hours[h], &was.Hours[h])
	}
	for c := range day.Cohorts {
		sum := results.Tally{}
		for i := range cells {
			sum.Add(&was.Cells[c*cells+i])
		}
		counted := map[string]int64{} // by counter of the day's; what only a census counts is 0
		fieldtest.Numbers(reflect.ValueOf(sum), "", func(at string, n int64) { counted[at] = 3 * n })
		fieldtest.Numbers(reflect.ValueOf(day.Cohorts[c]), "", func(at string, n int64) {
			if n != counted[at] {
				t.Errorf("cohort %d%s is %d, want %d", c, at, n, counted[at])
			}
		})
	}
	mishaps := map[int64]bool{}
	for _, n := range k.warnings {
		mishaps[n] = true
	}
	if want := map[int64]bool{21: true, 201: true, 2001: true}; !reflect.DeepEqual(mishaps, want) || day.Events != 3 {
		t.Errorf("%d events and mishaps %v, want 3 and %v", day.Events, k.warnings, want)
	}
	for i, s := range shards {
		rest := page.Shard{View: s.View, Cells: make([]results.Tally, cohorts*cells)}
		if !reflect.DeepEqual(*s, rest) {
			t.Errorf("shard %d begins the next day with %+v", i, *s)
		}
	}
}

// thrice requires of every number of a sum that it is three times that of its parts together.
func thrice[T any](t *testing.T, what string, sum *T, parts ...*T) {
	t.Helper()
	want := map[string]int64{}
	for _, p := range parts {
		fieldtest.Numbers(reflect.ValueOf(*p), what, func(at string, n int64) { want[at] += 3 * n })
	}
	fieldtest.Numbers(reflect.ValueOf(*sum), what, func(at string, n int64) {
		if n != want[at] || n == 0 {
			t.Errorf("%s is %d, want %d", at, n, want[at])
		}
	})
}
