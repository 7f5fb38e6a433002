package scenarios_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"marketsim/scenarios"
	"marketsim/scenarios/schema"
	"marketsim/sim/ask"
	"marketsim/sim/floor"
)

const tiny = `marketsim: 1
name: tiny
run: {horizon: 2d, seed: 1}
market:
  pinners: {count: 100}
  campaigns: {groups: [{name: shops, count: 5, daily_budget: 10 USD}]}
arms:
  treatment: {set: {mechanism.reserve: 0.25 USD}}
`

// TestShippedScenariosLoad: every shipped scenario loads without a remark and satisfies the JSON Schema.
func TestShippedScenariosLoad(t *testing.T) {
	check := schemaCheck(t)
	for _, template := range scenarios.Templates() {
		t.Run(template.Name, func(t *testing.T) {
			if template.Doc == "" {
				t.Error("it does not begin with a comment that says what it is")
			}
			data, err := scenarios.Read(template.Name)
			if err != nil {
				t.Fatal(err)
			}
			check(t, data, true)
			var o scenarios.Options
			if strings.HasSuffix(template.Name, "auctiongym") {
				o = scenarios.Options{Dir: t.TempDir()}
				write(t, o.Dir, "auctiongym_world.json", `{"agents": [{"items": [[1, 0, 0, 0, 0, -3], [0, 1, 0, 0, 0, -2]], "values": [1, 2]}]}`)
			}
			if template.Name == "real_ads" {
				o = scenarios.Options{Dir: t.TempDir()}
				write(t, o.Dir, "ads.csv", "kind,ctr,target_cpc\nmature,0.1,109\nnew,0.05,31\n")
			}
			s, ds := scenarios.Load(template.Name, data, o)
			if s == nil || len(ds) > 0 {
				t.Fatalf("remarks:\n%s", text(t, ds))
			}
			for what, small := range map[string]scenarios.Options{"quick": {Quick: true}, "first days": {Candidate: &scenarios.Candidate{Days: 7}, Set: []string{"market.pinners.long_run=none"}}} {
				small.Dir = o.Dir
				if short, ds := scenarios.Load(template.Name, data, small); short == nil {
					t.Errorf("%s:\n%s", what, text(t, ds))
				}
			}
			again, ds := scenarios.Load("resolved.yaml", s.Resolved(), scenarios.Options{Dir: o.Dir})
			if again == nil {
				t.Fatalf("the resolved scenario does not load:\n%s\n%s", text(t, ds), s.Resolved())
			}
			if again.Hash != s.Hash {
				t.Error("the resolved scenario has another hash")
			}
		})
	}
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, ds schema.Diagnostics) string {
	t.Helper()
	var b bytes.Buffer
	if err := ds.Write(&b, "text"); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// schemaCheck compiles the JSON Schema and returns a check of a document against it.
func schemaCheck(t *testing.T) func(t *testing.T, data []byte, good bool) {
	t.Helper()
	raw, err := scenarios.JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("marketsim.json", parsed); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("marketsim.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(t *testing.T, data []byte, good bool) {
		t.Helper()
		var document any
		if err := yaml.Unmarshal(data, &document); err != nil {
			t.Fatal(err)
		}
		asJSON, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(instance); (err == nil) != good {
			t.Errorf("against the JSON Schema: %v", err)
		}
	}
}

// TestSharedPathOpensNothing: a name with a dot may make the path of its file that of another's, which --set gives. The file that the scenario names stays closed.
func TestSharedPathOpensNothing(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	write(t, elsewhere, "conf.csv", "name,value\nhidden,1\n")
	write(t, elsewhere, "my.csv", "name,segment,ctr\na,everyone,0.1\n")
	write(t, dir, "in.csv", "name,value\na,1\n")
	write(t, dir, "r.csv", "name,segment,ctr\na,everyone,0.1\n")
	file := strings.Replace(tiny, "groups: [", fmt.Sprintf("groups: [{name: ads.rates, file: %s/conf.csv}, {name: ads, file: in.csv, rates: {file: r.csv}}, ", elsewhere), 1)
	s, ds := scenarios.Load("evil.yaml", []byte(file), scenarios.Options{Dir: dir, WorkDir: elsewhere,
		Set: []string{"market.campaigns.groups.ads.rates.file=my.csv"}})
	if got := text(t, ds); s != nil || !strings.Contains(got, "error[E107]: two values have the path `market.campaigns.groups.ads.rates`") {
		t.Errorf("loaded %v:\n%s", s != nil, got)
	}
}

func TestSchemaRefusesMistakes(t *testing.T) {
	check := schemaCheck(t)
	check(t, []byte(tiny), true)
	for _, change := range [][2]string{{"count: 100", "cuont: 100"}, {"10 USD", "10"}, {"horizon: 2d", "horizon: 2"}, {"seed: 1", "sed: 1"}} {
		check(t, []byte(strings.Replace(tiny, change[0], change[1], 1)), false)
	}
}

// TestMistakesAreNamed: every kind of bad input gives an error that names place, value and remedy. Each case is a file and
// what its remarks must contain.
func TestMistakesAreNamed(t *testing.T) {
	swap := func(pairs ...string) string {
		s := tiny
		for i := 0; i < len(pairs); i += 2 {
			if !strings.Contains(s, pairs[i]) {
				t.Fatalf("the file has no %q", pairs[i])
			}
			s = strings.Replace(s, pairs[i], pairs[i+1], 1)
		}
		return s
	}
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"empty":             {"", []string{"bad.yaml: error[E100]: the file is empty", "marketsim new"}},
		"only comment":      {"# nothing\n", []string{"the file is empty"}},
		"list":              {"- a\n- b\n", []string{"bad.yaml:1:1: error[E103]: a scenario is a map of keys, this is a list"}},
		"not yaml":          {"a: [1, 2\nb: 3\n", []string{"error[E100]: this is not YAML"}},
		"two documents":     {tiny + "---\na: 1\n", []string{"a second document"}},
		"anchors":           {swap("{count: 100}", "&p {count: 100}"), []string{"anchors and aliases are not part of the language"}},
		"twice":             {swap("seed: 1", "seed: 1, seed: 2"), []string{"key `seed` appears twice", "keep one"}},
		"all in one pass":   {swap("count: 100", "cuont: 100", "name: shops", "nam: shops", "seed: 1", "sed: 1"), []string{"`cuont`", "did you mean `count`?", "`nam`", "did you mean `name`?", "`sed`", "needs the key `seed`", "needs the key `name`"}},
		"no unit":           {swap("10 USD", "10"), []string{"bad.yaml:6:62: error[E104]: `daily_budget`: `10` has no unit; USD is expected", "write `10 USD`"}},
		"wrong unit":        {swap("10 USD", "10 EUR"), []string{"`10 EUR` is not in the unit expected here, USD"}},
		"not a number":      {swap("count: 100", "count: many"), []string{"`many` is not a number"}},
		"not whole":         {swap("count: 100", "count: 1.5"), []string{"`1.5` is not a whole number"}},
		"nan":               {swap("10 USD", ".nan"), []string{"`.nan` is not a finite number"}},
		"infinite":          {swap("count: 100", "count: .inf"), []string{"not a finite number"}},
		"huge":              {swap("count: 100", "count: 1e400"), []string{"is not a number"}},
		"octal":             {swap("count: 100", "count: -010"), []string{"outside of the range [0, 4_000_000_000]", "leave the minus sign out"}},
		"range":             {swap("count: 5", "count: 5, click_rate: {base: 3%, affinity: 1000}"), []string{"`1000` is outside of the range [0, 100]"}},
		"block scalar":      {swap("count: 100}", "count: 100}\n  organic:\n    save_rate: >\n      2%"), []string{"became a block of text", "put the value in quotes"}},
		"shares":            {swap("{count: 100}", "{count: 100, segments: [{name: a, share: 60%}, {name: b, share: 30%}]}"), []string{"add up to 90%, not 100%"}},
		"no such name":      {swap("count: 5", "count: 5, targeting: {surfaces: [hom]}"), []string{"there is no surface named `hom`", "did you mean `home`?"}},
		"no such part":      {swap("count: 5", "count: 5, bidding: truthfull"), []string{"there is no bidding strategy named `truthfull`", "did you mean `truthful`?"}},
		"slot off the page": {swap("  campaigns", "  surfaces: {home: {share: 100%, page: 10 pins, ad_slots: [3, 12]}}\n  campaigns"), []string{"ad slot 12 lies beyond the page of 10 pins"}},
		"warm-up":           {swap("horizon: 2d", "horizon: 2d, warmup: 3d"), []string{"the warm-up is longer than the horizon"}},
		"idle arm":          {swap("0.25 USD", "0 USD"), []string{"arm `treatment` sets what already holds"}},
		"empty arm":         {swap("set: {mechanism.reserve: 0.25 USD}", "start: 1d"), []string{"must either change something or say that it does not"}},
		"arm moves Pinners": {swap("mechanism.reserve: 0.25 USD", "market.pinners.count: 50"), []string{"changes something that all arms share"}},
		"arm typo":          {swap("mechanism.reserve", "mechanism.reserv"), []string{"unknown key `reserv` in mechanism", "did you mean `reserve`?"}},
		"missing file":      {swap("count: 5", "file: ads.csv"), []string{"data file `ads.csv`: there is no such file", "--set market.campaigns.groups.shops.file=PATH"}},
		"malformed row":     {swap("count: 5", "file: short.csv"), []string{"short.csv:3:1: error[E206]: this row has 1 cell and the header 2"}},
		"bad cell":          {swap("count: 5", "file: cell.csv"), []string{"cell.csv:3:3: error[E206]: `x` in column `value` is not a finite number", "cell.csv:4:3: error[E206]: `NaN` in column"}},
		"no campaigns way":  {swap("count: 5, ", ""), []string{"give one of `count`, `list` and `file`"}},
		"deep":              {"a: " + strings.Repeat("[", 100) + strings.Repeat("]", 100) + "\n", []string{"nested more than"}},
		"version":           {swap("marketsim: 1", "marketsim: 2"), []string{"bad.yaml:1:12: error[E105]: the file is in version 2 of the language, this program reads version 1"}},
		"version no number": {swap("marketsim: 1", "marketsim: one"), []string{"`one` is not a number"}},
		"across fields too": {swap("{count: 100}", "{count: many, segments: [{name: a, share: 60%}]}", "mechanism.reserve", "mechanism.reserv", "10 USD", "10", "count: 5", "count: 5, targeting: {surfaces: [hom]}"),
			[]string{"`many` is not a number", "add up to 60%, not 100%", "bad.yaml:8:39: error[E101]: unknown key `reserv` in mechanism", "`10` has no unit", "there is no surface named `hom`", "5 errors"}},
		"group and file":       {swap("count: 5", "file: nowhere.csv", "10 USD", "10"), []string{"`nowhere.csv`: there is no such file", "`10` has no unit"}},
		"arm, twice wrong":     {swap("{mechanism.reserve: 0.25 USD}", "{mechanism.reserv: 1 USD, mechanism.auction: gps}"), []string{"`reserv`", "there is no auction named `gps`"}},
		"duplicate and more":   {swap("seed: 1", "seed: 1, seed: 2", "count: 100", "cuont: 100"), []string{"key `seed` appears twice", "`cuont`"}},
		"second document":      {tiny + "---\na: 1\n", []string{"bad.yaml:9:1: error[E100]: the file holds a second document"}},
		"tab":                  {"marketsim: 1\nrun:\n  \tseed: 1\n", []string{"bad.yaml:3:3: error[E100]", "not with tabs"}},
		"rule as a block":      {swap("seed: 1}", "seed: > 0%}"), []string{"put the value in quotes, or begin it with a word"}},
		"control character":    {tiny + "x: \x01\n", []string{"bad.yaml:9:4: error[E100]: this is not YAML: control characters"}},
		"not UTF-8":            {tiny + "x: \"\xff\"\n", []string{"bad.yaml:9:5: error[E100]: this is not YAML: this byte is not UTF-8", "save the file as UTF-8"}},
		"byte order mark":      {"\ufeff" + swap("seed: 1", "sed: 1"), []string{"bad.yaml:3:20: error[E101]: unknown key `sed`"}},
		"UTF-16":               {"\xff\xfea\x00:\x00 \x001\x00\n\x00", []string{"bad.yaml:1:1: error[E101]: unknown key `a`"}},
		"line ends of Windows": {strings.ReplaceAll(swap("seed: 1", "sed: 1"), "\n", "\r\n"), []string{"bad.yaml:3:20: error[E101]: unknown key `sed`"}},
		"date":                 {swap("seed: 1", "seed: 2026-11-23"), []string{"`2026-11-23` is not a plain number"}},
		"more wrong rows":      {swap("count: 5", "file: rows.csv"), []string{"rows.csv:2:3: error[E206]: `x` in column `value`", "rows.csv:3:1: error[E206]: this row has 1 cell", "rows.csv:4:1: error[E206]: a quote is opened and not closed"}},
		"no column known":      {swap("count: 5", "file: alien.csv"), []string{"`alien.csv`: this has none of the columns of a file of campaigns: name, value", "column `valu`, which is nearly `value`"}},
		"columns of nothing":   {swap("count: 5", "file: cell.csv, columns: {valeu: value}"), []string{"a file of campaigns has no column `valeu`", "did you mean `value`?"}},
		"below zero":           {swap("count: 5", "file: below.csv"), []string{"-1 in column `value` is outside of the range [0, inf)"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "short.csv", "name,value\na,1\nb\n")
			write(t, dir, "cell.csv", "name,value\na,1\nb,x\nc,NaN\n")
			write(t, dir, "rows.csv", "name,value\na,x\nb\nc,\"1\nd,2\n")
			write(t, dir, "alien.csv", "id,valu\na,1\n")
			write(t, dir, "below.csv", "name,value\na,-1\n")
			s, ds := scenarios.Load("bad.yaml", []byte(c.file), scenarios.Options{Dir: dir})
			got := strings.ReplaceAll(text(t, ds), dir+string(filepath.Separator), "") + ds.Summary()
			if c.want != nil && s != nil {
				t.Fatalf("it loaded:\n%s", c.file)
			}
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("the remarks lack %q:\n%s", want, got)
				}
			}
			for _, jargon := range []string{"strconv", "float64", "+Inf", "yaml.Node", "reflect", "panic", "goroutine"} {
				if strings.Contains(got, jargon) {
					t.Errorf("the remarks say %q:\n%s", jargon, got)
				}
			}
		})
	}
}

