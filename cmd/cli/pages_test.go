package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pageTables are pages of tables with the commands that make them. What is quick runs always: it makes some of the page's rows; the rest runs
// with MARKETSIM_LONG=1.
var pageTables = []struct {
	page, command string
	long          bool
}{
	{"theory.md", "theory B1 B7 M1 N20 N22 --markdown -j 1", false},
	{"theory.md", "theory --markdown", true},
	{"long-run.md", "longrun linkedin_density --markdown", true},
	{"long-run.md", "longrun --markdown", true},
	{"long-run-quality.md", "longrun satisfaction --markdown", true},
	{"linkedin-pacing.md", "advertisers linkedin_pacing", true},
	{"advertiser-reaction.md", "advertisers advertiser_reaction", true},
	{"lag.md", "lag ../../scenarios/quickstart.yaml --lags 10m,1m,10s,0 --scale 100% --markdown", true},
}

// TestPagesAreOfThisProgram: every row of a table that the command of a page writes is on the page.
func TestPagesAreOfThisProgram(t *testing.T) {
	for _, x := range pageTables {
		t.Run(x.command, func(t *testing.T) {
			if x.long && os.Getenv("MARKETSIM_LONG") == "" {
				t.Skip("MARKETSIM_LONG=1 runs it")
			}
			t.Parallel()
			page, err := os.ReadFile(filepath.Join("..", "..", "docs", x.page))
			if err != nil {
				t.Fatal(err)
			}
			var out, problems bytes.Buffer
			s := state(".", strings.Fields(x.command)...)
			s.Stdout, s.Stderr = &out, &problems
			if code := Main(s); code != 0 {
				t.Fatalf("exit code %d\n%s", code, problems.String())
			}
			holdRows(t, x.page, string(page), out.String())
		})
	}
}

// TestDefaultsHaveIntervals: each number of section N of docs/theory.md has an interval or is exact, and there are many.
func TestDefaultsHaveIntervals(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "theory.md"))
	if err != nil {
		t.Fatal(err)
	}
	section, numbers := "", 0
	for line := range strings.Lines(string(page)) {
		if id, ok := strings.CutPrefix(line, "## "); ok {
			section = id
		}
		if !strings.HasPrefix(section, "N") || !strings.Contains(line, " ± ") {
			continue
		}
		if numbers++; !strings.Contains(line, " [") && !strings.Contains(line, "(exact)") {
			t.Errorf("%s: no interval in\n%s", strings.TrimSpace(section), line)
		}
	}
	if numbers < 250 {
		t.Errorf("%d numbers", numbers)
	}
}

// holdRows holds the rows of all tables of a text against a page.
func holdRows(t *testing.T, name, page, text string) {
	t.Helper()
	lines, rows := map[string]bool{}, 0
	for line := range strings.Lines(page) {
		lines[strings.TrimSpace(line)] = true
	}
	for line := range strings.Lines(text) {
		row := strings.TrimSpace(line)
		if !strings.HasPrefix(row, "|") {
			continue
		}
		if rows++; !lines[row] {
			t.Errorf("docs/%s is out of date: its command now writes\n%s", name, row)
		}
	}
	if rows < 5 {
		t.Errorf("%d rows were compared", rows)
	}
}
