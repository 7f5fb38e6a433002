package scenarios

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"marketsim/scenarios/schema"
	"marketsim/sim/rng"
	"marketsim/sim/tune"
)

// sweep is what the file says of many points.
type sweep struct {
	Axes   schema.Named[schema.Raw] `key:"axes" doc:"keys that vary: path to a list of values, or to {from: ..., to: ..., step: ...}; a Latin hypercube takes no step"`
	Design string                   `key:"design" default:"grid" enum:"grid|zip|latin" doc:"grid: every combination; zip: the first values of all axes, the second ones, and so on; latin: a Latin hypercube, in which every axis is cut into as many equal parts as there are points, each used once"`
	Points int                      `key:"points" default:"0" range:"[0, 10_000]" doc:"how many points a Latin hypercube has"`
}

// Sweep is what a scenario states of many points. They are made one by one, when a design asks for them.
type Sweep struct {
	Design string
	Axes   []Axis
	N      int // points

	at func(point int) []string
}

// Values are the values in words: all of them, or where they lie.
func (a *Axis) Values() string {
	if a.between {
		return strings.Join(a.Levels, " to ")
	}
	return strings.Join(a.Levels, ", ")
}

// At is a point, counted from 0: the value of each axis as the language writes it.
func (s *Sweep) At(point int) []string { return s.at(point) }

// Axis is a key that varies.
type Axis struct {
	Path    string
	Numeric bool     // all values are numbers in one unit, or in none
	Unit    string   // as written after the numbers
	Levels  []string // values in the order of the file; of a range in a Latin hypercube, its two ends
	between bool     // values lie anywhere between the two levels
	whole   bool     // and are whole numbers
}

// maxPoints bounds a sweep.
const maxPoints = 10_000

// Setting is a point in words: mechanism.reserve=0.25 USD, ...
func (s *Sweep) Setting(point int) []string {
	out := s.At(point)
	for i := range s.Axes {
		out[i] = s.Axes[i].Path + "=" + out[i]
	}
	return out
}

// fixed are keys that no axis may change: all points share them.
var fixed = []string{"marketsim", "name", "question", "sweep", "tune", "beliefs", "calibrate", "arms", "experiments", "checks", "metrics", "report",
	"run.horizon", "run.warmup", "run.seed", "run.replications"}

// settable refuses a path that no change can give a value: names in it may hold any sign, and an = ends a path.
func (c *compiler) settable(at, path string) bool {
	if strings.Contains(path, "=") {
		c.fail(at, "E106", "give what is called so a name without =", "`%s` cannot be set: a name in it has an =, which ends a path", path)
		return false
	}
	return true
}

// sweep compiles the points; nil when the file states none.
func (c *compiler) sweep() *Sweep {
	f := &c.file.Sweep
	if len(f.Axes) == 0 {
		if f.Points > 0 || f.Design != "grid" {
			c.fail("sweep", "E102", "name what varies: `axes: {mechanism.reserve: [0 USD, 0.10 USD]}`", "the sweep has no axes")
		}
		return nil
	}
	s := &Sweep{Design: f.Design}
	before := len(c.ds)
	for _, a := range f.Axes {
		s.Axes = append(s.Axes, c.axis(a.Name, a.Value))
	}
	latin := f.Design == "latin"
	if latin != (f.Points > 0) {
		c.fail("sweep.points", "E204", "write `design: latin` and `points: 20`, or neither", "points belong to a Latin hypercube, and it needs them")
	}
	if c.ds[before:].HasErrors() {
		return nil
	}
	switch f.Design {
	case "grid":
		c.grid(s)
	case "zip":
		c.zip(s)
	default:
		c.latin(s)
	}
	return s
}

