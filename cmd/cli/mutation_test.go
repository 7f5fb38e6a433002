package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mutation is a mistake put into a copy of the program: text of a file replaced by other text.
type mutation struct {
	name, file string
	swaps      [][2]string
}

// mutations are mistakes of the kinds that a change of the program makes.
var mutations = []mutation{
	{"price off by one rank", "auction/gsp.go", [][2]string{{"next(o, k, filled, loser)", "next(o, k+1, filled, loser)"}, {"best[(k+1)&fewSlots]", "best[(k+2)&fewSlots]"}}},
	{"reserve ignored on one surface", "sim/internal/page/bid.go", [][2]string{{"	r.N, r.Key = n, uint64(key)\n", "	r.N, r.Key = n, uint64(key)\n	if surface == 1 {\n		reserve = 0\n	}\n"}}},
	{"quality exponent squared", "auction/score.go", [][2]string{{"r.QualityExponent)\n", "r.QualityExponent*r.QualityExponent)\n"}}},
	{"budget counted twice", "sim/internal/ledger/pay.go", [][2]string{{"keeper.budget.life += paid", "keeper.budget.life += 2 * paid"}}},
	{"tie broken by index", "auction/rank.go", [][2]string{{"return lot(q.Key, q.ID[i]) > lot(q.Key, q.ID[j])", "return i < j"}}},
	{"a slot's click rate swapped", "sim/internal/page/react.go", [][2]string{{"effect, click := w.Request.Slots[k].Effect,", "effect, click := w.Request.Slots[len(w.Request.Slots)-1-k].Effect,"}}},
}

// gateScenarios are those whose baselines are verified on every change.
var gateScenarios = []string{"everyday", "exact"}

// build makes the program with a mutation, by an overlay that leaves the source alone.
func (m *mutation) build(t *testing.T, root, exe string) (overlay string) {
	t.Helper()
	source := filepath.Join(root, m.file)
	data, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, swap := range m.swaps {
		if !strings.Contains(text, swap[0]) {
			t.Fatalf("%s: %s has no %q to change", m.name, m.file, swap[0])
		}
		text = strings.ReplaceAll(text, swap[0], swap[1])
	}
	dir := t.TempDir()
	patched := filepath.Join(dir, filepath.Base(m.file))
	overlay = filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {source: patched}})
	if err != nil {
		t.Fatal(err)
	}
	for path, content := range map[string][]byte{patched: []byte(text), overlay: replace} {
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	compile(t, root, exe, "-overlay", overlay)
	return overlay
}

