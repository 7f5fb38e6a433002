package scenarios

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/scenarios/schema"
	"marketsim/sim/ask"
	"marketsim/sim/dist"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// catalogs lists every kind of part that a scenario can name, with the key that names it.
func catalogs() []schema.Catalog {
	return []schema.Catalog{auction.Mechanisms, agents.Strategies, agents.Pacings, spec.Regimes, spec.Predictors, agents.Reviews, dist.Kinds}
}

// Explain documents a key, metric, diagnostic code or part of the market from what is registered, or what a word of the field is
// here. Without a word it lists what can be explained. The error is of a word that nothing is named after; see Search.
func Explain(word string) (string, error) {
	if word == "" {
		var b strings.Builder
		overview(&b)
		return b.String(), nil
	}
	if text, shown := leading(word); text != "" {
		return text + elsewhere(word, shown) + alsoIn(word, shown...), nil
	}
	if s := lookup(word); s != nil {
		return s.explain(word) + elsewhere(word, s.at), nil
	}
	if text := exact(word); text != "" {
		return text + alsoIn(word), nil
	}
	if k := named(word); k != "" {
		return exact(k), nil
	}
	for room, rest, ok := strings.Cut(word, "."); ok; room, rest, ok = strings.Cut(rest, ".") {
		if text := exact(rest); text != "" && room != "" {
			return fmt.Sprintf("nothing is named `%s`; what ends with `%s`:\n\n", word, rest) + text, nil
		}
	}
	if near := schema.Close(word, words(Keys())); near != "" {
		return "", fmt.Errorf("nothing is named `%s`; did you mean `%s`?", word, near)
	}
	return "", fmt.Errorf("nothing is named `%s`, and nothing mentions it; `marketsim explain` lists all names, and docs/model.md (Left out) what is not modelled", word)
}

// named is the key that a path is of in which entries go by their names, as in --set; empty where there is none.
func named(path string) string {
	parts := strings.Split(path, ".")
	for _, k := range Keys() {
		own := strings.Split(k.Path, ".")
		fits := len(own) == len(parts) && len(own) > 1 && parts[0] == own[0]
		for i := 0; fits && i < len(own); i++ {
			fits = own[i] == parts[i] || own[i] == "<name>"
		}
		if fits {
			return k.Path
		}
	}
	return ""
}

// exact documents all that has a name; empty when nothing has it.
func exact(word string) string {
	var b strings.Builder
	explainKeys(&b, schema.Find(Keys(), word))
	if m, ok := results.LookupMetric(word); ok {
		explainMetric(&b, m)
	}
	if doc, ok := schema.Codes[strings.ToUpper(word)]; ok {
		fmt.Fprintf(&b, "%s  %s\n", strings.ToUpper(word), doc)
	}
	for _, list := range vocabulary() {
		for _, w := range list.words {
			if strings.EqualFold(w.Name, word) {
				fmt.Fprintf(&b, "%s (%s)\n  %s\n\n", w.Name, list.kind, w.Doc)
			}
		}
	}
	for _, c := range catalogs() {
		if doc := c.Doc(word); doc != "" {
			explainPart(&b, c, word, doc)
		}
	}
	return b.String()
}

// vocabulary are the words of checks and results, by kind.
func vocabulary() []struct {
	kind  string
	words []ask.Word
} {
	return []struct {
		kind  string
		words []ask.Word
	}{{"verdict", ask.Verdicts}, {"invariant", ask.Laws}, {"what a check is about", ask.Subjects}}
}

func words(keys []schema.Key) (out []string) {
	for _, k := range keys {
		out = append(out, k.Path, k.Path[strings.LastIndexByte(k.Path, '.')+1:])
	}
	for _, m := range results.Metrics() {
		out = append(out, m.Name)
	}
	for _, c := range catalogs() {
		out = append(out, c.Names()...)
	}
	for _, list := range vocabulary() {
		for _, w := range list.words {
			out = append(out, w.Name)
		}
	}
	return out
}

