package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"marketsim/sim/floor"
	"marketsim/sim/spec"
)

// A lag whose barriers never end is refused with a remedy; 0 and 10 ms are not.
func TestLeastLag(t *testing.T) {
	text := "marketsim: 1\nname: tiny\nrun: {horizon: 1d, seed: 1, feedback_lag: %s}\nmarket: {pinners: {count: 10}, campaigns: {groups: [{name: shops, count: 2}]}}\n"
	for lag, barriers := range map[string]string{"1us": "86400000000", "9ms": "9600000", "10ms": "", "0": ""} {
		refused := barriers != ""
		s, ds := Load("tiny.yaml", fmt.Appendf(nil, text, lag), Options{})
		if (s == nil) != refused || refused && !strings.Contains(fmt.Sprint(ds), "this lag makes "+barriers+" barriers a day; at most 8640000 are simulated") {
			t.Errorf("%s: refused %v, want %v\n%v", lag, s == nil, refused, ds)
		}
	}
}

// Campaigns are counted over all phases where caps or wear-out need what Pinners saw, and nowhere else.
func TestFollowed(t *testing.T) {
	market := func(n int, first int, capped bool) *spec.Market {
		g := spec.Group{Members: make([]spec.Member, n)}
		for i := range g.Members {
			g.Members[i].Name = fmt.Sprint("c", first+i)
		}
		if capped {
			g.Cap = &spec.FrequencyCap{Count: 1}
		}
		m := &spec.Market{}
		m.Groups = []spec.Group{g}
		return m
	}
	phases := func(markets ...*spec.Market) *spec.Arm {
		a := &spec.Arm{}
		for _, m := range markets {
			a.Phases = append(a.Phases, spec.Phase{Market: m})
		}
		return a
	}
	for want, arm := range map[int]*spec.Arm{
		0: phases(market(5, 0, false)), 5: phases(market(5, 0, true)), 8: phases(market(5, 0, false), market(6, 2, true)),
		mostFollowed + 1: phases(market(mostFollowed+1, 0, true)),
	} {
		if got := followed(arm); got != want {
			t.Errorf("%d campaigns are followed, want %d", got, want)
		}
	}
}