func compile(t *testing.T, root, exe string, flags ...string) {
	t.Helper()
	cmd := exec.Command("go", append(append([]string{"build", "-buildvcs=false", "-o", exe}, flags...), "./cmd/marketsim")...)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// gate is what baseline verify says, as far as the table needs it.
type gate struct {
	Comparisons []struct {
		Scenario string   `json:"scenario"`
		ExitCode int      `json:"exit_code"`
		Failures []string `json:"failures"`
		First    *struct {
			Arm         string `json:"arm"`
			Replication int    `json:"replication"`
			Day         int    `json:"day"`
			Auction     string `json:"auction"`
			Campaign    string `json:"campaign"`
			Field       string `json:"field"`
			Old         string `json:"old"`
			New         string `json:"new"`
			Why         string `json:"why"`
		} `json:"first"`
		Metrics []struct {
			Arm     string `json:"arm"`
			Metric  string `json:"metric"`
			Verdict string `json:"verdict"`
		} `json:"metrics"`
	} `json:"comparisons"`
}

// TestMutations: each mistake is built into the program and caught by the shipped gate on the shipped scenarios. With UPDATE=1 the
// table of docs/ci.md is written anew. It builds the program seven times, so it runs with MARKETSIM_LONG=1 only.
func TestMutations(t *testing.T) {
	if os.Getenv("MARKETSIM_LONG") == "" {
		t.Skip("set MARKETSIM_LONG=1")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var files []string
	for _, name := range gateScenarios {
		data, err := os.ReadFile(filepath.Join(root, "scenarios", "gate", name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, name+".yaml")
		if err := os.WriteFile(filepath.Join(dir, name+".yaml"), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	good := filepath.Join(dir, "good")
	compile(t, root, good)
	run(t, dir, 0, good, append([]string{"baseline", "accept", "--reason", "as it is"}, files...)...)
	run(t, dir, 0, good, append([]string{"baseline", "verify"}, files...)...)
	var table strings.Builder
	table.WriteString("| mistake | first difference | auction, field, old -> new | metrics outside 1% | facts that fail |\n|---|---|---|--:|---|\n")
	for i := range mutations {
		m := &mutations[i]
		t.Run(strings.ReplaceAll(m.name, " ", "_"), func(t *testing.T) {
			bad := filepath.Join(dir, fmt.Sprintf("bad%d", i))
			overlay := m.build(t, root, bad)
			out := run(t, dir, ExitFail, bad, append([]string{"baseline", "verify", "--format", "json", "--base-exe", "./good"}, files...)...)
			var g gate
			if err := json.Unmarshal(out, &g); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			row := m.row(t, &g)
			failing := facts(t, root, overlay)
			t.Logf("%s | %s", row, failing)
			fmt.Fprintf(&table, "| %s | %s | %s |\n", m.name, row, failing)
		})
	}
	if !t.Failed() {
		updateTable(t, filepath.Join(root, "docs", "ci.md"), table.String())
	}
}

// row words what the gate says of a mutation. It fails when the gate does not notice it.
func (m *mutation) row(t *testing.T, g *gate) string {
	t.Helper()
	first, auction, outside := "", "", 0
	for _, c := range g.Comparisons {
		for _, x := range c.Metrics {
			if x.Verdict == "OUTSIDE" {
				outside++
			}
		}
		f := c.First
		if f == nil {
			continue
		}
		if c.ExitCode != ExitFail {
			t.Errorf("%s: exit code %d", c.Scenario, c.ExitCode)
		}
		if first == "" || auction == "" && f.Auction != "" {
			first = fmt.Sprintf("%s, arm %s, replication %d, day %d", c.Scenario, f.Arm, f.Replication, f.Day)
			if f.Auction != "" {
				auction = strings.TrimPrefix(fmt.Sprintf("%s: %s %s %s -> %s", f.Auction, f.Campaign, f.Field, shortened(f.Old), shortened(f.New)), ": ")
			}
		}
	}
	if first == "" || auction == "" {
		t.Errorf("%s is not caught, or no auction is named: %+v", m.name, g)
	}
	return fmt.Sprintf("%s | %s | %d", first, auction, outside)
}

// shortened keeps five digits of a long number.
func shortened(text string) string {
	var x float64
	if _, err := fmt.Sscanf(text, "%g", &x); err != nil || len(text) < 8 {
		return text
	}
	return fmt.Sprintf("%.5g", x)
}

// askedFacts are entries of the catalogue about what the mutations touch: second price, reserve, GSP, budgets, clicks by position.
var askedFacts = []string{"A1", "A4", "B1", "C10", "F1"}

// facts lists which of them fail with the mutation.
func facts(t *testing.T, root, overlay string) string {
	t.Helper()
	cmd := exec.Command("go", "test", "-short", "-overlay", overlay, "-run", "^TestCatalogue$/^("+strings.Join(askedFacts, "|")+")$", "./cmd/theory")
	cmd.Dir = root
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "MARKETSIM_LONG=") || strings.HasPrefix(v, "UPDATE=") })
	out, err := cmd.CombinedOutput()
	if err == nil {
		return "none"
	}
	var failed []string
	for _, line := range strings.Split(string(out), "\n") {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "--- FAIL: "); ok {
			name, _, _ = strings.Cut(name, " ")
			if _, sub, ok := strings.Cut(name, "/"); ok && !slices.Contains(failed, sub) {
				failed = append(failed, sub)
			}
		}
	}
	if len(failed) == 0 {
		t.Errorf("the catalogue failed without naming a fact:\n%s", out)
	}
	return strings.Join(failed, ", ")
}

// run runs a program and demands an exit code.
func run(t *testing.T, dir string, want int, exe string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(exe, args...)
	cmd.Dir = dir
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "CI=") }), "NO_COLOR=1")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if got := cmd.ProcessState.ExitCode(); got != want {
		t.Fatalf("%s %s: exit code %d (%v), want %d\n%s%s", exe, strings.Join(args, " "), got, err, want, &out, &errs)
	}
	return out.Bytes()
}

const tableBegin, tableEnd = "<!-- mutations: begin -->\n", "<!-- mutations: end -->\n"

// updateTable holds the page's table against the one made, or writes it.
func updateTable(t *testing.T, page, table string) {
	t.Helper()
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), tableBegin)
	was, after, ok2 := strings.Cut(rest, tableEnd)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the table", page)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(page, []byte(before+tableBegin+table+tableEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if was != table {
		t.Errorf("the table of %s is out of date: UPDATE=1 MARKETSIM_LONG=1 go test ./cmd/cli -run Mutations\n%s", page, table)
	}
}
