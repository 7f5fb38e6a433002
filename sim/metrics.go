package sim

// Better says which way a metric should move.
type Better int8

// Directions of metrics.
const (
	Neither Better = iota
	Higher
	Lower
)

// Metric is a named measure: Numerator over Denominator times Scale, both summed over the cells and days asked for.
type Metric struct {
	Name    string
	Unit    string // of the value: USD, %, count, ...
	Formula string
	Better  Better
	Doc     string
	// By says for which cuts of the market the metric exists.
	BySegment, BySurface, ByGroup bool
	Scale                         float64
	Numerator                     func(*Totals) float64
	Denominator                   func(*Totals) float64 // nil: 1
}

// Totals sums a result over days and cells.
type Totals struct {
	Tally
	State               PinnerState // summed over days: averages divide by Days
	Days                float64
	PinnerDays          float64
	ActiveCampaigns     float64
	Budget, BudgetSpend Nano // of campaigns with a budget
	Campaigns           float64
}

// Value is the metric over the totals; NaN when the denominator is 0.
func (m *Metric) Value(t *Totals) float64 {
	v := m.Numerator(t) * m.Scale
	if m.Denominator != nil {
		v /= m.Denominator(t)
	}
	return v
}
