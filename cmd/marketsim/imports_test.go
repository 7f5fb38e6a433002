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

// only lists packages from outside that belong to one place, so that what they stand for stays there.
var only = map[string][]string{
	"gopkg.in/yaml.v3":       {"marketsim/scenarios/schema"},
	"github.com/spf13/cobra": {"marketsim/cmd/"},
	"gonum.org/v1/plot":      {"marketsim/reports/figures"},
	"math/rand":              {"marketsim/cmd/faults"},
	"math/rand/v2":           {"marketsim/cmd/faults", "marketsim/cmd/theory", "marketsim/agents/learn", "marketsim/reports/estimate"},
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
	if places, ok := only[to]; ok && !slices.ContainsFunc(places, func(p string) bool { return strings.HasPrefix(from, p) }) && !slices.Contains(exempt, from) {
		return "only " + strings.Join(places, ", ") + " may"
	}
	if to == "time" && slices.Contains([]string{"auction", "agents", "sim"}, room) && !slices.Contains([]string{"marketsim/sim", "marketsim/sim/floor", "marketsim/sim/units", "marketsim/sim/units/files"}, from) {
		return "wall time must not decide a result"
	}
	return ""
}

func roomOf(path string) string {
	rest, ok := strings.CutPrefix(path, "marketsim/")
	if !ok {
		return ""
	}
	room, _, _ := strings.Cut(rest, "/")
	return room
}
