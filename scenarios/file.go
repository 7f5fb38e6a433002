package scenarios

import (
	"reflect"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/scenarios/schema"
	"marketsim/sim/dist"
	"marketsim/sim/spec"
)

// file is a scenario as the language reads it. Tags are documented in package schema.
type file struct {
	Version   int               `key:"marketsim" range:"[1, 1]" doc:"version of this language"`
	Name      string            `key:"name" doc:"name of the scenario: letters a to z, digits, - and _"`
	Question  string            `key:"question" default:"none" lines:"true" doc:"what the scenario should answer, in one sentence"`
	Run       run               `key:"run" doc:"how long, how often, with which randomness"`
	Market    market            `key:"market" doc:"who is there: Pinners, surfaces, campaigns, predictions"`
	Mechanism mechanism         `key:"mechanism" doc:"how ads are ranked, placed, priced and billed"`
	Arms      schema.Named[arm] `key:"arms" doc:"variants of the whole market, each compared with control, which is the file as it stands"`

	Experiments schema.Named[trial] `key:"experiments" doc:"tests in one market, for marketsim experiment: designs judged against the truth"`

	Metrics   schema.Named[metric] `key:"metrics" doc:"metrics of this scenario's own, beside the registered ones"`
	Report    report               `key:"report" doc:"what a run writes besides its results"`
	Sweep     sweep                `key:"sweep" doc:"many points at once, for marketsim sweep; marketsim run takes the file as it stands"`
	Tune      tuning               `key:"tune" doc:"a search for a good setting, for marketsim tune; marketsim run takes the file as it stands"`
	Beliefs   schema.Named[belief] `key:"beliefs" doc:"what may be true of the market, for marketsim tune, decide and horizon: exactly one of them is; marketsim run takes the file as it stands"`
	Calibrate calibrating          `key:"calibrate" doc:"which keys are free, for marketsim calibrate; marketsim run takes the file as it stands"`
	Checks    checks               `key:"checks" doc:"what must hold of the results; marketsim run ends with exit code 1 when it does not"`
}

type run struct {
	Warmup       int64        `key:"warmup" unit:"time" default:"0" range:"[0, 36500d]" doc:"whole days simulated under control before day 0; discarded"`
	Horizon      int64        `key:"horizon" unit:"time" range:"[1d, 36500d]" doc:"whole days from day 0, where arms begin to differ"`
	Seed         uint64       `key:"seed" doc:"of all randomness"`
	Replications replications `key:"replications" default:"4" doc:"independent draws of all randomness, paired over arms: a number, or a least and a most with what stops in between"`
	Randomness   string       `key:"randomness" default:"common" enum:"common|independent" doc:"common: arms share all draws; independent: each arm draws its own, for false-alarm checks"`
	Redraw       []string     `key:"redraw" default:"[pinners, campaigns]" enum:"pinners|campaigns" doc:"what a replication draws anew besides the sessions; what is left out is held fixed. With all drawn anew intervals are of markets like this one, with [pinners] of these campaigns, with [] of this world: state the one that the question is about; recommended: [pinners] where campaigns are real ones, all where a rule is to hold in many markets"`
	PerWorld     int          `key:"replications_per_world" default:"1" range:"[1, 1000]" doc:"replications that share one draw of what redraw names, a world: intervals are then over worlds, and the spread of an effect between worlds and within one are told apart. 1: each replication is a world of its own, the most for the effort; 2 to tell the spreads apart"`
	Lag          int64        `key:"feedback_lag" unit:"time" default:"1m" range:"[0, 1d]" doc:"how often the servers refresh; in between bids, multipliers and what is left of budgets stand still, so that spend is known after 0 to feedback_lag, half of it on average; 0 is exact, one auction at a time"`
	Delay        int64        `key:"feedback_delay" unit:"time" default:"0" range:"[0, 1d]" doc:"how late spend is, on top: a whole number of feedback_lag; spend is then known after feedback_delay at least, feedback_delay + feedback_lag / 2 on average, and feedback_delay + feedback_lag at most"`
	Outcomes     string       `key:"outcomes" default:"sampled" enum:"sampled|expected" doc:"expected: views, clicks, conversions and charges are taken in expectation"`
	Scale        float64      `key:"scale" unit:"%" default:"100%" range:"(0, 100%]" doc:"shrinks Pinners and budgets together; campaigns and auction density stay. With outcomes: expected levels stay as well, but for what chance takes from budgets where few Pinners are left (about 12.5 over their number of revenue per 1,000); sampled charges do not shrink, so where a budget buys few events a day revenue per 1,000 is lower, and the run says so"`
}

