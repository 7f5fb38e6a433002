package reports

import (
	"cmp"
	"slices"

	"marketsim/reports/stats"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Winners says which campaigns an arm makes better off. A campaign is better off when its surplus over the horizon (value less
// spend) rises by more than Tolerance of what it spent in the arm where it spent more, worse off when it falls by as much.
// Campaigns are paired by name within a replication, so both sides have the same Pinners, sessions and values. What happens to
// one campaign is partly chance; shares are therefore read with their intervals over replications.
type Winners struct {
	Arm       string         `json:"arm"`
	Versus    string         `json:"vs"`
	Tolerance float64        `json:"tolerance"`
	Size      string         `json:"size"`    // by which campaigns are ranked: budget, or spend of vs where some have none
	Parts     []WinnersPart  `json:"parts"`   // all, then group=NAME, then size=largest third, middle third, smallest third
	Largest   []LargeAccount `json:"largest"` // up to ten, the largest first
}

// WinnersPart is a set of campaigns.
type WinnersPart struct {
	Part      string  `json:"part"`
	Campaigns float64 `json:"campaigns"` // mean over replications
	Better    Share   `json:"better"`    // of campaigns, fractions
	Worse     Share   `json:"worse"`
}

// Share is a fraction with its interval over replications; null where it does not exist.
type Share struct {
	Mean  *float64 `json:"mean"`
	Lo    *float64 `json:"lo"`
	Hi    *float64 `json:"hi"`
	Level float64  `json:"level"`         // of the interval: that at which Holm's procedure stops where the correction decides
	Why   string   `json:"why,omitempty"` // a number is missing
}

// LargeAccount is the campaign of a rank by size. Where replications draw campaigns anew, it is the one of that rank in each.
type LargeAccount struct {
	Rank      int      `json:"rank"`
	Name      string   `json:"name"`   // empty when it is not the same campaign in every replication
	Spend     float64  `json:"spend"`  // of vs, mean over replications, currency
	Change    Share    `json:"change"` // of the surplus, mean over replications with its t interval, as a fraction of that spend
	Gain      *float64 `json:"gain"`   // change of the surplus, mean over replications, currency
	Pairs     int      `json:"pairs"`
	P         *float64 `json:"p"`
	Verdict   string   `json:"verdict"` // after Holm's correction over the accounts listed
	PAdjusted float64  `json:"p_adjusted"`

	Identical bool                      `json:"-"` // every pair is equal
	AtLevel   func(level float64) Share `json:"-"` // the change with the interval of another level
}

const (
	winnersTolerance = 0.01
	largestAccounts  = 10
	leastForThirds   = 9
)

// account is one campaign in both arms of a replication.
type account struct {
	name, group string
	size        spec.Nano
	base, own   *results.CampaignResult
}

// gain is the change of the surplus, currency.
func (a *account) gain() float64 {
	return ((a.own.Value - a.own.Spend) - (a.base.Value - a.base.Spend)).Float()
}

// side is +1 for a campaign that is better off, -1 for worse, 0 for neither.
func (a *account) side() int {
	band := winnersTolerance * max(a.base.Spend, a.own.Spend).Float()
	switch g := a.gain(); {
	case g > band:
		return 1
	case g < -band:
		return -1
	}
	return 0
}

// addWinners reads the campaigns of every arm that is compared.
func (s *Summary) addWinners(read *Sampler) {
	s.Winners = []Winners{}
	for arm := range s.Arms {
		base, ok := read.In.Versus(arm)
		if !ok || len(read.Replications) == 0 {
			continue
		}
		byBudget := true
		var all [][]account
		for _, r := range read.Replications {
			list, budgets := accounts(read.In.Results[r][base], read.In.Results[r][arm])
			byBudget = byBudget && budgets
			all = append(all, list)
		}
		if len(all[0]) == 0 {
			continue
		}
		w := Winners{Arm: s.Arms[arm].Name, Versus: s.Arms[base].Name, Tolerance: winnersTolerance, Size: "budget"}
		if !byBudget {
			w.Size = "spend of " + w.Versus
		}
		for _, list := range all {
			rank(list, byBudget)
		}
		w.parts(read, all)
		w.largest(read, all)
		s.Winners = append(s.Winners, w)
	}
}

// accounts pairs campaigns by name; budgets tells whether all have one.
func accounts(base, own *results.Result) (list []account, budgets bool) {
	byName := make(map[string]*results.CampaignResult, len(own.Campaigns))
	for i := range own.Campaigns {
		byName[own.Campaigns[i].Name] = &own.Campaigns[i]
	}
	budgets = true
	for i := range base.Campaigns {
		b := &base.Campaigns[i]
		if o := byName[b.Name]; o != nil {
			list = append(list, account{name: b.Name, group: b.Group, base: b, own: o})
			budgets = budgets && b.Budget > 0
		}
	}
	return list, budgets
}

// rank sorts accounts, the largest first.
func rank(list []account, byBudget bool) {
	for i := range list {
		list[i].size = list[i].base.Spend
		if byBudget {
			list[i].size = list[i].base.Budget
		}
	}
	slices.SortFunc(list, func(a, b account) int {
		return cmp.Or(cmp.Compare(b.size, a.size), cmp.Compare(b.base.Spend, a.base.Spend), cmp.Compare(a.name, b.name))
	})
}

func (w *Winners) parts(read *Sampler, all [][]account) {
	groups := read.In.Axes.Groups
	w.part(read, Everyone, all, func(*account, int, int) bool { return true })
	if len(groups) > 1 {
		for _, g := range groups {
			w.part(read, "group="+g, all, func(a *account, _, _ int) bool { return a.group == g })
		}
	}
	for _, list := range all {
		if len(list) < leastForThirds {
			return
		}
	}
	for k, name := range []string{"largest third", "middle third", "smallest third"} {
		w.part(read, "size="+name, all, func(_ *account, at, n int) bool { return 3*at/n == k })
	}
}

// part adds a set of campaigns; in tells whether the account at a rank, among so many, belongs to it.
func (w *Winners) part(read *Sampler, name string, all [][]account, in func(a *account, at, n int) bool) {
	var count float64
	up, down := make([]float64, len(all)), make([]float64, len(all))
	for i, list := range all {
		n, better, worse := 0, 0, 0
		for at := range list {
			if !in(&list[at], at, len(list)) {
				continue
			}
			n++
			switch list[at].side() {
			case 1:
				better++
			case -1:
				worse++
			}
		}
		up[i], down[i] = float64(better)/float64(n), float64(worse)/float64(n) // no number where it has none, which is left out
		count += float64(n) / float64(len(all))
	}
	if count > 0 {
		w.Parts = append(w.Parts, WinnersPart{Part: name, Campaigns: count, Better: shareOf(read, up), Worse: shareOf(read, down)})
	}
}

func shareOf(read *Sampler, values []float64) Share {
	e := stats.MeanInterval(read.ByWorld(func(at int) float64 { return values[at] }), stats.Level)
	return Share{Finite(e.Mean), Finite(e.Lo), Finite(e.Hi), stats.Level, e.Why}
}

// largest reads the first ranks.
func (w *Winners) largest(read *Sampler, all [][]account) {
	w.Largest = []LargeAccount{}
	n := largestAccounts
	for _, list := range all {
		n = min(n, len(list))
	}
	for k := range n {
		a := LargeAccount{Rank: k + 1, Name: all[0][k].name}
		var spend, gained []float64 // spend of the base, and that with what was gained
		for _, list := range all {
			spent := list[k].base.Spend.Float()
			a.Spend += spent / float64(len(all))
			if list[k].name != a.Name {
				a.Name = ""
			}
			spend, gained = append(spend, spent), append(gained, spent+list[k].gain())
		}
		of := func(list []float64) []float64 { return read.ByWorld(func(at int) float64 { return list[at] }) }
		c := stats.Compare(of(spend), of(gained), stats.Level)
		a.P, a.Pairs, a.Gain, a.Identical = Finite(c.P), c.Pairs, Finite(c.Difference), c.Identical
		a.AtLevel = func(level float64) Share {
			if !(a.Spend > 0) { // what it spent is taken as given: a ratio of noisy sums may have no bounded interval
				return Share{Level: level, Why: whyNoSpend}
			}
			c := stats.Compare(of(spend), of(gained), level)
			return Share{Finite(c.Difference / a.Spend), Finite(c.DifferenceLo / a.Spend), Finite(c.DifferenceHi / a.Spend), level, shareWhy(&c)}
		}
		a.Change = a.AtLevel(stats.Level)
		w.Largest = append(w.Largest, a)
	}
}

// whyNoSpend says why a change of the surplus is not told as a share of spend.
const whyNoSpend = "it spends nothing"

// shareWhy is why a change has no interval; a ratio to a base of 0 plays no part in it.
func shareWhy(c *stats.Comparison) string {
	if stats.IsFinite(c.DifferenceLo) {
		return ""
	}
	return c.Why
}

// WinnersOf finds who gains under an arm; nil when it is not compared or has no campaigns.
func (s *Summary) WinnersOf(arm string) *Winners {
	for i := range s.Winners {
		if s.Winners[i].Arm == arm {
			return &s.Winners[i]
		}
	}
	return nil
}

// Part finds a set of campaigns; nil when there is none of that name.
func (w *Winners) Part(name string) *WinnersPart {
	for i := range w.Parts {
		if w.Parts[i].Part == name {
			return &w.Parts[i]
		}
	}
	return nil
}
