package scenarios

import (
	"fmt"
	"strings"
	"testing"

	"marketsim/sim/spec"
)

// A lag whose barriers never end is refused with a remedy; 0 and 10 ms are not.
func TestLeastLag(t *testing.T) {
	text := "marketsim: 1\nname: tiny\nrun: {horizon: 1d, seed: 1, feedback_lag: %s}\nmarket: {pinners: {count: 10}, campaigns: {groups: [{name: shops, count: 2}]}}\n"
	for lag, refused := range map[string]bool{"1us": true, "9ms": true, "10ms": false, "0": false} {
		s, ds := Load("tiny.yaml", fmt.Appendf(nil, text, lag), Options{})
		if (s == nil) != refused || refused && !strings.Contains(fmt.Sprint(ds), "barriers a day") {
			t.Errorf("%s: refused %v, want %v\n%v", lag, s == nil, refused, ds)
		}
	}
}

// Campaigns are counted over all phases where caps or wear-out need what Pinners saw, and nowhere else.
func TestFollowed(t *testing.T) {
	market := func(n int, first int, capped bool) *spec.Market {
		g := spec.Group{Members: make([]spec.Member, n)}
		for i := range g.Members {
			g.Members[i].Name = fmt.Sprint("c", first+i)
		}
		if capped {
			g.Cap = &spec.FrequencyCap{Count: 1}
		}
		m := &spec.Market{}
		m.Groups = []spec.Group{g}
		return m
	}
	phases := func(markets ...*spec.Market) *spec.Arm {
		a := &spec.Arm{}
		for _, m := range markets {
			a.Phases = append(a.Phases, spec.Phase{Market: m})
		}
		return a
	}
	for want, arm := range map[int]*spec.Arm{
		0: phases(market(5, 0, false)), 5: phases(market(5, 0, true)), 8: phases(market(5, 0, false), market(6, 2, true)),
		mostFollowed + 1: phases(market(mostFollowed+1, 0, true)),
	} {
		if got := followed(arm); got != want {
			t.Errorf("%d campaigns are followed, want %d", got, want)
		}
	}
}