// axis reads one axis and checks every value by setting it.
func (c *compiler) axis(path string, value schema.Raw) Axis {
	at := "sweep.axes." + path
	a := Axis{Path: path}
	if !c.settable(at, path) {
		return a
	}
	for _, key := range fixed {
		if path == key || strings.HasPrefix(path, key+".") {
			c.fail(at, "E204", "vary something of market, mechanism or the rest of run", "all points of a sweep share `%s`", key)
			return a
		}
	}
	list, fields := schema.Flow(value)
	switch {
	case len(fields) > 0:
		c.span(&a, at, fields)
	case len(list) < 2:
		c.fail(at, "E103", "write [0 USD, 0.10 USD] or {from: 0 USD, to: 0.50 USD, step: 0.10 USD}", "an axis needs two values or more")
	case len(list) > maxPoints:
		c.fail(at, "E207", "leave values out", "the axis has %d values; at most %d are tried", len(list), maxPoints)
	default:
		a.Levels = list
	}
	if c.levels += len(a.Levels); c.levels > mostLevels {
		if c.levels-len(a.Levels) <= mostLevels {
			c.fail(at, "E207", "leave values out", "the axes have more than %d values together, which are tried at most", mostLevels)
		}
		return a
	}
	seen := map[string]string{} // as it was first written, by value
	for _, level := range a.Levels {
		value := level
		if x, unit, isNumber := schema.Number(level); isNumber {
			value = fmt.Sprint(x, " ", unit)
		}
		if first, twice := seen[value]; twice && first == level {
			c.fail(at, "E107", "leave one out", "`%s` is there twice", level)
		} else if twice {
			c.fail(at, "E107", "leave one out", "`%s` is `%s` again", level, first)
		}
		seen[value] = level
		if ds := c.tryValue(path, level); ds.HasErrors() {
			first := ds.First()
			c.fail(at, first.Code, first.Help, "with %s: %s", level, first.Message)
			break
		}
	}
	a.Numeric, a.Unit = numeric(a.Levels)
	if a.between {
		a.whole = c.needsWhole(&a)
	}
	return a
}

// apart are the parts of a file that neither an axis nor a lever changes, and that may be long.
var apart = []string{"sweep", "tune", "calibrate", "beliefs", "arms", "experiments", "checks", "metrics"}

// tryValue is what is wrong with the file when a key has a value. It is asked for every value, so what it reads is short.
func (c *compiler) tryValue(path, value string) schema.Diagnostics {
	doc := c.doc.CloneWithout(apart...)
	if key, is := strings.CutPrefix(path, schedule); is {
		path = "arms." + tuned + "." + key
	}
	if ds := doc.Set(path, value, "sweep"); ds.HasErrors() {
		return ds
	}
	var changed file
	return doc.Decode(&changed, decoding)
}

// needsWhole tells whether a key takes whole numbers only.
func (c *compiler) needsWhole(a *Axis) bool {
	lo, _, _ := schema.Number(a.Levels[0])
	hi, _, _ := schema.Number(a.Levels[1])
	odd := math.Floor(lo) + 0.5
	if odd < lo || odd > hi {
		odd = (lo + hi) / 2
	}
	return c.tryValue(a.Path, amount(odd, a.Unit)).HasErrors()
}

// span reads from, to and step.
func (c *compiler) span(a *Axis, at string, fields schema.Named[string]) {
	known := []string{"from", "to", "step"}
	text := map[string]string{}
	for _, f := range fields {
		if !slices.Contains(known, f.Name) {
			c.fail(at, "E101", schema.Suggest(f.Name, known), "unknown key `%s` in an axis", f.Name)
			return
		}
		text[f.Name] = f.Value
	}
	number := map[string]float64{}
	for name, value := range text {
		x, unit, ok := schema.Number(value)
		switch {
		case !ok:
			c.fail(at, "E103", "write a number with its unit, or a list of values", "`%s: %s` is not a number", name, value)
			return
		case x != 0 && a.Unit == "":
			a.Unit = unit
		}
		number[name] = x
	}
	for name, value := range text {
		if x, unit, _ := schema.Number(value); x != 0 && unit != a.Unit {
			c.fail(at, "E105", "write from, to and step in one unit", "`%s: %s` is in another unit than the rest", name, value)
			return
		}
	}
	from, to, step := number["from"], number["to"], number["step"]
	latin := c.file.Sweep.Design == "latin"
	switch {
	case text["from"] == "" || text["to"] == "" || !(to > from):
		c.fail(at, "E105", "write from below to", "an axis runs from one number up to another")
	case latin && text["step"] == "":
		a.between, a.Levels = true, []string{amount(from, a.Unit), amount(to, a.Unit)}
	case latin:
		c.fail(at, "E204", "leave step out", "a Latin hypercube takes values from the whole range")
	case !(step > 0):
		c.fail(at, "E102", "write `step: ...`, above 0", "a range needs a step")
	case (to-from)/step > maxPoints:
		c.fail(at, "E207", "take larger steps", "the range has %s steps", strconv.FormatFloat((to-from)/step, 'g', 4, 64))
	default:
		for i := 0; from+float64(float64(i)*step) <= to+float64(step*1e-9); i++ {
			a.Levels = append(a.Levels, amount(from+float64(float64(i)*step), a.Unit))
		}
	}
}

