package results

import (
	"reflect"
	"testing"
)

// TestLeastBytesByHand: an integer, a text and a list take a byte or more, a float eight; what a list of so many entries must take follows from it.
func TestLeastBytesByHand(t *testing.T) {
	for _, c := range []struct {
		of           reflect.Type
		width, least int
	}{
		{reflect.TypeFor[struct {
			A int64
			B float64
			C string
			D [3]float64
		}](), 0, 1 + 8 + 1 + 24},
		{reflect.TypeFor[struct {
			A, B int64
			C    [3]int64
			D    struct{ E int64 }
		}](), 6, 6},
		{reflect.TypeFor[struct {
			A []int64
			B int64
		}](), 0, 2},
	} {
		if l := layoutOf(c.of); l.width != c.width || l.least != c.least {
			t.Errorf("%v: width %d, at least %d bytes; want %d and %d", l, l.width, l.least, c.width, c.least)
		}
	}
}

// TestSealingTwice: the digests of a day are no part of what they digest.
func TestSealingTwice(t *testing.T) {
	days := []DayResult{{Cells: []Tally{{Clicks: 3}}}, {Cells: []Tally{{Clicks: 4}}}}
	Seal(days)
	first := []uint64{days[0].Digest, days[1].Digest}
	Seal(days)
	if days[0].Digest != first[0] || days[1].Digest != first[1] || first[0] == first[1] || first[0] == 0 {
		t.Errorf("digests %v, sealed again %x %x", first, days[0].Digest, days[1].Digest)
	}
}
