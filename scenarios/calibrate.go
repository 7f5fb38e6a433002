package scenarios

import (
	"marketsim/scenarios/schema"
	"marketsim/sim/tune"
)

// calibrating is what the file says of parameters that are not known.
type calibrating struct {
	Free    schema.Named[schema.Raw] `key:"free" doc:"parameters to find: path to {from: ..., to: ...}, both in one unit. Keys of whole numbers stay whole; scale: log searches in equal ratios"`
	Targets []targetText             `key:"targets" doc:"what the market should show; the files of --targets take their place"`
	Runs    int                      `key:"runs" default:"300" range:"[10, 1_000_000]" doc:"how many replications are simulated at most"`
	Outcome string                   `key:"outcome" default:"none" doc:"what marketsim calibrate found, in one sentence. It writes this key into the calibrated scenario, and readout repeats it"`
	Start   int                      `key:"start" default:"0" range:"[0, 10_000]" doc:"how many settings are tried first, spread over all ranges; 0 means 4, and 4 more for each parameter"`
}

type targetText struct {
	Metric    string `key:"metric" doc:"name of a metric, registered or of this scenario's own, or cohort_retention"`
	Value     string `key:"value" doc:"what the metric should be, with its unit. A % of a metric that adds up, such as sessions or revenue, is its share of the whole market, or of all hours or weekdays"`
	Tolerance string `key:"tolerance" default:"5%" doc:"how far off still counts as met: a % is relative to the value, anything else is in the metric's unit, of rates a fraction (0.005: half a point)"`
	where
	From string `key:"from_day" default:"none" doc:"first day that counts, from 0; the whole horizon when left out"`
	To   string `key:"to_day" default:"none" doc:"day after the last that counts"`
	point
}

// point is where on a curve a target lies.
type point struct {
	Hour    string `key:"hour" default:"none" doc:"hour of the day, from 0; read over the whole market"`
	Weekday string `key:"weekday" default:"none" doc:"weekday, from 0, which is that of day 0; read over whole weeks"`
	Day     string `key:"day" default:"none" doc:"one day, from 0, in place of from_day and to_day"`
	Cohort  string `key:"cohort" default:"none" doc:"for cohort_retention: the day on which the cohort came, or existing for the Pinners who are there on day 0; all who come later when left out"`
	Age     string `key:"age" default:"none" doc:"for cohort_retention: days since the cohort came. The target is the share of it that has a session on that day (needs market.pinners.cohorts)"`
}

// columns are a target as it is written, by column of a file of targets.
func (t *targetText) columns() map[string]string {
	return map[string]string{"metric": t.Metric, "value": t.Value, "tolerance": t.Tolerance, "segment": t.Segment, "surface": t.Surface, "group": t.Group, "from_day": t.From, "to_day": t.To,
		"hour": t.Hour, "weekday": t.Weekday, "day": t.Day, "cohort": t.Cohort, "age": t.Age}
}

// Calibrated is what `marketsim calibrate` said when it wrote the scenario; empty: it did not.
func (s *Scenario) Calibrated() string { return s.file.Calibrate.Outcome }

// Targets are the scenario's own targets as they are written, by column of a file of targets.
func (s *Scenario) Targets() (list []map[string]string) {
	for i := range s.file.Calibrate.Targets {
		list = append(list, s.file.Calibrate.Targets[i].columns())
	}
	return list
}

// calibrate compiles the free parameters; nil when the file states none.
func (c *compiler) calibrate() *tune.Plan {
	f := &c.file.Calibrate
	if len(f.Free) == 0 {
		return nil
	}
	p := &tune.Plan{Whole: true, Runs: f.Runs, Start: f.Start}
	before := len(c.ds)
	for _, x := range f.Free {
		at := "calibrate.free." + x.Name
		l, ok := c.rangeOf(at, x.Name, x.Value)
		switch {
		case !ok:
		case l.Kind == tune.Choice:
			c.fail(at, "E103", "write {from: 0.1 USD, to: 5 USD}", "a free parameter is a number in a range")
		default:
			base, _ := c.written(x.Name)
			p.Levers, p.Base = append(p.Levers, l), append(p.Base, base)
		}
	}
	if p.Start == 0 {
		p.Start = 4 + 4*len(p.Levers)
	}
	if len(c.ds) > before {
		return nil
	}
	return p
}
