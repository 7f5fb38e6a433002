// Package readonly finds out whether a part that many goroutines ask at once writes while it answers. The conformance suites use it.
package readonly

import (
	"encoding/binary"
	"hash"
	"hash/maphash"
	"maps"
	"reflect"
	"slices"
	"sync"
)

// Asked asks a part with a function, several times in each of several goroutines, so that the race detector (go test -race) sees what it writes, and then
// tells whether all that can be reached from the parts is as before. What no part points to, such as a variable of a package, only the detector sees.
func Asked(ask func(), parts ...any) (same bool) {
	before := State(parts...)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			for range 3 {
				ask()
			}
		})
	}
	all.Wait()
	return State(parts...) == before
}

var seed = maphash.MakeSeed()

// State is a digest of all that can be reached from some values, through pointers, interfaces, maps and fields of any package. It holds within one process.
// A sync.Pool counts for nothing: its memory belongs to nobody.
func State(parts ...any) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	w := walk{&h, map[uintptr]bool{}}
	for _, x := range parts {
		w.value(reflect.ValueOf(x))
	}
	return h.Sum64()
}

// walk writes values into a digest, each that is pointed to once.
type walk struct {
	into hash.Hash
	seen map[uintptr]bool
}

var pool = reflect.TypeFor[sync.Pool]()

func (w *walk) value(v reflect.Value) {
	w.number(uint64(v.Kind()))
	switch v.Kind() {
	case reflect.Pointer:
		w.pointer(v)
	case reflect.Interface:
		w.value(v.Elem())
	case reflect.Struct:
		for i := 0; i < v.NumField() && v.Type() != pool; i++ {
			w.value(v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		w.number(uint64(v.Len()))
		for i := range v.Len() {
			w.value(v.Index(i))
		}
	case reflect.Map:
		w.entries(v)
	default:
		w.plain(v)
	}
}

// plain writes what points to nothing; of functions and channels, which one it is.
func (w *walk) plain(v reflect.Value) {
	switch {
	case v.CanInt():
		w.number(uint64(v.Int()))
	case v.CanUint():
		w.number(v.Uint())
	case v.CanFloat():
		w.add(v.Float())
	case v.CanComplex():
		w.add(v.Complex())
	case v.Kind() == reflect.Bool:
		w.add(v.Bool())
	case v.Kind() == reflect.String:
		w.number(uint64(v.Len()))
		w.into.Write([]byte(v.String()))
	case v.IsValid():
		w.number(uint64(v.Pointer()))
	}
}

func (w *walk) pointer(v reflect.Value) {
	at := v.Pointer()
	w.number(uint64(at))
	if !v.IsNil() && !w.seen[at] {
		w.seen[at] = true
		w.value(v.Elem())
	}
}

// entries writes those of a map in an order that does not depend on it.
func (w *walk) entries(v reflect.Value) {
	var all []uint64
	for each := v.MapRange(); each.Next(); {
		var h maphash.Hash
		h.SetSeed(seed)
		one := walk{&h, maps.Clone(w.seen)}
		one.value(each.Key())
		one.value(each.Value())
		all = append(all, h.Sum64())
	}
	slices.Sort(all)
	w.add(all)
}

func (w *walk) number(x uint64) { w.add(x) }

// add writes a number, truth value or list of numbers, which cannot fail.
func (w *walk) add(x any) { _ = binary.Write(w.into, binary.LittleEndian, x) }
