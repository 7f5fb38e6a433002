package estimate

import "math"

// PairedRelative is treatment over control less 1 for units that are in both arms, such as the campaigns of a budget split, which gives every
// campaign one budget per arm and every arm its own Pinners (Liu, Mao & Kang 2021, "Trustworthy and powerful online marketplace experimentation
// with budget-split design", KDD). m holds the variables
// of both arms for each unit, control and treatment say which, and scale undoes unequal shares (the control's share over the treatment's for a
// mean, 1 for a ratio). By the delta method with the covariance of a unit's two sides.
func PairedRelative(m *Moments, control, treatment Metric, scale, level float64) Effect {
	c, gc := control.at(m.Mean)
	t, gt := treatment.at(m.Mean)
	if c == 0 {
		return NewEffect(math.NaN(), math.NaN(), 0, level)
	}
	for i := range gt {
		gt[i] = scale * (gt[i]/c - t*gc[i]/c/c)
	}
	p := m.Averages().smooth(scale*t/c-1, gt)
	return NewEffect(p.Value, math.Sqrt(p.Variance), p.DF, level)
}

// Shadow is a budget that both arms of a Pinner split draw from.
type Shadow struct {
	Price              float64 // what one more unit of budget would add to the outcome: of revenue 1 where the budget binds and 0 where not; of advertiser value 1 / pacing multiplier
	Budget             float64
	Control, Treatment float64 // drawn by each arm
}

// ShadowPrice scales both arms of a Pinner split to all traffic and charges them for what they draw from shared budgets: outcome - price x drawn
// + price x budget (Bright, Delarue & Lobel 2025, "Reducing marketplace interference bias via shadow prices", Management Science). Outcomes
// and draws are totals of the arms; shares are of the traffic. Compare the two results as a difference or as a ratio; uncertainty comes from
// Jackknife over groups of Pinners.
func ShadowPrice(control, treatment, controlShare, treatmentShare float64, budgets []Shadow) (wholeControl, wholeTreatment float64) {
	wholeControl, wholeTreatment = control/controlShare, treatment/treatmentShare
	for _, b := range budgets {
		wholeControl += b.Price * (b.Budget - b.Control/controlShare)
		wholeTreatment += b.Price * (b.Budget - b.Treatment/treatmentShare)
	}
	return wholeControl, wholeTreatment
}