func overview(b *strings.Builder) {
	b.WriteString("marketsim explain KEY | METRIC | CODE | PART\n\nKeys of a scenario:\n")
	for _, k := range Keys() {
		if !strings.Contains(k.Path, "(") {
			fmt.Fprintf(b, "  %s\n", k.Path)
		}
	}
	b.WriteString("\nMetrics:\n")
	for _, m := range results.Metrics() {
		fmt.Fprintf(b, "  %-26s %s\n", m.Name, m.Formula)
	}
	for _, c := range catalogs() {
		fmt.Fprintf(b, "\nEvery %s:\n", c.Kind())
		for _, name := range c.Names() {
			fmt.Fprintf(b, "  %-18s %s\n", name, c.Doc(name))
		}
	}
	for _, list := range vocabulary() {
		fmt.Fprintf(b, "\nEvery %s:\n", list.kind)
		for _, w := range list.words {
			fmt.Fprintf(b, "  %-18s %s\n", w.Name, w.Doc)
		}
	}
	b.WriteString("\nDiagnostics:\n")
	var codes []string
	for code := range schema.Codes {
		codes = append(codes, code)
	}
	sort.Strings(codes)
	for _, code := range codes {
		fmt.Fprintf(b, "  %s  %s\n", code, schema.Codes[code])
	}
}

// explainKeys documents keys, those of the market and its mechanism first, and those that mean the same once.
func explainKeys(b *strings.Builder, keys []schema.Key) {
	asked := func(k schema.Key) bool {
		return !strings.HasPrefix(k.Path, "market.") && !strings.HasPrefix(k.Path, "mechanism.")
	}
	slices.SortStableFunc(keys, func(x, y schema.Key) int {
		if asked(x) != asked(y) {
			return map[bool]int{false: -1, true: 1}[asked(x)]
		}
		return strings.Count(x.Path, ".") - strings.Count(y.Path, ".")
	})
	same := func(x, y *schema.Key) bool {
		return x.Doc == y.Doc && x.Type == y.Type && x.Unit == y.Unit && x.Range == y.Range && x.Default == y.Default
	}
	for i := range keys {
		if slices.ContainsFunc(keys[:i], func(k schema.Key) bool { return same(&k, &keys[i]) }) {
			continue
		}
		var others []string
		for j := i + 1; j < len(keys); j++ {
			if same(&keys[i], &keys[j]) {
				others = append(others, keys[j].Path)
			}
		}
		explainKey(b, keys[i], others)
	}
}

func explainKey(b *strings.Builder, k schema.Key, others []string) {
	fmt.Fprintf(b, "%s\n  %s\n", k.Path, k.Doc)
	line := func(what, value string) {
		if value != "" {
			fmt.Fprintf(b, "  %-8s %s\n", what, value)
		}
	}
	line("type", k.Type)
	line("write", shape(k))
	line("unit", k.Unit)
	line("range", k.Range)
	line("default", k.Default)
	line("allowed", strings.Join(k.Allowed, ", "))
	line("keys", strings.Join(children(k.Path), ", "))
	for _, other := range others {
		line("also at", other)
	}
	for _, group := range together {
		if group[0] != k.Path && slices.Contains(group, k.Path) {
			line("see", group[0])
		}
	}
	b.WriteByte('\n')
}

// shape is how a key is written; of a list of maps an entry with an example of each of its keys.
func shape(k schema.Key) string {
	if k.Shape != "" || k.Type != "list" {
		return k.Shape
	}
	var pairs []string
	for _, c := range Keys() {
		if name, ok := strings.CutPrefix(c.Path, k.Path+".<name>."); ok && !strings.ContainsAny(name, ".(<") {
			pairs = append(pairs, name+": "+example(c))
		}
	}
	if len(pairs) == 0 || len(pairs) > 8 {
		return ""
	}
	return "[{" + strings.Join(pairs, ", ") + "}, ...]"
}

