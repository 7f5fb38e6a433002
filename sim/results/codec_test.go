package results_test

import (
	"bytes"
	"math"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"marketsim/reports/reportstest"
	"marketsim/sim/results"
)

// TestCodecRoundTrip: every field of results drawn at random comes back, NaN and infinities included.
func TestCodecRoundTrip(t *testing.T) {
	number := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1)}))
	campaign := rapid.Custom(func(t *rapid.T) results.CampaignResult {
		c := rapid.Make[results.CampaignResult]().Draw(t, "campaign")
		c.Multiplier, c.PassThrough = number.Draw(t, "multiplier"), number.Draw(t, "pass")
		return c
	})
	result := rapid.Custom(func(t *rapid.T) *results.Result {
		return &results.Result{
			Arm: rapid.String().Draw(t, "arm"), Replication: rapid.Int().Draw(t, "replication"), Seed: rapid.Uint64().Draw(t, "seed"),
			Days: []results.DayResult{{
				Cells:  rapid.SliceOfN(rapid.Make[results.Tally](), 0, 2).Draw(t, "cells"),
				Groups: rapid.SliceOfN(rapid.Make[results.Tally](), 0, 2).Draw(t, "groups"),
				State:  rapid.SliceOfN(rapid.Make[results.PinnerState](), 0, 2).Draw(t, "state"),
				Hours:  [24]results.HourTally{7: rapid.Make[results.HourTally]().Draw(t, "hour")},
			}},
			Campaigns: rapid.SliceOfN(campaign, 0, 2).Draw(t, "campaigns"),
			Warnings:  rapid.SliceOfN(rapid.Make[results.Count](), 0, 2).Draw(t, "warnings"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(result, 1, 3).Draw(t, "arms")
		for _, arm := range want {
			results.Seal(arm.Days)
		}
		var b bytes.Buffer
		if err := results.Encode(&b, want); err != nil {
			t.Fatal(err)
		}
		got, err := results.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		sameBits := cmp.Comparer(func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) })
		if diff := cmp.Diff(want, got, sameBits); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestCodecDamage: what was cut short, changed or written by another version is refused.
func TestCodecDamage(t *testing.T) {
	in := reportstest.Sized(2, 1, 3)
	var b bytes.Buffer
	if err := results.Encode(&b, in.Results[0]); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	for _, n := range []int{0, 10, 60, len(whole) / 2, len(whole) - 1} {
		if _, err := results.Decode(bytes.NewReader(whole[:n])); err == nil {
			t.Errorf("%d of %d bytes were read without complaint", n, len(whole))
		}
	}
	for _, at := range []int{22, 70, len(whole) / 2, len(whole) - 6} {
		changed := bytes.Clone(whole)
		changed[at] ^= 1
		if got, err := results.Decode(bytes.NewReader(changed)); err == nil && !cmp.Equal(got, in.Results[0]) { // not every bit of a compressed file bears meaning
			t.Errorf("byte %d was changed without complaint", at)
		}
	}
	library, unpacked := regexp.MustCompile(`flate|gzip|EOF|offset|binary`), 0
	for at := len(whole) / 4; at < len(whole); at += 1 + len(whole)/100 {
		changed := bytes.Clone(whole)
		changed[at] ^= 0xff
		_, err := results.Decode(bytes.NewReader(changed))
		if err != nil && library.MatchString(err.Error()) {
			t.Errorf("byte %d was changed: %v, in words of a library", at, err)
		}
		if err != nil && err.Error() == "stored results are damaged: they cannot be unpacked" {
			unpacked++
		}
	}
	if unpacked == 0 {
		t.Error("no damage is told as one of the packing")
	}
	var again bytes.Buffer
	if results.Encode(&again, in.Results[0]); !bytes.Equal(whole, again.Bytes()) {
		t.Error("equal results make different bytes")
	}
	if err := results.Encode(&b, []*results.Result{nil}); err == nil {
		t.Error("a missing arm was stored")
	}
}

// TestTrialsComeBack: what the units of tests did comes back to the last bit, and damage is told.
func TestTrialsComeBack(t *testing.T) {
	want := []*results.Trial{nil, {Pinners: results.PinnerUnits{List: []results.PinnerUnit{{Treated: true, Kind: 7, Layers: 3, Revenue: 1 << 40, Value: 0.1, Clicks: -0.5, Before: 3, Impressions: 65535, Sessions: 1}, {Apart: true}},
		Units: []results.Unit{{Revenue: -3, Value: 0.25, Sessions: 2}}, Who: []results.Who{results.IsThere | results.IsLate}, Kinds: []int32{4}, Seen: []results.Seen{{Conversions: 0.5, Exposures: 9}}},
		Campaigns: []results.CampaignUnit{{Name: "a/0", Spend: -5, Clicks: 9, Exhausted: true}}}, {}}
	var b bytes.Buffer
	if err := results.EncodeTrials(&b, want); err != nil {
		t.Fatal(err)
	}
	got, err := results.DecodeTrials(bytes.NewReader(b.Bytes()))
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	for i := range b.Len() {
		if _, err := results.DecodeTrials(bytes.NewReader(b.Bytes()[:i])); err == nil {
			t.Errorf("%d of %d bytes are read without complaint", i, b.Len())
		}
	}
}