// TestLargeIsNamedSoon: what is too large is named before it is made, and what is large is read once.
func TestLargeIsNamedSoon(t *testing.T) {
	groups := ""
	var clusters, keys strings.Builder
	clusters.WriteString("kind,name,cluster\nsegment,everyone,c0\n")
	for i := range 20 {
		groups += fmt.Sprintf("{name: g%d, count: 1000000}, ", i)
	}
	for i := range 150_000 {
		fmt.Fprintf(&clusters, "campaign,shops/%d,c%d\n", i, i/2)
	}
	for i := range 100_000 {
		fmt.Fprintf(&keys, "key%d: 1\n", i)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "clusters.csv"), []byte(clusters.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	head := "marketsim: 1\nname: large\nrun: {horizon: 2d, seed: 1}\n"
	for name, c := range map[string]struct{ text, want string }{
		"campaigns": {head + "market: {pinners: {count: 10}, campaigns: {groups: [" + groups + "]}}\n", "the scenario has 20000000 campaigns over its groups and arms; at most 2000000 are simulated"},
		"keys":      {head + keys.String(), "the file has 100003 entries; at most 20000 are read"},
		"clusters": {head + "market: {pinners: {count: 10}, campaigns: {groups: [{name: shops, count: 150000}]}}\narms: {arm: {set: {market.campaigns.groups.shops.value: 1.2 USD}}}\n" +
			"experiments: {x: {compare: [arm, control], designs: {half: {split: cluster, clusters: clusters.csv}}}}\n", ""},
	} {
		begun := floor.CPU()
		_, ds := Load("large.yaml", []byte(c.text), Options{Dir: dir})
		if ds.HasErrors() != (c.want != "") || !strings.Contains(fmt.Sprint(ds), c.want) {
			t.Errorf("%s: %.300s", name, fmt.Sprint(ds))
		}
		if took := floor.CPU() - begun; took > 20*time.Second { // 2 s; told in processor time, since others may keep the machine busy
			t.Errorf("%s took %v", name, took)
		}
	}
}

// TestGroupsAreCountedOnce: four times as many groups take about four times as much work, told in allocations, which do not depend on the machine.
func TestGroupsAreCountedOnce(t *testing.T) {
	work := func(groups int) float64 {
		var list strings.Builder
		for i := range groups {
			fmt.Fprintf(&list, "{name: g%d, count: 1}, ", i)
		}
		text := []byte("marketsim: 1\nname: many\nrun: {horizon: 2d, seed: 1}\nmarket: {pinners: {count: 10}, campaigns: {groups: [" + list.String() + "]}}\n")
		return testing.AllocsPerRun(1, func() {
			if s, ds := Load("many.yaml", text, Options{}); s == nil {
				t.Fatal(ds)
			}
		})
	}
	if few, many := work(500), work(2000); many > 4.5*few {
		t.Errorf("2,000 groups take %.2f times as much as 500 (%g and %g allocations)", many/few, many, few)
	}
}

// TestPartsAreBounded: parts of campaigns are counted before they are made, over the groups and arms of a scenario. What cannot be made takes no time.
func TestPartsAreBounded(t *testing.T) {
	const head = "marketsim: 1\nname: many\nrun: {horizon: 2d, seed: 1}\n"
	for text, want := range map[string]string{
		"market: {pinners: {count: 200}, campaigns: {groups: [{name: g, count: 1000000, ad_groups: 10}]}}\n":                                               "1000000 campaigns of 10 parts each",
		"market: {pinners: {count: 200}, campaigns: {groups: [{name: g, count: 20000, ad_groups: 60}, {name: h, count: 900, ad_groups: 1000}]}}\n":         "900 campaigns of 1000 parts each",
		"market: {pinners: {count: 200}, campaigns: {groups: [{name: g, count: 10000}]}}\narms: {a: {set: {market.campaigns.groups.g.ad_groups: 1000}}}\n": "10000 campaigns of 1000 parts each",
		"market: {pinners: {count: 200}, campaigns: {groups: [{name: g, count: 1000, ad_groups: 10}]}}\n":                                                  "",
	} {
		begun := floor.CPU()
		_, ds := Load("many.yaml", []byte(head+text), Options{})
		if want == "" && ds.HasErrors() || want != "" && !strings.Contains(fmt.Sprint(ds), want) {
			t.Errorf("%s%.300v", text, ds)
		}
		if took := floor.CPU() - begun; took > 20*time.Second { // 2 s on an idle machine
			t.Errorf("%s took %v", text, took)
		}
	}
}

// TestClusterFiles: what is wrong in a file of clusters is told with its place, and nothing of a file that is something else.
func TestClusterFiles(t *testing.T) {
	text := "marketsim: 1\nname: c\nrun: {horizon: 2d, seed: 1}\nmarket: {pinners: {count: 10}, campaigns: {groups: [{name: shops, count: 2}]}}\narms: {arm: {set: {market.campaigns.groups.shops.value: 1.2 USD}}}\n" +
		"experiments: {x: {compare: [arm, control], designs: {half: {split: cluster, clusters: clusters.csv}}}}\n"
	for content, want := range map[string]string{
		"kind,name,cluster\nsegment,everyone,a\ncampaign,shops/0,a\ncampaign,shops/1,b\n":               "there are 2 clusters; with fewer than 4",
		"kind,name,cluster\nsegment,everyone,a\ncampaign,shops/0,a\n":                                   "campaign `shops/1` has no cluster",
		"kind,name,cluster\nsegment,everyone,a\ncampaign,shops/0,a\ncampaign,shops/1,b\ncampaign,x,b\n": "clusters.csv 5 10 0 error E206 there is no campaign named `x`",
		"kind,name,cluster\nsegment,nobody,a\ncampaign,shops/0,a\ncampaign,shops/1,b\n":                 "there are no Pinners of segment `nobody`",
		"kind,name,cluster\nplanet,mars,a\n":                                                            "`planet` is not a kind of unit",
		"kind,name,cluster\ncampaign,shops/0,a\ncampaign,shops/1,b\n":                                   "Pinners of segment `everyone` have no cluster",
		"-----BEGIN KEY-----\nsecret secret\n":                                                          "a file of clusters",
		"kind,name,cluster\n\"":                                                                         "quote",
		"kind,name,cluster\nsegment,everyone,a\ncampaign," + strings.Repeat("x", 1025) + ",a\n":         "a cell of column `name` has 1025 bytes; names have at most 1024",
		"kind,name,cluster\ncampaign," + strings.Repeat("x", 70_000) + ",a\n":                           "cell 2 has 70000 bytes; the limit is 65536",
		"kind,name,cluster\ncampaign,shops/0,\"" + strings.Repeat("x\n", 5<<20):                         "a row has more than 8 MiB: a quote seems to be opened and not closed",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "clusters.csv"), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		s, ds := Load("c.yaml", []byte(text), Options{Dir: dir})
		if said := fmt.Sprint(ds); (s == nil) != (want != "") || !strings.Contains(said, want) || strings.Contains(said, "secret") {
			t.Errorf("%.80q: %.400s", content, said)
		}
	}
}

