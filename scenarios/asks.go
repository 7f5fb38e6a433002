package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"marketsim/scenarios/schema"
	"marketsim/sim/ask"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// asker compiles what the scenario asks of its results. Whatever could not be answered is an error here, before the run.
type asker struct {
	*compiler
	spec  *spec.Spec
	axes  *results.Axes
	asked []string // arms kept by --arm; empty is all
	out   ask.Questions
}

// units of metrics of a scenario's own.
var ratioUnits = map[string]string{"percent": "%", "ratio": "x"}

func (a *asker) compile() ask.Questions {
	c := &a.file.Checks
	a.out.Confidence, a.out.Correction, a.out.Invariants = c.Family.Confidence, c.Family.Correction, append([]string{}, c.Invariants...)
	for i := range a.file.Metrics {
		a.metric(a.file.Metrics[i].Name, &a.file.Metrics[i].Value)
	}
	for i := range c.List {
		a.check(&c.List[i])
	}
	a.ship(c.Ship)
	a.sequential(&a.file.Run.Replications)
	return a.out
}

// ship names the checks that shipping needs.
func (a *asker) ship(ids []string) {
	var known []string
	for i := range a.file.Checks.List {
		known = append(known, a.file.Checks.List[i].ID)
	}
	for i, id := range ids {
		if !slices.Contains(known, id) {
			a.fail(fmt.Sprintf("checks.ship.%d", i), "E202", schema.Suggest(id, known), "there is no check named `%s`", id)
		}
	}
	a.out.Ship = ids
}

func (a *asker) metric(name string, m *metric) {
	path := "metrics." + name
	switch {
	case !goodName.MatchString(name):
		a.failKey(path, "E106", "use the letters a to z, digits, - and _", "`%s` is not a name for a metric", name)
		return
	case a.known(name):
		a.failKey(path, "E107", "choose another name", "a metric named `%s` exists already", name)
		return
	case len(m.Ratio) != 2:
		a.fail(path+".ratio", "E103", "write [numerator, denominator]", "a ratio has two entries, this has %d", len(m.Ratio))
		return
	}
	out := ask.Metric{Name: name, Doc: m.Doc, Unit: ratioUnits[m.Unit], Better: m.Better}
	ok := true
	for i, t := range []*ask.Term{&out.Top, &out.Bottom} {
		t.Metric, t.Where = m.Ratio[i].Metric, m.Ratio[i].Where.named()
		at := fmt.Sprintf("%s.ratio.%d", path, i)
		found, exists := results.LookupMetric(t.Metric)
		if !exists {
			a.fail(at+".metric", "E202", suggestMetric(t.Metric, nil), "there is no metric named `%s`", t.Metric)
		}
		ok = a.part(at+".where", t.Where, found) && exists && ok
	}
	if ok {
		a.out.Metrics = append(a.out.Metrics, out)
	}
}

func (w where) named() ask.Where {
	return ask.Where{Segment: w.Segment, Surface: w.Surface, Group: w.Group}
}

// known tells whether a metric of that name exists.
func (a *asker) known(name string) bool {
	_, builtIn := results.LookupMetric(name)
	return builtIn || a.own(name) != nil
}

func (a *asker) own(name string) *ask.Metric {
	for i := range a.out.Metrics {
		if a.out.Metrics[i].Name == name {
			return &a.out.Metrics[i]
		}
	}
	return nil
}

func metricNames(own []ask.Metric) (names []string) {
	for _, m := range results.Metrics() {
		names = append(names, m.Name)
	}
	for i := range own {
		names = append(names, own[i].Name)
	}
	return names
}

// part verifies that a part of the market exists and that a registered metric has it. A metric that is nil has only all of it.
func (a *asker) part(path string, w ask.Where, m *results.Metric) bool {
	before := len(a.ds)
	cut := results.Cut{
		Segment: a.index(path+".segment", "segment", w.Segment, a.axes.Segments),
		Surface: a.index(path+".surface", "surface", w.Surface, a.axes.Surfaces),
		Group:   a.index(path+".group", "campaign group", w.Group, a.axes.Groups),
	}
	if len(a.ds) > before {
		return false
	}
	if m == nil && w != (ask.Where{}) {
		a.fail(path, "E208", "put `where` into the ratio's entries", "a metric of the scenario's own is taken over the whole market")
		return false
	}
	if m != nil && !m.Has(cut) {
		a.fail(path, "E208", "leave the part out, or take another metric; see `marketsim explain "+m.Name+"`", "%s is not measured for %s", m.Name, w)
		return false
	}
	return true
}

// index finds a name; -1 is none.
func (a *asker) index(path, what, name string, among []string) int {
	if name == "" {
		return -1
	}
	for i, n := range among {
		if n == name {
			return i
		}
	}
	a.fail(path, "E202", schema.Suggest(name, among), "there is no %s named `%s`", what, name)
	return -1
}

// sequential reads when to stop replicating.
func (a *asker) sequential(r *replications) {
	const path = "run.replications"
	if r.Count != nil {
		if r.Min != nil || r.Max != nil || r.Until != "" {
			a.fail(path, "E207", "write one number, or min, max and until", "a fixed count leaves nothing to stop early")
		}
		return
	}
	if r.Min == nil || r.Max == nil || r.Until == "" {
		a.fail(path, "E102", "such as {min: 8, max: 64, until: decided}", "replications need min, max and until, or a plain number")
		return
	}
	if *r.Min > *r.Max {
		a.fail(path+".min", "E207", "lower min or raise max", "min %d is above max %d", *r.Min, *r.Max)
		return
	}
	s := &ask.Sequential{Min: *r.Min, Max: *r.Max, Until: r.Until}
	a.out.Sequential = s
	if r.Until == "decided" {
		if len(a.file.Checks.List) == 0 {
			a.fail(path+".until", "E208", "list checks, or stop at a precision: ci_halfwidth(revenue) <= 0.5%", "there are no checks to decide")
		}
		return
	}
	p := precision.FindStringSubmatch(r.Until)
	if p == nil {
		a.fail(path+".until", "E104", "write decided, or ci_halfwidth(revenue) <= 0.5%", "`%s` is not a rule to stop by", r.Until)
		return
	}
	if !a.known(p[1]) {
		a.fail(path+".until", "E202", suggestMetric(p[1], a.out.Metrics), "there is no metric named `%s`", p[1])
		return
	}
	x, message, remedy := schema.Quantity(p[2], "%")
	if message == "" && x <= 0 {
		message, remedy = "a half width is above 0", "such as 0.5%"
	}
	if message != "" {
		a.fail(path+".until", "E104", remedy, "%s", message)
		return
	}
	s.Metric, s.Width = p[1], x
}

var oneIn = regexp.MustCompile(`^1 in ([0-9][0-9_]*)$`)

// record reads how many auctions are kept.
func (c *compiler) record(spec *spec.Spec) {
	text := c.file.Report.Record.Auctions
	if text == "" {
		return
	}
	const path = "report.record.auctions"
	m := oneIn.FindStringSubmatch(text)
	n := 0
	if m != nil {
		n, _ = strconv.Atoi(strings.ReplaceAll(m[1], "_", ""))
	}
	if n < 1 {
		c.fail(path, "E104", "write it like 1 in 1_000", "`%s` is not a share of auctions", text)
		return
	}
	spec.Record = n
}

// most is the largest number of replications that a run may make.
func (r *replications) most() int {
	switch {
	case r.Count != nil:
		return *r.Count
	case r.Max != nil:
		return *r.Max
	}
	return 1
}