// FuzzLoad: no text makes the loader panic, and whatever loads has a resolved form that loads to the same.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(tiny))
	for _, template := range scenarios.Templates() {
		data, err := scenarios.Read(template.Name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, s := range []string{"", "a: *b", "a: &a [*a]", "? [1]: 2", "marketsim: 1\nname: x\nrun: {seed: 1, horizon: 1d}\nmarket: {pinners: {segments: [{name: a}]}}", "a: !!binary x", "\xff\xfe", "a:\t- b"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, ds := scenarios.Load("fuzz.yaml", data, scenarios.Options{Dir: t.TempDir()})
		if (s == nil) != ds.HasErrors() {
			t.Fatalf("a scenario (%v) and errors (%v) at the same time, or neither", s != nil, ds.HasErrors())
		}
		if s == nil {
			return
		}
		again, ds := scenarios.Load("again.yaml", s.Resolved(), scenarios.Options{})
		if again == nil {
			t.Fatalf("the resolved scenario does not load: %s\n%s", text(t, ds), s.Resolved())
		}
	})
}

// TestReferenceIsTrue compares the language page with the program; UPDATE=1 writes it.
func TestReferenceIsTrue(t *testing.T) {
	var b bytes.Buffer
	if err := scenarios.Reference(&b); err != nil {
		t.Fatal(err)
	}
	const page = "../docs/language.md"
	if os.Getenv("UPDATE") != "" {
		write(t, "../docs", "language.md", b.String())
	}
	have, err := os.ReadFile(page)
	if err != nil || !bytes.Equal(have, b.Bytes()) {
		t.Errorf("docs/language.md is out of date (%v): UPDATE=1 go test ./scenarios -run Reference", err)
	}
}

