package scenarios_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

func load(t *testing.T, file string, o scenarios.Options) *scenarios.Scenario {
	t.Helper()
	s, ds := scenarios.Load("test.yaml", []byte(file), o)
	if s == nil {
		t.Fatalf("it does not load:\n%s", text(t, ds))
	}
	return s
}

// TestSetReachesIntoDefaults: a change may name a part of what the file leaves to its default, and the rest of the default stays.
func TestSetReachesIntoDefaults(t *testing.T) {
	s := load(t, tiny, scenarios.Options{Set: []string{
		"market.surfaces.home.ad_slots=[1, 2]", "market.pinners.segments.everyone.sessions_per_day=2", "market.campaigns.groups.shops.value.median=3 USD",
	}})
	resolved := string(s.Resolved())
	for _, want := range []string{"ad_slots: [1, 2]  # --set", "share: 55%  # default", "share: 30%  # default", "sessions_per_day: 2  # --set", "median: 3 USD  # --set", "sigma: 0.6  # default"} {
		if !strings.Contains(resolved, want) {
			t.Errorf("the resolved scenario lacks %q:\n%s", want, resolved)
		}
	}
	arm := load(t, strings.Replace(tiny, "mechanism.reserve: 0.25 USD", "market.surfaces.search.ad_slots: [1]", 1), scenarios.Options{})
	if got := len(arm.Spec.Arms[1].Phases[0].Market.Surfaces[1].Slots); got != 1 {
		t.Errorf("the arm has %d slots on search, want 1", got)
	}
}

// TestQuickFitsAnySchedule: a quick version never makes anything larger, and arms that start late start in it.
func TestQuickFitsAnySchedule(t *testing.T) {
	long := strings.NewReplacer("horizon: 2d", "horizon: 90d, warmup: 7d, scale: 1%, replications: 20", "{set: {mechanism.reserve: 0.25 USD}}",
		"{set: {mechanism.reserve: 0.25 USD}, start: 30d, ramp: 20d, stop: 80d}").Replace(tiny)
	s := load(t, long, scenarios.Options{Quick: true})
	if s.Spec.Horizon != 3*spec.Day || s.Spec.Warmup != spec.Day || s.Spec.Replications != 2 || s.Spec.Population.Count != 1 {
		t.Errorf("horizon %v, warm-up %v, %d replications, %d Pinners", s.Spec.Horizon, s.Spec.Warmup, s.Spec.Replications, s.Spec.Population.Count)
	}
	phases := s.Spec.Arms[1].Phases
	if len(phases) < 3 || phases[1].At == 0 || phases[len(phases)-1].At >= s.Spec.Horizon {
		t.Errorf("the arm's phases do not fit: %+v", phases)
	}
	short := load(t, strings.Replace(tiny, "horizon: 2d", "horizon: 1d, replications: 1", 1), scenarios.Options{Quick: true})
	if short.Spec.Horizon != spec.Day || short.Spec.Warmup != 0 || short.Spec.Replications != 1 {
		t.Errorf("a quick version became longer: horizon %v, warm-up %v, %d replications", short.Spec.Horizon, short.Spec.Warmup, short.Spec.Replications)
	}
}

// TestQuickPlaysWhatIsAskedFor: replications that a flag asks for stay in a quick version, more than it has and fewer.
func TestQuickPlaysWhatIsAskedFor(t *testing.T) {
	for _, n := range []int{1, 4} {
		if s := load(t, tiny, scenarios.Options{Quick: true, Replications: n}); s.Spec.Replications != n {
			t.Errorf("%d replications were asked for, %d are played", n, s.Spec.Replications)
		}
	}
}

// TestQuickWindowsSayTheirDays: a check of the first 14 days of a scenario says of its quick version how many days were read.
func TestQuickWindowsSayTheirDays(t *testing.T) {
	text := strings.Replace(tiny, "horizon: 2d", "horizon: 60d", 1) + "checks: {list: [{id: a, metric: revenue, window: first 14d, require: value > 0 USD}, {id: b, metric: revenue, window: last 2d, require: value > 0 USD}]}\n"
	s := load(t, text, scenarios.Options{Quick: true})
	for i, want := range []string{"all", "last 2d"} {
		if got := s.Questions.Checks[i].Window; got.Name != want || got.To > 3 {
			t.Errorf("check %d of the quick version is of %+v, want %s", i, got, want)
		}
	}
}

