package scenarios

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"marketsim/auction"
	"marketsim/scenarios/schema"
	"marketsim/sim/spec"

	"golang.org/x/text/unicode/norm"
)

func slot(effect float64, position int) auction.Slot {
	return auction.Slot{Effect: effect, Position: position}
}

func topicName(i int) string { return "topic" + strconv.Itoa(i) }

func factor(x float64) string { return strconv.FormatFloat(x, 'g', 4, 64) + "x" }

// arms compiles each arm as the file with the arm's changes, on the arm's schedule.
func (c *compiler) arms(run *spec.Spec, control *spec.Market, asked []string) {
	var names []string
	for _, a := range c.file.Arms {
		names = append(names, a.Name)
	}
	for _, name := range asked {
		if !contains(names, name) && name != "control" {
			c.ds = append(c.ds, schema.Diagnostic{File: "--arm " + name, Severity: schema.Error, Code: "E202",
				Message: fmt.Sprintf("there is no arm named `%s`", name), Help: schema.Suggest(name, append(names, "control"))})
		}
	}
	c.ofFile = len(c.ds)
	for i := range c.file.Arms {
		a := &c.file.Arms[i]
		c.ofArm = len(c.ds)
		if !keeps(asked, a.Name) {
			continue
		}
		path := "arms." + a.Name
		switch {
		case a.Name == "control":
			c.fail(path, "E204", "choose another name", "`control` is the file as it stands")
			continue
		case !armName.MatchString(a.Name):
			c.fail(path, "E106", "use letters of any script, digits, - and _", "`%s` is not a name for an arm", a.Name)
			continue
		case !norm.NFC.IsNormalString(a.Name):
			c.fail(path, "E106", "write `"+norm.NFC.String(a.Name)+"`", "`%s` is written with accents as characters of their own, and would look like another name", a.Name)
			continue
		}
		c.short(path, a.Name)
		versus := c.compared(path+".versus", a, names[:i], run, asked)
		if c.half {
			c.changed(path, &a.Value, 1, run) // the schedule may lack the horizon, and what is set can be wrong all the same
			continue
		}
		if phases := c.phases(path, &a.Value, run, control); phases != nil {
			run.Arms = append(run.Arms, spec.Arm{Name: a.Name, Versus: versus, Phases: phases, Change: changeOf(&a.Value), Start: spec.Time(a.Value.Start), Stop: stopOf(&a.Value)})
		}
	}
}

// compared is the index of the arm that another one is compared with, which is one of those above it or control.
func (c *compiler) compared(path string, a *schema.Entry[arm], above []string, run *spec.Spec, asked []string) (index int) {
	versus := a.Value.Versus
	index = slices.IndexFunc(run.Arms, func(known spec.Arm) bool { return known.Name == versus })
	switch {
	case index >= 0:
		return index
	case slices.Contains(above, versus) && !keeps(asked, versus):
		c.fail(path, "E202", "add --arm "+versus+", or leave --arm out", "arm `%s` is compared with arm `%s`, which --arm leaves out", a.Name, versus)
	case slices.Contains(above, versus): // what is wrong with it is said there
	case slices.ContainsFunc(c.file.Arms, func(e schema.Entry[arm]) bool { return e.Name == versus }):
		c.fail(path, "E202", "compare with control or an arm above, or state that arm above", "arm `%s` is not above this one", versus)
	default:
		c.fail(path, "E202", schema.Suggest(versus, append(slices.Clip(above), "control")), "there is no arm named `%s`", versus)
	}
	return 0
}

// changeOf words what an arm changes, the same for arms that set the same.
func changeOf(a *arm) string {
	var sets []string
	for _, s := range a.Set {
		sets = append(sets, s.Name+"="+s.Value.Text)
	}
	slices.Sort(sets)
	return strings.Join(sets, "\n")
}