// TestWorthOfNewcomers: what events could be worth is reckoned with the Pinners who come: 10 Pinners and 2,000,000 more a day are too many for amounts that 10 alone never reach.
func TestWorthOfNewcomers(t *testing.T) {
	text := "marketsim: 1\nname: tiny\nrun: {warmup: 0d, horizon: 100d, seed: 1}\nmarket: {pinners: {count: 10, arrivals_per_day: %s, departures: 10%%}, campaigns: {groups: [{name: shops, count: 2, value: 100 USD}]}}\n"
	for arrivals, refused := range map[string]bool{"0": false, "2000000": true} {
		s, ds := Load("tiny.yaml", fmt.Appendf(nil, text, arrivals), Options{})
		if (s == nil) != refused || refused && !strings.Contains(fmt.Sprint(ds), "could add up to") {
			t.Errorf("%s a day: refused %v, want %v\n%v", arrivals, s == nil, refused, ds)
		}
	}
}

// TestListsAreBounded: what is listed too often is named before anything is made of it.
func TestListsAreBounded(t *testing.T) {
	const head = "marketsim: 1\nname: large\nrun: {horizon: 1d, seed: 1}\nmarket: {pinners: {count: 10}, campaigns: {groups: [{name: ads, count: 3}]}}\n"
	entries := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for name, c := range map[string]struct{ text, want string }{
		"arms":    {head + "arms:\n" + entries(2001, "  r%d: {same_as_control: true}\n"), "`arms` has 2001 entries; at most 2000 are read"},
		"beliefs": {head + "beliefs:\n" + entries(5000, "  b%d: {weight: 1}\n"), "`beliefs` has 5000 entries; at most 1000 are read"},
		"arms of many groups": {"marketsim: 1\nname: large\nrun: {horizon: 1d, seed: 1}\nmarket: {pinners: {count: 10}, campaigns: {groups: [" + entries(500, "{name: g%d, count: 1}, ") + "{name: ads, list: [" +
			entries(500, "{name: c%d}, ") + "]}]}}\narms:\n" + entries(249, "  r%d: {same_as_control: true}\n"), "250 arms, control included, with 1001 groups and listed campaigns each are 250250 together; at most 250000 are laid out"},
		"checks": {head + "checks:\n  list:\n" + entries(2001, "    - {id: c%d, metric: revenue, require: value > 0 USD}\n"), "`checks.list` has 2001 entries; at most 2000 are read"},
		"choices": {head + "tune: {maximise: revenue, levers: {mechanism.reserve: [" + entries(600, "%d USD, ") + "], market.pinners.count: {choices: [" + entries(401, "%d, ") + "]}}}\n",
			"`tune.levers` has 1001 choices together; at most 1000 are read"},
		"designs": {head + "experiments:\n  a: {designs: {" + entries(2000, "d%d: {split: pinner}, ") + "}}\n  b: {designs: {d: {split: pinner}}}\n",
			"`experiments` has 2001 designs together; at most 2000 are read"},
		"axes": {head + "sweep: {design: zip, axes: {mechanism.reserve: {from: 0 USD, to: 9999 USD, step: 1 USD}, market.pinners.count: {from: 1, to: 10000, step: 1}, market.campaigns.groups.ads.count: {from: 1, to: 2, step: 1}}}\n",
			"the axes have more than 20000 values together"},
		"an axis": {head + "sweep: {axes: {mechanism.reserve: [" + entries(12_000, "%d USD, ") + "]}}\n", "the axis has 12000 values; at most 10000 are tried"},
	} {
		begun := floor.CPU()
		_, ds := Load("large.yaml", []byte(c.text), Options{})
		if c.want == "" && ds.HasErrors() || c.want != "" && (len(ds) == 0 || !strings.Contains(ds[0].Message, c.want)) {
			t.Errorf("%s: %.300v", name, ds)
		}
		if took := floor.CPU() - begun; took > 20*time.Second { // 1 s on an idle machine
			t.Errorf("%s took %v", name, took)
		}
	}
}

