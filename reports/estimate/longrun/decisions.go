package longrun

import (
	"cmp"
	"slices"
)

// Agreement compares decisions by a short reading with those by the long run.
type Agreement struct {
	Name           string
	Tests          int
	Right          float64  // share of tests decided as the long run would
	RecallOfWins   *float64 // share of true wins that are launched; nil where there are none
	RecallOfLosses *float64 // share of true losses that are not; nil where there are none
	FalseLaunches  *float64 // share of launches that lose in the long run; nil where nothing is launched
}

// Decide launches what reads above a bar of so many standard errors and compares with the sign of the truth.
func Decide(name string, past []Past, bar float64) Agreement {
	a := Agreement{Name: name, Tests: len(past)}
	var wins, launched, wonLaunched float64
	for _, p := range past {
		launch, win := p.Read > bar*p.SE, p.Truth > 0
		switch {
		case launch && win:
			wonLaunched++
			launched++
			wins++
		case launch:
			launched++
		case win:
			wins++
		}
	}
	n := float64(len(past))
	losses := n - wins
	a.Right = (wonLaunched + losses - (launched - wonLaunched)) / n
	a.RecallOfWins = share(wonLaunched, wins)
	a.RecallOfLosses = share(losses-(launched-wonLaunched), losses)
	a.FalseLaunches = share(launched-wonLaunched, launched)
	return a
}

// share is a part of a whole; nil of nothing.
func share(part, whole float64) *float64 {
	if whole == 0 {
		return nil
	}
	part /= whole
	return &part
}

// Rank orders proxies by the share of right decisions, then by recall of wins.
func Rank(proxies []Agreement) {
	slices.SortStableFunc(proxies, func(a, b Agreement) int {
		order := cmp.Compare(b.Right, a.Right)
		if a.RecallOfWins == nil || b.RecallOfWins == nil {
			return order
		}
		return cmp.Or(order, cmp.Compare(*b.RecallOfWins, *a.RecallOfWins))
	})
}
