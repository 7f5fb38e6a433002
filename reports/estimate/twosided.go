package estimate

// Cells are totals of a test that assigns Pinners and campaigns: by the arm of the Pinner and the arm of the campaign, Control or Treatment. A
// pair is treated where both are.
type Cells [2][2]float64

// TwoSided reads a test that assigns both sides (Johari, Li, Liskovich & Weintraub 2022, "Experimental design in two-sided platforms: an
// analysis of bias", Management Science 68). Effects are of the total of the whole market; uncertainty comes from Jackknife over groups of units.
type TwoSided struct {
	Cells            Cells
	PinnersTreated   float64 // share of Pinners in treatment, (0, 1)
	CampaignsTreated float64 // share of campaigns in treatment, (0, 1)
}

// scaled is a cell as if the whole market were like it.
func (t *TwoSided) scaled(pinner, campaign int) float64 {
	share := func(arm int, treated float64) float64 {
		if arm == Treatment {
			return treated
		}
		return 1 - treated
	}
	return t.Cells[pinner][campaign] / share(pinner, t.PinnersTreated) / share(campaign, t.CampaignsTreated)
}

// Naive compares treated pairs with all others, each scaled to the whole market.
func (t *TwoSided) Naive() float64 {
	c := t.Cells
	others := c[Control][Control] + c[Control][Treatment] + c[Treatment][Control]
	return t.scaled(Treatment, Treatment) - others/(1-t.PinnersTreated*t.CampaignsTreated)
}

// PinnerSide compares treated with untreated Pinners on treated campaigns: right where Pinners are scarce, since campaigns then hardly compete.
func (t *TwoSided) PinnerSide() float64 {
	return t.scaled(Treatment, Treatment) - t.scaled(Control, Treatment)
}

// CampaignSide compares treated with untreated campaigns on treated Pinners: right where campaigns or their budgets are scarce.
func (t *TwoSided) CampaignSide() float64 {
	return t.scaled(Treatment, Treatment) - t.scaled(Treatment, Control)
}

// PinnerCompetition is what control Pinners lose on control campaigns by the treatment of other campaigns; CampaignCompetition what they lose by
// the treatment of other Pinners. Both are 0 without interference.
func (t *TwoSided) PinnerCompetition() float64 {
	return t.scaled(Control, Control) - t.scaled(Control, Treatment)
}

// CampaignCompetition is described with PinnerCompetition.
func (t *TwoSided) CampaignCompetition() float64 {
	return t.scaled(Control, Control) - t.scaled(Treatment, Control)
}

// Interpolated weighs the two sides by the balance of the market and takes out the competition that the cells show: weight x PinnerSide +
// (1 - weight) x CampaignSide - correction x (PinnerCompetition + CampaignCompetition). The weight is 1 where Pinners are scarce (the authors
// take exp(-demand/supply)), and the correction should vanish at both ends; the authors' estimators of first and second order correct once
// and twice.
func (t *TwoSided) Interpolated(weight, correction float64) float64 {
	return weight*t.PinnerSide() + (1-weight)*t.CampaignSide() - correction*(t.PinnerCompetition()+t.CampaignCompetition())
}