// TestListsAreCountedBeforeTheyAreRead: nothing of a list that is too long is looked up, whatever is wrong in it, and its place is told.
func TestListsAreCountedBeforeTheyAreRead(t *testing.T) {
	asked, usual := 0, decoding.Instead
	decoding.Instead = func(key, path string) string { asked++; return usual(key, path) }
	defer func() { decoding.Instead = usual }()
	var text strings.Builder
	text.WriteString("marketsim: 1\nname: large\nmarket: {pinners: {count: 10}}\nmetrics:\n")
	for i := range 1001 {
		fmt.Fprintf(&text, "  m%d: {numeratr: revenue, denominatr: sessions}\n", i)
	}
	_, ds := Load("large.yaml", []byte(text.String()), Options{})
	if len(ds) != 1 || asked != 0 || ds[0].Line != 4 || ds[0].Column != 1 || !strings.HasPrefix(ds[0].Message, "`metrics` has 1001 entries") {
		t.Errorf("%d keys were looked up: %v", asked, ds)
	}
	_, ds = Load("later.yaml", []byte("name: later\nmarketsim: 2\nmarkt: 1\n"), Options{})
	if len(ds) != 1 || asked != 0 || ds[0].Line != 2 || ds[0].Code != "E105" {
		t.Errorf("another version of the language: %d keys were looked up: %v", asked, ds)
	}
}

// TestPointsCostTheSame: what a point of a sweep costs does not grow with their number, told in allocations, which do not depend on the machine.
func TestPointsCostTheSame(t *testing.T) {
	work := func(points int) float64 {
		var levels strings.Builder
		for i := range points {
			fmt.Fprintf(&levels, "%d USD, ", i)
		}
		text := []byte("marketsim: 1\nname: s\nrun: {horizon: 1d, seed: 1}\nmarket: {pinners: {count: 10}, campaigns: {groups: [{name: ads, count: 3}]}}\nsweep: {axes: {mechanism.reserve: [" + levels.String() + "]}}\n")
		point := Points("s.yaml", text, Options{})
		return testing.AllocsPerRun(3, func() {
			if s, ds := point([]string{"mechanism.reserve=1 USD"}); s == nil {
				t.Fatal(ds)
			}
		})
	}
	if few, many := work(2), work(3000); many > 1.01*few {
		t.Errorf("a point of 3,000 makes %g allocations, one of 2 makes %g", many, few)
	}
}

// TestPointsOfOneReading: a point made from a file that was read once is the point that Load makes.
func TestPointsOfOneReading(t *testing.T) {
	const text = "marketsim: 1\nname: s\nrun: {horizon: 1d, seed: 1}\nmarket: {pinners: {count: 10}, campaigns: {groups: [{name: ads, count: 3}]}}\n" +
		"sweep: {axes: {mechanism.reserve: [0 USD, 1 USD], market.pinners.count: [10, 20]}}\n"
	o := Options{Set: []string{"mechanism.auction=first_price"}}
	base, ds := Load("s.yaml", []byte(text), o)
	if base == nil {
		t.Fatal(ds)
	}
	make := Points("s.yaml", []byte(text), o)
	for i := range base.Sweep.N {
		one := o
		one.Point = base.Sweep.Setting(i)
		want, _ := Load("s.yaml", []byte(text), one)
		got, ds := make(base.Sweep.Setting(i))
		if got == nil || want == nil || got.Market != want.Market || got.Market == base.Market && i > 0 {
			t.Errorf("point %d: %v", i, ds)
		}
	}
}
