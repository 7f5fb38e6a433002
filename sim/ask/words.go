package ask

// Word is a word of results, with what it means.
type Word struct{ Name, Doc string }

// Laws are the invariants that every result is compared with.
var Laws = []Word{
	{"money_conserved", "spend by campaign, group, surface, hour and day each add up to revenue exactly"},
	{"events_conserved", "impressions, clicks and conversions by campaign, hour and cell add up"},
	{"events_nested", "clicks <= views <= impressions <= slots, and sessions are among the potential ones"},
	{"pinners_conserved", "Pinners change from day to day by those who come and leave"},
	{"budget_rule", "no campaign spends more than its budget, billed overdelivery apart, and a daily budget allows its amount once for each day of the horizon on which it ran"},
	{"price_at_most_bid", "every ad served is priced from 0 to its bid"},
	{"ad_load_cap", "no request shows more ads than its slots, no session more than it may"},
}

// Verdicts are what a run, a check or a comparison can say.
var Verdicts = []Word{
	{"PASS", "The requirement holds: the other side is rejected. Exit code 0."},
	{"FAIL", "The requirement does not hold: its own side is rejected, or an invariant broke. Exit code 1; with level: warn a warning only."},
	{"INCONCLUSIVE", "The replications reject neither side; the message says how many would decide with a chance of 80%. Exit code 3, unless on_inconclusive says otherwise."},
	{"NO-DATA", "No replication has a value of the metric there. It counts as inconclusive, never as passed."},
	{"WARN", "Nothing failed but what is to be a warning only. Exit code 0."},
	{"NO CHECKS", "The scenario states none: nothing was judged beyond the invariants. Exit code 0."},
	{"INCOMPLETE", "Replications are missing: the run was stopped. Exit code 4."},
	{"IDENTICAL", "Two runs agree to the last bit of every day, arm and replication."},
	{"BEHAVIOUR CHANGED", "Two runs differ: the first day, arm and replication are named, and the auction where both can be replayed."},
}

// Subjects are what a requirement can be about.
var Subjects = []Word{
	{Change, "Relative to the arm that the arm is compared with, paired over replications: change >= -0.5%."},
	{Difference, "The arm's value less that of the arm it is compared with, in the metric's unit: difference <= 0.10 USD."},
	{Level, "The arm's own value, in the metric's unit: value >= 18%."},
}
