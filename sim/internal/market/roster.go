package market

import "marketsim/sim/spec"

// Roster is every campaign of an arm by name, over all its phases: a campaign keeps its index, its account and its learning
// when the market changes around it.
type Roster struct {
	Names   []string
	Groups  []int
	index   map[string]int32
	budgets map[string]int32 // the first campaign that shares a budget
}

// NewRoster lists the control's campaigns first, so that the state of the warm-up carries over by index.
func NewRoster(control *spec.Market, phases []spec.Phase) *Roster {
	r := &Roster{index: map[string]int32{}, budgets: map[string]int32{}}
	r.add(control)
	for _, p := range phases {
		r.add(p.Market)
	}
	return r
}

func (r *Roster) add(m *spec.Market) {
	for g := range m.Groups {
		for _, member := range m.Groups[g].Members {
			if _, ok := r.index[member.Name]; !ok {
				i := int32(len(r.Names))
				r.index[member.Name] = i
				if _, ok := r.budgets[member.SharedBudget]; !ok && member.SharedBudget != "" {
					r.budgets[member.SharedBudget] = i
				}
				r.Names = append(r.Names, member.Name)
				r.Groups = append(r.Groups, g)
			}
		}
	}
}