func stopOf(a *arm) spec.Time {
	if a.Stop == nil {
		return spec.Never
	}
	return spec.Time(*a.Stop)
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// maxSteps bounds how many markets a ramp is made of.
const maxSteps = 64

// RampSteps is of how many steps a ramp is made, the last of which is the whole change.
func RampSteps(ramp spec.Time) int64 {
	return max(1, min(maxSteps, (int64(ramp)+int64(spec.Day)-1)/int64(spec.Day)+min(int64(ramp), 1)))
}

// phases is an arm's schedule: control until start, numbers on the ramp in daily steps (at most 64), the arm's market, control
// after stop.
func (c *compiler) phases(path string, a *arm, run *spec.Spec, control *spec.Market) []spec.Phase {
	if a.Same || len(a.Set) == 0 {
		if a.Same != (len(a.Set) == 0) {
			c.fail(path, "E204", "write `set:` with what it changes, or `same_as_control: true` for an A/A check, not both", "arm `%s` must either change something or say that it does not", path[len("arms."):])
			return nil
		}
		return []spec.Phase{{Market: control}}
	}
	if a.Start >= int64(run.Horizon) || (a.Stop != nil && *a.Stop <= a.Start) || a.Start+a.Ramp > int64(run.Horizon) {
		c.fail(path, "E205", "start before run.horizon, stop after start, and let the ramp end within the horizon", "start, stop and ramp leave this arm no time")
		return nil
	}
	before := len(c.ds)
	var phases []spec.Phase
	if a.Start > 0 {
		phases = append(phases, spec.Phase{Market: control})
	}
	steps := RampSteps(spec.Time(a.Ramp))
	for k := int64(1); k <= steps; k++ {
		at := a.Start
		if k > 1 {
			at += a.Ramp / (steps - 1) * (k - 1)
		}
		if a.Stop != nil && at >= *a.Stop {
			break
		}
		m := c.changed(path, a, float64(k)/float64(steps), run)
		if m == nil || len(c.ds) > before && c.ds[before:].HasErrors() {
			return nil
		}
		phases = append(phases, spec.Phase{At: spec.Time(at), Market: m})
	}
	if a.Stop != nil && *a.Stop < int64(run.Horizon) {
		phases = append(phases, spec.Phase{At: spec.Time(*a.Stop), Market: control})
	}
	return phases
}

// changed is the market with a share of an arm's changes made: 1 is all, less is a step of a ramp.
func (c *compiler) changed(path string, a *arm, share float64, run *spec.Spec) *spec.Market {
	doc, before := c.doc.CloneWithout("arms"), len(c.ds)
	for _, set := range a.Set {
		value := set.Value.Text
		if share < 1 {
			var ok bool
			if value, ok = c.between(set.Name, value, share); !ok {
				c.fail(path+".set."+set.Name, "E204", "ramps need numbers in the same unit on both sides; name the numbers of a map one by one, or use `start` alone", "`%s` cannot be ramped", set.Name)
				return nil
			}
		}
		if ds := doc.Set(set.Name, value, path+".set."+set.Name); len(ds) > 0 {
			c.repeat(path+".set."+set.Name, ds)
		}
	}
	var changed file
	ds := doc.Decode(&changed, decoding)
	if c.repeat(path, ds); ds.HasErrors() || len(c.ds) > before {
		return nil
	}
	changed.Arms = c.file.Arms
	if c.candidate != nil && c.candidate.Days > 0 {
		changed.firstDays(c.candidate.Days)
	}
	if !doc.Given(sessionRate) {
		changed.Market.Pinners.Envelope = c.file.Market.Pinners.Envelope // occasions may have raised it
	}
	if !sameWorld(c.file, &changed) {
		c.fail(path+c.setsShared(a), "E204", "run.*, the preset, Pinners, their sessions, the shares of surfaces and the list of groups are the same for all arms; state them above, or run two scenarios and compare them with `marketsim compare`", "arm `%s` changes something that all arms share", path[len("arms."):])
		return nil
	}
	if share == 1 && c.candidate == nil && reflect.DeepEqual(c.file.Market, changed.Market) && reflect.DeepEqual(c.file.Mechanism, changed.Mechanism) {
		c.fail(path, "E204", "change something, or write `same_as_control: true` for an A/A check", "arm `%s` sets what already holds: it changes nothing", path[len("arms."):])
		return nil
	}
	inner := &compiler{doc: doc, file: &changed, access: c.access, rows: c.rows, drawn: c.drawn, outer: c}
	m := inner.market(&run.Population)
	c.data = append(c.data, inner.data...) // files that only an arm reads
	for _, line := range inner.notes {
		c.note(line)
	}
	if c.repeat(path, inner.ds); inner.ds.HasErrors() {
		return nil
	}
	return m
}

// setsShared is the path, below an arm's, of the first of its changes that concerns what all arms share; empty when none is known to.
func (c *compiler) setsShared(a *arm) string {
	for _, set := range a.Set {
		p := "." + set.Name + "."
		own := false
		for _, reaction := range []string{"fatigue", "long_run", "leave", "hide_rate"} {
			own = own || strings.HasPrefix(p, ".market.pinners."+reaction+".")
		}
		if !own && (strings.HasPrefix(p, ".run.") || p == ".market.preset." || strings.HasPrefix(p, ".market.pinners.") || strings.HasPrefix(p, ".market.surfaces.") && strings.HasSuffix(p, ".share.")) {
			return ".set." + set.Name
		}
	}
	return ""
}

// repeat reports what is wrong with a changed file at the change that made it so, or at the arm where none is known, unless it is wrong without the change as well or was
// told of this arm. The same mistake in another arm is told there too.
func (c *compiler) repeat(path string, ds schema.Diagnostics) {
	for _, d := range ds {
		same := func(known schema.Diagnostic) bool { return known.Code == d.Code && known.Message == d.Message }
		if d.Severity == schema.Error && !slices.ContainsFunc(c.ds[:c.ofFile], same) && !slices.ContainsFunc(c.ds[c.ofArm:], same) {
			at := path
			if strings.HasPrefix(d.File, path+".set.") {
				at = d.File // the origin of what is wrong
			}
			c.tell(at, d.Code, d.Help, "%s", d.Message)
		}
	}
}

// resolved is the file with every key and its value; nil when it cannot be read again.
func (c *compiler) resolved() *schema.Document {
	if c.values == nil {
		doc, ds := schema.Reparse("resolved", c.doc.Values(c.file, decoding))
		if ds.HasErrors() {
			return nil
		}
		c.values = doc
	}
	return c.values
}

// between interpolates between control's value and the arm's.
func (c *compiler) between(path, to string, share float64) (string, bool) {
	from, ok := c.standing(path)
	if !ok {
		return "", false
	}
	a, unit, okA := schema.Number(from)
	b, other, okB := schema.Number(to)
	if !okA || !okB || (unit != other && a != 0 && b != 0) {
		return "", false
	}
	if unit == "" {
		unit = other
	}
	x := a + float64((b-a)*share)
	value := strconv.FormatFloat(x, 'g', 12, 64) + unit
	if c.tryValue(path, value).HasErrors() { // a key of whole numbers
		value = strconv.FormatFloat(math.Round(x), 'g', 12, 64) + unit
	}
	return value, true
}

// allOf is the path of what stands for all entries: mechanism.reserve.home -> mechanism.reserve.all.
func allOf(path string) string {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return path[:i+1] + schema.All
	}
	return schema.All
}
