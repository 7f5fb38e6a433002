package spec

import (
	"fmt"
	"math"
)

// Time is simulated time in microseconds from the scenario's start. Day 0, where arms begin to differ, is the end of the
// warm-up. Wall time never enters the engine.
type Time int64

// Units of simulated time.
const (
	Microsecond Time = 1
	Second           = 1_000_000 * Microsecond
	Minute           = 60 * Second
	Hour             = 60 * Minute
	Day              = 24 * Hour
)

// Never is later than every event.
const Never = Time(1<<63 - 1)

// Nano is money in billionths of the scenario's currency. The ledger adds these, so sums are exact and independent of order.
type Nano int64

// Unit is one unit of currency, and one event, in billionths.
const Unit = 1_000_000_000

// MaxMoney is the largest amount of money that may stand by itself, a budget or a charge: sums of billionths in 64 bits hold 9.2e9.
const MaxMoney = 4e9

// Stamp writes a time from day 0 for humans: day 3, 09:26:53.
func Stamp(t Time) string {
	day, clock := DayOf(t)
	return fmt.Sprintf("day %d, %02d:%02d:%02d", day, clock/Hour, clock%Hour/Minute, clock%Minute/Second)
}

// OrInf reads a budget as currency, +Inf where there is none.
func (n Nano) OrInf() float64 {
	if n == 0 {
		return math.Inf(1)
	}
	return n.Float()
}

// Float is the amount in units of currency.
func (n Nano) Float() float64 { return float64(n) / Unit }

// DayOf splits a time into the day since day 0, which may be negative, and the time of day.
func DayOf(t Time) (day, clock Time) {
	day, clock = t/Day, t%Day
	if clock < 0 {
		day, clock = day-1, clock+Day
	}
	return day, clock
}

// RoundUp is the first multiple of a step, which is positive, at or after a time that is not negative.
func RoundUp(t, step Time) Time { return (t + step - 1) / step * step }