// TestExplain covers each kind of word and an unknown one.
func TestExplain(t *testing.T) {
	for word, want := range map[string]string{"": "Metrics:", "daily_budget": "USD", "rpm": "1000 revenue / auctions", "E101": "unknown", "gsp": "least bid that keeps", "lognormal": "median"} {
		got, err := scenarios.Explain(word)
		if err != nil || !strings.Contains(got, want) {
			t.Errorf("explain %q lacks %q: %v\n%s", word, want, err, got)
		}
	}
	if _, err := scenarios.Explain("reveneu"); err == nil || !strings.Contains(err.Error(), "revenue") {
		t.Errorf("no suggestion for a mistyped metric: %v", err)
	}
}

// TestQuestions: checks and metrics compile to what they say, and whatever could not be answered is an error before the run.
func TestQuestions(t *testing.T) {
	const good = tiny + `metrics:
  share: {ratio: [{metric: revenue, where: {group: shops}}, revenue], unit: percent}
checks:
  family: {confidence: 90%}
  list:
    - {id: up, arm: treatment, metric: revenue, window: last 1d, require: change > -0.5%}
    - {id: share, metric: share, require: value >= 18%, level: warn}
    - {id: price, metric: cpm, surface: home, require: difference <= 0.10 USD, on_inconclusive: fail}
  invariants: [money_conserved]
`
	s, ds := scenarios.Load("good.yaml", []byte(good), scenarios.Options{})
	if s == nil || len(ds) > 0 {
		t.Fatal(text(t, ds))
	}
	q := s.Questions
	if q.Confidence != 0.9 || q.Correction != "holm" || len(q.Invariants) != 1 || len(q.Metrics) != 1 || q.Metrics[0].Formula() != "revenue[group=shops] / revenue" {
		t.Errorf("%+v", q)
	}
	want := []ask.Check{
		{ID: "up", Arm: "treatment", Metric: "revenue", Window: ask.Window{Name: "last 1d", From: 1, To: 2}, Require: "change > -0.5%",
			Rule: ask.Rule{Subject: "change", Op: ">", Bound: -0.005}, OnInconclusive: "inconclusive", Line: 14},
		{ID: "share", Arm: "treatment", Metric: "share", Window: ask.Window{Name: "all", To: 2}, Require: "value >= 18%",
			Rule: ask.Rule{Subject: "value", Op: ">=", Bound: 18}, Warn: true, OnInconclusive: "inconclusive", Line: 15},
		{ID: "price", Arm: "treatment", Metric: "cpm", Where: ask.Where{Surface: "home"}, Window: ask.Window{Name: "all", To: 2},
			Require: "difference <= 0.10 USD", Rule: ask.Rule{Subject: "difference", Op: "<=", Bound: 0.1}, OnInconclusive: "fail", Line: 16},
	}
	if diff := cmp.Diff(want, q.Checks); diff != "" {
		t.Error(diff)
	}
	for _, c := range [][3]string{
		{"metric: revenue, window", "metric: revenu, window", "there is no metric named `revenu`"},
		{"arm: treatment", "arm: treatmnt", "there is no arm named `treatmnt`"},
		{"arm: treatment", "arm: control", "it has no change"},
		{"surface: home", "surface: hom", "there is no surface named `hom`"},
		{"surface: home", "group: shop", "there is no campaign group named `shop`"},
		{"metric: cpm, surface: home", "metric: rpm, group: shops", "rpm is not measured for group=shops"},
		{"metric: cpm,", "metric: log_loss,", "market.prediction.log_loss is off"},
		{"metric: share,", "metric: share, group: shops,", "taken over the whole market"},
		{"last 1d", "last 3d", "does not lie within the horizon"},
		{"last 1d", "from 0d to 3d", "the whole horizon is from 0d to 2d"},
		{"last 1d", "lately", "is not a range of days"},
		{"change > -0.5%", "\"> -0.5%\"", "is not a requirement"},
		{"change > -0.5%", "chance > -0.5%", "did you mean `change`"},
		{"change > -0.5%", "change > -0.5", "has no unit"},
		{"value >= 18%", "value >= 18 USD", "is not in the unit expected here"},
		{"id: price", "id: up", "the name of two entries"},
		{"id: price", "id: the price", "is not a name for a check"},
		{"share: {ratio", "revenue: {ratio", "exists already"},
		{", revenue], unit", "], unit", "a ratio has two entries, this has 1"},
		{"group: shops}}, revenue", "group: shop}}, revenue", "there is no campaign group named `shop`"},
		{"seed: 1", "seed: 1, replications: {min: 4}", "need min, max and until"},
		{"seed: 1", "seed: 1, replications: {count: 4, max: 9}", "leaves nothing to stop early"},
		{"seed: 1", "seed: 1, replications: {min: 9, max: 4, until: decided}", "above max"},
		{"seed: 1", "seed: 1, replications: {min: 4, max: 9, until: ci_halfwidth(revenue) <= 0}", "above 0"},
		{"seed: 1", "seed: 1, replications: {min: 4, max: 9, until: ci_halfwidth(reven) <= 1%}", "there is no metric named `reven`"},
		{"seed: 1", "seed: 1, replications: {min: 4, max: 9, until: soon}", "is not a rule to stop by"},
		{"name: tiny", "name: " + strings.Repeat("g", 300), "has 300 bytes"},
		{"treatment: {", strings.Repeat("t", 101) + ": {", "has 101 bytes"},
		{"seed: 1", "seed: 1, replications: 0", "outside of the range [1, 100000]"},
	} {
		if !strings.Contains(good, c[0]) {
			t.Fatalf("the file has no %q", c[0])
		}
		s, ds := scenarios.Load("bad.yaml", []byte(strings.Replace(good, c[0], c[1], 1)), scenarios.Options{})
		if said := text(t, ds); s != nil || !strings.Contains(said, c[2]) || !strings.Contains(said, "bad.yaml:") {
			t.Errorf("%s: it should say %q:\n%s", c[1], c[2], said)
		}
	}
	if s, ds := scenarios.Load("good.yaml", []byte(good), scenarios.Options{Quick: true}); s == nil {
		t.Errorf("quick: %s", text(t, ds))
	}
}

