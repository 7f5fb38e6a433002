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
		a.failKey(path, "E106", "use letters, digits, - and _", "`%s` is not a name for a metric", name)
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
			a.fail(at+".metric", "E202", schema.Suggest(t.Metric, metricNames(nil)), "there is no metric named `%s`", t.Metric)
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

func (a *asker) check(c *check) {
	path := "checks.list." + c.ID
	if !goodName.MatchString(c.ID) {
		a.fail(path+".id", "E106", "use letters, digits, - and _, such as revenue-up", "`%s` is not a name for a check", c.ID)
		return
	}
	out := ask.Check{ID: c.ID, Metric: c.Metric, Where: c.named(), Require: c.Require, Warn: c.Level == "warn",
		OnInconclusive: c.OnInconclusive, Line: a.doc.Line(path)}
	found, _ := results.LookupMetric(c.Metric)
	own := a.own(c.Metric)
	if found == nil && own == nil {
		if _, stated := a.file.Metrics.Get(c.Metric); stated {
			return // what is wrong with the metric is said at the metric
		}
		a.fail(path+".metric", "E202", schema.Suggest(c.Metric, metricNames(a.out.Metrics)), "there is no metric named `%s`", c.Metric)
		return
	}
	ok := a.part(path, out.Where, found)
	ok = a.measured(path+".metric", found, own) && ok
	ok = a.window(path+".window", c.Window, found, &out.Window) && ok
	ok = a.require(path+".require", c.Require, unitOf(found, own), &out.Rule) && ok
	for _, arm := range a.armsOf(path, c, out.Rule.Subject) {
		out.Arm = arm
		if ok {
			a.out.Checks = append(a.out.Checks, out)
		}
	}
}

func unitOf(m *results.Metric, own *ask.Metric) string {
	if m != nil {
		return m.Unit
	}
	return own.Unit
}

// measured refuses metrics that this market never has.
func (a *asker) measured(path string, m *results.Metric, own *ask.Metric) bool {
	names := []string{}
	if m != nil {
		names = append(names, m.Name)
	} else {
		names = append(names, own.Top.Metric, own.Bottom.Metric)
	}
	for _, name := range names {
		if why, help := a.never(name); why != "" {
			a.fail(path, "E208", help, "this market never has %s: %s", name, why)
			return false
		}
	}
	return true
}

// never says why a market has no value of a metric; empty when it may have one.
func (a *asker) never(metric string) (why, help string) {
	switch metric {
	case "log_loss", "normalised_entropy":
		if !a.file.Market.Prediction.LogLoss {
			return "market.prediction.log_loss is off", "switch it on"
		}
	case "budget_utilisation", "exhausted_campaigns", "overdelivery":
		for _, arm := range a.spec.Arms {
			for _, phase := range arm.Phases {
				for g := range phase.Market.Groups {
					if hasBudget(&phase.Market.Groups[g]) {
						return "", ""
					}
				}
			}
		}
		return "no campaign has a budget", "give a group a daily_budget or lifetime_budget"
	}
	return "", ""
}

func hasBudget(g *spec.Group) bool {
	for i := range g.Members {
		if m := &g.Members[i]; m.Daily > 0 || m.Lifetime > 0 {
			return true
		}
	}
	return g.Daily != nil || g.Lifetime != nil
}

// armsOf lists the arms that a check judges.
func (a *asker) armsOf(path string, c *check, subject string) (arms []string) {
	compared := subject != ask.Level
	names := make([]string, len(a.spec.Arms))
	for i := range a.spec.Arms {
		names[i] = a.spec.Arms[i].Name
	}
	if c.Arm == "" {
		if len(names) == 1 && !compared {
			return names
		}
		kept := slices.ContainsFunc(a.file.Arms, func(e schema.Entry[arm]) bool { return keeps(a.asked, e.Name) })
		if len(names) == 1 && !kept { // otherwise what is wrong with the arm is said at the arm
			a.fail(path+".require", "E208", "add an arm under `arms`, or check a value", "there is no arm to compare with control")
		}
		return names[1:]
	}
	switch {
	case !contains(names, c.Arm) && !keeps(a.asked, c.Arm):
		a.fail(path+".arm", "E202", "run that arm as well, or leave --arm out", "the check is on arm `%s`, which --arm leaves out", c.Arm)
	case !contains(names, c.Arm) && a.stated(c.Arm): // what is wrong with the arm is said at the arm
	case !contains(names, c.Arm):
		a.fail(path+".arm", "E202", schema.Suggest(c.Arm, names), "there is no arm named `%s`", c.Arm)
	case c.Arm == names[0] && compared:
		a.fail(path+".arm", "E208", "name another arm, or check a value", "`%s` is what the others are compared with: it has no change", c.Arm)
	default:
		return []string{c.Arm}
	}
	return nil
}