// example is a value as a key takes it; words in capitals stand for names.
func example(k schema.Key) string {
	switch {
	case len(k.Allowed) > 0 && k.Type == "text":
		return k.Allowed[0]
	case k.Shape != "":
		return k.Shape
	case k.Type == "list":
		return "[...]"
	case k.Type == "map":
		return "{...}"
	case k.Type == "switch":
		return "true"
	case k.Type == "text":
		return strings.ToUpper(k.Path[strings.LastIndexByte(k.Path, '.')+1:])
	}
	return cmp.Or(map[string]string{"x": "2x", "%": "10%", "USD": "1 USD", "time": "7d"}[cmp.Or(k.Unit, k.Type)], "1")
}

// children are the keys directly below a key, or below its entries.
func children(path string) (out []string) {
	for _, k := range Keys() {
		rest, below := strings.CutPrefix(k.Path, path+".")
		if entry, inside, ok := strings.Cut(rest, ">."); ok && strings.HasPrefix(entry, "<") {
			rest = inside
		}
		if below && !strings.ContainsAny(rest, ".(<") {
			out = append(out, rest)
		}
	}
	return out
}

func explainMetric(b *strings.Builder, m *results.Metric) {
	fmt.Fprintf(b, "%s (metric)\n  %s\n  formula  %s\n  unit     %s\n", m.Name, m.Doc, m.Formula, m.Unit)
	fmt.Fprintf(b, "  better   %s\n\n", map[results.Better]string{results.Higher: "higher", results.Lower: "lower", results.Neither: "neither way"}[m.Better])
}

func explainPart(b *strings.Builder, c schema.Catalog, name, doc string) {
	fmt.Fprintf(b, "%s (%s)\n  %s\n", name, c.Kind(), doc)
	part, _ := c.Make(name)
	params := schema.PartKeys(part, "*", decoding)
	if len(params) == 0 {
		fmt.Fprintf(b, "  written  %s\n\n", name)
		return
	}
	fmt.Fprintf(b, "  written  {kind: %s, ...} with\n", name)
	for _, p := range params {
		fmt.Fprintf(b, "    %-18s %s%s\n", p.Path, p.Doc, brackets(p))
	}
	b.WriteByte('\n')
}

func brackets(k schema.Key) string {
	var notes []string
	if k.Unit == "*" {
		notes = append(notes, "in the unit of its place")
	} else if k.Unit != "" {
		notes = append(notes, k.Unit)
	}
	if k.Range != "" {
		notes = append(notes, "range "+k.Range)
	}
	if k.Default != "" {
		notes = append(notes, "default "+k.Default)
	}
	if len(notes) == 0 {
		return ""
	}
	return " (" + strings.Join(notes, "; ") + ")"
}

// Reference writes the whole language as a Markdown page.
func Reference(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# The scenario language\n\nMade from the program's own schema by `marketsim explain --markdown`; a test keeps it true. Paths go by names: an entry of a\n" +
		"list or map is `<name>`. Parameters of a part are written `key(part).parameter`.\n\n| key | type | default | range | meaning |\n|---|---|---|---|---|\n")
	for _, k := range Keys() {
		allowed := ""
		if len(k.Allowed) > 0 {
			allowed = " One of: " + strings.Join(k.Allowed, ", ") + "."
		}
		kind := k.Type
		if k.Unit != "" && k.Unit != "time" {
			kind += ", " + k.Unit
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", k.Path, kind, code(k.Default), k.Range, cell(k.Doc+"."+allowed))
	}
	for _, c := range catalogs() {
		fmt.Fprintf(&b, "\n## Every %s\n\n| name | meaning | parameters |\n|---|---|---|\n", c.Kind())
		for _, name := range c.Names() {
			part, _ := c.Make(name)
			var params []string
			for _, p := range schema.PartKeys(part, "*", decoding) {
				params = append(params, "`"+p.Path+"` "+p.Doc+brackets(p))
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, c.Doc(name), cell(strings.Join(params, "; ")))
		}
	}
	b.WriteString("\n## Metrics\n\n| name | unit | formula | meaning |\n|---|---|---|---|\n")
	for _, m := range results.Metrics() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", m.Name, m.Unit, m.Formula, m.Doc)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + cell(s) + "`"
}

func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