type market struct {
	Preset     string                `key:"preset" default:"none" enum:"auctions" doc:"auctions: a market of plain auctions, in which Pinners play no part: each comes once a day at equal intervals for one page with one ad slot, views every ad, clicks whatever it views, converts at once and tires of nothing; there are no interests, no organic Pins, and all candidates are scored. What the file states holds instead"`
	Pinners    pinners               `key:"pinners" doc:"who visits"`
	Surfaces   schema.Named[surface] `key:"surfaces" default:"{home: {share: 55%, page: 24 pins, ad_slots: [3, 9, 15, 21]}, search: {share: 30%, page: 20 pins, ad_slots: [1, 6, 12]}, related: {share: 15%, page: 16 pins, ad_slots: [5, 10]}}" doc:"where requests happen"`
	Organic    organic               `key:"organic" doc:"what Pinners do with Pins that are not ads"`
	Campaigns  campaigns             `key:"campaigns" doc:"who advertises"`
	Prediction prediction            `key:"prediction" doc:"what the platform believes of click and conversion rates"`
}

type pinners struct {
	Count      int         `key:"count" default:"20_000" range:"[0, 4_000_000_000]" doc:"Pinners at the start"`
	Arrivals   float64     `key:"arrivals_per_day" default:"0" range:"[0, 1e9]" doc:"new Pinners a day, Poisson"`
	Departures float64     `key:"departures" unit:"%" default:"0%" range:"[0%, 100%]" doc:"probability that a Pinner leaves for good on a day, whatever it saw; with arrivals_per_day = departures x count the population is steady"`
	Cohorts    *int64      `key:"cohorts" unit:"time" range:"[1d, inf)" doc:"follow Pinners by the period of this length in which they came: retention, survival and lifetime value; not when left out"`
	Discount   float64     `key:"discount" unit:"%" default:"0%" range:"[0%, 99%]" doc:"per day, of the revenue that counts for the lifetime value: revenue of day d counts (1 - discount)^d"`
	Segments   []segment   `key:"segments" default:"[{name: everyone, share: 100%}]" doc:"kinds of Pinners"`
	Envelope   float64     `key:"max_session_rate" unit:"x" default:"3x" range:"[1x, 100x]" doc:"envelope of the potential sessions, relative to the base rate: rhythm times activity may not exceed it; where it is left out, occasions that need more raise it"`
	Process    string      `key:"session_process" default:"poisson" enum:"poisson|regular" doc:"regular: sessions come at equal intervals instead of at random"`
	Interests  interests   `key:"interests" doc:"the space in which Pinners and ads are near or far"`
	Rhythm     rhythm      `key:"rhythm" doc:"how the session rate moves through day and week"`
	Requests   dist.Dist   `key:"requests_per_session" variant:"kind" was:"dist" default:"{kind: geometric, mean: 3}" doc:"page loads of a session"`
	Dwell      dist.Dist   `key:"dwell" unit:"time" variant:"kind" was:"dist" default:"{kind: exponential, mean: 45s}" doc:"time from a request to the next, or to the end of the session"`
	Sessions   *sessions   `key:"sessions" doc:"replay potential sessions from a file instead of drawing them"`
	Fatigue    fatigue     `key:"fatigue" doc:"fast state: a level that jumps with each ad and decays"`
	LongRun    spec.Regime `key:"long_run" variant:"kind" was:"model" default:"{kind: none}" doc:"slow reaction of Pinners"`
	Leave      leave       `key:"leave" doc:"breaking a session off after a request"`
	HideRate   float64     `key:"hide_rate" unit:"%" default:"0.1%" range:"[0, 100%]" doc:"probability that a viewed ad is hidden"`
	History    int         `key:"history" default:"16" range:"[1, 1000]" doc:"entries of a Pinner's history, where frequency caps or wear-out need one: an exposure to a capped campaign, or an ad that wears out; the oldest are forgotten, and counted in the warnings"`
}

