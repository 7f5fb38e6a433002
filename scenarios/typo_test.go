package scenarios_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/scenarios/schema"
)

// typos are a word with one letter dropped, doubled, or swapped with the next, at every place.
func typos(word string) (all []string) {
	for i := range len(word) {
		all = append(all, word[:i]+word[i+1:], word[:i+1]+word[i:])
		if i+1 < len(word) {
			all = append(all, word[:i]+word[i+1:i+2]+word[i:i+1]+word[i+2:])
		}
	}
	return all
}

// firstNamed are the names that a help names first.
func firstNamed(help string) []string {
	names := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(help, 3)
	var list []string
	for _, n := range names {
		list = append(list, n[1])
	}
	if rest, ok := strings.CutPrefix(help, "one of: "); ok && list == nil {
		list = strings.Split(rest, ", ")
		list = list[:min(3, len(list))]
	}
	return list
}

// TestTyposNameTheRightKey: whichever key of the language has one letter wrong, the key itself is among the first three that the help names.
func TestTyposNameTheRightKey(t *testing.T) {
	beside := map[string][]string{}
	for _, k := range scenarios.Keys() {
		at := strings.LastIndexByte(k.Path, '.')
		beside[k.Path[:max(at, 0)]] = append(beside[k.Path[:max(at, 0)]], k.Path[at+1:])
	}
	tried := 0
	for parent, keys := range beside {
		for _, key := range keys {
			for _, wrong := range typos(key) {
				if wrong == "" || slices.Contains(keys, wrong) {
					continue
				}
				tried++
				if help := schema.Suggest(wrong, keys); !slices.Contains(firstNamed(help), key) {
					t.Errorf("%s.%s, written `%s`: %s", parent, key, wrong, help)
				}
			}
		}
	}
	if tried < 5000 {
		t.Errorf("only %d typos were tried", tried)
	}
}

// reached writes a scenario in which the last key of a path is written otherwise, with all that stands above it; lists and maps by name have one entry, x.
func reached(path, wrong string, kinds map[string]string) string {
	names := strings.Split(path, ".")
	names[len(names)-1] = wrong
	text, at := "", ""
	var closing []string
	for i, name := range names {
		part := ""
		if a, b, ok := strings.Cut(name, "("); ok {
			name, part = a, strings.TrimSuffix(b, ")")
		}
		switch {
		case name == "<number>":
		case strings.HasPrefix(name, "<") && kinds[at] == "list":
			id := "name"
			if name == "<id>" {
				id = "id"
			}
			text += id + ": x, "
		case strings.HasPrefix(name, "<"):
			text, closing = text+"x: {", append(closing, "}")
		default:
			text += name + ": "
			opened := "{"
			end := "}"
			if at := strings.Join(names[:i+1], "."); kinds[at] == "list" {
				opened, end = "[{", "}]"
			}
			if i < len(names)-1 {
				text, closing = text+opened, append(closing, end)
			} else {
				text += "1"
			}
			if part != "" {
				text += "kind: " + part + ", "
			}
		}
		at = strings.Join(names[:i+1], ".")
	}
	slices.Reverse(closing)
	return text + strings.Join(closing, "")
}

// TestTyposAreToldAtEveryLevel: a scenario with one key misspelt names that key and the right one, at every level and in every part.
func TestTyposAreToldAtEveryLevel(t *testing.T) {
	kinds := map[string]string{}
	for _, k := range scenarios.Keys() {
		kinds[k.Path] = k.Type
	}
	told, skipped := 0, 0
	for n, k := range scenarios.Keys() {
		key := k.Path[strings.LastIndexByte(k.Path, '.')+1:]
		all := typos(key)
		wrong := all[n%len(all)]
		if wrong == "" || strings.HasPrefix(key, "<") || strings.Contains(key, "(") {
			continue
		}
		if strings.Count(k.Path, ".") > 0 && n%3 != 0 {
			continue // a third of them is enough
		}
		text := reached(k.Path, wrong, kinds)
		if !strings.HasPrefix(text, "marketsim") {
			text = "marketsim: 1\n" + text
		}
		_, ds := scenarios.Load("s.yaml", []byte(text), scenarios.Options{})
		i := slices.IndexFunc(ds, func(d schema.Diagnostic) bool {
			return d.Code == "E101" && strings.Contains(d.Message, fmt.Sprintf("`%s`", wrong))
		})
		if i < 0 {
			skipped++
			t.Logf("%s written as %s is no unknown key:\n%s", k.Path, wrong, text)
			continue
		}
		told++
		if !slices.Contains(firstNamed(ds[i].Help), key) {
			t.Errorf("%s, written `%s`: %s\n%s", k.Path, wrong, ds[i].Help, text)
		}
	}
	if told < 100 || skipped > told/10 {
		t.Errorf("%d keys were told, %d were not", told, skipped)
	}
}

