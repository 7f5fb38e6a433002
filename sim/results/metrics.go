package results

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"marketsim/auction/elementary"
	"marketsim/sim/spec"
)

// Better says which way a metric should move.
type Better int8

// Directions of metrics.
const (
	Neither Better = iota
	Higher
	Lower
)

// Side is a side of the market: to whom a metric matters.
type Side string

// Sides of the market, in the order in which they are shown.
const (
	Pinners     Side = "Pinners"
	Advertisers Side = "Advertisers"
	Platform    Side = "Platform"
)

// Sides lists the sides in the order in which they are shown.
func Sides() []Side { return []Side{Pinners, Advertisers, Platform} }

// View is a place where some metrics are shown, in an order of its own.
type View string

// Views.
const (
	Headline       View = "headline"        // the table of a run, by side; its comparisons are corrected as one family
	Review         View = "review"          // the figure for a review, by side, the weightiest first
	First          View = "first"           // what a sentence names first
	Sweeps         View = "sweeps"          // tables and figures of a sweep
	Series         View = "series"          // values by day in the summary
	Trends         View = "trends"          // effects by day in the summary
	TrendCharts    View = "trend_charts"    // of the page
	LevelCharts    View = "level_charts"    // of the page
	LongRun        View = "long_run"        // rows about the long run
	LongRunFigure  View = "long_run_figure" // its panels
	Parts          View = "parts"           // by part of the market, in the page of a run
	DailyParts     View = "daily_parts"     // by part of the market, in the table daily
	Board          View = "board"           // arms side by side
	EffectsFigure  View = "effects_figure"  // the figure of effects
	Held           View = "held"            // named for an arm whose change does not hold on all days
	Daily          View = "daily"           // panels of the daily figure
	ShortTests     View = "short_tests"     // what a short test is read for when its long run is guessed, what launches are for first
	Steady         View = "steady"          // that a control in which nothing changes must keep
	SegmentWindows View = "segment_windows" // by segment in the short and the long run as well: cohorts may react differently
)

// LongestName is how many characters the name of a headline metric may have, so that the table of a run with two arms fits the widest terminal
// that it is laid out for.
const LongestName = 23

// Metric is a named measure of a market, described once: Numerator over Denominator times Scale, both read from what happened over the days
// and cells that were asked for.
type Metric struct {
	Name    string
	Plain   string // in words; the name with blanks unless it is stated
	Side    Side
	Shown   string // views that show it, each with a number by which the view is sorted, ties by name: "headline:1 series:3"
	Unit    string // of the value: USD, %, count, ...
	Formula string
	Better  Better
	Doc     string
	// Cells: the metric can be taken by segment and by surface. Groups: by campaign group. State: it needs the Pinners'
	// state, which is kept by segment and not by surface, whatever Cells says. With none of them it exists for the whole market
	// alone. Whole: only over the whole horizon, not by day.
	Cells, Groups, State, Whole bool
	// Behind names the Pinners' state that moves the metric in the long run; empty: none.
	Behind string
	// Follows names the metric with whose fall this one improves by itself: an improvement beside such a fall is no verdict.
	Follows     string
	Scale       float64
	Numerator   func(*Totals) float64
	Denominator func(*Totals) float64   // nil: 1
	Money       func(*Totals) spec.Nano // the exact value where the metric is a sum of money; nil otherwise
	Paid        bool                    // the numerator is money, whatever the unit; that of metrics in USD is
	Event       func(*Totals) float64   // by how much one event more moves the numerator; nil: see Step
	places      map[View]int            // read from Shown
}

// In tells whether a view shows the metric.
func (m *Metric) In(v View) bool { return m.places[v] > 0 }

// Additive tells whether the values of days add up to the value of all of them: a sum, not a ratio or a state.
func (m *Metric) Additive() bool { return m.Denominator == nil && !m.State && !m.Whole }

// Listed names the metrics that a view shows, in its order; with sides, those of these sides only.
func Listed(v View, sides ...Side) (names []string) {
	var list []*Metric
	for _, m := range metrics {
		if m.In(v) && (len(sides) == 0 || slices.Contains(sides, m.Side)) {
			list = append(list, m)
		}
	}
	slices.SortStableFunc(list, func(a, b *Metric) int { return cmp.Compare(a.places[v], b.places[v]) })
	for _, m := range list {
		names = append(names, m.Name)
	}
	return names
}

