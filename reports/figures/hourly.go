package figures

import (
	"fmt"
	"math"
	"strconv"

	"marketsim/reports"
	"marketsim/reports/stats"
)

// hourly shows, by hour of the day, what a thousand impressions cost and how much is spent.
func hourly(in *reports.Input, s *reports.Summary) *figure {
	arms, left := armNames(s)
	spend, price := make([]band, len(arms)), make([]band, len(arms))
	f := &figure{name: "hourly", header: []string{"hour", "arm", "metric", "mean", "lo", "hi"}}
	for i := range arms {
		spend[i], price[i] = byHour(in, armAt(s, arms[i]))
		for h := range 24 {
			for _, m := range []struct {
				name string
				b    *band
			}{{"cpm", &price[i]}, {"revenue", &spend[i]}} {
				f.rows = append(f.rows, []string{strconv.Itoa(h), arms[i], m.name, number(m.b.mean[h]), number(m.b.lo[h]), number(m.b.hi[h])})
			}
		}
	}
	f.title = hourlyTitle(s, arms, price)
	f.subtitle = fmt.Sprintf("Simulated, mean of all days by hour of the day; %s.%s", bands(s), notShown(left))
	f.alt = "Two line charts over the hours of a day: price of a thousand impressions and revenue. " + f.title + "."
	f.paint = func(g *page) {
		const axis, labels, gap = 110.0, 250.0, 64.0
		height := (g.bottom - g.top - 84 - 2*gap) / 2
		for k, part := range []struct {
			name  string
			bands []band
		}{{"CPM (price of 1,000 impressions), USD", price}, {"Hourly revenue, USD", spend}} {
			top := g.top + gap + float64(k)*(height+gap)
			a := &panel{p: g.paper, left: g.left + axis, right: g.right - labels, top: top, bottom: top + height, x0: 0, x1: 23}
			var all [][]float64
			for _, b := range part.bands {
				all = append(all, b.mean, positive(b.mean, b.lo), b.hi)
			}
			a.y0, a.y1 = span(true, all...)
			a.grid(part.name, short, 5)
			var ends []label
			for i, b := range part.bands {
				a.curve(b.x, b.mean, positive(b.mean, b.lo), b.hi, armAt(s, arms[i]))
				if last := b.mean[23]; last == last {
					ends = append(ends, label{arms[i], a.place(23, last).y, armAt(s, arms[i])})
				}
			}
			a.drawLabels(ends, labels)
			if k == 1 {
				a.foot([]float64{0, 3, 6, 9, 12, 15, 18, 21, 23}, func(x float64) string { return day(x) + ":00" }, "hour of the day")
			}
		}
	}
	return f
}

// band is a mean over replications with its interval, by x.
type band struct{ x, mean, lo, hi []float64 }

func (b *band) add(x float64, values []float64) {
	e := stats.MeanInterval(values, stats.Level)
	b.x, b.mean, b.lo, b.hi = append(b.x, x), append(b.mean, e.Mean), append(b.lo, e.Lo), append(b.hi, e.Hi)
}

// byHour is an arm's hourly revenue, and its revenue over a thousand impressions.
func byHour(in *reports.Input, arm int) (spend, price band) {
	for h := range 24 {
		var spends, prices []float64
		for _, r := range in.Replications() {
			revenue, impressions := 0.0, 0.0
			days := in.Results[r][arm].Days
			for d := range days {
				revenue += days[d].Hours[h].Revenue.Float()
				impressions += float64(days[d].Hours[h].Impressions)
			}
			spends = append(spends, revenue/float64(len(days)))
			if impressions > 0 {
				prices = append(prices, 1000*revenue/impressions)
			}
		}
		spend.add(float64(h), spends)
		price.add(float64(h), prices)
	}
	return spend, price
}

// hourlyTitle says how the price changed, and when impressions are most expensive and cheapest in control, where the intervals of these hours part.
func hourlyTitle(s *reports.Summary, arms []string, price []band) string {
	if len(price) == 0 {
		return "Price and spend by hour"
	}
	dear, cheap := -1, -1
	for h, x := range price[0].mean {
		if math.IsNaN(x) {
			continue
		}
		if dear < 0 || x > price[0].mean[dear] {
			dear = h
		}
		if cheap < 0 || x < price[0].mean[cheap] {
			cheap = h
		}
	}
	if dear < 0 {
		return "No impression was sold at any hour"
	}
	if s.ReplicationsDone < 2 {
		return "Price of impressions and revenue by hour"
	}
	hours := fmt.Sprintf("most expensive at %d:00, cheapest at %d:00", dear, cheap)
	if !(price[0].lo[dear] > price[0].hi[cheap]) {
		hours = "no hour is clearly the most expensive"
	}
	if arm := leadArm(s); arm != nil {
		return fmt.Sprintf("Price of impressions with %s: %s; in %s, %s", arm.Name, change(s.Effect(arm.Name, "cpm", reports.Everyone, reports.Everyone)), arms[0], hours)
	}
	return "Price of impressions: " + hours
}