// amount writes a number with its unit, free of the last digits that steps bring.
func amount(x float64, unit string) string { return tune.Amount(x, unit) }

// numeric tells whether all values are numbers in one unit; 0 needs none.
func numeric(levels []string) (ok bool, unit string) {
	for _, level := range levels {
		x, u, isNumber := schema.Number(level)
		if !isNumber || x != 0 && unit != "" && u != unit {
			return false, ""
		}
		if x != 0 {
			unit = u
		}
	}
	return len(levels) > 0, unit
}

func (c *compiler) grid(s *Sweep) {
	n := 1
	for i := range s.Axes {
		if n *= len(s.Axes[i].Levels); n > maxPoints {
			c.fail("sweep.axes", "E207", "leave values out, or write `design: latin` and `points: 50`", "the grid has more than %d points", maxPoints)
			return
		}
	}
	s.N, s.at = n, func(p int) []string {
		point := make([]string, len(s.Axes))
		for i := len(s.Axes) - 1; i >= 0; i-- { // the last axis moves fastest
			levels := s.Axes[i].Levels
			point[i], p = levels[p%len(levels)], p/len(levels)
		}
		return point
	}
}

func (c *compiler) zip(s *Sweep) {
	n := len(s.Axes[0].Levels)
	for i := range s.Axes {
		if len(s.Axes[i].Levels) != n {
			c.fail("sweep.axes."+s.Axes[i].Path, "E204", "give all axes as many values, or write `design: grid`", "this axis has %s, the first has %d", schema.Count(len(s.Axes[i].Levels), "value"), n)
			return
		}
	}
	s.N, s.at = n, func(p int) []string {
		point := make([]string, len(s.Axes))
		for i := range s.Axes {
			point[i] = s.Axes[i].Levels[p]
		}
		return point
	}
}

// latin draws a Latin hypercube (McKay, Beckman & Conover 1979, Technometrics 21): each axis is cut into as many parts of equal
// size as there are points, and each part is used once, in an order drawn by the seed and the axis's name.
func (c *compiler) latin(s *Sweep) {
	n, seed := c.file.Sweep.Points, c.file.Run.Seed
	parts := make([][]int, len(s.Axes)) // by axis and point
	for i := range s.Axes {
		parts[i] = shuffled(axisKey(seed, &s.Axes[i]), n)
	}
	s.N, s.at = n, func(p int) []string {
		point := make([]string, len(s.Axes))
		for i := range s.Axes {
			part := parts[i][p]
			within := axisKey(seed, &s.Axes[i]).With(1).Uniform(uint64(part))
			point[i] = s.Axes[i].at((float64(part) + within) / float64(n))
		}
		return point
	}
}

func axisKey(seed uint64, a *Axis) rng.Key { return rng.Root(seed, -1).Named("sweep").Named(a.Path) }

// shuffled are the numbers below n in an order drawn by a key.
func shuffled(key rng.Key, n int) []int {
	order := make([]int, n)
	for p := range order {
		order[p] = p
	}
	slices.SortFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(key.Uniform(uint64(x)), key.Uniform(uint64(y))), x-y)
	})
	return order
}

// at is the value at a share of an axis, in [0, 1).
func (a *Axis) at(share float64) string {
	if !a.between {
		return a.Levels[int(share*float64(len(a.Levels)))]
	}
	lo, _, _ := schema.Number(a.Levels[0])
	hi, _, _ := schema.Number(a.Levels[1])
	if a.whole {
		return amount(math.Min(hi, math.Floor(lo+float64(share*(hi-lo+1)))), a.Unit)
	}
	x, err := strconv.ParseFloat(strconv.FormatFloat(lo+float64(share*(hi-lo)), 'g', 6, 64), 64)
	if err != nil {
		panic(fmt.Sprintf("scenarios: %v", err)) // what FormatFloat writes can be read
	}
	return amount(min(hi, max(lo, x)), a.Unit)
}
