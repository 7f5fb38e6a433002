package schema_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"marketsim/scenarios/schema"
	"marketsim/sim/floor"
)

// shape is an interchangeable part of the language under test.
type shape interface{ Area() float64 }

type square struct {
	Side float64 `key:"side" unit:"*" range:"(0, 100]" doc:"length of a side"`
}

func (s *square) Area() float64 { return s.Side * s.Side }

type blob struct {
	Size float64 `key:"size" default:"2" doc:"of it"`
}

func (b *blob) Area() float64 { return b.Size }

// shapes is a registry as the language expects one.
type shapes struct{}

func (shapes) Kind() string    { return "shape" }
func (shapes) Names() []string { return []string{"blob", "square"} }
func (shapes) Doc(name string) string {
	return map[string]string{"blob": "Any form.", "square": "Four sides."}[name]
}

func (shapes) Make(name string) (any, bool) {
	switch name {
	case "blob":
		return &blob{Size: 2}, true
	case "square":
		return &square{}, true
	}
	return nil, false
}

type short struct {
	File string `key:"file" doc:"its name"`
	Skip int    `key:"skip" default:"0" range:"[0, 9]" doc:"lines"`
}

func (short) Short() string { return "file" }

type entry struct {
	Name string  `key:"name" doc:"name"`
	Size float64 `key:"size" default:"1" range:"[0, inf)" doc:"size"`
}

type ordered struct {
	Low  float64 `key:"low" default:"0" doc:"low"`
	High float64 `key:"high" default:"1" doc:"high"`
}

func (o *ordered) Check() error {
	if o.Low > o.High {
		return errors.New("low is above high")
	}
	return nil
}

// Embedded is flattened into what embeds it.
type Embedded struct {
	Inside bool `key:"inside" default:"true" doc:"a switch"`
}

// language has a field of every kind.
type language struct {
	Embedded
	Count   int                                 `key:"count" range:"[1, 10]" doc:"a required number"`
	Seed    uint64                              `key:"seed" default:"7" doc:"64 bits"`
	Share   float64                             `key:"share" unit:"%" default:"50%" range:"(0, 100%]" doc:"a percentage"`
	Price   float64                             `key:"price" unit:"USD" default:"0 USD" range:"[0, inf)" doc:"money"`
	Wait    int64                               `key:"wait" unit:"time" default:"1h" range:"[0, 2d]" doc:"a time"`
	Factor  float64                             `key:"factor" unit:"x" default:"1x" doc:"a factor"`
	Width   int                                 `key:"width" unit:"pins" default:"3 pins" doc:"pins"`
	Mode    string                              `key:"mode" default:"slow" enum:"slow|fast" doc:"one of two"`
	Maybe   *float64                            `key:"maybe" range:"[0, 1]" doc:"left out: none"`
	Numbers []float64                           `key:"numbers" range:"[0, inf)" doc:"a list"`
	Pair    [2]float64                          `key:"pair" default:"[1, 2]" doc:"two numbers"`
	By      schema.Named[float64]               `key:"by" unit:"USD" each:"true" default:"none" doc:"by name, or one for all"`
	Entries []entry                             `key:"entries" doc:"a list of maps with names"`
	Deep    ordered                             `key:"deep" doc:"a map with a rule of its own"`
	Form    shape                               `key:"form" unit:"USD" variant:"kind" default:"blob" doc:"a part"`
	From    *short                              `key:"from" doc:"a name, or a map"`
	Raw     schema.Named[schema.Raw]            `key:"raw" doc:"passed on"`
	Groups  schema.Named[schema.Named[float64]] `key:"groups" doc:"maps in maps"`
}

var decoding = schema.Decoding{Catalogs: map[reflect.Type]schema.Catalog{reflect.TypeFor[shape](): shapes{}}}

func decode(t *testing.T, text string) (*language, *schema.Document, schema.Diagnostics) {
	t.Helper()
	doc, ds := schema.Parse("l.yaml", []byte(text))
	if ds.HasErrors() {
		return nil, nil, ds
	}
	out := &language{}
	return out, doc, doc.Decode(out, decoding)
}

