package tables

import (
	"slices"

	"marketsim/sim/results"
)

// Columns that several tables have.
var (
	point       = Column{"point", Count, "", "point of a sweep, from 0; 0 in a run"}
	arm         = Column{"arm", Text, "", "name of the arm"}
	versus      = Column{"vs", Text, "", "arm that it is compared with"}
	replication = Column{"replication", Count, "", "number of the replication, from 0"}
	metric      = Column{"metric", Text, "", "name of the metric; `marketsim explain METRIC` has its formula"}
	segment     = Column{"segment", Text, "", "part of the market: all, segment=NAME, surface=NAME or group=NAME"}
	day         = Column{"day", Count, "days", "simulated day, from 0"}
	fromDay     = Column{"from_day", Count, "days", "first day of the window, from 0"}
	toDay       = Column{"to_day", Count, "days", "day after the last of the window"}
	window      = Column{"window", Text, "", "name of the window of days"}
	change      = Column{"change", Real, "share of base", "candidate / base - 1; empty when the base is 0"}
	changeLo    = Column{"lo", Real, "share of base", "lower end of the interval of the change"}
	changeHi    = Column{"hi", Real, "share of base", "upper end of the interval of the change"}
	verdict     = Column{"verdict", Text, "", "what the interval says of the change"}
	pValue      = Column{"p", Real, "", "two-sided p value that there is no change"}
	pAdjusted   = Column{"p_adjusted", Real, "", "p after the correction within its family"}
)

var effectColumns = []Column{
	point, arm, versus, metric, segment,
	{"base", Real, "of the metric", "mean over replications of the arm that is compared with"},
	{"candidate", Real, "of the metric", "mean over replications of the arm"},
	change, changeLo, changeHi,
	{"level", Real, "share", "confidence level of the interval"},
	{"method", Text, "", "how the interval was made"},
	{"pairs", Count, "", "replications in which both values exist"},
	pValue, pAdjusted, verdict,
	{"family", Text, "", "comparisons within which p is corrected; empty: it is not"},
	{"difference", Real, "of the metric", "candidate - base"},
	{"difference_lo", Real, "of the metric", "lower end of the interval of the difference, at the same level"},
	{"difference_hi", Real, "of the metric", "upper end of the interval of the difference, at the same level"},
	{"why", Text, "", "why a number is missing: the change has no interval where its base is not clearly different from 0; that of the difference decides then"},
}

// counters makes columns of what is counted.
func counters[T results.Counters](skip ...string) (list []Column) {
	for _, c := range results.Describe[T]() {
		kind := map[string]Type{"count": Count, "events": Money, "USD": Money}[c.Unit]
		if !slices.Contains(skip, c.Name) {
			list = append(list, Column{c.Name, kind, map[string]string{"USD": "USD", "events": "events", "count": ""}[c.Unit], c.Doc})
		}
	}
	return list
}