// TestNearlyAnEntry: a path of an arm, or of --set, into an entry that is nearly named as another names that one.
func TestNearlyAnEntry(t *testing.T) {
	const file = "marketsim: 1\nname: a\nrun: {horizon: 2d, seed: 1}\nmarket:\n  pinners: {count: 50}\n  campaigns: {groups: [{name: shops, count: 2}]}\n" +
		"arms:\n  x: {set: {ARM}}\n  y: {versus: x, set: {mechanism.reserve: 1 USD}}\n" +
		"checks: {list: [{id: a, arm: x, metric: revenue, require: change > 0%}, {id: b, arm: xx, metric: revenue, require: change > 0%}]}\n"
	for _, x := range []struct{ set, message, help string }{
		{"market.surfaces.serach.ad_slots: [2, 4]", "`market.surfaces` has no entry named `serach`", "did you mean `search`? An entry of its own needs all that the others state"},
		{"market.surfaces.search.ad_slot: [2, 4]", "unknown key `ad_slot` in market.surfaces.search", "did you mean `ad_slots`?"},
		{"market.surface.search.ad_slots: [2, 4]", "unknown key `surface` in market", "did you mean `surfaces`?"},
		{"market.campaigns.groups.shop.ads: 2", "`market.campaigns.groups` has no entry named `shop`", "did you mean `shops`?"},
		{"market.reserve: 1 USD", "unknown key `reserve` in market", "it belongs elsewhere: `mechanism.reserve` or `mechanism.reserve_learning.reserve`"},
		{"mechanism.reserve.serach: 1 USD", "there is no surface named `serach`", "did you mean `search`?"},
	} {
		_, ds := scenarios.Load("a.yaml", []byte(strings.Replace(file, "ARM", x.set, 1)), scenarios.Options{})
		var texts []string
		for _, d := range ds {
			texts = append(texts, d.Message+" | "+d.Help)
		}
		all := strings.Join(texts, "\n")
		if !strings.HasPrefix(all, x.message+" | "+x.help) {
			t.Errorf("%s:\n%s\nwant %s | %s", x.set, all, x.message, x.help)
		}
		if !strings.Contains(all, "there is no arm named `xx` | did you mean `x`?") || len(ds) != 2 {
			t.Errorf("%s: the arm's mistake is followed by others:\n%s", x.set, all)
		}
	}
}

// TestWhatPeopleTry: keys, units and maps that people write for what is stated otherwise are answered with what to write.
func TestWhatPeopleTry(t *testing.T) {
	for set, help := range map[string]string{
		"market.surfaces={search: {ad_slots: [2, 4]}}":                                   "a map replaces the default, which is `search: {share: 30%, page: 20 pins, ad_slots: [1, 6, 12]}`: write all of its keys; `--set`, or `set` of an arm, changes one of them with `market.surfaces.search.ad_slots`",
		"market.surfaces.search={ad_slots: [2, 4]}":                                      "changes one of them with `market.surfaces.search.ad_slots`",
		"market.surfaces={shop: {ad_slots: [2, 4]}}":                                     "of sessions; shares add up to 100%",
		"market.pinners.requests_per_session={mean: 4}":                                  "a map replaces the default, which is `{kind: geometric, mean: 3}`, as a whole",
		"market.campaigns.groups.shops.format=video":                                     "write its keys below it, indented; for the format of the ads write `ad_format: video`",
		"market.campaigns.groups.shops.daily_budget=5 EUR":                               "a scenario has one currency, which is written USD whichever it is: write `5 USD`",
		"mechanism.reserve=€0.50":                                                        "write `0.50 USD`",
		"market.currency=EUR":                                                            "leave it out: a scenario has one currency, which is written and printed as USD whichever it is",
		"mechanism.ad_load.search=2":                                                     "`market.surfaces.search.ad_slots`",
		"market.pinners.rhythm.occasions=[{name: sale, start: 1d, factor: 200%}]":        "write `2x`",
		"market.pinners.rhythm.occasions=[{name: sale, start: 1d, factor: 2x, end: 7d}]": "write `length`, how long it lasts",
		"mechanism.ad_load.rule=max(1, eligible), 3":                                     "`,` is not expected here",
		"market.campaigns.click_rate.base={kind: lognormal, median: 0.01x, sigma: 0.5}":  "write `1%`",
	} {
		const file = "marketsim: 1\nname: a\nrun: {horizon: 2d, seed: 1}\nmarket:\n  pinners: {count: 50}\n  campaigns: {groups: [{name: shops, count: 2}]}\n"
		_, ds := scenarios.Load("a.yaml", []byte(file), scenarios.Options{Set: []string{set}})
		if said := text(t, ds); !strings.Contains(said, help) {
			t.Errorf("%s: want %s:\n%s", set, help, said)
		}
	}
}