// TestQuickStartersSellAds: budgets shrink with a quick version's scale; in the scenario that people start from they still buy most of what the whole market fills, 96% of slots.
func TestQuickStartersSellAds(t *testing.T) {
	text, err := os.ReadFile("first-look.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range firstOf(t, load(t, string(text), scenarios.Options{Quick: true}), 2) {
		var all results.Tally
		for d := range r.Days {
			for i := range r.Days[d].Cells {
				all.Add(&r.Days[d].Cells[i])
			}
		}
		if fill := float64(all.Impressions) / float64(all.Slots); fill < 0.85 {
			t.Errorf("%d of %d slots are filled", all.Impressions, all.Slots)
		}
	}
}

// TestScaledReplay: a scale keeps a share of the Pinners of a log, the same ones within a larger share, with all of their sessions.
func TestScaledReplay(t *testing.T) {
	dir := t.TempDir()
	var log bytes.Buffer
	log.WriteString("start_s,pinner,segment,surface,requests\n")
	for i := range 4000 {
		fmt.Fprintf(&log, "%d,u%d,everyone,home,2\n", 40*i, i%1000)
	}
	write(t, dir, "log.csv", log.String())
	replay := strings.Replace(tiny, "{count: 100}", "{sessions: {file: log.csv}}", 1)
	names := func(scale string) map[string]bool {
		s := load(t, replay, scenarios.Options{Dir: dir, Set: []string{"run.scale=" + scale}})
		stream, out := s.Spec.Population.Replay[0], map[string]bool{}
		if len(stream.Sessions) != 4*len(stream.Pinners) {
			t.Errorf("at %s: %d sessions of %d Pinners, want 4 each", scale, len(stream.Sessions), len(stream.Pinners))
		}
		for _, n := range stream.Pinners {
			out[n] = true
		}
		return out
	}
	all, half, tenth := names("100%"), names("50%"), names("10%")
	if len(all) != 1000 || len(half) < 420 || len(half) > 580 || len(tenth) < 60 || len(tenth) > 145 {
		t.Errorf("%d, %d and %d Pinners of 1000 at 100%%, 50%% and 10%%", len(all), len(half), len(tenth))
	}
	for n := range tenth {
		if !half[n] {
			t.Fatalf("%s is in the tenth and not in the half", n)
		}
	}
}

// TestHashCoversFilesOfArms: a scenario is another one when a file that only an arm reads has changed.
func TestHashCoversFilesOfArms(t *testing.T) {
	file := strings.NewReplacer("count: 5", "file: a.csv", "mechanism.reserve: 0.25 USD", "market.campaigns.groups.shops.file: b.csv").Replace(tiny)
	var hashes []string
	for _, value := range []string{"1", "2"} {
		dir := t.TempDir()
		write(t, dir, "a.csv", "name,value\nx,1\n")
		write(t, dir, "b.csv", "name,value\nx,"+value+"\n")
		hashes = append(hashes, load(t, file, scenarios.Options{Dir: dir}).Hash)
	}
	if hashes[0] == hashes[1] {
		t.Error("two different files of an arm give one hash")
	}
}

// TestArmsKeepWhatTheyAreComparedWith: --arm that leaves out the arm which another is compared with is refused, and never compares with control instead.
func TestArmsKeepWhatTheyAreComparedWith(t *testing.T) {
	file := tiny[:strings.Index(tiny, "arms:")] + "arms:\n  a: {set: {mechanism.reserve: 0.25 USD}}\n  b:\n    versus: a\n    set: {mechanism.reserve: 0.5 USD}\n  c: {versus: d, same_as_control: true}\n  d: {same_as_control: true}\n"
	told := func(arms ...string) string {
		_, ds := scenarios.Load("test.yaml", []byte(file), scenarios.Options{Arms: arms})
		return text(t, ds)
	}
	line := strings.Count(file[:strings.Index(file, "versus: a")], "\n") + 1
	want := fmt.Sprintf("test.yaml:%d:13: error[E202]: arm `b` is compared with arm `a`, which --arm leaves out\n", line)
	if got := told("b"); !strings.HasPrefix(got, want) || !strings.Contains(got, "help: add --arm a, or leave --arm out") || strings.Count(got, "error[") != 1 {
		t.Errorf("--arm b: %s\nwant %s", got, want)
	}
	if got := told("c"); !strings.Contains(got, "arm `d` is not above this one") || !strings.Contains(got, "help: compare with control or an arm above, or state that arm above") {
		t.Errorf("an arm compared with one below it: %s", got)
	}
	s := load(t, file, scenarios.Options{Arms: []string{"b", "a"}})
	if b := s.Spec.Arms[2]; b.Name != "b" || s.Spec.Arms[b.Versus].Name != "a" {
		t.Errorf("with both arms %s is compared with arm %d", b.Name, b.Versus)
	}
}
