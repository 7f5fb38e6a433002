package calendar

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"testing"

	"pgregory.net/rapid"

	"marketsim/sim/floor"
	"marketsim/sim/rng"
)

// TestQueueAgreesWithSorting pushes and pops at random and compares with a sorted list.
func TestQueueAgreesWithSorting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q Queue
		var model []item
		now := rapid.Int64Range(-1e6, 1e6).Draw(t, "start")
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "push") || len(model) == 0 {
				at := now + rapid.OneOf(rapid.Int64Range(0, 3), rapid.Int64Range(0, 1e12)).Draw(t, "delay")
				id := rapid.Uint32Range(0, 5).Draw(t, "id")
				q.Push(at, id)
				model = append(model, item{biased(at), id})
				sort.Slice(model, func(i, j int) bool { return model[i].less(model[j]) })
				continue
			}
			at, id, ok := q.Pop()
			if want := model[0]; !ok || biased(at) != want.at || id != want.id {
				t.Fatalf("popped (%d, %d, %v), want %v", at, id, ok, want)
			}
			model = model[1:]
			now = at
		}
		if q.n != len(model) {
			t.Fatalf("%d left, want %d", q.n, len(model))
		}
	})
}

// TestWheelKeepsEveryID takes windows of random length and compares with a map of due times.
func TestWheelKeepsEveryID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tick := rapid.Int64Range(1, 50).Draw(t, "tick")
		now := rapid.Int64Range(-10_000, 10_000).Draw(t, "start")
		w := NewWheel(now, tick, rapid.IntRange(1, 20).Draw(t, "slots"))
		due := map[uint32]int64{}
		for step := range rapid.IntRange(1, 60).Draw(t, "steps") {
			for range rapid.IntRange(0, 5).Draw(t, "adds") {
				id := uint32(len(due)*1000 + step)
				if _, taken := due[id]; taken {
					continue
				}
				due[id] = now + rapid.Int64Range(0, 5000).Draw(t, "delay")
				w.Add(id, due[id])
			}
			until := now + rapid.Int64Range(1, 300).Draw(t, "window")
			got := w.Take(until, nil)
			for _, id := range got {
				at, ok := due[id]
				if !ok {
					t.Fatalf("id %d came twice", id)
				}
				if at >= until {
					if floorDiv(at, tick) != floorDiv(until, tick) {
						t.Fatalf("id %d due at %d came before %d", id, at, until)
					}
					w.Add(id, at)
					continue
				}
				delete(due, id)
			}
			for id, at := range due {
				if at < until {
					t.Fatalf("id %d due at %d did not come before %d", id, at, until)
				}
			}
			now = until
		}
	})
}

// TestLittlesLaw runs an M/M/1 queue on the event queue: arrivals at rate 0.8, service at rate 1 (catalogue P-H2). The
// integral of the number in the system over an interval that begins and ends empty equals the sum of sojourn times exactly;
// its time average is 4 with a standard error of sqrt(1800/T).
func TestLittlesLaw(t *testing.T) {
	const unit, horizon = 1e6, 400_000.0
	key := rng.Root(7, 0)
	var q Queue
	var arrived []int64
	var area, sojourn, last float64
	now, n, served := int64(0), uint64(0), uint64(0)
	q.Push(int64(key.With(1).Exp(0)/0.8*unit), 0)
	for {
		at, kind, ok := q.Pop()
		if !ok {
			break
		}
		now = at
		area += float64(len(arrived)-int(served)) * (float64(now) - last)
		last = float64(now)
		if kind == 0 {
			arrived = append(arrived, now)
			n++
			if next := now + int64(key.With(1).Exp(n)/0.8*unit); float64(next) < horizon*unit {
				q.Push(next, 0)
			}
			if len(arrived)-int(served) == 1 {
				q.Push(now+int64(key.With(2).Exp(served)*unit), 1)
			}
			continue
		}
		sojourn += float64(now - arrived[served])
		served++
		if int(served) < len(arrived) {
			q.Push(now+int64(key.With(2).Exp(served)*unit), 1)
		}
	}
	if math.Abs(area-sojourn) > 1e-9*area {
		t.Errorf("integral of N is %v, sum of sojourn times is %v", area, sojourn)
	}
	if mean, tolerance := area/float64(now), 4*math.Sqrt(1800/horizon); math.Abs(mean-4) > tolerance {
		t.Errorf("mean number in system %v, want 4 within %v", mean, tolerance)
	}
}

// BenchmarkWheelHold takes a tick's worth of events and schedules each again at random. Every entry has moved twice before the clock
// starts, so that slices have their size. Told in processor time and in units of a kernel written by hand, with which it takes turns.
func BenchmarkWheelHold(b *testing.B) {
	for _, n := range []int{1e3, 1e5, 1e6, 1e7} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w := NewWheel(0, 1000, 4096)
			span := 2 * float64(n) // about 1,000 events a tick
			var due []uint32
			until, draw := int64(0), uint64(0)
			put := func(i uint32) {
				draw++
				w.Add(i, until+int64(rng.Key(draw).Uniform(1)*span))
			}
			for i := range n {
				put(uint32(i))
			}
			hold := func(events int) (done int64) {
				for ; done < int64(events); done += int64(len(due)) {
					until += 1000
					due = w.Take(until, due[:0])
					for _, i := range due {
						put(i)
					}
				}
				return done
			}
			hold(max(2*n, 10_000_000)) // and the wheel has turned twice
			r := floor.NewRatio(1_000)
			b.ReportAllocs()
			for b.Loop() {
				r.Turn(func() int64 { return hold(1_000_000) })
			}
			b.ReportMetric(r.Nanoseconds(), "cpu-ns/event")
			b.ReportMetric(r.PerUnit(), "kernels/event")
		})
	}
}

func BenchmarkQueueHold(b *testing.B) {
	for _, n := range []int{1e3, 1e5, 1e6} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var q Queue
			key := rng.Root(1, 0)
			for i := range n {
				q.Push(int64(key.Uniform(uint64(i))*1e9), uint32(i))
			}
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				at, id, _ := q.Pop()
				q.Push(at+int64(key.Uniform(uint64(n+i))*1e9), id)
			}
		})
	}
}

// TestQueueClone checks that a copy does not share state.
func TestQueueClone(t *testing.T) {
	var q Queue
	for i := range 100 {
		q.Push(int64(i*37%50), uint32(i))
	}
	c := q.Clone()
	var first, second []uint32
	for _, id, ok := q.Pop(); ok; _, id, ok = q.Pop() {
		first = append(first, id)
	}
	for _, id, ok := c.Pop(); ok; _, id, ok = c.Pop() {
		second = append(second, id)
	}
	if !slices.Equal(first, second) || len(first) != 100 {
		t.Error("the copy pops differently")
	}
}