// declared are all tables.
var declared = []*Table{
	{Name: "metrics", Doc: "Every metric over the whole horizon, by arm, replication and part of the market.", Columns: []Column{
		point, arm, replication, metric, segment,
		{"value", Money, "see unit", "value of the metric; exact in CSV where it is a sum of money"},
		{"unit", Text, "", "unit of the value"},
		{"n", Real, "", "how many units the value is an average over: the denominator of a ratio, else the days"},
	}},
	{Name: "effects", Doc: "Differences between arms over the whole horizon, paired over replications.", Columns: effectColumns},
	{Name: "windows", Doc: "Differences between arms over the other windows.", Columns: append([]Column{window, fromDay, toDay}, effectColumns...)},
	{Name: "longrun", Doc: "The short run beside the long run: a row per window that is read, the steady state last; a control has one row without a window.", Columns: []Column{
		point, arm, versus, metric, window, fromDay, toDay, change, changeLo, changeHi,
		{"drift", Real, "share per 30 days", "how the change still moves at the end of the horizon"},
		{"drift_lo", Real, "share per 30 days", "lower end of its interval"}, {"drift_hi", Real, "share per 30 days", "upper end of its interval"},
		{"state", Text, "", "whether a steady state is reached"},
		{"crossing_day", Real, "days", "day on which the effect changes its sign"}, {"crossing_lo", Real, "days", "lower end of its interval"}, {"crossing_hi", Real, "days", "upper end of its interval"},
		{"break_even_day", Real, "days", "day from which the sum since the start has the sign of the long run"}, {"break_even_lo", Real, "days", "lower end of its interval"}, {"break_even_hi", Real, "days", "upper end of its interval"},
	}},
	{Name: "campaigns", Doc: "Every campaign over the whole horizon, by arm and replication.", Columns: []Column{
		point, arm, replication,
		{"campaign", Text, "", "name of the campaign"}, {"group", Text, "", "its group"}, {"objective", Text, "", "event that it wants"},
		{"daily_budget", Money, "USD", "empty: none"}, {"lifetime_budget", Money, "USD", "empty: none"},
		{"budget", Money, "USD", "the most that it may have spent over the horizon (what it had spent of a day, week or life when a budget was lowered stays allowed); of a shared budget an equal part; empty: unlimited"},
		{"spend", Money, "USD", "what it was charged"}, {"impressions", Count, "", "ads served"}, {"clicks", Money, "events", "clicks on its ads"},
		{"conversions", Money, "events", "attributed conversions that arrived"}, {"value", Money, "USD", "true worth of its objective events"},
		{"roas", Real, "x", "value / spend; empty without spend"}, {"wins", Count, "", "auctions won: each served ad is one"},
		{"overdelivery", Money, "USD", "charged beyond a budget"}, {"multiplier", Real, "x", "pacing multiplier at the end"},
		{"pass_through", Real, "share", "requests that pacing lets through at the end"},
		{"day_exhausted", Real, "days", "when its budget was gone first; empty: never"}, {"day_left", Real, "days", "when it left the market; empty: never"},
		{"bid_factor", Real, "x", "bid per unit of the value at the end, where the bidder states it"},
		{"promise", Text, "", "constraint that its strategy undertakes to keep; empty: none"}, {"target", Real, "of the promise", "value that was promised"},
		{"realised", Real, "of the promise", "value that came about"}, {"gap", Real, "share", "realised / target - 1"},
		{"weekly_budget", Money, "USD", "empty: none"}, {"budget_factor", Real, "x", "to which its advertiser moved its budgets by the end"},
		{"shares_budget_of", Text, "", "first ad group of those that share its budget; empty: its own"},
		{"day_joined", Real, "days", "when it came; empty: it was there from the start"}, {"days_run", Count, "days", "days on which it ran with a daily or weekly budget"},
		{"lifetime_hours", Real, "hours", "how long such a budget lasted into the day, on average"},
		{"days_below_minimum", Count, "days", "days on which it spent less than is kept for it of a shared budget"},
	}},
	{Name: "daily", Long: true, Doc: "Every metric of the whole market by day, and some by part.", Columns: []Column{
		point, arm, replication, day, metric, segment, {"value", Money, "of the metric", "value of the metric on that day"},
	}},
	{Name: "hourly", Long: true, Doc: "Every hour of every day over the whole market.", Columns: append([]Column{
		point, arm, replication, day, {"hour", Count, "hours", "hour of the day, from 0"}}, counters[results.HourTally]()...)},
	{Name: "live", Doc: "What live tests of the learned effect would have read, and the truth.", When: "where a read-out of live tests is asked for", Columns: []Column{
		point, {"method", Text, "", "post_period or lagged_start"}, arm, versus, metric, {"exposure_days", Count, "days", "how long Pinners had been exposed"}, fromDay, toDay,
		{"read", Real, "share of base", "change that the test reads"}, {"read_lo", Real, "share of base", "lower end of its interval"}, {"read_hi", Real, "share of base", "upper end of its interval"},
		{"state_at_start", Real, "share of base", "change of the learned state when the reading starts"},
		{"seen_true", Real, "share of base", "true change over the days that are read"}, {"held_true", Real, "share of base", "true change had the state been held"},
		{"rate", Real, "per day", "rate at which the state relaxes while it is read"},
		{"seen", Real, "share of base", "share of the state that the test sees"}, {"held", Real, "share of base", "share of the state that is held"},
		{"extrapolated", Real, "share of base", "long run that the test predicts"}, {"extrapolated_lo", Real, "share of base", "lower end of its interval"}, {"extrapolated_hi", Real, "share of base", "upper end of its interval"},
		{"long_run", Real, "share of base", "long run that came about"}, {"long_run_lo", Real, "share of base", "lower end of its interval"}, {"long_run_hi", Real, "share of base", "upper end of its interval"},
		{"error", Real, "share of base", "prediction less truth"}, {"error_lo", Real, "share of base", "lower end of its interval"}, {"error_hi", Real, "share of base", "upper end of its interval"},
	}},
	{Name: "cohorts", Long: true, Doc: "What each cohort of Pinners did by day, from its first day on.", When: "where cohorts are followed", Columns: slices.Concat([]Column{
		point, arm, replication, {"cohort", Text, "", "when its Pinners came"}, {"from_day", Count, "days", "first day of the cohort, from 0"}, day},
		counters[results.CohortDay]("activity", "fatigue", "sightedness"),
		[]Column{{"retention", Real, "share", "of those who came so far, how many had a session that day"}})},
	{Name: "survival", Doc: "Kaplan-Meier curves of each arm and cohort, over all replications together.", When: "where cohorts are followed", Columns: []Column{
		point, arm, {"cohort", Text, "", "when its Pinners came"}, {"age", Count, "days", "days since a Pinner came"}, {"at_risk", Count, "", "Pinners who were followed to that age"},
		{"left", Count, "", "Pinners who left for good at that age"}, {"censored", Count, "", "Pinners whom the horizon cut off at that age"},
		{"survival", Real, "share", "Pinners who stay beyond that age"}, {"lo", Real, "share", "lower end of its interval"}, {"hi", Real, "share", "upper end of its interval"},
	}},
	{Name: "points", Doc: "The setting of each point, a row per axis.", When: "in sweeps", Columns: []Column{
		point, {"axis", Text, "", "key of the scenario"}, {"setting", Text, "", "its value as the scenario writes it"}, {"number", Real, "see unit", "the value, where it is a number"},
		{"unit", Text, "", "unit of the number"}, {"verdict", Text, "", "verdict of the point"},
	}},
	{Name: "sensitivity", Doc: "What moves what: outcomes by the levels of each axis.", When: "in sweeps", Columns: []Column{
		{"axis", Text, "", "key of the scenario"}, {"level", Text, "", "setting of the axis"}, {"vs", Text, "", "setting that it is compared with"}, arm, metric,
		{"outcome", Text, "", "level: of the arm itself; change: against the arm it is compared with"}, change, changeLo, changeHi, {"interval_level", Real, "share", "confidence level of the interval"}, pValue, pAdjusted, verdict,
		{"why", Text, "", "why a number is missing"},
	}},
	{Name: "events", Long: true, Doc: "Every candidate of every recorded auction.", When: "where the scenario records auctions", Columns: []Column{
		point, arm, replication, {"time_us", Count, "microseconds", "since day 0"}, {"pinner", Text, "", "name of the Pinner"},
		{"session", Count, "", "ordinal among the Pinner's potential sessions"}, {"request", Count, "", "ordinal in the session"},
		{"segment", Text, "", "segment of the Pinner"}, {"surface", Text, "", "surface of the page"}, {"fatigue", Real, "level", "of the Pinner before the auction"},
		{"slots", Count, "", "ad slots of the page"}, {"eligible", Count, "", "campaigns that target the Pinner here"}, {"candidates", Count, "", "candidates of the auction"},
		{"campaign", Text, "", "name of the campaign"}, {"ad", Count, "", "ordinal among the campaign's ads"}, {"objective", Text, "", "event that it wants"}, {"bills", Text, "", "event that is paid for"},
		{"worth", Real, "USD", "of an objective event to the campaign"}, {"true_ctr", Real, "probability", "that a view is clicked"}, {"true_cvr", Real, "probability", "that a click converts"},
		{"pctr", Real, "probability", "what the platform believes of true_ctr"}, {"pcvr", Real, "probability", "what the platform believes of true_cvr"},
		{"bid", Real, "USD", "per billing event"}, {"rate", Real, "probability", "predicted, that a view becomes the billing event"}, {"quality", Real, "", "quality in the score"},
		{"reserve", Real, "USD", "floor of the bid"}, {"score", Real, "", "rank score; -Inf: it could not have a slot"}, {"slot", Count, "", "from 1; 0: it lost"}, {"price", Real, "USD", "per billing event"},
		{"charged", Real, "USD", "posted, before the budget is settled"}, {"viewed", Real, "events", "views"}, {"clicked", Real, "events", "clicks"},
		{"converted", Real, "events", "conversions that were booked at once"}, {"conversions_later", Count, "", "conversions on their way"}, {"hidden", Real, "events", "hides"},
	}},
}