type segment struct {
	Name        string    `key:"name" doc:"name"`
	Share       float64   `key:"share" unit:"%" range:"(0, 100%]" doc:"of Pinners; shares add up to 100%"`
	Sessions    dist.Dist `key:"sessions_per_day" variant:"kind" was:"dist" default:"{kind: gamma, mean: 0.7, shape: 1}" doc:"a Pinner's base rate, drawn once"`
	Hours       []float64 `key:"hours" range:"[0, inf)" doc:"relative session rates of equal parts of the day of these Pinners, in place of the rhythm's; campaigns that target them pace along it"`
	Attributes  []string  `key:"attributes" doc:"what these Pinners have in common with those of other segments, such as [women, city, young]; click rates may depend on it (click_rate.by_attribute), and predictors that learn tell Pinners apart by it"`
	Sensitivity float64   `key:"sensitivity" unit:"x" default:"1x" range:"(0x, 1000x]" doc:"factor on how strongly these Pinners react to ads in the long run"`
}

type interests struct {
	Dimensions int                   `key:"dimensions" default:"16" range:"[0, 1024]" doc:"of the vectors of Pinners and ads; 0 is none"`
	Topics     int                   `key:"topics" default:"64" range:"[1, 10000]" doc:"number of equally large topics around which Pinners gather"`
	Shares     schema.Named[float64] `key:"shares" unit:"%" range:"(0, 100%]" doc:"named topics with their shares of Pinners, in place of a number of topics"`
	Focus      float64               `key:"focus" unit:"%" default:"50%" range:"[0, 100%]" doc:"share of a Pinner's variance that its topic explains"`
	Intercept  bool                  `key:"intercept" default:"false" doc:"the last coordinate is 1 for everyone"`
	Redraw     string                `key:"redraw" default:"pinner" enum:"pinner|request" doc:"request: the vector is context, drawn anew in every request"`
}

type rhythm struct {
	Daily     string     `key:"daily" default:"evening_peak" enum:"flat|evening_peak|office_hours" doc:"a named curve of the day"`
	Hours     []float64  `key:"hours" range:"[0, inf)" doc:"relative rates of equal parts of the day, in place of a named curve"`
	Sine      float64    `key:"sine" unit:"%" default:"0%" range:"[0, 100%)" doc:"amplitude of a sine wave on top of the daily curve"`
	Peak      int64      `key:"peak" unit:"time" default:"20h" range:"[0, 24h]" doc:"time of day at which the sine wave is highest"`
	Weekly    []float64  `key:"weekly" range:"[0, inf)" doc:"seven relative rates, the first for day 0"`
	Yearly    float64    `key:"yearly" unit:"%" default:"0%" range:"[0%, 100%)" doc:"amplitude of a wave of 365 days on top"`
	Occasions []occasion `key:"occasions" doc:"stretches of time with more or fewer sessions, such as holidays; forecasts do not know of them"`
	HighDay   int64      `key:"high_day" unit:"time" default:"330d" range:"[0, 365d]" doc:"time from day 0 at which the yearly wave is highest"`
}

// occasion is a holiday, an outage, a launch.
type occasion struct {
	Name   string  `key:"name" doc:"name of the occasion"`
	Start  int64   `key:"start" unit:"time" range:"[0, inf)" doc:"when it begins, from day 0"`
	Length int64   `key:"length" unit:"time" default:"1d" range:"[1m, inf)" doc:"how long it lasts"`
	Factor float64 `key:"factor" unit:"x" range:"[0x, 100x]" doc:"on the rate of sessions while it lasts, such as 2x; where max_session_rate is stated it must leave room"`
}

