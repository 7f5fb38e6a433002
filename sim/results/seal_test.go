package results

import (
	"reflect"
	"testing"
)

// TestDigestSeesEverything: whatever changes in a result besides its days changes its digest, and an empty list does not.
func TestDigestSeesEverything(t *testing.T) {
	make := func() *Result {
		return &Result{Arm: "a", Days: []DayResult{{Digest: 7}}, Campaigns: []CampaignResult{{}}, Lives: []Life{{}}, Warnings: []Count{{}}, References: []Reference{{}}, Breaches: []Breach{{}}, Auctions: []Auction{{}}}
	}
	plain := make().Digest()
	if again := make(); again.Digest() != plain || (&Result{Arm: "a", Days: []DayResult{{Digest: 7}}}).Digest() != plain {
		t.Error("what is 0 or empty leaves a trace")
	}
	changed := 0
	for i := range reflect.TypeFor[Result]().NumField() {
		name := reflect.TypeFor[Result]().Field(i).Name
		if name == "Absent" {
			continue
		}
		list := reflect.ValueOf(make()).Elem().Field(i)
		if list.Kind() != reflect.Slice {
			continue
		}
		for k := range list.Index(0).NumField() {
			r := make()
			x := reflect.ValueOf(r).Elem().Field(i).Index(0).Field(k)
			switch {
			case x.CanInt():
				x.SetInt(x.Int() + 1)
			case x.CanUint():
				x.SetUint(x.Uint() + 1)
			case x.CanFloat():
				x.SetFloat(0.5)
			case x.Kind() == reflect.String:
				x.SetString("b")
			case x.Kind() == reflect.Bool:
				x.SetBool(true)
			default:
				continue
			}
			if name == "Days" && reflect.TypeFor[DayResult]().Field(k).Name != "Digest" {
				continue // Seal's own test
			}
			if changed++; r.Digest() == plain {
				t.Errorf("%s.%s is not seen", name, list.Index(0).Type().Field(k).Name)
			}
		}
	}
	if changed < 20 {
		t.Errorf("only %d fields were changed", changed)
	}
}
