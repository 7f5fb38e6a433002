package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rooms lists, for each room, the rooms that it may import. Imports point one way only:
//
//	cmd -> reports, scenarios -> sim -> agents, auction
var rooms = map[string][]string{
	"auction":   {"auction"},
	"agents":    {"agents", "auction"},
	"sim":       {"sim", "agents", "auction"},
	"scenarios": {"scenarios", "sim", "agents", "auction"},
	"reports":   {"reports", "sim", "agents", "auction"},
	"docs":      {},
	"cmd":       {"cmd", "docs", "reports", "scenarios", "sim", "agents", "auction"},
}

// order lists the rooms inside rooms, the outer room itself as "". Each may import those of lines above its own, and those below its own folder. Data flows one
// way through reports, from results to sums, conclusions and renderings; in sim what decides a result stands on what describes a run.
var order = map[string][][]string{
	"reports": {
		{"stats"},
		{"format", "tables", "estimate"},
		{""}, // results -> summary
		{"verdict", "compare", "experiment", "horizon", "tuning"},
		{"sweeps", "calibration", "longfit"},
		{"render"},
		{"figures"},
		{"pages"},
	},
	"sim": {
		{"rng", "dist", "calendar", "ask", "internal/fieldtest"},
		{"spec", "floor", "tune"},
		{"results", "internal/fault", "internal/purpose", "internal/kernels"},
		{"regimes", "models", "internal/pinners"},
		{"internal/market"},
		{"internal/page", "experiment"},
		{"internal/ledger"},
		{""}, // the kernel
		{"units"},
	},
}

// only lists packages from outside that belong to one place, so that what they stand for stays there.
var only = map[string][]string{
	"gopkg.in/yaml.v3":       {"marketsim/scenarios/schema"},
	"github.com/spf13/cobra": {"marketsim/cmd/"},
	"gonum.org/v1/plot":      {"marketsim/reports/figures"},
	"math/rand":              {"marketsim/cmd/faults"},
	"math/rand/v2":           {"marketsim/cmd/faults", "marketsim/cmd/theory", "marketsim/sim/tune", "marketsim/sim/experiment", "marketsim/agents/learn", "marketsim/reports/estimate"},
	"os":                     {"marketsim/cmd/", "marketsim/scenarios", "marketsim/reports", "marketsim/sim/units", "marketsim/sim/units/files"},
}

// exempt packages serve tests and measurements only.
var exempt = []string{"marketsim/auction/auctiontest", "marketsim/agents/agentstest"}

// TestImportsPointOneWay: no room imports a room above it, wall time stays out of what decides results, and libraries stay where they belong.
func TestImportsPointOneWay(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "marketsim/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		f := strings.Fields(line)
		for _, imported := range f[1:] {
			if why := forbidden(f[0], imported); why != "" {
				t.Errorf("%s imports %s: %s", f[0], imported, why)
			}
		}
	}
}

// forbidden says why a package may not import another; empty when it may.
func forbidden(from, to string) string {
	room := roomOf(from)
	if other := roomOf(to); other != "" && !slices.Contains(rooms[room], other) && !slices.Contains(exempt, from) {
		return room + " must not know " + other
	}
	if a, b := stage(from), stage(to); room == roomOf(to) && a >= 0 && b >= a && inner(from) != inner(to) {
		return "data flows the other way, see order"
	}
	if places, ok := only[to]; ok && !slices.ContainsFunc(places, func(p string) bool { return strings.HasPrefix(from, p) }) && !slices.Contains(exempt, from) {
		return "only " + strings.Join(places, ", ") + " may"
	}
	if to == "time" && slices.Contains([]string{"auction", "agents", "sim"}, room) && !slices.Contains([]string{"marketsim/sim", "marketsim/sim/floor", "marketsim/sim/units", "marketsim/sim/units/files"}, from) {
		return "wall time must not decide a result"
	}
	return ""
}

// stage is the line of order that a package stands in; -1 for those of rooms that have none, and for those that serve tests.
func stage(path string) int {
	return slices.IndexFunc(order[roomOf(path)], func(line []string) bool { return slices.Contains(line, inner(path)) })
}

// inner is the room inside a room that a package belongs to; empty for the outer room itself.
func inner(path string) string {
	parts := strings.Split(path, "/")[2:]
	if len(parts) > 1 && parts[0] == "internal" {
		return strings.Join(parts[:2], "/")
	}
	return strings.Join(parts[:min(1, len(parts))], "/")
}

// TestOrderNamesAllRooms: a new room has to say where it stands.
func TestOrderNamesAllRooms(t *testing.T) {
	out, err := exec.Command("go", "list", "marketsim/reports/...", "marketsim/sim/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range strings.Fields(string(out)) {
		if stage(p) < 0 && p != "marketsim/reports/reportstest" {
			t.Errorf("%s has no place in order", p)
		}
	}
	for from, to := range map[string]string{
		"marketsim/reports": "marketsim/reports/compare", "marketsim/reports/compare": "marketsim/reports/render",
		"marketsim/sim/internal/page": "marketsim/sim/internal/ledger", "marketsim/sim/regimes": "marketsim/sim/internal/pinners", "marketsim/sim/spec": "marketsim/sim/results",
	} {
		if forbidden(from, to) == "" {
			t.Errorf("%s may import %s", from, to)
		}
	}
}

// TestElementaryFunctionsAreOurOwn: the standard library's exponentials and logarithms differ in their last bits between processors, so what decides
// a result takes those of auction/elementary.
func TestElementaryFunctionsAreOurOwn(t *testing.T) {
	for path, code := range sources(t, "auction", "agents", "sim", "scenarios") {
		for i, line := range strings.Split(code, "\n") {
			if call := foreign.FindString(line); call != "" && !strings.HasPrefix(path, "auction/elementary/") {
				t.Errorf("%s:%d calls %s): take it from auction/elementary", path, i+1, call)
			}
		}
	}
}

// foreign are the standard library's functions whose last bits are not promised.
var foreign = regexp.MustCompile(`\bmath\.(Exp|Exp2|Expm1|Log|Log2|Log10|Log1p|Pow|Sin|Cos|Tan|Sincos|Sinh|Cosh|Tanh|Asin|Acos|Atan|Atan2|Cbrt|Gamma|Lgamma|Erf|Erfc|Erfinv|Hypot)\(`)

// sources reads the code of rooms, tests aside, by path below the module.
func sources(t *testing.T, rooms ...string) map[string]string {
	t.Helper()
	code := map[string]string{}
	for _, room := range rooms {
		err := filepath.WalkDir(filepath.Join("../..", room), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			data, err := os.ReadFile(path)
			code[strings.TrimPrefix(filepath.ToSlash(path), "../../")] = string(data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return code
}

func roomOf(path string) string {
	rest, ok := strings.CutPrefix(path, "marketsim/")
	if !ok {
		return ""
	}
	room, _, _ := strings.Cut(rest, "/")
	return room
}

// TestOneRoomRunsUnits: verbs, theory and reports run markets through sim/units. cmd/speed measures the engine itself.
func TestOneRoomRunsUnits(t *testing.T) {
	calls := regexp.MustCompile(`\bsim\.Run(Jobs)?\(`)
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		name := strings.TrimPrefix(filepath.ToSlash(path), "../../")
		if strings.HasPrefix(name, "sim/units/") || strings.HasPrefix(name, "cmd/speed/") {
			return nil
		}
		text, err := os.ReadFile(path)
		if call := calls.Find(text); call != nil {
			t.Errorf("%s calls %s): units.Play, PlayTest or a Scheduler run markets", name, call)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