type sessions struct {
	File      string               `key:"file" doc:"Parquet or CSV file: pinner, start, requests, and where there are several of them segment, surface and replication"`
	Columns   schema.Named[string] `key:"columns" doc:"columns of the file under other names: ours to theirs, or to their number from 1"`
	Format    *FileFormat          `key:"format" doc:"how the file is written, where that is not recognised"`
	Unthinned bool                 `key:"unthinned" default:"false" doc:"every session of the file happens, whatever the Pinner's state"`
}

// Short is the key that a name alone stands for.
func (sessions) Short() string { return "file" }

type fatigue struct {
	PerAd    float64 `key:"per_ad" default:"0.02" range:"[0, 1000]" doc:"jump of the level per ad served"`
	HalfLife int64   `key:"half_life" unit:"time" default:"8h" range:"[1s, inf)" doc:"time in which the level halves"`
	Effect   float64 `key:"effect" default:"1" range:"[0, 1000]" doc:"click rates are multiplied by exp(-effect x level)"`
}

type leave struct {
	PerRequest float64 `key:"per_request" unit:"%" default:"0%" range:"[0, 100%]" doc:"probability of breaking off after any request"`
	PerFatigue float64 `key:"per_fatigue" default:"0" range:"[0, 1000]" doc:"added probability per level of fatigue"`
}

type organic struct {
	Save  float64 `key:"save_rate" unit:"%" default:"2%" range:"[0, 100%]" doc:"probability that an organic Pin on the page is saved"`
	Click float64 `key:"click_rate" unit:"%" default:"5%" range:"[0, 100%]" doc:"probability that an organic Pin on the page is clicked"`
}

type surface struct {
	Share       float64   `key:"share" unit:"%" range:"(0, 100%]" doc:"of sessions; shares add up to 100%"`
	Page        int       `key:"page" unit:"pins" default:"24 pins" range:"[1, 10000]" doc:"Pins on a page, ads included"`
	Slots       []int     `key:"ad_slots" range:"[1, 10000]" doc:"positions on the page at which ads may stand, rising"`
	Examination []float64 `key:"examination" range:"(0, 1]" doc:"probability that each ad slot is viewed, in the order of ad_slots; in place of continue"`
	Gap         *gap      `key:"gap" doc:"how an ad takes views from the next one; not at all when left out"`
	Continue    float64   `key:"continue" unit:"%" default:"97%" range:"(0, 100%]" doc:"probability that a Pinner goes on from one position to the next: position p is viewed with continue^(p-1)"`
}

type gap struct {
	Loss float64 `key:"loss" unit:"%" range:"[0, 100%]" doc:"share of its views that an ad loses directly below another"`
	Half float64 `key:"half" unit:"pins" default:"2 pins" range:"(0, 10000]" doc:"distance over which the loss halves"`
}

type campaigns struct {
	Shared         schema.Named[sharedBudget] `key:"shared_budgets" doc:"budgets that all campaigns of the groups that name them draw on"`
	Groups         []group                    `key:"groups" doc:"campaigns that share a description"`
	ClickRate      rate                       `key:"click_rate" doc:"true click rates, where a group has none of its own"`
	ConversionRate convRate                   `key:"conversion_rate" doc:"true conversion rates, where a group has none of its own"`
}