// stated tells whether the file has an arm of that name, be it a good one or not.
func (a *asker) stated(arm string) bool {
	for i := range a.file.Arms {
		if a.file.Arms[i].Name == arm {
			return true
		}
	}
	return false
}

var (
	firstOrLast = regexp.MustCompile(`^(first|last) +([0-9]+)d$`)
	fromTo      = regexp.MustCompile(`^from +([0-9]+)d +to +([0-9]+)d$`)
	requirement = regexp.MustCompile(`^(\S+)\s*(>=|<=|>|<)\s*(\S.*)$`)
	precision   = regexp.MustCompile(`^ci_halfwidth\(\s*([^()\s]+)\s*\)\s*<=\s*(\S.*)$`)
)

func (a *asker) window(path, text string, m *results.Metric, w *ask.Window) bool {
	days := int(a.spec.Horizon / spec.Day)
	*w = ask.Window{Name: text, From: 0, To: days}
	if text == "all" {
		return true
	}
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	if p := firstOrLast.FindStringSubmatch(text); p != nil {
		n := number(p[2])
		if a.quick {
			n = min(n, days)
		}
		if *w = (ask.Window{Name: text, From: 0, To: n}); p[1] == "last" {
			w.From, w.To = days-n, days
		}
	} else if p := fromTo.FindStringSubmatch(text); p != nil {
		w.From, w.To = number(p[1]), number(p[2])
		if a.quick {
			w.From, w.To = 0, days
		}
	} else {
		a.fail(path, "E104", "write all, first 14d, last 28d, or from 7d to 21d", "`%s` is not a range of days", text)
		return false
	}
	switch {
	case w.From < 0 || w.To > days || w.From >= w.To:
		a.fail(path, "E205", fmt.Sprintf("the horizon has days 0 to %d", days), "`%s` does not lie within the horizon", text)
		return false
	case m != nil && m.Whole && (w.From > 0 || w.To < days):
		a.fail(path, "E208", "leave the window out", "%s exists only over the whole horizon", m.Name)
		return false
	}
	return true
}

// require reads a requirement such as `change >= -0.5%`.
func (a *asker) require(path, text, unit string, r *ask.Rule) bool {
	const help = "write change, difference or value, then >, >=, < or <=, then a number, such as change >= -0.5%"
	p := requirement.FindStringSubmatch(strings.TrimSpace(text))
	if p == nil {
		a.fail(path, "E104", help, "`%s` is not a requirement", text)
		return false
	}
	subjects := []string{ask.Change, ask.Difference, ask.Level}
	if !contains(subjects, p[1]) {
		a.fail(path, "E106", schema.Suggest(p[1], subjects), "`%s` is not something that a check can be about", p[1])
		return false
	}
	if p[1] == ask.Change {
		unit = "%"
	}
	x, message, remedy := schema.Quantity(p[3], unit)
	if message != "" {
		a.fail(path, "E104", remedy, "%s", message)
		return false
	}
	if unit == "%" && p[1] != ask.Change {
		x *= 100 // metrics in percent are counted in percent
	}
	*r = ask.Rule{Subject: p[1], Op: p[2], Bound: x}
	return true
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
		a.fail(path+".until", "E202", schema.Suggest(p[1], metricNames(a.out.Metrics)), "there is no metric named `%s`", p[1])
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
