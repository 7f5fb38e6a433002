package scenarios

// metric is a ratio of two registered metrics.
type metric struct {
	Ratio  []term `key:"ratio" doc:"numerator and denominator, two entries: a metric's name, or {metric: ..., where: ...}"`
	Unit   string `key:"unit" default:"ratio" enum:"ratio|percent" doc:"how the ratio is shown and compared: 0.25x or 25%"`
	Better string `key:"better" default:"neither" enum:"higher|lower|neither" doc:"which way it should move"`
	Doc    string `key:"doc" default:"none" lines:"true" doc:"what it means, in one sentence"`
}

// term is a metric over a part of the market.
type term struct {
	Metric string `key:"metric" doc:"name of a registered metric"`
	Where  where  `key:"where" doc:"part of the market; all of it when left out"`
}

// Short lets a metric's name stand for a term.
func (term) Short() string { return "metric" }

// where is a part of the market.
type where struct {
	Segment string `key:"segment" default:"none" doc:"only Pinners of this segment"`
	Surface string `key:"surface" default:"none" doc:"only this surface"`
	Group   string `key:"group" default:"none" doc:"only campaigns of this group"`
}

// checks are what must hold.
type checks struct {
	Family     family   `key:"family" doc:"how several checks share one error rate"`
	List       []check  `key:"list" doc:"requirements, each with an id of its own"`
	Ship       []string `key:"ship" default:"[]" doc:"ids of the checks that have to pass before an arm ships; reports then say SHIP, DO NOT SHIP or NOT DECIDED. Without them they only tell what the checks say"`
	Invariants []string `key:"invariants" default:"[money_conserved, events_conserved, events_nested, pinners_conserved, budget_rule, price_at_most_bid, ad_load_cap]" enum:"money_conserved|events_conserved|events_nested|pinners_conserved|budget_rule|price_at_most_bid|ad_load_cap" doc:"laws that are verified on every event, hour or day of every result"`
}

type family struct {
	Confidence float64 `key:"confidence" unit:"%" default:"95%" range:"[50%, 100%)" doc:"that no check of the family passes or fails by chance"`
	Correction string  `key:"correction" default:"holm" enum:"holm|none" doc:"holm: for all checks together; none: each check has the whole error rate"`
}

type check struct {
	ID     string `key:"id" doc:"name of the check: letters a to z, digits, - and _"`
	Arm    string `key:"arm" default:"none" doc:"the arm that is judged; every arm but control when left out"`
	Metric string `key:"metric" doc:"name of a metric, registered or of this scenario's own"`
	where
	Window         string `key:"window" default:"all" doc:"days that count: all, first 14d, last 28d, or from 7d to 21d"`
	Require        string `key:"require" doc:"what must hold: change, difference or value, then >, >=, < or <=, then a number, such as change >= -0.5%. change is relative to the arm it is compared with, difference is in the metric's unit, value is the arm's own"`
	Level          string `key:"level" default:"error" enum:"error|warn" doc:"warn: a failure is shown and leaves the exit code alone"`
	OnInconclusive string `key:"on_inconclusive" default:"inconclusive" enum:"inconclusive|fail|warn" doc:"when the replications do not decide: inconclusive ends with exit code 3, fail with 1, warn leaves it alone"`
}

// report is what a run writes besides its results.
type report struct {
	Record record `key:"record" doc:"single events to keep"`
}

type record struct {
	Auctions string `key:"auctions" default:"none" doc:"how many auctions are kept with all of their candidates in data/events.parquet and .csv, such as 1 in 1_000; they are chosen at random, the same ones in every arm"`
}

// replications is how often all randomness is drawn.
type replications struct {
	Count *int   `key:"count" range:"[1, 100000]" doc:"a fixed number; a plain number stands for it"`
	Min   *int   `key:"min" range:"[2, 100000]" doc:"the first look, when the number is found on the way"`
	Max   *int   `key:"max" range:"[2, 100000]" doc:"the last look"`
	Until string `key:"until" default:"none" doc:"what stops before the last look: decided (every check has its verdict), or the precision of a metric's change, such as ci_halfwidth(revenue) <= 0.3%"`
}

// Short lets a number stand for a fixed count.
func (replications) Short() string { return "count" }