type rate struct {
	Base      dist.Dist             `key:"base" unit:"%" variant:"kind" was:"dist" default:"{kind: lognormal, median: 0.3%, sigma: 0.5}" doc:"probability that a view of an ad is clicked, at zero affinity; drawn per ad"`
	Redraw    string                `key:"redraw" default:"ad" enum:"ad|auction" doc:"ad: base is drawn once per ad; auction: anew for each ad in every auction, and the platform's predictions are of that rate"`
	Affinity  float64               `key:"affinity" default:"0.7" range:"[0, 100]" doc:"weight of <Pinner, ad>/sqrt(dimensions) in the logit of the rate"`
	BySegment schema.Named[float64] `key:"by_segment" unit:"x" range:"[0, 1000]" doc:"factor on the rate for Pinners of a segment"`
	Attribute dist.Dist             `key:"by_attribute" unit:"%" variant:"kind" was:"dist" default:"none" doc:"added to the rate for each attribute of the Pinner's segment, drawn per ad and attribute; the sum is cut to 0 to 100%"`
	BySlot    []float64             `key:"by_slot" unit:"%" range:"[0, 100%]" doc:"probability that an ad served in each slot is clicked, in place of examination times base"`
}

type convRate struct {
	Base      dist.Dist             `key:"base" unit:"%" variant:"kind" was:"dist" default:"3%" doc:"probability that a click converts; drawn per ad"`
	Affinity  float64               `key:"affinity" default:"0" range:"[0, 100]" doc:"weight of <Pinner, ad>/sqrt(dimensions) in the logit of the rate"`
	BySegment schema.Named[float64] `key:"by_segment" unit:"x" range:"[0, 1000]" doc:"factor on the rate for Pinners of a segment"`
	Delay     dist.Dist             `key:"delay" unit:"time" variant:"kind" was:"dist" default:"{kind: exponential, mean: 12h}" doc:"time from click to conversion"`
	Window    int64                 `key:"window" unit:"time" default:"7d" range:"[0, inf)" doc:"conversions after this time are not attributed"`
}

