// Package purpose names what random numbers are used for. Each entity's key is split by purpose first, so that no two uses ever share a
// draw. New purposes go to the end: the numbers are part of what a seed means.
package purpose

// The purposes of random streams.
const (
	Topic uint64 = iota + 1
	Rate
	Vector
	Session
	Arrival
	Value
	Daily
	Lifetime
	ClickRate
	ConversionRate
	Quality
	Prediction
	Bid
	Throttle
	Subset
	Attraction
	Examination
	Conversion
	Delay
	Leave
	Organic
	Regime
	Depth
	Departure
	Record
	Weekly
	Review
	Entry
	ColdStart
	Scan
	Attribute
	Explore
	Row
	RequestRate
	AdLoad
	OrganicConversion
	Displaced
	Settled
)
