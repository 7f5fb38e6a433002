package cli

import (
	"strconv"

	"marketsim/reports"
	"marketsim/scenarios/data"
	"marketsim/sim/experiment"
)

// maxTargets is how many rows a table of targets or effects may have.
const maxTargets = 100_000

// targetsKind are the columns that a table of targets may have in a market: those of targets, and for curves its metrics and ages of cohorts.
func targetsKind(in *reports.Input) *data.Spec {
	kind := &data.Spec{What: "a file of targets", MaxRows: maxTargets, Remarks: true, Columns: []data.Column{
		{Name: "metric", Aliases: []string{"kpi", "measure", "metrik", "kennzahl"}},
		{Name: "value", Kind: data.Mixed, Aliases: []string{"target", "wanted", "goal", "wert", "ziel", "zielwert"}, Empty: "not a target"},
		{Name: "tolerance", Kind: data.Mixed, Aliases: []string{"tol", "margin", "toleranz"}, Empty: "5%"},
		{Name: "segment"}, {Name: "surface"}, {Name: "group"}, {Name: "from_day", Aliases: []string{"from"}}, {Name: "to_day", Aliases: []string{"to"}},
		{Name: "hour", Aliases: []string{"stunde"}}, {Name: "weekday", Aliases: []string{"wochentag"}}, {Name: "day"}, {Name: "cohort"}, {Name: "age"}}}
	known := map[string]bool{}
	for _, c := range kind.Columns {
		known[c.Name] = true
	}
	add := func(name string, aliases ...string) {
		if !known[name] {
			known[name] = true
			kind.Columns = append(kind.Columns, data.Column{Name: name, Kind: data.Mixed, Aliases: aliases, Empty: "no target"})
		}
	}
	for _, m := range in.Metrics() {
		add(m.Name)
	}
	add("cohort_retention")
	for _, name := range []string{"size", "pinners", "users"} {
		add(name)
	}
	for age := range in.Days {
		add("d"+strconv.Itoa(age), "day"+strconv.Itoa(age))
	}
	return unbounded(kind)
}

// unbounded lets the numbers of a table be what they are: those who read it know what is possible.
func unbounded(kind *data.Spec) *data.Spec {
	for i := range kind.Columns {
		c := &kind.Columns[i]
		c.Least, c.Most = data.Any[0], data.Any[1]
		if c.Empty == "" && !c.Required {
			c.Empty = "none"
		}
	}
	return kind
}

// effectsKind are the columns of a table of daily effects.
var effectsKind = unbounded(&data.Spec{What: "a file of effects", MaxRows: maxTargets, Remarks: true, Columns: []data.Column{
	{Name: "day", Kind: data.Moment, Aliases: []string{"days", "date", "datum", "tag"}, Required: true, Unit: "d", Origin: true},
	{Name: "metric", Aliases: []string{"kpi", "measure", "metrik", "kennzahl"}, Required: true},
	{Name: "effect", Kind: data.Rate, Aliases: []string{"uplift", "lift", "change", "estimate", "effekt", "relative_effect", "relative_change"}, Required: true},
	{Name: "lo", Kind: data.Rate, Aliases: []string{"lower", "low", "ci_lower", "ci_low", "lower_bound", "lower_ci", "unten"}},
	{Name: "hi", Kind: data.Rate, Aliases: []string{"upper", "high", "ci_upper", "ci_high", "upper_bound", "upper_ci", "oben"}},
	{Name: "se", Kind: data.Rate, Aliases: []string{"standard_error", "stderr", "std_error", "std_err", "standardfehler"}}}})

// liveKind are the columns of the result of a live test: sums by arm and metric, or a row for each unit.
var liveKind = func() *data.Spec {
	kind := &data.Spec{What: "a live test's result", MaxRows: maxSheet, Remarks: true, Columns: []data.Column{
		{Name: "arm", Aliases: []string{"group", "variant", "variation", "bucket", "gruppe", "variante"}, Required: true},
		{Name: "metric", Aliases: []string{"kpi", "measure", "metrik", "kennzahl"}},
		{Name: "n", Kind: data.Number, Count: true, Aliases: []string{"users", "units", "pinners", "count", "anzahl", "nutzer"}}}}
	for _, name := range []string{"sum", "sum_squares", "mean", "sd", "denominator_sum", "denominator_sum_squares", "product_sum"} {
		kind.Columns = append(kind.Columns, data.Column{Name: name, Kind: data.Money, Aliases: map[string][]string{"sum": {"total", "summe"}, "sum_squares": {"sum_of_squares", "sumsq", "quadratsumme"},
			"mean": {"average", "avg", "mittelwert"}, "sd": {"std", "stddev", "standard_deviation", "standardabweichung"}}[name]})
	}
	for _, name := range experiment.VariableNames {
		column := data.Column{Name: name, Kind: data.Number, Count: true}
		if name == "revenue" || name == "value" {
			column.Kind, column.Count = data.Money, false
		}
		kind.Columns = append(kind.Columns, column)
	}
	return unbounded(kind)
}()