// TestHashSeesEveryValue: scenarios that differ in a value differ in their hash, and where a value comes from does not matter.
func TestHashSeesEveryValue(t *testing.T) {
	hash := func(change string) string {
		t.Helper()
		return load(t, strings.Replace(tiny, "arms:", change+"\narms:", 1), scenarios.Options{}).Hash
	}
	seen := map[string]string{}
	for _, change := range []string{"", `question: "one"`, `question: "one  # two"`, `question: "one  # three"`, `mechanism: {score: "bid /*  # */ * pctr"}`,
		`mechanism: {score: "bid /*  # */ * quality"}`, `mechanism: {reserve: {home: 0.1 USD}}`, `mechanism: {reserve_of_value: 10%}`,
		`mechanism: {reserve_of_value: 10.000000000000002%}`} {
		h := hash(change)
		if other, twice := seen[h]; twice {
			t.Errorf("%q and %q have the same hash", change, other)
		}
		seen[h] = change
	}
	if hash("") != hash("mechanism: {auction: gsp}") {
		t.Error("stating a default changes the hash")
	}
}

// TestArmsAreToldOnTheirLines: a mistake of an arm is told at the change that makes it, once for every arm that makes it, and never at a
// line that another arm or the file itself owns.
func TestArmsAreToldOnTheirLines(t *testing.T) {
	file := strings.Replace(tiny, "  treatment: {set: {mechanism.reserve: 0.25 USD}}\n", `  a:
    set:
      mechanism.reserve: 0.1
  b:
    set:
      mechanism.auction: vcg
      mechanism.reserve: 0.1
  c:
    set:
      mechanism.auction: vcg
      market.pinners.count: 7
  d:
    set:
      market.surfaces.home.ad_slots: [30]
  e:
    set:
      market.surfaces.home.ad_slots: [30]
      mechanism.auction: gps
`, 1)
	_, ds := scenarios.Load("arms.yaml", []byte(file), scenarios.Options{})
	var got []string
	for _, d := range ds {
		got = append(got, fmt.Sprintf("%d %s", d.Line, d.Message))
	}
	want := []string{"10 `reserve`: `0.1` has no unit; USD is expected", "14 `reserve`: `0.1` has no unit; USD is expected", "18 arm `c` changes something that all arms share",
		"21 ad slot 30 lies beyond the page of 24 pins", "25 there is no auction named `gps`"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestManyArmsLoadInTime: what an arm costs does not grow with the number of arms.
func TestManyArmsLoadInTime(t *testing.T) {
	took := func(n int) time.Duration {
		var arms strings.Builder
		for i := range n {
			fmt.Fprintf(&arms, "  r%d: {set: {mechanism.reserve: %d USD}}\n", i, i+1)
		}
		began := floor.CPU()
		load(t, strings.Replace(tiny, "  treatment: {set: {mechanism.reserve: 0.25 USD}}\n", arms.String(), 1), scenarios.Options{})
		return floor.CPU() - began
	}
	took(50) // defaults are read once
	if few, many := took(100), took(1000); many > 10*4*few+time.Second {
		t.Errorf("1000 arms take %v, 100 arms %v", many, few)
	}
}

// TestShippedSweepsLoad: every point of every shipped sweep is a market that can be simulated.
func TestShippedSweepsLoad(t *testing.T) {
	sweeps := 0
	for _, template := range scenarios.Templates() {
		data, err := scenarios.Read(template.Name)
		if err != nil {
			t.Fatal(err)
		}
		s, _ := scenarios.Load(template.Name, data, scenarios.Options{})
		if s == nil || s.Sweep == nil {
			continue
		}
		sweeps++
		for i := range s.Sweep.N {
			if point, ds := scenarios.Load(template.Name, data, scenarios.Options{Point: s.Sweep.Setting(i)}); point == nil {
				t.Errorf("%s, point %d (%s):\n%s", template.Name, i, strings.Join(s.Sweep.Setting(i), ", "), text(t, ds))
			}
		}
	}
	if sweeps == 0 {
		t.Error("no shipped scenario states a sweep")
	}
}
