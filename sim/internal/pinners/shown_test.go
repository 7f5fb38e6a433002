package pinners

import (
	"math"
	"testing"

	"marketsim/sim/spec"
)

// TestMeansOfExposuresByHand: clicks on four ads of relevance 0.5 and on two of relevance 2 are as 2 to 4, so the mean relevance of what is clicked is
// (2 x 0.5 + 4 x 2)/6 = 1.5 and its mean quality (2 x 1 + 4 x 0.4)/6 = 0.6. Sessions weigh what they saw, and a day without sessions nothing. Days that are
// kept apart add up to the same.
func TestMeansOfExposuresByHand(t *testing.T) {
	days := []spec.Exposure{
		{Sessions: 1, Requests: 2, Ads: 4, Relevance: 0.5, Landing: 1},
		{Sessions: 3, Requests: 4, Ads: 2, Relevance: 2, Landing: 0.4},
		{Requests: 9, Ads: 9, Relevance: 9, Landing: 9},
		{Sessions: 2},
	}
	var together, first, rest ExposureSums
	for i := range days {
		together.note(&days[i])
		if i == 0 {
			first.note(&days[i])
		} else {
			rest.note(&days[i])
		}
	}
	if first.Add(&rest); first != together {
		t.Errorf("days apart %+v, together %+v", first, together)
	}
	got := together.Means()
	for what, c := range map[string][2]float64{
		"ads a session": {got.PerSession, 6.0 / 6}, "ads a request": {got.PerRequest, (1*2 + 3*0.5) / 6},
		"relevance": {got.Relevance, 1.5}, "quality": {got.Landing, 0.6},
	} {
		if !(math.Abs(c[0]-c[1]) <= 1e-6) {
			t.Errorf("%s: %v, want %v", what, c[0], c[1])
		}
	}
	if none := (&ExposureSums{}).Means(); *none != (spec.WarmupExposure{}) {
		t.Errorf("of nothing: %+v", none)
	}
}