// TestFloorsThatChangeNothing: a segment's or a group's floor that is below the reserve of every surface is warned of.
func TestFloorsThatChangeNothing(t *testing.T) {
	const file = "marketsim: 1\nname: a\nrun: {horizon: 2d, seed: 1}\nmarket:\n  pinners: {count: 50, segments: [{name: core, share: 50%}, {name: casual, share: 50%}]}\n  campaigns: {groups: [{name: shops, count: 2}]}\n"
	for set, want := range map[string]string{
		"mechanism={reserve: 0.25 USD, reserve_by_segment: {casual: 0.05 USD}}":                          "a floor of 0.05 USD changes nothing: mechanism.reserve is 0.25 USD or more on every surface, and the highest of the floors that apply holds",
		"mechanism={reserve: {home: 0.25 USD, search: 0.1 USD}, reserve_by_segment: {casual: 0.05 USD}}": "",
		"mechanism={reserve: {all: 0.25 USD, search: 0.1 USD}, reserve_by_segment: {casual: 0.05 USD}}":  "mechanism.reserve is 0.1 USD or more",
		"mechanism={reserve: 0.25 USD, reserve_by_segment: {casual: 0.25 USD, core: 0.5 USD}}":           "",
		"mechanism.reserve={all: 0.25 USD, search: 0.25 USD, home: 0.3 USD}":                             "",
		"mechanism={reserve_by_segment: {casual: 0.05 USD}}":                                             "",
	} {
		s, ds := scenarios.Load("a.yaml", []byte(file), scenarios.Options{Set: []string{set}})
		if said := text(t, ds); s == nil || strings.Contains(said, "changes nothing") != (want != "") || !strings.Contains(said, want) {
			t.Errorf("%s: want %q:\n%s", set, want, said)
		}
	}
}

// TestEntriesOfTheFile: an entry that the file writes and that lacks a key is told so, however near its name is to that of another.
func TestEntriesOfTheFile(t *testing.T) {
	_, ds := scenarios.Load("a.yaml", []byte(tiny+"experiments: {raise: {compare: [treatment, control], designs: {users1: {share: 20%}, users2: {split: pinner}}}}\n"), scenarios.Options{})
	if len(ds) != 1 || ds[0].Code != "E102" || ds[0].Message != "experiments.raise.designs.users1 needs the key `split`" {
		t.Errorf("%v", ds)
	}
}

// TestNamesOfFiles: experiments write files that are called as they are, so that two names may not differ in capital letters alone.
func TestNamesOfFiles(t *testing.T) {
	_, ds := scenarios.Load("a.yaml", []byte(tiny+"experiments:\n  Users: {compare: [treatment, control], designs: {a: {split: pinner}, A: {split: pinner}}}\n  users: {compare: [treatment, control], designs: {a: {split: pinner}}}\n"), scenarios.Options{})
	if len(ds) != 1 || ds[0].Code != "E107" || ds[0].Line != 11 || ds[0].Message != "experiments `Users` and `users` differ in nothing but capital letters" {
		t.Errorf("%v", ds)
	}
}

// TestNamesOfDevices: the folder of a scenario's runs can be made on Windows, which has devices of some names in whatever letters.
func TestNamesOfDevices(t *testing.T) {
	for name, refused := range map[string]bool{"nul": true, "CON": true, "Aux": true, "prn": true, "com1": true, "LPT9": true, "null": false, "com10": false, "com": false, "con-1": false} {
		_, ds := scenarios.Load("a.yaml", []byte(tiny), scenarios.Options{Set: []string{"name=" + name}})
		if ds.HasErrors() != refused || refused && (ds[0].Code != "E106" || ds[0].Message != "on Windows `"+name+"` is a device, of whose name no file can be") {
			t.Errorf("%s: %v", name, ds)
		}
	}
}

