package results

import (
	"fmt"
	"math"
	"reflect"

	"marketsim/sim/rng"
)

// Digest is of everything that a result holds: its days, as Seal chains them, and its campaigns, cohorts, references, breaches, warnings and
// recorded auctions. What is 0 or empty leaves no trace, so that a field that is added later does not change the digests of markets that do not use it.
func (r *Result) Digest() uint64 {
	rest := *r
	rest.Days, rest.Absent = nil, nil
	h := uint64(0)
	if n := len(r.Days); n > 0 {
		h = r.Days[n-1].Digest
	}
	return rng.Mix(h*0x9e3779b97f4a7c15 + leaves(reflect.ValueOf(rest), ""))
}

// leaves hashes every value of a tree that is not 0 under its path.
func leaves(v reflect.Value, path string) (h uint64) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			h += leaves(v.Field(i), path+"."+v.Type().Field(i).Name)
		}
		return h
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			h += leaves(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
		return h
	case reflect.Pointer:
		if v.IsNil() {
			return 0
		}
		return leaves(v.Elem(), path)
	}
	if v.IsZero() {
		return 0
	}
	return rng.Mix(rng.Hash(path) ^ bits(v))
}

// bits are those of a number, or the hash of a text.
func bits(v reflect.Value) uint64 {
	switch {
	case v.CanInt():
		return uint64(v.Int())
	case v.CanUint():
		return v.Uint()
	case v.CanFloat():
		return math.Float64bits(v.Float())
	}
	return rng.Hash(fmt.Sprint(v.Interface()))
}
