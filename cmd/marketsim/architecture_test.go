package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"marketsim/sim"
)

var registered = regexp.MustCompile(`\.(?:register|subscribe|before)\((?:k\.\w+, )?"([^"]*)"`)

// TestArchitectureTellsTheKernelsOrder: the kernel is a short file, and the page tells what it registers in the same order.
func TestArchitectureTellsTheKernelsOrder(t *testing.T) {
	kernel, page := read(t, "../..", "sim/kernel.go"), read(t, "../..", "ARCHITECTURE.md")
	if n := strings.Count(kernel, "\n"); n > 150 {
		t.Errorf("sim/kernel.go has %d lines, want at most 150", n)
	}
	all := registered.FindAllStringSubmatch(kernel, -1)
	if len(all) < 8 {
		t.Fatalf("only %d registrations were found", len(all))
	}
	for _, what := range all {
		_, after, found := strings.Cut(page, "- "+what[1]+"\n")
		if !found {
			t.Fatalf("ARCHITECTURE.md does not say %q after what comes before it", what[1])
		}
		page = after
	}
}

// writers are what text is written with past package neutral, which makes it harmless.
var writers = regexp.MustCompile(`csv\.NewWriter|json\.(NewEncoder|MarshalIndent)|xml\.Header|os\.Std(out|err)\b|fmt\.Print`)

// TestTextHasOneWriter: tables, JSON and the streams of verbs are written by package neutral only; tools for those who build the program are no
// verbs.
func TestTextHasOneWriter(t *testing.T) {
	allowed := map[string]string{"sim/units/neutral/cell.go": "csv.NewWriter", "sim/units/neutral/json.go": "json.NewEncoder", "reports/format/junit.go": "xml.Header", "cmd/cli/state.go": "os.Std"}
	seen := 0
	for path, code := range sources(t, "cmd/cli", "reports", "scenarios", "sim", "agents", "auction") {
		for _, found := range writers.FindAllString(code, -1) {
			if own := allowed[path]; own == "" || !strings.HasPrefix(found, own) {
				t.Errorf("%s writes with %s", path, found)
			}
			seen++
		}
	}
	if seen < len(allowed) {
		t.Errorf("only %d writers were found", seen)
	}
}

// TestArchitectureTellsThePinnersSize: the page says how many bytes a Pinner takes.
func TestArchitectureTellsThePinnersSize(t *testing.T) {
	if want := fmt.Sprintf("%d bytes a Pinner besides its vector", sim.PinnerBytes); !strings.Contains(read(t, "../..", "ARCHITECTURE.md"), want) {
		t.Errorf("ARCHITECTURE.md does not say %q", want)
	}
}

// TestArchitectureNamesAllFilesOfTheKernel: whoever looks for a file of sim, or for a package, finds what it is for.
func TestArchitectureNamesAllFilesOfTheKernel(t *testing.T) {
	page := read(t, "../..", "ARCHITECTURE.md")
	for path := range sources(t, "cmd", "reports", "scenarios", "sim", "agents", "auction") {
		name := path[strings.LastIndexByte(path, '/')+1:]
		folder := strings.TrimSuffix(path, "/"+name)
		if folder == "sim" && !strings.Contains(page, "`"+name+"`") {
			t.Errorf("ARCHITECTURE.md does not name %s", path)
		}
		if last := folder[strings.LastIndexByte(folder, '/')+1:]; !regexp.MustCompile(`\b` + last + `\b`).MatchString(page) {
			t.Errorf("ARCHITECTURE.md does not name the package %s", folder)
		}
	}
}
