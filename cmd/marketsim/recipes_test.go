package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The recipes' code in ARCHITECTURE.md: files of one's own, and lines for files of the program.
var (
	ownFile   = regexp.MustCompile("(?ms)^ *```go file=(\\S+)\n(.*?)^ *```$")
	intoFile  = regexp.MustCompile("(?ms)^ *```go into=(\\S+)\n(.*?)^ *```$")
	anchors   = map[string]string{"sim/results/metrics.go": "var metrics = []*Metric{\n", "sim/results/result.go": "type Tally struct {\n", "sim/internal/page/request.go": "\ts.organic(surface.Pins-served-notices, key, cell)\n"}
	moduleOf  = regexp.MustCompile(`(?m)^module .*$`)
	indention = regexp.MustCompile("(?m)^  ")
)

// followed is a program that plays a scenario and prints some of its metrics and counters.
const followed = `package main

import (
	"context"
	"encoding/json"
	"os"

	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
)

func main() {
	data, err := os.ReadFile("scenario.yaml")
	check(err == nil, err)
	s, mistakes := scenarios.Load("scenario.yaml", data, scenarios.Options{})
	check(s != nil, mistakes)
	runs, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 1})
	check(err == nil, err)
	out, r := map[string]float64{}, runs[0][0]
	t := results.Sum(r, &results.Axes{Segments: []string{"everyone"}, Surfaces: []string{"page"}}, 0, len(r.Days), results.Everything)
	for _, name := range []string{"sessions", "cpc", "clicks", "clicks_per_session"} {
		m, ok := results.LookupMetric(name)
		check(ok, "no metric "+name)
		out[name] = m.Value(&t)
	}
	out["full_pages"] = float64(t.FullPages)
	out["sessions of day 2"] = float64(r.Days[1].Cells[0].Sessions)
	check(json.NewEncoder(os.Stdout).Encode(out) == nil, "no output")
}

func check(ok bool, what any) {
	if !ok {
		panic(what)
	}
}
`

// scene is a market whose outcome is known by hand: 200 Pinners come once a day for one page with one slot. Two campaigns with values of 2 and 1 USD a click
// bid half of them; the first wins and pays the middle of 0.50 and 1 USD. After a day with an ad nobody comes again, so that all there is happens on
// day 1. A tenth of the ads is clicked, in expectation.
const scene = `
marketsim: 1
name: recipes
run: {warmup: 0d, horizon: 2d, seed: 1, replications: 1, outcomes: expected}
market:
  pinners:
    count: 200
    segments: [{name: everyone, share: 100%, sessions_per_day: 1}]
    session_process: regular
    requests_per_session: 1
    rhythm: {daily: flat}
    fatigue: {per_ad: 0}
    hide_rate: 0%
    long_run: {kind: saturation, most: 1}
  surfaces: {page: {share: 100%, page: 1 pins, ad_slots: [1], examination: [1]}}
  organic: {save_rate: 0%, click_rate: 0%}
  campaigns:
    click_rate: {base: 10%, affinity: 0}
    groups:
      - {name: high, count: 1, value: 2 USD, pacing: none, bidding: share_of_value}
      - {name: low, count: 1, value: 1 USD, pacing: none, bidding: {kind: share_of_value, share: 50%}}
mechanism: {auction: middle_price}
`

// TestRecipes follows the recipes for a mechanism, a bidder, a long-run model, a metric and a counter word by word in a module outside of this one, and
// compares what comes out with what it must be.
func TestRecipes(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	page, dir := read(t, root, "ARCHITECTURE.md"), t.TempDir()
	write(t, dir, "go.mod", moduleOf.ReplaceAllString(read(t, root, "go.mod"), "module example.com/recipes")+"\nrequire marketsim v0.0.0\n\nreplace marketsim => "+root+"\n")
	write(t, dir, "go.sum", read(t, root, "go.sum"))
	write(t, dir, "main.go", followed)
	write(t, dir, "scenario.yaml", scene)
	own := ownFile.FindAllStringSubmatch(page, -1)
	for _, block := range own {
		write(t, dir, block[1], indention.ReplaceAllString(block[2], ""))
	}
	overlay := map[string]string{}
	for _, block := range intoFile.FindAllStringSubmatch(page, -1) {
		path := filepath.Join(root, block[1])
		if overlay[path] != "" {
			t.Fatalf("two recipes change %s", block[1])
		}
		text, anchor := read(t, root, block[1]), anchors[block[1]]
		if anchor == "" || strings.Count(text, anchor) != 1 {
			t.Fatalf("where in %s does the recipe go?", block[1])
		}
		overlay[path] = write(t, dir, strings.ReplaceAll(block[1], "/", "_")+".txt", strings.Replace(text, anchor, anchor+block[2], 1))
	}
	if len(own) != 3 || len(overlay) != 3 {
		t.Fatalf("ARCHITECTURE.md has code of %d new files and %d changed ones, want 3 and 3", len(own), len(overlay))
	}
	replace, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", "-mod=mod", "-overlay", write(t, dir, "overlay.json", string(replace)), ".")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off", "GOPROXY=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var got map[string]float64
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const single = 1e-7 // rates are kept in single precision, and money in billionths
	for name, want := range map[string]float64{"sessions": 200, "sessions of day 2": 0, "clicks": 20, "clicks_per_session": 0.1, "cpc": 0.75, "full_pages": 200} {
		if x, ok := got[name]; !ok || math.Abs(x-want) > single*want {
			t.Errorf("%s is %v, want %v", name, x, want)
		}
	}
}

func read(t *testing.T, folder, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, folder, name, text string) (path string) {
	t.Helper()
	path = filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(fmt.Errorf("recipes: %w", err))
	}
	return path
}
