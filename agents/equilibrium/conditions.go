package equilibrium

import (
	"fmt"
	"math"
)

// Violation is a condition of an equilibrium that an outcome breaks, and by how much.
type Violation struct {
	What string
	By   float64
}

// Error says which condition is violated, and by how much.
func (v *Violation) Error() string { return fmt.Sprintf("%s, by %g", v.What, v.By) }

// CheckFirstPrice holds multipliers and shares against the conditions of a first-price pacing equilibrium: shares go to highest paced
// bids only and each good with a positive bid is sold, budgets are respected, and who paces spends the whole budget. The price
// is the highest paced bid. It returns the first violation beyond the tolerance, which is relative to the highest value.
func (m *Budgeted) CheckFirstPrice(multipliers []float64, shares [][]float64, tolerance float64) error {
	return m.conditions(multipliers, shares, tolerance, false)
}

// CheckSecondPrice is CheckFirstPrice for second-price pacing equilibria, in which winners pay the second-highest paced bid (Conitzer,
// Kroer, Sodomka & Stier-Moses 2022, Operations Research 70, "Multiplicative pacing equilibria in auction markets").
func (m *Budgeted) CheckSecondPrice(multipliers []float64, shares [][]float64, tolerance float64) error {
	return m.conditions(multipliers, shares, tolerance, true)
}

func (m *Budgeted) conditions(alpha []float64, shares [][]float64, tolerance float64, second bool) error {
	if err := m.check(); err != nil {
		return err
	}
	if len(alpha) != len(m.Budgets) || len(shares) != len(m.Budgets) {
		return errShape
	}
	unit := 0.0
	for _, row := range m.Values {
		for _, v := range row {
			unit = max(unit, v)
		}
	}
	slack := tolerance * unit
	spend := make([]float64, len(alpha))
	for j := range m.Values[0] {
		first, next := m.topBids(alpha, j)
		sold := 0.0
		for i := range alpha {
			share := shares[i][j]
			sold += share
			price := first
			if second {
				price = next
			}
			spend[i] += float64(share * price)
			if by := first - float64(alpha[i]*m.Values[i][j]); share > tolerance && by > slack {
				return &Violation{fmt.Sprintf("bidder %d wins good %d below the highest bid", i+1, j+1), by}
			}
			if share < -tolerance {
				return &Violation{fmt.Sprintf("bidder %d gets a negative share of good %d", i+1, j+1), -share}
			}
		}
		if by := math.Abs(sold - 1); first > slack && by > tolerance*float64(len(alpha)) {
			return &Violation{fmt.Sprintf("good %d is sold %g times", j+1, sold), by}
		}
	}
	for i, a := range alpha {
		over := spend[i] - m.Budgets[i]
		switch {
		case a > 1+tolerance || a < 0:
			return &Violation{fmt.Sprintf("the multiplier of bidder %d is outside of [0, 1]", i+1), max(a-1, -a)}
		case over > slack:
			return &Violation{fmt.Sprintf("bidder %d spends more than its budget", i+1), over}
		case a < 1-tolerance && -over > slack:
			return &Violation{fmt.Sprintf("bidder %d paces and does not spend its budget", i+1), -over}
		}
	}
	return nil
}

// topBids are the two highest paced bids on a good; equal ones count twice.
func (m *Budgeted) topBids(alpha []float64, j int) (first, second float64) {
	for i := range alpha {
		b := alpha[i] * m.Values[i][j]
		switch {
		case b > first:
			first, second = b, first
		case b > second:
			second = b
		}
	}
	return first, second
}
