package scenarios

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"marketsim/scenarios/schema"
	"marketsim/sim/spec"
	"marketsim/sim/tune"
)

// belief is something that may be true of the market.
type belief struct {
	Weight *float64                 `key:"weight" unit:"%" range:"(0%, 100%]" doc:"probability that it is true; all beliefs have one, and they add up to 100%, or none has one, and they are equally likely"`
	Set    schema.Named[schema.Raw] `key:"set" doc:"what is then otherwise than in the file: path to value, as an arm sets, from the beginning of the warm-up on"`
}

// beliefs compiles what may be true; nil when the file states nothing.
func (a *asker) beliefs() (out []tune.Belief) {
	list := a.file.Beliefs
	if len(list) == 0 {
		return nil
	}
	total, stated := 0.0, 0
	for i := range list {
		b := tune.Belief{Name: list[i].Name, Weight: 1 / float64(len(list)), Set: a.believed(list[i].Name, &list[i].Value)}
		if w := list[i].Value.Weight; w != nil {
			b.Weight, stated = *w, stated+1
		}
		total += b.Weight
		for _, other := range out {
			if slices.Equal(b.Set, other.Set) {
				a.fail("beliefs."+b.Name, "E204", "leave one out, or let them differ", "beliefs `%s` and `%s` set the same", other.Name, b.Name)
			}
		}
		out = append(out, b)
	}
	if stated != 0 && stated != len(list) || math.Abs(total-1) > 1e-9 {
		a.fail("beliefs", "E201", "write a weight for each, which add up to 100%, or none", "%d of %d beliefs have a weight, and they add up to %.6g%%", stated, len(list), 100*total)
	}
	return out
}

// believed is what a belief sets, once it was tried.
func (a *asker) believed(name string, b *belief) (set []string) {
	at := "beliefs." + name
	if !goodName.MatchString(name) {
		a.fail(at, "E106", "use the letters a to z, digits, - and _", "`%s` is not a name for a belief", name)
	}
	doc := a.doc.CloneWithout("beliefs")
	for _, x := range b.Set {
		for _, key := range fixed {
			if x.Name == key || strings.HasPrefix(x.Name, key+".") {
				a.fail(at+".set."+x.Name, "E204", "name something of market or mechanism", "all beliefs share `%s`", key)
			}
		}
		a.settable(at+".set."+x.Name, x.Name)
		set = append(set, x.Name+"="+x.Value.Text)
		a.repeat(at+".set."+x.Name, doc.Set(x.Name, x.Value.Text, at+".set."+x.Name))
	}
	var changed file
	a.repeat(at, doc.Decode(&changed, decoding))
	return set
}

// strategies reads which arms are compared.
func (a *asker) strategies(t *tune.Plan) {
	var names []string
	for i := range a.file.Arms {
		names = append(names, a.file.Arms[i].Name)
	}
	for i, name := range a.file.Tune.Strategies {
		at := fmt.Sprintf("tune.strategies.%d", i)
		arm, ok := a.file.Arms.Get(name)
		switch {
		case !contains(names, name):
			a.fail(at, "E202", schema.Suggest(name, names), "there is no arm named `%s`", name)
		case !ok || arm.Same || contains(t.Strategies, name):
			a.fail(at, "E204", "name arms that change something, each once", "`%s` adds no strategy", name)
		case t.Whole:
			a.fail(at, "E207", "take levers that an arm may set, or leave strategies out", "a lever is shared by all arms, so that settings hold through the warm-up, and arms begin on day 0")
		}
		t.Strategies = append(t.Strategies, name)
	}
	only := len(t.Levers) > 0
	for i := range t.Levers {
		only = only && strings.HasPrefix(t.Levers[i].Path, schedule)
	}
	if only {
		a.fail("tune.levers", "E204", "add the key that is set, such as mechanism.ad_load.per_session", "a schedule says when something is set, and nothing is")
	}
}

// ramps refuses levers that cannot move little by little, where a ramp is searched for.
func (a *asker) ramps(t *tune.Plan) {
	if !slices.ContainsFunc(t.Levers, func(l tune.Lever) bool { return l.Path == schedule+"ramp" }) {
		return
	}
	for i := range t.Levers {
		l := &t.Levers[i]
		values := l.Choices
		if l.Kind != tune.Choice {
			values = []string{l.Value(1)}
		}
		for _, v := range values {
			if _, ok := a.between(l.Path, v, 0.5); !ok && !l.When {
				a.fail("tune.levers."+schedule+"ramp", "E204", "leave schedule.ramp out (schedule.start and schedule.stop take any lever), or search `"+l.Path+"` in a file of its own",
					"`%s` cannot be ramped to %s: a ramp needs numbers in one unit, in the market as it stands too", l.Path, v)
				break
			}
		}
	}
}

// scheduled sets when a setting holds, within the horizon.
func (f *file) scheduled(a *arm, key, value string) {
	time, wrong, _ := schema.Quantity(value, "time")
	if wrong != "" {
		return // it was tried when the lever was read
	}
	x := int64(time)
	switch key {
	case "start":
		a.Start = min(x, f.Run.Horizon-int64(spec.Day))
	case "stop":
		a.Stop = &x
	case "ramp":
		a.Ramp = x
	}
	a.Ramp = min(a.Ramp, f.Run.Horizon-a.Start)
}

// BeliefsIn is the part `beliefs:` of a file, as a change of a scenario: beliefs={...}; empty where it has none. The error is of a file that is too large.
func BeliefsIn(file string, text []byte) (set string, err error) {
	if large := schema.TooLarge(file, text); large != nil {
		return "", errors.New(large[0].Message)
	}
	_, fields := schema.Flow(schema.Raw{Text: string(text)})
	if value, ok := fields.Get("beliefs"); ok {
		set = "beliefs=" + value
	}
	return set, nil
}
