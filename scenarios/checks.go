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

func (a *asker) check(c *check) {
	path := "checks.list." + c.ID
	if !goodName.MatchString(c.ID) {
		a.fail(path+".id", "E106", "use the letters a to z, digits, - and _, such as revenue-up", "`%s` is not a name for a check", c.ID)
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
		a.fail(path+".metric", "E202", suggestMetric(c.Metric, a.out.Metrics), "there is no metric named `%s`", c.Metric)
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
		a.fail(path+".arm", "E202", schema.Suggest(c.Arm, a.allArms()), "there is no arm named `%s`", c.Arm)
	case c.Arm == names[0] && compared:
		a.fail(path+".arm", "E208", "name another arm, or check a value", "`%s` is what the others are compared with: it has no change", c.Arm)
	default:
		return []string{c.Arm}
	}
	return nil
}

// allArms are the names of the file's arms, control first, be they good ones or not.
func (a *asker) allArms() []string {
	names := []string{"control"}
	for i := range a.file.Arms {
		names = append(names, a.file.Arms[i].Name)
	}
	return names
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
	p := firstOrLast.FindStringSubmatch(text)
	if p != nil {
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
	if a.quick && w.From == 0 && w.To == days {
		w.Name = "all" // a name tells the days that are simulated
	} else if p != nil && a.quick {
		w.Name = fmt.Sprintf("%s %dd", p[1], w.To-w.From)
	}
	switch {
	case w.From < 0 || w.To > days || w.From >= w.To:
		a.fail(path, "E205", fmt.Sprintf("the whole horizon is from 0d to %dd, and a window ends after it begins", days), "`%s` does not lie within the horizon", text)
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