// TestValues: what a file says, in its units, and what it leaves out, by its default.
func TestValues(t *testing.T) {
	got, _, ds := decode(t, `
count: 3
seed: 18446744073709551615
share: 12.5%
price: 1_000.50 USD
wait: 1d12h30m
factor: 2x
width: 1 pin
mode: fast
maybe: 0.25
numbers: [0, 1.5, 2e3]
by: {a: 1 USD, all: 2 USD}
entries: [{name: x}, {name: y, size: 4}]
form: {kind: square, side: 3 USD}
from: a.csv
raw: {p.q: [1, two], r: 3 USD}
`)
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	quarter := 0.25
	want := &language{Embedded: Embedded{Inside: true}, Count: 3, Seed: 1<<64 - 1, Share: 0.125, Price: 1000.5, Wait: 36*3600e6 + 30*60e6, Factor: 2, Width: 1, Mode: "fast", Maybe: &quarter,
		Numbers: []float64{0, 1.5, 2000}, Pair: [2]float64{1, 2}, By: schema.Named[float64]{{Name: "a", Value: 1}, {Name: "all", Value: 2}}, Entries: []entry{{"x", 1}, {"y", 4}},
		Deep: ordered{0, 1}, Form: &square{3}, From: &short{File: "a.csv"}, Raw: schema.Named[schema.Raw]{{Name: "p.q", Value: schema.Raw{Text: "[1, two]"}}, {Name: "r", Value: schema.Raw{Text: "3 USD"}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if v, ok := got.By.Get("b"); v != 2 || !ok {
		t.Errorf("what stands for all: %v, %v", v, ok)
	}
	least, _, ds := decode(t, "count: 1\nby: 3 USD\nform: square\n")
	if len(ds) != 1 || ds[0].Code != "E102" {
		t.Errorf("a part without its required parameter: %v", ds)
	}
	if v, ok := least.By.Get("anything"); v != 3 || !ok || least.Mode != "slow" || least.Wait != 3600e6 || least.Seed != 7 || least.Maybe != nil {
		t.Errorf("defaults: %+v", least)
	}
}

// TestMistakes: every kind of mistake has its code, its place, and a remedy where the message does not imply it.
func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"count: 3\ncuont: 4\n":                          "2:1 E101 unknown key `cuont` in the scenario; did you mean `count`?",
		"seed: 1\n":                                     "1:1 E102 the scenario needs the key `count`; a required number",
		"count: [3]\n":                                  "1:8 E103 `count` is a single value, this is a list; ",
		"count:\n":                                      "1:1 E103 `count` has no value; write a value, or leave the key out",
		"count: 3\nshare: 50\n":                         "2:8 E104 `share`: `50` has no unit; a percentage is expected; write `50%`",
		"count: 3\nprice: 3 EUR\n":                      "2:8 E104 `price`: `3 EUR` is not in the unit expected here, USD; a scenario has one currency, which is written USD whichever it is: write `3 USD`",
		"count: 3\nprice: €2.5\n":                       "2:8 E104 `price`: `€2.5` is not a number in USD; a scenario has one currency, which is written USD whichever it is: write `2.5 USD`",
		"count: 3\nwait: 5\n":                           "2:7 E104 `wait`: `5` has no unit; a time is expected; write it like 90m, 12h or 7d",
		"count: 3\nwait: 3d\n":                          "2:7 E105 `wait`: `3d` is outside of the range [0, 2d]; write a value in [0, 2d]",
		"count: 2.5\n":                                  "1:8 E104 `count`: `2.5` is not a whole number; round it",
		"count: 11\n":                                   "1:8 E105 `count`: `11` is outside of the range [1, 10]; write a value in [1, 10]",
		"count: 3\nshare: 0%\n":                         "2:8 E105 `share`: `0%` is outside of the range (0, 100%]; write a value in (0, 100%]",
		"count: 3\nseed: -1\n":                          "2:7 E105 `seed`: `-1` is negative; write 0 or more",
		"count: .inf\n":                                 "1:8 E104 `.inf` is not a finite number; write a number, or leave the key out for no limit",
		"count: 3\nmode: fats\n":                        "2:7 E106 `fats` is not a value of `mode`; did you mean `fast`?",
		"count: 3\ninside: yes\n":                       "2:9 E103 `inside` is a switch, `yes` is not a position of it; write true or false",
		"count: 3\npair: [1, 2, 3]\n":                   "2:7 E103 `pair` is a list of 2 numbers; write exactly 2",
		"count: 3\nnumbers: {a: 1}\n":                   "2:10 E103 `numbers` is a list, this is a map; write [a, b] or one entry a line after `- `",
		"count: 3\nentries: [{name: x}, {name: x}]\n":   "2:29 E107 `x` is the name of two entries of entries; give each its own name",
		"count: 3\ndeep: {low: 3}\n":                    "2:1 E108 low is above high; ",
		"count: 3\nform: circle\n":                      "2:7 E106 there is no shape named `circle`; one of: blob, square",
		"count: 3\nform: {side: 3}\n":                   "2:1 E102 `form` does not name its shape; add `kind: ...`, one of: blob, square",
		"count: 3\nform: {kind: square, side: 0 USD}\n": "2:28 E105 `side`: `0 USD` is outside of the range (0, 100]; write a value in (0, 100]",
		"count: 3\nfrom: {file: a, skip: 12}\n":         "2:23 E105 `skip`: `12` is outside of the range [0, 9]; write a value in [0, 9]",
		"count: 3\ncount: 4\n":                          "2:1 E107 key `count` appears twice; it is already on line 1; keep one",
		"count: &a 3\n":                                 "1:8 E103 anchors and aliases are not part of the language; write the value out, or use an arm's `set`",
		"- 1\n":                                         "1:1 E103 a scenario is a map of keys, this is a list; start with `marketsim: 1` and `name: ...`",
		"":                                              "0:0 E100 the file is empty; `marketsim new FILE` writes a scenario to start from",
		"count: [3\n":                                   "1:1 E100 this is not YAML: did not find expected ',' or ']'; close the bracket or quote that opens on this line, and put commas between its entries",
		"mode: fast\nmany: {a: 1\ncount: 3\n":           "2:1 E100 this is not YAML: did not find expected ',' or '}'; close the bracket or quote that opens on this line, and put commas between its entries",
		"deep:\n  low: 1\n high: 2\ncount: 3\n":         "3:1 E100 this is not YAML: did not find expected key; check the indentation, quotes and brackets on this line and its neighbours",
		"count: 3\ndeep:\n  low: 1\n   high: 2\n":       "4:1 E100 this is not YAML: mapping values are not allowed in this context; check the indentation, quotes and brackets on this line and its neighbours",
	} {
		_, _, ds := decode(t, text)
		var got []string
		for _, d := range ds {
			got = append(got, fmt.Sprintf("%d:%d %s %s; %s", d.Line, d.Column, d.Code, d.Message, d.Help))
			if schema.Codes[d.Code] == "" {
				t.Errorf("%s is not documented", d.Code)
			}
		}
		if len(got) != 1 || got[0] != want {
			t.Errorf("%q:\n got %q\nwant %q", text, got, want)
		}
	}
	if _, _, ds := decode(t, "cuont: 1\nshare: 5\nmode: x\n"); len(ds) != 4 {
		t.Errorf("%d of 4 mistakes come together: %v", len(ds), ds)
	}
}

// TestSet: a change from outside reaches into maps, lists and defaults, says where it comes from, and leaves copies alone.
func TestSet(t *testing.T) {
	_, doc, _ := decode(t, "count: 3\nby: 3 USD\nentries: [{name: x}, {name: y, size: 4}]\n")
	doc.Assume(schema.Keys(&language{}, decoding))
	copied := doc.CloneWithout("entries")
	for _, change := range [][2]string{{"by.a", "5 USD"}, {"entries.y.size", "9"}, {"deep.high", "4"}, {"groups.m.n", "1"}, {"count", "4"}} {
		if ds := doc.Set(change[0], change[1], "--set "+change[0]); len(ds) > 0 {
			t.Fatal(ds)
		}
	}
	var got language
	if ds := doc.Decode(&got, decoding); len(ds) > 0 {
		t.Fatal(ds)
	}
	a, _ := got.By.Get("a")
	b, _ := got.By.Get("b")
	if a != 5 || b != 3 || got.Entries[1].Size != 9 || got.Entries[0].Size != 1 || got.Deep.High != 4 || got.Groups[0].Value[0].Value != 1 || got.Count != 4 {
		t.Errorf("%+v", got)
	}
	if doc.Origin("entries.y.size") != "--set entries.y.size" || doc.Origin("entries.y.name") != "" || !doc.Given("deep.high") || doc.Given("deep.low") {
		t.Errorf("origins %q and %q", doc.Origin("entries.y.size"), doc.Origin("entries.y.name"))
	}
	merged, _ := schema.Parse("f.yaml", []byte("count: 3\nentries: [{name: y.size}, {name: y, size: 2}]\n"))
	merged.Set("entries.y.size", "9", "--set entries.y.size")
	ds := merged.Decode(&got, decoding)
	if len(ds) != 1 || ds[0].Code != "E107" || ds[0].Message != "two values have the path `entries.y.size`, since a name in it has a dot" || merged.Origin("entries.y.size") != "" {
		t.Errorf("two values of one path: %v, origin %q", ds, merged.Origin("entries.y.size"))
	}
	var before language
	if ds := copied.Decode(&before, decoding); len(ds) > 0 || before.Count != 3 || len(before.Entries) != 0 {
		t.Errorf("the copy: %+v, %v", before, ds)
	}
	for path, want := range map[string]string{"entries.z.size": "`entries` has no entry named `z`", "a..b": "`a..b` is not a path"} {
		if ds := doc.Set(path, "1", "--set"); len(ds) != 1 || !strings.Contains(ds[0].Message, want) {
			t.Errorf("%s: %v, want %q", path, ds, want)
		}
	}
	if ds := doc.Set("count", "[1", "--set"); len(ds) != 1 || ds[0].Code != "E104" {
		t.Errorf("half a list: %v", ds)
	}
	doc.Set("mode", "fats", "--set mode=fats")
	if ds := doc.Decode(&got, decoding); len(ds) != 1 || ds[0].File != "--set mode=fats" || ds[0].Line != 0 {
		t.Errorf("a mistake from outside: %v", ds)
	}
}

// TestResolvedReadsBack: a written file has every value and where it comes from, and is read to the same values, however odd.
func TestResolvedReadsBack(t *testing.T) {
	for _, text := range []string{
		"count: 3\n",
		"count: 3\nshare: 33.333333333333336%\nprice: 0.1 USD\nwait: 1d2h3m4s5ms6us\nform: {kind: square, side: 3 USD}\nfrom: {file: 'a: b # c', skip: 2}\n",
		"count: 3\nby: {'a: b': 1 USD, \" x\": 2 USD, '# y': 3 USD}\nentries: [{name: '- x'}, {name: \"no line: break\"}]\nraw: {a.b: '{c: [1, 2]}'}\n",
		"count: 3\nshare: 0.30000000000000004%\nnumbers: [1e-300, 3]\nmaybe: 0\n",
	} {
		first, doc, ds := decode(t, text)
		if len(ds) > 0 {
			t.Fatalf("%q: %v", text, ds)
		}
		resolved := string(doc.Resolved(first, decoding))
		second, _, ds := decode(t, resolved)
		if len(ds) > 0 {
			t.Fatalf("%q: %v\n%s", text, ds, resolved)
		}
		if diff := cmp.Diff(first, second); diff != "" {
			t.Errorf("%q: %s\n%s", text, diff, resolved)
		}
		if !strings.Contains(resolved, "count: 3  # line 1") || !strings.Contains(resolved, "mode: slow  # default") {
			t.Errorf("no origins:\n%s", resolved)
		}
		if values := string(doc.Values(first, decoding)); strings.Contains(values, "# line") || strings.Contains(values, "# default") {
			t.Errorf("origins among the values:\n%s", values)
		}
	}
}

// TestDescriptions: the list of keys and the JSON Schema have every key with unit, range and default.
func TestDescriptions(t *testing.T) {
	keys := map[string]schema.Key{}
	for _, k := range schema.Keys(&language{}, decoding) {
		keys[k.Path] = k
	}
	for path, want := range map[string]schema.Key{
		"share":               {Path: "share", Type: "number", Unit: "%", Default: "50%", Range: "(0, 100%]", Doc: "a percentage"},
		"wait":                {Path: "wait", Type: "time", Unit: "time", Default: "1h", Range: "[0, 2d]", Doc: "a time"},
		"mode":                {Path: "mode", Type: "text", Default: "slow", Allowed: []string{"slow", "fast"}, Doc: "one of two"},
		"entries.<name>.size": {Path: "entries.<name>.size", Type: "number", Default: "1", Range: "[0, inf)", Doc: "size"},
		"form":                {Path: "form", Type: "shape", Unit: "USD", Default: "blob", Allowed: []string{"blob", "square"}, Doc: "a part"},
		"form(square).side":   {Path: "form(square).side", Type: "number", Unit: "USD", Range: "(0, 100]", Doc: "length of a side"},
		"inside":              {Path: "inside", Type: "switch", Default: "true", Doc: "a switch"},
	} {
		if diff := cmp.Diff(want, keys[path]); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
	raw, err := schema.JSONSchema(&language{}, decoding, "test")
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		Properties map[string]any `json:"properties"`
		Required   []string       `json:"required"`
		Additional bool           `json:"additionalProperties"`
	}
	if err := json.Unmarshal(raw, &s); err != nil || len(s.Properties) != 19 || s.Additional || !reflect.DeepEqual(s.Required, []string{"count"}) {
		t.Errorf("%v: %d properties, required %v", err, len(s.Properties), s.Required)
	}
	if found := schema.Find(schema.Keys(&language{}, decoding), "size"); len(found) != 2 {
		t.Errorf("size is found at %v", found)
	}
}

// TestNames: the nearest name, the likeliest of many, and the words for both.
func TestNames(t *testing.T) {
	for word, want := range map[string]string{"reserv": "reserve", "reserve_price": "reserve", "seglment": "segment", "xyz": "", "esed": "seed"} {
		if got := schema.Nearest(word, []string{"reserve", "segment", "seed", "count"}); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
	var many []string
	for i := range 300 {
		many = append(many, fmt.Sprintf("key_%d_of_many", i))
	}
	many = append(many, "daily_budget", "weekly_budget")
	if got := schema.Likely("budget_a_day", many, 2); !reflect.DeepEqual(got, []string{"daily_budget", "weekly_budget"}) {
		t.Errorf("the likeliest are %v", got)
	}
	if got := schema.Suggest("budget_a_day", many); !strings.HasPrefix(got, "the likeliest of 302 names: daily_budget, weekly_budget, ") {
		t.Error(got)
	}
	if got := schema.Suggest("qqqq", []string{"a", "b"}); got != "one of: a, b" {
		t.Error(got)
	}
}

// TestRemarksInEveryForm: text with a caret under what is meant, JSON, and annotations.
func TestRemarksInEveryForm(t *testing.T) {
	_, _, ds := decode(t, "count: 3\nmode: 'fats'\n")
	form := func(name string) string {
		var b bytes.Buffer
		if err := ds.Write(&b, name); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if got, want := form("text"), "l.yaml:2:7: error[E106]: `fats` is not a value of `mode`\n    2 | mode: 'fats'\n      |       ^^^^^^\n      = help: did you mean `fast`?\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := ds.Commands()[0].String(); !strings.HasPrefix(got, "::error file=l.yaml,line=2,col=7,title=E106::") {
		t.Error(got)
	}
	var back schema.Diagnostics
	if err := json.Unmarshal([]byte(form("json")), &back); err != nil || !reflect.DeepEqual(back, ds) {
		t.Errorf("%v: %v", err, back)
	}
	if got := append(ds, schema.Diagnostic{Severity: schema.Warning}).Summary(); got != "1 error and 1 warning; nothing was run" {
		t.Error(got)
	}
}

// TestSound: checks across fields may look at what was read without a mistake, and at nothing else.
func TestSound(t *testing.T) {
	_, doc, _ := decode(t, "count: 11\nshare: 5%\ndeep: {low: x, high: 3}\nentries: [{name: a, sise: 3}]\n")
	for path, want := range map[string]bool{"count": false, "share": true, "deep": false, "deep.high": true, "deep.low": false, "entries.a": false, "price": true, "entries.a.size": false} {
		if got := doc.Sound(path); got != want {
			t.Errorf("%s: sound %v, want %v", path, got, want)
		}
	}
}

// FuzzDecode: no text makes the reader panic, and what is read without a mistake reads back to the same from its written form.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"count: 3\n", "count: 3\nform: {kind: square, side: 1 USD}\n", "count: 3\nby: {a: 1 USD}\nfrom: x\n", "a: [", "count: 3\nraw: {x: {y: [1]}}\n", "count: 3\ngroups: {a: {b: 1}}\n", "\xff\xfea\x00"} {
		f.Add(s, "count", "4")
	}
	f.Fuzz(func(t *testing.T, text, path, value string) {
		doc, ds := schema.Parse("f.yaml", []byte(text))
		if doc == nil {
			if !ds.HasErrors() {
				t.Fatal("neither a document nor an error")
			}
			return
		}
		doc.Assume(schema.Keys(&language{}, decoding))
		doc.Set(path, value, "--set")
		var first, second language
		if ds := doc.Decode(&first, decoding); ds.HasErrors() {
			return
		}
		resolved := doc.Resolved(&first, decoding)
		again, ds := schema.Parse("again.yaml", resolved)
		if again == nil {
			t.Fatalf("%q %q %q: %v\n%s", text, path, value, ds, resolved)
		}
		if ds := again.Decode(&second, decoding); ds.HasErrors() {
			t.Fatalf("%q %q %q: %v\n%s", text, path, value, ds, resolved)
		}
	})
}