type group struct {
	Budgeting
	Reaction
	Name           string                `key:"name" doc:"name of the group; its campaigns are <group>/0, <group>/1, ..."`
	Count          int                   `key:"count" default:"0" range:"[0, 1_000_000]" doc:"campaigns drawn from the group's distributions, or with a file from its rows, each with replacement and anew in every replication; 0 is a group that an arm brings to life"`
	List           []member              `key:"list" doc:"campaigns named one by one"`
	File           string                `key:"file" default:"none" doc:"CSV or Parquet file of campaigns, one a row, or a JSON list of objects that may hold vectors and ad_values; relative to the scenario"`
	Only           []string              `key:"rows" doc:"only the rows of the file with these names; with same_names: numbered, all that share one"`
	Columns        schema.Named[string]  `key:"columns" doc:"columns of the file under other names: ours to theirs, or to their number from 1"`
	Format         *CampaignFormat       `key:"format" doc:"how the file is written, where that is not recognised"`
	ValueScale     float64               `key:"value_scale" unit:"x" default:"1x" range:"(0x, inf)" doc:"factor on the values and budgets of the file, such as 0.01x for cents"`
	Daily          dist.Dist             `key:"daily_budget" unit:"USD" variant:"kind" was:"dist" default:"none" doc:"budget per day; none is no limit"`
	Lifetime       dist.Dist             `key:"lifetime_budget" unit:"USD" variant:"kind" was:"dist" default:"none" doc:"budget from day 0 to the horizon; none is no limit"`
	Objective      string                `key:"objective" default:"clicks" enum:"impressions|clicks|conversions" doc:"the event that the campaign wants and bids for"`
	Bill           string                `key:"bill" default:"none" enum:"impressions|clicks|conversions" doc:"the event that is paid for; impressions for conversion campaigns, else the objective"`
	Value          dist.Dist             `key:"value" unit:"USD" variant:"kind" was:"dist" default:"{kind: lognormal, median: 0.80 USD, sigma: 0.6}" doc:"true worth of an objective event"`
	Redraw         string                `key:"value_redraw" default:"campaign" enum:"campaign|auction" doc:"auction: private values, drawn anew in every auction"`
	ValueBySegment schema.Named[float64] `key:"value_by_segment" unit:"USD" range:"[0, inf)" doc:"worth of an objective event by the Pinner's segment, in place of value"`
	ClickRate      *rate                 `key:"click_rate" doc:"true click rates of this group"`
	ConversionRate *groupConv            `key:"conversion_rate" doc:"true conversion rates of this group"`
	Rates          *ratesFile            `key:"rates" doc:"table of click and conversion rates by campaign and segment, in place of click_rate and conversion_rate where it has a row"`
	UserValue      dist.Dist             `key:"user_value" unit:"USD" variant:"kind" was:"dist" default:"none" doc:"what a view of the ad is worth to the Pinner, as the platform holds it; added to the rank score, negative for a hidden cost; drawn per ad"`
	Boost          float64               `key:"boost" unit:"x" default:"1x" range:"(0x, 1000x]" doc:"factor on the rank score"`
	Bonus          float64               `key:"bonus" unit:"USD" default:"0 USD" range:"(-inf, inf)" doc:"added to the rank score, per view"`
	Withhold       string                `key:"withhold" default:"none" enum:"none|ghost|psa" doc:"ads of the group that win are not shown: for the arm of a lift test that goes without them. ghost: the auction is held again without the group and the next ad is shown; psa: the place shows a notice that nobody pays for. Both are logged as exposures, and count for frequency caps"`
	Unaided        *unaided              `key:"organic_conversions" doc:"conversions that come without an ad; none when left out"`
	Reserve        float64               `key:"reserve" unit:"USD" default:"0 USD" range:"[0, inf)" doc:"floor on the bids of this group per objective event; the highest of the floors that apply holds"`
	Satisfaction   dist.Dist             `key:"satisfaction" unit:"%" variant:"kind" was:"dist" default:"none" doc:"probability that a click on the ad ends the scan of the page; drawn per ad"`
	Continuation   dist.Dist             `key:"continuation" unit:"%" variant:"kind" was:"dist" default:"none" doc:"probability that a Pinner who viewed the ad goes on past it, clicked or not; drawn per ad; 100% when left out"`
	Quality        dist.Dist             `key:"quality" variant:"kind" was:"dist" default:"none" doc:"ad quality, 1 is average; multiplies the rank score"`
	AdFormat       string                `key:"ad_format" default:"none" doc:"format of the ads, such as video, by which slots may be reserved (mechanism.ad_load.reserved)"`
	Ads            int                   `key:"ads" default:"1" range:"[1, 1000]" doc:"creatives per campaign; it enters its best one"`
	Targeting      targeting             `key:"targeting" doc:"who sees the campaigns"`
	Bidding        agents.Strategy       `key:"bidding" variant:"kind" was:"strategy" default:"truthful" doc:"how bids are made"`
	Pacing         agents.Pacing         `key:"pacing" variant:"kind" was:"method" default:"auto" doc:"how budgets are spread over time"`
	Start          *int64                `key:"start" unit:"time" range:"[0, inf)" doc:"time from day 0 at which the campaigns start; they are always there when left out"`
	End            *int64                `key:"end" unit:"time" range:"[0, inf)" doc:"time from day 0 at which the campaigns end"`
}

type unaided struct {
	PerSession float64 `key:"per_session" unit:"%" range:"(0%, 1000%]" doc:"mean number of conversions of a Pinner in a session with each campaign that is there from the start"`
	Displaced  float64 `key:"displaced" unit:"%" default:"0%" range:"[0%, 100%]" doc:"share of conversions after a click that would have come without the ad: they are attributed, and add nothing"`
}

type groupConv struct {
	Base      dist.Dist             `key:"base" unit:"%" variant:"kind" was:"dist" default:"3%" doc:"probability that a click converts; drawn per ad"`
	Affinity  float64               `key:"affinity" default:"0" range:"[0, 100]" doc:"weight of <Pinner, ad>/sqrt(dimensions) in the logit of the rate"`
	BySegment schema.Named[float64] `key:"by_segment" unit:"x" range:"[0, 1000]" doc:"factor on the rate for Pinners of a segment"`
	Delay     dist.Dist             `key:"delay" unit:"time" variant:"kind" was:"dist" default:"none" doc:"time from click to conversion of this group; that of all campaigns when left out"`
	Window    int64                 `key:"window" unit:"time" default:"0" range:"[0, inf)" doc:"conversions of this group after this time are not attributed; 0 is that of all campaigns"`
}

