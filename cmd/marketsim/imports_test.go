package main

import (
	"os/exec"
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
	"cmd":       {"cmd", "reports", "scenarios", "sim", "agents", "auction"},
}

// order lists the rooms of reports. Data flows one way through them, from results to sums, conclusions and renderings: each may import those of
// lines above its own, besides the rooms below its own folder.
var order = [][]string{
	{"stats"},
	{"format", "tables", "estimate"},
	{""}, // results -> summary
	{"verdict", "compare", "experiment", "horizon", "tuning"},
	{"sweeps", "calibration", "longfit"},
	{"render"},
	{"figures"},
	{"pages"},
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
	if inner := roomOf(to); inner != "" && !slices.Contains(rooms[room], inner) && !slices.Contains(exempt, from) {
		return room + " must not know " + inner
	}
	if a, b := stage(from), stage(to); a >= 0 && b >= a && inReports(from) != inReports(to) {
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

// stage is the line of order that a package of reports stands in; -1 for others, and for those that serve tests.
func stage(path string) int {
	if roomOf(path) != "reports" {
		return -1
	}
	return slices.IndexFunc(order, func(line []string) bool { return slices.Contains(line, inReports(path)) })
}

// inReports is the room of reports that a package belongs to; empty for reports itself.
func inReports(path string) string {
	room, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(path, "marketsim/reports"), "/"), "/")
	return room
}

// TestOrderNamesAllRoomsOfReports: a new room has to say where it stands.
func TestOrderNamesAllRoomsOfReports(t *testing.T) {
	out, err := exec.Command("go", "list", "marketsim/reports/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range strings.Fields(string(out)) {
		if stage(p) < 0 && p != "marketsim/reports/reportstest" {
			t.Errorf("%s has no place in order", p)
		}
	}
	if forbidden("marketsim/reports", "marketsim/reports/compare") == "" || forbidden("marketsim/reports/compare", "marketsim/reports/render") == "" {
		t.Error("conclusions may import renderings")
	}
}

func roomOf(path string) string {
	rest, ok := strings.CutPrefix(path, "marketsim/")
	if !ok {
		return ""
	}
	room, _, _ := strings.Cut(rest, "/")
	return room
}