// TestSettings: every value of a written document has its path.
func TestSettings(t *testing.T) {
	got := schema.Settings([]byte("a: 1\nb: {c: x, d: [1, 2]}\ne: [{name: f, g: 3}, {h: 4}]\n"))
	want := []schema.Setting{{Path: "a", Value: "1"}, {Path: "b.c", Value: "x"}, {Path: "b.d", Value: "[1, 2]"}, {Path: "e.f.name", Value: "f"}, {Path: "e.f.g", Value: "3"}, {Path: "e.1.h", Value: "4"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestManyMistakes: of a file of mistakes the first hundred are told with their places, whatever the length of its lines, and the rest are counted.
func TestManyMistakes(t *testing.T) {
	mistakes := func(sep string, n int) (ds schema.Diagnostics, cost time.Duration) {
		text := "count: 3" + sep
		for i := range n {
			text += fmt.Sprintf("wrong_%d: 1%s", i, sep)
		}
		if sep == ", " {
			text = "{" + text + "}"
		}
		begun := floor.CPU()
		_, _, ds = decode(t, text)
		return ds, floor.CPU() - begun
	}
	for _, sep := range []string{"\n", ", "} {
		_, few := mistakes(sep, 2_000)
		ds, cost := mistakes(sep, 19_900)
		if len(ds) != 101 || ds[100].Message != "there are 19800 mistakes more" {
			t.Fatalf("%d remarks, the last: %v", len(ds), ds[len(ds)-1])
		}
		if got := ds[99].Text(); !strings.Contains(got, "unknown key `wrong_99`") || !strings.Contains(got, "^^^^^^^^\n") || len(got) > 1000 {
			t.Errorf("the last that is told: %s", got)
		}
		if cost > 30*few+time.Second { // where each mistake costs a look at its whole line, it is 100 times as much
			t.Errorf("19,900 mistakes take %v of the processor, 2,000 take %v", cost, few)
		}
	}
	if _, _, ds := decode(t, "count: "+strings.Repeat("2", 1_000_000)); len(ds) != 1 || len(ds[0].Text()) > 3000 {
		t.Errorf("a number of a million digits: %d remarks, the first of %d bytes", len(ds), len(ds[0].Text()))
	}
	ds := func() schema.Diagnostics {
		_, ds := schema.Parse("l.yaml", []byte("{"+strings.Repeat("a: 1, ", 20_000)+"}"))
		return ds
	}()
	if n := len(ds); n > 200 {
		t.Errorf("%d remarks on a key that appears again and again", n)
	}
}

// TestResolvedIsShort: a map that holds nothing but the value which may stand for it is written as that value, and as a map where it holds more.
func TestResolvedIsShort(t *testing.T) {
	for text, want := range map[string]string{
		"count: 3\nfrom: {file: a.csv}\n":          "\nfrom: a.csv  # line 2\n",
		"count: 3\nfrom: {file: a.csv, skip: 2}\n": "\nfrom:\n  file: a.csv  # line 2\n  skip: 2  # line 2\n",
	} {
		first, doc, ds := decode(t, text)
		if len(ds) > 0 {
			t.Fatalf("%q: %v", text, ds)
		}
		if resolved := string(doc.Resolved(first, decoding)); !strings.Contains(resolved, want) {
			t.Errorf("%q: no %q in\n%s", text, want, resolved)
		}
	}
}

// TestQuantity: a text is read as a number of a unit, and what is none says why and what to write.
func TestQuantity(t *testing.T) {
	for _, c := range []struct {
		text, unit string
		want       float64
	}{{"3 USD", "USD", 3}, {"25%", "%", 0.25}, {"2x", "x", 2}, {"1d12h", "time", 36 * 3600e6}, {"7", "pins", 7}} {
		if x, message, _ := schema.Quantity(c.text, c.unit); x != c.want || message != "" {
			t.Errorf("%s in %s: %v, %s", c.text, c.unit, x, message)
		}
	}
	for text, unit := range map[string]string{"three": "USD", "3": "USD", "25": "%", "2 apples": "time", "": "pins"} {
		if x, message, help := schema.Quantity(text, unit); x != 0 || message == "" || help == "" {
			t.Errorf("%q in %s: %v, %q, %q", text, unit, x, message, help)
		}
	}
}

// TestSetBesideAShortForm: a change beside what a single value stands for keeps that value, and a change of it replaces it.
func TestSetBesideAShortForm(t *testing.T) {
	for path, want := range map[string]short{"from.skip": {File: "a.csv", Skip: 3}, "from.file": {File: "3"}} {
		_, doc, _ := decode(t, "count: 3\nfrom: a.csv\nentries: [{name: x}]\n")
		if ds := doc.Set(path, "3", "--set "+path); len(ds) > 0 {
			t.Fatal(ds)
		}
		var got language
		if ds := doc.Decode(&got, decoding); len(ds) > 0 || got.From == nil || *got.From != want {
			t.Errorf("%s: %+v, want %+v (%v)", path, got.From, want, ds)
		}
	}
}

// TestFirstError: an error is told before a warning that stands above it.
func TestFirstError(t *testing.T) {
	warning, wrong := schema.Diagnostic{Line: 1, Severity: schema.Warning, Message: "w"}, schema.Diagnostic{Line: 2, Severity: schema.Error, Message: "e"}
	if got := (schema.Diagnostics{warning, wrong}).First(); got.Message != "e" {
		t.Errorf("%+v", got)
	}
	if got := (schema.Diagnostics{warning}).First(); got.Message != "w" {
		t.Errorf("%+v", got)
	}
}

// TestTooDeepForTheLibrary: brackets that the YAML library gives up at are told in the words of those that the language refuses.
func TestTooDeepForTheLibrary(t *testing.T) {
	_, _, ds := decode(t, "deep: "+strings.Repeat("[", 10_001))
	if len(ds) != 1 || ds[0].Message != "this is not YAML: maps and lists are nested deeper than 10000" {
		t.Errorf("%v", ds)
	}
}
