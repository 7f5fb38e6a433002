package theory

import (
	"fmt"
	"time"
)

// Section N, continued: how late spend is.

func init() {
	add(Entry{"N9", "Spend is as late as it is said to be", "By hand: overdelivery is spend rate x mean delay", []string{"n-feedback-delay"}, checkN9})
}

// lateSpend is how often servers refresh and how late spend is on top.
type lateSpend struct {
	refresh, delay string
	set            []string
}

// checkN9 holds overdelivery against the closed form. Refreshes every r and a delay d on top make spend known between d and d + r later.
func checkN9(c *Check) {
	const ticks = "mechanism.pacing_interval=15m" // of which nobody may learn anything
	cases := []lateSpend{
		{"2m", "0", nil}, {"20m", "0", nil}, {"1h", "0", nil}, {"1h", "0", []string{set("own.pacing={kind: given, multiplier: 1}")}},
		{"5m", "10m", nil}, {"1m", "2h", nil}, {"30m", "90m", nil}, {"1h", "5h", nil}, {"12h", "0", nil},
	}
	if c.Share < 0.5 {
		cases = cases[3:6]
	}
	for _, x := range cases {
		refresh, _ := time.ParseDuration(x.refresh)
		delay, _ := time.ParseDuration(x.delay)
		mean := delay + refresh/2
		run := c.Run("theory/n-feedback-delay", append([]string{"run.feedback_lag=" + x.refresh, "run.feedback_delay=" + x.delay, ticks}, x.set...)...)
		over := run.Total(0).Overdelivery.Float() / 24 // USD of a campaign and day, of which an hour's pages cost 1
		c.Exact(fmt.Sprintf("refresh every %s, delay %s: mean delay of spend, minutes", x.refresh, x.delay), 60*over, mean.Minutes(), 0.02*mean.Minutes())
	}
}