// Shows tells whether a view shows the metric of a name.
func Shows(v View, name string) bool {
	m, ok := LookupMetric(name)
	return ok && m.In(v)
}

// Cut selects a part of the market by indices into Axes; a negative index means all. At most one of a group and a segment or
// surface can be asked for, because campaigns are not counted by cell.
type Cut struct{ Segment, Surface, Group int }

// Everything is the cut that leaves nothing out.
var Everything = Cut{-1, -1, -1}

// Has tells whether the metric can be taken over such a part of the market.
func (m *Metric) Has(c Cut) bool {
	switch {
	case c.Group >= 0:
		return m.Groups && c.Segment < 0 && c.Surface < 0
	case c.Surface >= 0:
		return m.Cells && !m.State
	case c.Segment >= 0:
		return m.Cells || m.State
	}
	return true
}

// Value is the metric over the totals; NaN when the denominator is 0.
func (m *Metric) Value(t *Totals) float64 {
	v := m.Numerator(t) * m.Scale
	if m.Denominator == nil {
		return v
	}
	d := m.Denominator(t)
	if d == 0 {
		return math.NaN()
	}
	return v / d
}

// Step is by how much one event more moves the metric: its values are not told apart any better. Where the numerator is money an event moves it by a
// click's share of it, or an impression's where nothing is clicked, unless the metric knows better (Event). NaN where there is no denominator.
func (m *Metric) Step(t *Totals) float64 {
	step := m.Scale
	switch {
	case m.Event != nil:
		step *= m.Event(t)
	case m.Paid || m.Unit == "USD":
		step *= math.Abs(m.Numerator(t)) / charged(t)
	}
	if m.Denominator == nil {
		return step
	}
	d := math.Abs(m.Denominator(t))
	if d == 0 {
		return math.NaN()
	}
	return step / d
}

const events = 1.0 / spec.Unit // from billionths

func pinnerDays(t *Totals) float64  { return t.State.Pinners }
func sessions(t *Totals) float64    { return float64(t.Sessions) }
func auctions(t *Totals) float64    { return float64(t.Auctions) }
func slotsOf(t *Totals) float64     { return float64(t.Slots) }
func impressions(t *Totals) float64 { return float64(t.Impressions) }
func clicks(t *Totals) float64      { return float64(t.Clicks) * events }
func conversions(t *Totals) float64 { return float64(t.Conversions) * events }
func revenue(t *Totals) float64     { return t.Revenue.Float() }
func value(t *Totals) float64       { return t.Value.Float() }
func days(t *Totals) float64        { return t.Days }
func surplus(t *Totals) float64     { return (t.Value - t.Revenue).Float() }

// charged is how many clicks there were, or impressions where nothing was clicked.
func charged(t *Totals) float64 {
	if n := clicks(t); n != 0 {
		return max(1, n)
	}
	return max(1, impressions(t))
}

// costOf is what a click cost, and worthOf what it was worth or cost: differences of money may be 0 though events move them.
func costOf(t *Totals) float64  { return revenue(t) / charged(t) }
func worthOf(t *Totals) float64 { return max(value(t), revenue(t)) / charged(t) }

func logLossOf(t *Totals) float64 { return float64(t.LogLoss) * events }

// measuredViews are the views whose surprise was measured; 0 where it was not.
func measuredViews(t *Totals) float64 {
	if t.LogLoss == 0 {
		return 0
	}
	return float64(t.Views) * events
}

// entropy of an event of probability p, nats.
func entropy(p float64) float64 {
	return float64(-p*elementary.Log(p)) - float64((1-p)*elementary.Log1p(-p))
}

func totalLife(lived *[LivedBins]int64) (n int64) {
	for _, x := range lived {
		n += x
	}
	return n
}

// medianLife is the median of a histogram of half hours, in hours; the last entry stands for the whole day.
func medianLife(lived *[LivedBins]int64) float64 {
	half := float64(totalLife(lived)) / 2
	for i, x := range lived[:LivedBins-1] {
		if n := float64(x); n > 0 && n >= half {
			return (float64(i) + half/n) / 2
		}
		half -= float64(x)
	}
	return 24
}

