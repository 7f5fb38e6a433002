package results

import (
	"fmt"
	"reflect"
	"strings"
	"unsafe"

	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Counters are the structs whose fields are counters: 64-bit integers, each with a tag that names it, its unit and its
// meaning. Merging, digest, codec and totals go over the fields of the struct, so that a new counter is one line and none
// of them can forget it.
type Counters interface {
	Tally | HourTally | PinnerState | SteerState | CohortDay | DayCounts
}

// Counter describes one counter.
type Counter struct {
	Name string // in digests, stored results and tables; a field may be renamed, this may not
	Unit string // count, events (stored in billionths), nats (billionths), USD (billionths) or state (1/StateUnit)
	Doc  string
}

// scales are what a stored integer of each unit is multiplied with.
var scales = map[string]float64{"count": 1, "events": 1.0 / spec.Unit, "nats": 1.0 / spec.Unit, "USD": 1.0 / spec.Unit, "state": 1.0 / StateUnit}

// Describe lists the counters of a struct in the order of its fields.
func Describe[T Counters]() []Counter { return describe(reflect.TypeFor[T]()) }

func describe(t reflect.Type) []Counter {
	list := make([]Counter, t.NumField())
	for i := range list {
		f := t.Field(i)
		parts := strings.SplitN(f.Tag.Get("counter"), ",", 3)
		if f.Type.Size() != 8 || !isInteger(f.Type) || len(parts) != 3 || scales[parts[1]] == 0 {
			panic(fmt.Sprintf("results: field %s of %v is not a counter: it is a 64-bit integer with a tag counter:\"name,unit,meaning\"", f.Name, t))
		}
		list[i] = Counter{parts[0], parts[1], parts[2]}
	}
	return list
}

func isInteger(t reflect.Type) bool { return t.Kind() == reflect.Int64 || t.Kind() == reflect.Uint64 }

// words views the counters of a struct as integers, in the order of its fields. Describe has checked that they are.
func words[T Counters](c *T) []int64 {
	return unsafe.Slice((*int64)(unsafe.Pointer(c)), unsafe.Sizeof(*c)/8)
}

func merge[T Counters](into, from *T) {
	a, b := words(into), words(from)
	for i := range a {
		a[i] += b[i]
	}
}

// Add adds every counter of o.
func (t *Tally) Add(o *Tally) { merge(t, o) }

// Add adds every counter of o.
func (h *HourTally) Add(o *HourTally) { merge(h, o) }

// Add adds every counter of o.
func (s *PinnerState) Add(o *PinnerState) { merge(s, o) }

// Add adds every counter of o.
func (c *CohortDay) Add(o *CohortDay) { merge(c, o) }

// Add adds every counter of o.
func (d *DayCounts) Add(o *DayCounts) { merge(d, o) }

var tallyKeys = keysOf("account", reflect.TypeFor[Tally]())

// Mark hashes the counters that are not 0 under a key.
func (t *Tally) Mark(key uint64) (h uint64) {
	for i, x := range words(t) {
		if x != 0 {
			h += rng.Mix(rng.Mix(tallyKeys[i]+key) ^ uint64(x))
		}
	}
	return h
}

// Seal computes the digests of an arm's days: of every integer of a day's result and of the days before, so that equal
// digests mean equal histories up to there. A counter that is 0 leaves no trace: a counter that is added later does not
// change the digests of markets that do not use it.
func Seal(days []DayResult) {
	previous := uint64(0)
	for i := range days {
		previous = days[i].after(previous)
		days[i].Digest = previous
	}
}

// after is the digest of a day that follows one with the given digest.
func (d *DayResult) after(previous uint64) uint64 {
	return rng.Mix(previous*0x9e3779b97f4a7c15 + d.mark())
}

// unsealed is the first day whose digest is not that of its integers and of the days before; -1 when all are.
func unsealed(days []DayResult) int {
	previous := uint64(0)
	for i := range days {
		if previous = days[i].after(previous); previous != days[i].Digest {
			return i
		}
	}
	return -1
}

// mark hashes every integer of the day but the digest.
func (d *DayResult) mark() (h uint64) {
	for i := range dayFields {
		h += dayFields[i].mark(unsafe.Pointer(d))
	}
	return h
}

// field is a part of DayResult: one element or a slice of elements, each made of 64-bit integers only.
type field struct {
	offset uintptr
	slice  bool
	keys   []uint64 // of each integer of an element
}

var dayFields = fieldsOf(reflect.TypeFor[DayResult]())

func fieldsOf(t reflect.Type) (list []field) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Name == "Digest" {
			continue
		}
		one, slice := f.Type, f.Type.Kind() == reflect.Slice
		if slice {
			one = one.Elem()
		}
		name := strings.ToLower(f.Name)
		if f.Anonymous {
			name = "day"
		}
		list = append(list, field{f.Offset, slice, keysOf(name, one)})
	}
	return list
}

// keysOf gives each integer of a type a key by its place, in the order in which they lie in memory.
func keysOf(place string, t reflect.Type) (keys []uint64) {
	switch t.Kind() {
	case reflect.Int64, reflect.Uint64:
		return []uint64{rng.Hash(place)}
	case reflect.Array:
		for i := range t.Len() {
			keys = append(keys, keysOf(fmt.Sprintf("%s.%d", place, i), t.Elem())...)
		}
	case reflect.Struct:
		for i, c := range describe(t) {
			keys = append(keys, keysOf(place+"."+c.Name, t.Field(i).Type)...)
		}
	default:
		panic(fmt.Sprintf("results: %s of a day is a %v, which no digest sees", place, t))
	}
	return keys
}

func (f *field) mark(day unsafe.Pointer) (h uint64) {
	at, n := unsafe.Add(day, f.offset), 1
	if f.slice {
		s := (*[]int64)(at) // the header of a slice is the same for all types
		at, n = unsafe.Pointer(unsafe.SliceData(*s)), len(*s)
	}
	integers := unsafe.Slice((*uint64)(at), n*len(f.keys))
	for i, x := range integers {
		if x != 0 {
			element := uint64(i / len(f.keys))
			h += rng.Mix(rng.Mix(f.keys[i%len(f.keys)]+element) ^ x)
		}
	}
	return h
}
