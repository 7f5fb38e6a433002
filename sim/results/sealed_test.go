package results

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// sealed is an arm of three days with their digests, every integer of them set.
func sealed() *Result {
	r := &Result{Arm: "raise", Replication: 7, Days: []DayResult{day(), day(), day()}}
	Seal(r.Days)
	return r
}

// storedAgain is what Decode says of arms that Encode stored.
func storedAgain(t *testing.T, arms ...*Result) error {
	t.Helper()
	var b bytes.Buffer
	if err := Encode(&b, arms); err != nil {
		t.Fatal(err)
	}
	_, err := Decode(&b)
	return err
}

// TestEditedDaysAreRefused: any integer of a stored day that changes while the digest stays is refused with arm, replication and day, and so is a changed
// digest and a day that is gone from within.
func TestEditedDaysAreRefused(t *testing.T) {
	if err := storedAgain(t, sealed(), sealed()); err != nil {
		t.Fatal(err)
	}
	integers := 0
	eachInteger(reflect.ValueOf(&sealed().Days[1]).Elem(), "", func(string, reflect.Value) { integers++ })
	for n := 0; n < integers; n += 1 + integers/200 {
		r, at, edited := sealed(), 0, ""
		eachInteger(reflect.ValueOf(&r.Days[1]).Elem(), "", func(name string, v reflect.Value) {
			if at == n {
				set(v, get(v)+1)
				edited = name
			}
			at++
		})
		if err := storedAgain(t, sealed(), r); err == nil || !strings.Contains(err.Error(), "arm `raise`, replication 7, do not have their digest on day 1") {
			t.Errorf("%s was edited: %v", edited, err)
		}
	}
	shorter := sealed()
	shorter.Days = append(shorter.Days[:1], shorter.Days[2])
	if err := storedAgain(t, shorter); err == nil || !strings.Contains(err.Error(), "on day 1") {
		t.Errorf("a day is gone: %v", err)
	}
}

// TestOtherCountersAndDigests: a file of a program with another counter is read where that counted nothing, and refused where it did, since nothing tells then
// whether the rest is as it was.
func TestOtherCountersAndDigests(t *testing.T) {
	type other struct {
		Arm  string
		Days []struct {
			Cells  []olderTally
			Digest uint64
		}
	}
	for _, frowns := range []int64{0, 2} {
		now := []DayResult{{Cells: []Tally{{Clicks: 1, Revenue: 3, Impressions: 4}}}}
		Seal(now)
		was := []other{{Arm: "control"}}
		was[0].Days = append(was[0].Days, struct {
			Cells  []olderTally
			Digest uint64
		}{[]olderTally{{Clicks: 1, Frowns: frowns, Revenue: 3, Impressions: 4}}, now[0].Digest + uint64(frowns)})
		var b bytes.Buffer
		if err := encode(&b, reflect.ValueOf(&was).Elem()); err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(&b); (err != nil) != (frowns > 0) {
			t.Errorf("%d frowns: %v", frowns, err)
		}
	}
}