// TestWordsForWrongShapes: what YAML reads as a key, a list or nothing is told in words, and lists are written as people do.
func TestWordsForWrongShapes(t *testing.T) {
	for set, want := range map[string]string{
		"mechanism={reserve:1}":   "write a space after the colon: `reserve: 1`",
		"mechanism.auction=[vcg]": "the auction is named by a single word, this is a list",
		"market.surfaces=":        "`surfaces` has no value",
		"mechanism.ad_load.reserved=[{name: a, surface: home, slots: [4], groups: [x]}]": "its ad slots are at 3, 9, 15, 21",
	} {
		_, ds := scenarios.Load("a.yaml", []byte("marketsim: 1\nname: a\nrun: {horizon: 2d, seed: 1}\nmarket: {pinners: {count: 50}, campaigns: {groups: [{name: x, count: 2}]}}\n"), scenarios.Options{Set: []string{set}})
		if !slices.ContainsFunc(ds, func(d schema.Diagnostic) bool { return strings.Contains(d.Message+"\n"+d.Help, want) }) {
			t.Errorf("%s: %v, want %s", set, ds, want)
		}
	}
}

// TestKeysThatPeopleTry: a key that is called otherwise here is answered with ours, not with one that only looks alike.
func TestKeysThatPeopleTry(t *testing.T) {
	const file = "marketsim: 1\nname: a\nrun: {horizon: 2d, seed: 1}\nmarket: {pinners: {count: 50, X}, campaigns: {groups: [{name: x, count: 2, Y}]}}\nmechanism: {Z}\n"
	for _, c := range []struct{ where, key, want, not string }{
		{"Y", "budget: 20 USD", "`daily_budget`, `weekly_budget` or `lifetime_budget`", "tune"},
		{"Y", "monthly_budget: 600 USD", "divide it by 30.4 and write `daily_budget`", "did you mean"},
		{"Y", "yearly_budget: 600 USD", "divide it by 365", "did you mean"},
		{"Y", "cpc: 1 USD", "write `value`", "likeliest"},
		{"X", "sesions_per_day: 2", "did you mean `market.pinners.segments.<name>.sessions_per_day`?", "one of:"},
		{"Z", "floor: 1 USD", "write `reserve`", "wear_out"},
	} {
		text := strings.NewReplacer(", X", "", ", Y", "", "{Z}", "{}").Replace(strings.Replace(file, c.where, c.key, 1))
		_, ds := scenarios.Load("a.yaml", []byte(text), scenarios.Options{})
		if !slices.ContainsFunc(ds, func(d schema.Diagnostic) bool { return strings.Contains(d.Help, c.want) }) || slices.ContainsFunc(ds, func(d schema.Diagnostic) bool { return strings.Contains(d.Help, c.not) }) {
			t.Errorf("%s: %v, want %s", c.key, ds, c.want)
		}
	}
	if _, err := scenarios.Read("nope"); err == nil || err.Error() != "there is no template named `nope`" {
		t.Errorf("%v", err)
	}
	if _, err := scenarios.Read("quickstrt"); err == nil || !strings.Contains(err.Error(), "did you mean `quickstart`?") {
		t.Errorf("%v", err)
	}
	for word, want := range map[string]string{"throttle": "pacing", "A/A": "an arm that changes nothing", "lookalike": "segments"} {
		if said, err := scenarios.Explain(word); err != nil || !strings.Contains(said[:min(300, len(said))], want) {
			t.Errorf("%s: %v\n%s", word, err, said)
		}
	}
}

// TestAxesHaveAValueOnce: 60 and 60.0 are one value of an axis, however they are written, so that its points would be one market; 0 needs no unit, and words are compared as they stand.
func TestAxesHaveAValueOnce(t *testing.T) {
	for axis, want := range map[string]string{
		"market.pinners.count: [60, 70, 60]": "`60` is there twice", "market.pinners.count: [60, 60.0]": "`60.0` is `60` again", "mechanism.reserve: [0.1 USD, 0.10 USD]": "`0.10 USD` is `0.1 USD` again",
		"mechanism.reserve: [0 USD, 0.1 USD]": "", "mechanism.auction: [first_price, gsp]": "",
	} {
		_, ds := scenarios.Load("a.yaml", []byte(tiny+"sweep: {axes: {"+axis+"}}\n"), scenarios.Options{})
		if ds.HasErrors() != (want != "") || want != "" && (ds[0].Code != "E107" || ds[0].Message != want) {
			t.Errorf("%s: %v, want %s", axis, ds, want)
		}
	}
}