type member struct {
	Name           string      `key:"name" doc:"name of the campaign"`
	Value          *float64    `key:"value" unit:"USD" range:"[0, inf)" doc:"worth of an objective event"`
	Daily          *float64    `key:"daily_budget" unit:"USD" range:"(0, inf)" doc:"budget per day"`
	Lifetime       *float64    `key:"lifetime_budget" unit:"USD" range:"(0, inf)" doc:"budget from day 0 to the horizon"`
	Weekly         *float64    `key:"weekly_budget" unit:"USD" range:"(0, inf)" doc:"budget per week from day 0"`
	Start          *int64      `key:"start" unit:"time" range:"[0, inf)" doc:"time from day 0 at which the campaign starts"`
	End            *int64      `key:"end" unit:"time" range:"[0, inf)" doc:"time from day 0 at which the campaign ends"`
	ClickRate      *float64    `key:"click_rate" unit:"%" range:"[0, 100%]" doc:"true click rate at zero affinity"`
	ConversionRate *float64    `key:"conversion_rate" unit:"%" range:"[0, 100%]" doc:"true conversion rate at zero affinity"`
	Vectors        [][]float64 `key:"vectors" doc:"one vector per ad, in place of drawn ones"`
	AdValues       []float64   `key:"ad_values" unit:"USD" range:"[0, inf)" doc:"worth of an objective event through each ad"`
}

type targeting struct {
	Segments []string `key:"segments" doc:"segments that see the campaigns; all when left out"`
	Surfaces []string `key:"surfaces" doc:"surfaces on which they stand; all when left out"`
	Topics   []string `key:"topics" doc:"named topics whose Pinners see them; all when left out"`
	Nearest  float64  `key:"nearest" unit:"%" default:"0%" range:"[0, 100%]" doc:"share of Pinners, in the topics nearest to the campaign's first ad; 0 is all"`
}

type prediction struct {
	CTR     spec.PredictionModel `key:"ctr" variant:"kind" was:"model" default:"oracle" doc:"of click rates"`
	CVR     spec.PredictionModel `key:"cvr" variant:"kind" was:"model" default:"oracle" doc:"of conversion rates"`
	LogLoss bool                 `key:"log_loss" default:"false" doc:"also measure log_loss and normalised_entropy of predicted click rates, at the price of a logarithm a view"`
}

type arm struct {
	Set    schema.Named[schema.Raw] `key:"set" doc:"changes to the file: path to value"`
	Start  int64                    `key:"start" unit:"time" default:"0" range:"[0, inf)" doc:"when the changes begin, from day 0"`
	Stop   *int64                   `key:"stop" unit:"time" range:"[0, inf)" doc:"when the market returns to control"`
	Ramp   int64                    `key:"ramp" unit:"time" default:"0" range:"[0, inf)" doc:"time over which numbers move from control's to the arm's, in daily steps"`
	Versus string                   `key:"versus" default:"control" doc:"the arm that this one is compared with"`
	Same   bool                     `key:"same_as_control" default:"false" doc:"the arm changes nothing on purpose: a check that effects are then exactly 0"`
}

// decoding fills interfaces from the registries.
var decoding = schema.Decoding{Instead: instead, Catalogs: map[reflect.Type]schema.Catalog{
	reflect.TypeFor[dist.Dist]():            dist.Kinds,
	reflect.TypeFor[agents.Strategy]():      agents.Strategies,
	reflect.TypeFor[agents.Pacing]():        agents.Pacings,
	reflect.TypeFor[auction.Mechanism]():    auction.Mechanisms,
	reflect.TypeFor[spec.Regime]():          spec.Regimes,
	reflect.TypeFor[spec.PredictionModel](): spec.Predictors,
	reflect.TypeFor[agents.Review]():        agents.Reviews,
}}