var metrics = []*Metric{
	{Name: "revenue", Side: Platform, Shown: "headline:14 review:14 first:1 sweeps:1 series:1 trends:1 trend_charts:1 level_charts:1 long_run:1 long_run_figure:1 parts:1 daily_parts:1 segment_windows:1 board:1 effects_figure:1 held:1 daily:1 short_tests:1 steady:2", Unit: "USD", Formula: "sum of spend", Better: Higher, Cells: true, Groups: true, Doc: "What the platform earned.",
		Numerator: revenue, Money: func(t *Totals) spec.Nano { return t.Revenue }},
	{Name: "value", Side: Advertisers, Shown: "headline:8 review:8 first:3 sweeps:4 series:2 level_charts:5 long_run:8 parts:2 daily_parts:2 board:3 effects_figure:3 held:3", Unit: "USD", Formula: "sum of the worth of objective events", Better: Higher, Cells: true, Groups: true,
		Doc: "What the events that advertisers wanted were truly worth to them. It equals welfare.", Numerator: value, Money: func(t *Totals) spec.Nano { return t.Value }},
	{Name: "surplus", Side: Advertisers, Shown: "headline:9 review:9 first:5 sweeps:3 series:3 board:4 effects_figure:4 held:4", Unit: "USD", Formula: "value - spend", Better: Higher, Cells: true, Groups: true, Doc: "What advertisers gained.",
		Numerator: surplus, Money: func(t *Totals) spec.Nano { return t.Value - t.Revenue }, Event: worthOf},
	{Name: "welfare", Side: Platform, Unit: "USD", Formula: "revenue + surplus", Better: Higher, Cells: true, Groups: true,
		Doc: "Total value, whoever keeps it.", Numerator: value, Money: func(t *Totals) spec.Nano { return t.Value }},
	{Name: "overdelivery", Side: Platform, Shown: "headline:20 review:19 series:16 daily_parts:3", Unit: "USD", Formula: "charges beyond budgets", Better: Lower, Cells: true, Groups: true,
		Doc: "What was delivered beyond budgets, written off or billed as the scenario says.", Numerator: func(t *Totals) float64 { return t.Overdelivery.Float() }, Money: func(t *Totals) spec.Nano { return t.Overdelivery }, Event: costOf},
	{Name: "sessions", Side: Pinners, Behind: "activity", Shown: "series:4 trends:2 trend_charts:2 level_charts:2 long_run:3 long_run_figure:2 parts:5 daily_parts:4 segment_windows:2 daily:2 short_tests:2 steady:1", Unit: "count", Formula: "sessions that happened", Better: Higher, Cells: true, Doc: "Visits.", Numerator: sessions},
	{Name: "auctions", Side: Platform, Shown: "trends:3 long_run:5", Unit: "count", Formula: "requests", Better: Neither, Cells: true, Doc: "Page loads, each one auction.", Numerator: auctions},
	{Name: "slots", Side: Platform, Unit: "count", Formula: "ad slots offered", Better: Neither, Cells: true, Doc: "Ad slots on the pages loaded, after ad load rules.", Numerator: slotsOf},
	{Name: "impressions", Side: Platform, Shown: "series:9 parts:3 daily_parts:6 short_tests:4", Unit: "count", Formula: "ads served", Better: Neither, Cells: true, Groups: true, Doc: "Ads served in a slot, seen or not.", Numerator: impressions},
	{Name: "views", Side: Platform, Unit: "count", Formula: "ads examined", Better: Neither, Cells: true, Doc: "Ads that the Pinner examined.",
		Numerator: func(t *Totals) float64 { return float64(t.Views) * events }},
	{Name: "clicks", Side: Advertisers, Shown: "series:10 parts:4 daily_parts:7", Unit: "count", Formula: "ad clicks", Better: Higher, Cells: true, Groups: true, Doc: "Clicks on ads.", Numerator: clicks},
	{Name: "conversions", Side: Advertisers, Unit: "count", Formula: "attributed conversions that arrived", Better: Higher, Cells: true, Groups: true,
		Doc: "Conversions within the attribution window, counted when they arrive.", Numerator: conversions},
	{Name: "all_conversions", Side: Advertisers, Unit: "count", Formula: "conversions with an ad, but for displaced ones, and without", Better: Higher, Cells: true,
		Doc: "Conversions with the campaigns that state organic_conversions, whether an ad brought them or not, counted at the click or in the session in which they fall: what a lift test measures.", Numerator: func(t *Totals) float64 { return float64(t.Outcomes) * events }},
	{Name: "withheld_ads", Side: Platform, Unit: "count", Formula: "ads that won and were not shown", Better: Neither, Cells: true, Doc: "Ghost impressions and notices of groups whose ads are withheld.", Numerator: func(t *Totals) float64 { return float64(t.Withheld) }},
	{Name: "hides", Side: Pinners, Follows: "sessions_per_pinner_day", Shown: "headline:6 review:4 series:11 daily_parts:8 board:7", Unit: "count", Formula: "hides of ads", Better: Lower, Cells: true, Doc: "Ads that Pinners hid.", Numerator: func(t *Totals) float64 { return float64(t.Hides) * events }},
	{Name: "saves", Side: Pinners, Unit: "count", Formula: "organic Pins saved", Better: Higher, Cells: true, Doc: "Saves of Pins that are not ads.", Numerator: func(t *Totals) float64 { return float64(t.Saves) }},
	{Name: "fill_rate", Side: Platform, Shown: "headline:18 review:18", Unit: "%", Formula: "impressions / slots", Better: Neither, Cells: true, Doc: "Share of ad slots that showed an ad.", Scale: 100,
		Numerator: impressions, Denominator: slotsOf},
	{Name: "ad_load", Side: Pinners, Shown: "headline:7 review:7 effects_figure:9", Unit: "ads per session", Formula: "impressions / sessions", Better: Neither, Cells: true, Doc: "Ads that a session shows.",
		Numerator: impressions, Denominator: sessions},
	{Name: "ctr", Plain: "CTR", Side: Platform, Behind: "sightedness", Shown: "headline:17 review:16 series:12 trends:8 trend_charts:7 level_charts:7 long_run:6 effects_figure:8 short_tests:3", Unit: "%", Formula: "clicks / impressions", Better: Higher, Cells: true, Groups: true, Doc: "Click-through rate of served ads.", Scale: 100,
		Numerator: clicks, Denominator: impressions},
	{Name: "calibration", Side: Platform, Unit: "x", Formula: "predicted clicks / clicks", Better: Neither, Cells: true,
		Doc:       "Clicks that the platform predicted of the ads that Pinners viewed, over those that happened. Above 1 under noisy predictions, because winners are those of whom too much was predicted.",
		Numerator: func(t *Totals) float64 { return float64(t.Predicted) * events }, Denominator: clicks},
	{Name: "log_loss", Side: Platform, Unit: "nats", Formula: "-log likelihood of clicks under the predictions / views", Better: Lower, Cells: true,
		Doc: "How surprised the platform is by what happens to an ad that is viewed. Measured where market.prediction.log_loss is on.", Numerator: logLossOf, Denominator: measuredViews},
	{Name: "normalised_entropy", Side: Platform, Unit: "share", Formula: "log_loss / entropy of the mean click rate of views", Better: Lower, Cells: true,
		Doc:       "Log loss relative to a prediction that knows the mean only: below 1 predictions help (He et al. 2014, ADKDD). Measured where market.prediction.log_loss is on.",
		Numerator: logLossOf, Denominator: func(t *Totals) float64 { return measuredViews(t) * entropy(clicks(t)/(float64(t.Views)*events)) }},
	{Name: "cvr", Plain: "CVR", Side: Advertisers, Unit: "%", Formula: "conversions / clicks", Better: Higher, Cells: true, Groups: true, Doc: "Share of clicks that convert. It counts conversions on the day they arrive, whenever the click was, and clicks on their own day: with a delay the first days are low.", Scale: 100,
		Numerator: conversions, Denominator: clicks},
	{Name: "cpm", Plain: "CPM", Side: Platform, Shown: "headline:16 review:17 series:13 level_charts:8", Unit: "USD", Formula: "1000 revenue / impressions", Better: Neither, Cells: true, Groups: true, Doc: "Price of a thousand impressions.", Scale: 1000,
		Numerator: revenue, Denominator: impressions},
	{Name: "cpc", Plain: "CPC", Side: Advertisers, Shown: "headline:11 review:12 series:14", Unit: "USD", Formula: "revenue / clicks", Better: Neither, Cells: true, Groups: true, Doc: "Price of a click.", Numerator: revenue, Denominator: clicks},
	{Name: "cpa", Plain: "CPA", Side: Advertisers, Unit: "USD", Formula: "revenue / conversions", Better: Neither, Cells: true, Groups: true, Doc: "Price of a conversion.", Numerator: revenue, Denominator: conversions,
		Event: func(t *Totals) float64 { return revenue(t) / max(1, conversions(t)) }},
	{Name: "rpm", Plain: "RPM", Side: Platform, Shown: "headline:15 review:15 trends:9 trend_charts:8 long_run:2 effects_figure:6 short_tests:5", Unit: "USD", Formula: "1000 revenue / auctions", Better: Higher, Cells: true, Doc: "Revenue per thousand auctions.", Scale: 1000, Numerator: revenue, Denominator: auctions},
	{Name: "revenue_per_session", Side: Platform, Unit: "USD", Formula: "revenue / sessions", Better: Higher, Cells: true, Doc: "Revenue of an average visit.", Numerator: revenue, Denominator: sessions},
	{Name: "sessions_per_pinner_day", Plain: "sessions per Pinner and day", Side: Pinners, Shown: "headline:1 review:1 first:2 sweeps:2 board:2 effects_figure:2 held:2", Unit: "per day", Formula: "sessions / Pinner-days", Better: Higher, Cells: true, State: true,
		Doc: "How often a Pinner comes, on average over all Pinners who have not left for good.", Numerator: sessions, Denominator: pinnerDays},
	{Name: "auction_density", Side: Platform, Shown: "headline:19", Unit: "count", Formula: "candidates at or above their floors / auctions", Better: Neither, Cells: true, Doc: "Candidates of an auction who could win: scored, and not below a floor.",
		Numerator: func(t *Totals) float64 { return float64(t.AboveFloor) }, Denominator: auctions},
	{Name: "scored_candidates", Side: Platform, Unit: "count", Formula: "candidates scored / auctions", Better: Neither, Cells: true, Doc: "Candidates that are scored in an auction, below a floor or not.",
		Numerator: func(t *Totals) float64 { return float64(t.Candidates) }, Denominator: auctions},
	{Name: "eligible_campaigns", Side: Platform, Unit: "count", Formula: "campaigns whose targeting fits / auctions", Better: Neither, Cells: true, Doc: "Campaigns that target the Pinner of an auction, whether they take part or not (budget, dates, pacing, mechanism.candidates).",
		Numerator: func(t *Totals) float64 { return float64(t.Eligible) }, Denominator: auctions},
	{Name: "roas", Plain: "ROAS", Side: Advertisers, Shown: "headline:10 review:10 first:6 sweeps:5 series:15 level_charts:6 board:5 effects_figure:5 held:5 short_tests:6", Unit: "x", Formula: "value / spend", Better: Higher, Cells: true, Groups: true, Doc: "Return on ad spend.", Numerator: value, Denominator: revenue, Paid: true},
	{Name: "roi", Plain: "ROI", Side: Advertisers, Unit: "%", Formula: "surplus / spend", Better: Higher, Cells: true, Groups: true, Doc: "Return on investment.", Scale: 100, Numerator: surplus, Denominator: revenue, Paid: true, Event: worthOf},
	{Name: "pinners", Plain: "Pinners", Side: Pinners, Unit: "count", Formula: "mean over days of Pinners at the end of the day", Better: Higher, State: true, Doc: "Pinners who have not left for good.",
		Numerator: pinnerDays, Denominator: days},
	{Name: "active_pinners", Plain: "active Pinners", Side: Pinners, Shown: "headline:2 review:2 first:4 sweeps:7 series:5 trends:4 trend_charts:3 level_charts:3 long_run:4 daily_parts:5", Unit: "count", Formula: "mean over days of Pinners with a session that day", Better: Higher, State: true, Doc: "Daily active Pinners.",
		Numerator: func(t *Totals) float64 { return t.State.Active }, Denominator: days},
	{Name: "activity", Side: Pinners, Shown: "series:7 trends:5 trend_charts:4 daily_parts:10 steady:3", Unit: "share", Formula: "mean activity of Pinners", Better: Higher, State: true, Doc: "Slow state: session rate relative to the base rate.",
		Numerator: func(t *Totals) float64 { return t.State.Activity }, Denominator: pinnerDays},
	{Name: "fatigue", Side: Pinners, Follows: "sessions_per_pinner_day", Shown: "headline:4 review:3 sweeps:6 series:6 trends:7 trend_charts:6 level_charts:4 daily_parts:9 board:6 effects_figure:7 daily:3", Unit: "level", Formula: "mean fatigue of Pinners at the end of the day", Better: Lower, State: true, Doc: "Fast state: jumps with every ad and decays.",
		Numerator: func(t *Totals) float64 { return t.State.Fatigue }, Denominator: pinnerDays},
	{Name: "sightedness", Side: Pinners, Shown: "headline:5 review:6 series:8 trends:6 trend_charts:5 long_run:7 steady:4", Unit: "share", Formula: "mean sightedness of Pinners", Better: Higher, State: true, Doc: "Slow state: how readily ads are clicked.",
		Numerator: func(t *Totals) float64 { return t.State.Sightedness }, Denominator: pinnerDays},
	{Name: "retention", Side: Pinners, Shown: "headline:3 review:5", Unit: "%", Formula: "1 - Pinners who left for good / Pinner-days", Better: Higher, State: true, Doc: "Share of Pinners who stay, per day.", Scale: 100,
		Numerator: pinnerDays, Denominator: func(t *Totals) float64 { return t.State.Pinners + t.State.Left }},
	{Name: "active_campaigns", Side: Advertisers, Shown: "headline:13 review:11 series:17 board:8", Unit: "count", Formula: "mean over days of campaigns with impressions or spend that day", Better: Higher, Doc: "Market thickness.",
		Numerator: func(t *Totals) float64 { return float64(t.ActiveCampaigns) }, Denominator: days},
	{Name: "graduation", Side: Advertisers, Unit: "%", Formula: "campaigns that had the clicks of their support / campaigns with support", Better: Higher, Scale: 100,
		Doc:       "Share of campaigns under support (groups.support) that reached its clicks: cold starts that succeeded.",
		Numerator: func(t *Totals) float64 { return float64(t.Graduated) }, Denominator: func(t *Totals) float64 { return float64(t.Supported) / max(t.Days, 1) }},
	{Name: "exhausted_campaigns", Side: Advertisers, Shown: "series:18", Unit: "count", Formula: "mean over days of campaigns whose budget ran out that day", Better: Neither, Doc: "Campaigns that could have spent more.",
		Numerator: func(t *Totals) float64 { return float64(t.ExhaustedCampaigns) }, Denominator: days},
	{Name: "bid_multiplier", Side: Advertisers, Unit: "x", Formula: "mean over campaigns and days of the pacing multiplier, averaged over the time of the day", Better: Neither, Groups: true,
		Doc: "What pacing leaves of bids.", Numerator: func(t *Totals) float64 { return t.Steer.Multiplier }, Denominator: func(t *Totals) float64 { return t.Steer.Campaigns }},
	{Name: "pass_through", Side: Advertisers, Unit: "%", Formula: "mean over campaigns and days of the share of requests that pacing lets through, averaged over the time of the day", Better: Neither, Groups: true,
		Doc: "What throttling leaves of requests.", Scale: 100, Numerator: func(t *Totals) float64 { return t.Steer.PassThrough }, Denominator: func(t *Totals) float64 { return t.Steer.Campaigns }},
	{Name: "bid_factor", Side: Advertisers, Unit: "x", Formula: "mean over campaigns and days of the bid per unit of the value, averaged over the time of the day, where the strategy has one", Better: Neither, Groups: true,
		Doc: "What bidders that learn or hold constraints bid of their value, before pacing.", Numerator: func(t *Totals) float64 { return t.Steer.Factor }, Denominator: func(t *Totals) float64 { return t.Steer.Stated }},
	{Name: "new_campaigns", Side: Advertisers, Unit: "per day", Formula: "campaigns that came or came back / days", Better: Higher, Doc: "Campaigns that entered the market: new ones, those whose start date came, and those won back.",
		Numerator: func(t *Totals) float64 { return float64(t.NewCampaigns) }, Denominator: days},
	{Name: "left_campaigns", Side: Advertisers, Unit: "per day", Formula: "campaigns that left / days", Better: Lower, Doc: "Campaigns that reached their end or were taken away by their advertisers.",
		Numerator: func(t *Totals) float64 { return float64(t.LeftCampaigns) }, Denominator: days},
	{Name: "campaigns_in_market", Side: Advertisers, Unit: "count", Formula: "mean over days of campaigns in the market at the end of the day", Better: Higher, Doc: "Campaigns that have come and not left, whether or not they win anything.",
		Numerator: func(t *Totals) float64 { return float64(t.InMarket) }, Denominator: days},
	{Name: "market_budget", Side: Advertisers, Unit: "USD", Formula: "daily and weekly budgets of a day / days", Better: Higher, Groups: true,
		Doc: "What advertisers let the platform spend in a day, after they moved their budgets. Lifetime budgets and campaigns without a budget are not in it.", Numerator: func(t *Totals) float64 { return t.DayBudgets.Float() }, Denominator: days},
	{Name: "overdelivery_share", Side: Platform, Unit: "%", Formula: "overdelivery / revenue", Better: Lower, Cells: true, Groups: true, Scale: 100,
		Doc: "Charges beyond budgets relative to what was earned.", Numerator: func(t *Totals) float64 { return t.Overdelivery.Float() }, Denominator: revenue, Paid: true, Event: costOf},
	{Name: "campaign_lifetime", Side: Advertisers, Unit: "hours", Formula: "median time of day at which a daily budget runs out", Better: Higher, Groups: true,
		Doc:       "Median over campaigns and days of how long a daily or weekly budget lasts into the day, 24 when it lasts; within half hours it is interpolated.",
		Numerator: func(t *Totals) float64 { return medianLife(&t.Lived) }, Denominator: func(t *Totals) float64 { return min(1, float64(totalLife(&t.Lived))) }},
	{Name: "reserve", Side: Platform, Unit: "USD", Formula: "mean over days and surfaces of the reserve at the end of the day", Better: Neither,
		Doc: "The floor on bids that a surface states or the platform has learned, per objective event.", Numerator: func(t *Totals) float64 { return t.Reserve.Float() }, Denominator: days},
	{Name: "advertiser_churn", Side: Advertisers, Unit: "%", Formula: "campaigns that left / campaigns that had not left before", Better: Lower, Groups: true,
		Doc: "Share of campaigns that left the market for good, by reaching their end or by their own decision.", Scale: 100,
		Numerator: func(t *Totals) float64 { return t.Churned }, Denominator: func(t *Totals) float64 { return t.Campaigns }},
	{Name: "budget_utilisation", Side: Advertisers, Shown: "headline:12 review:13", Unit: "%", Formula: "spend / budget of campaigns with a budget", Better: Neither, Groups: true, Whole: true, Doc: "Share of budgets spent over the horizon.", Scale: 100,
		Numerator: func(t *Totals) float64 { return t.BudgetSpend.Float() }, Denominator: func(t *Totals) float64 { return t.Budget.Float() }, Paid: true},
}

func init() {
	for _, m := range metrics {
		if m.Scale == 0 {
			m.Scale = 1
		}
		if m.Plain == "" {
			m.Plain = strings.ReplaceAll(m.Name, "_", " ")
		}
		m.places = map[View]int{}
		for _, text := range strings.Fields(m.Shown) {
			view, place, _ := strings.Cut(text, ":")
			n, err := strconv.Atoi(place)
			if err != nil {
				panic("results: metric " + m.Name + " is shown at " + text)
			}
			m.places[View(view)] = n
		}
	}
	slices.SortFunc(metrics, func(a, b *Metric) int { return cmp.Compare(a.Name, b.Name) })
}

// Metrics lists all metrics by name.
func Metrics() []*Metric { return metrics }

// LookupMetric finds a metric by name.
func LookupMetric(name string) (*Metric, bool) {
	i, ok := slices.BinarySearchFunc(metrics, name, func(m *Metric, n string) int { return cmp.Compare(m.Name, n) })
	if !ok {
		return nil, false
	}
	return metrics[i], true
}
