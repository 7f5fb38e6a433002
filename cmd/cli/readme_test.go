package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"marketsim/scenarios"
)

// TestReadmeNamesEveryVerb: the table of commands leaves no verb out.
func TestReadmeNamesEveryVerb(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range (&app{State: state(t.TempDir())}).root().Commands() {
		if name := c.Name(); name != "help" && name != "version" && !strings.Contains(string(page), "`marketsim "+name) {
			t.Errorf("README.md does not name `marketsim %s`", name)
		}
	}
}

// TestNextIsAVerb: what `new` proposes is a verb, of every template that comes with the program.
func TestNextIsAVerb(t *testing.T) {
	var verbs []string
	for _, c := range (&app{State: state(t.TempDir())}).root().Commands() {
		verbs = append(verbs, c.Name())
	}
	for _, template := range scenarios.Templates() {
		words := strings.Fields(scenarios.Next(template.Name, "x.yaml"))
		if len(words) < 3 || words[0] != "marketsim" || !slices.Contains(verbs, words[1]) || !slices.Contains(words, "x.yaml") {
			t.Errorf("%s: next is %q", template.Name, words)
		}
	}
}
