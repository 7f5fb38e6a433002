package main

import (
	"context"
	"fmt"
	"os/exec"
	"path"
	"slices"
	"strings"
)

// graph is which packages of the module import which, tests included.
type graph struct {
	module  string
	imports map[string][]string // by package
	tested  map[string]bool     // has tests
}

func loadGraph(ctx context.Context) (*graph, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-f",
		`{{.Module.Path}} {{.ImportPath}} {{len .TestGoFiles}}{{len .XTestGoFiles}} {{join .Imports ","}},{{join .TestImports ","}},{{join .XTestImports ","}}`, "./...").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	g := &graph{imports: map[string][]string{}, tested: map[string]bool{}}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		f := strings.SplitN(line, " ", 4)
		g.module = f[0]
		g.imports[f[1]] = strings.Split(f[3], ",")
		g.tested[f[1]] = f[2] != "00"
	}
	return g, nil
}

// testsOf lists the packages whose tests can notice a change of a file: its own first, then those that import it, nearest first and the command
// line, whose tests take longest, last.
func (g *graph) testsOf(file string) (list []string) {
	own := path.Join(g.module, path.Dir(file))
	seen, ring := map[string]bool{own: true}, []string{own}
	for len(ring) > 0 {
		slices.Sort(ring)
		list = append(list, ring...)
		var next []string
		for p, imports := range g.imports {
			if !seen[p] && slices.ContainsFunc(ring, func(r string) bool { return slices.Contains(imports, r) }) {
				seen[p] = true
				next = append(next, p)
			}
		}
		ring = next
	}
	list = slices.DeleteFunc(list, func(p string) bool { return !g.tested[p] })
	slices.SortStableFunc(list, func(a, b string) int { return g.cost(a) - g.cost(b) })
	return list
}

// cost ranks packages by how long their tests take.
func (g *graph) cost(p string) int {
	switch {
	case strings.HasPrefix(p, g.module+"/cmd/"):
		return 3
	case strings.HasPrefix(p, g.module+"/scenarios/theory"), strings.HasPrefix(p, g.module+"/reports/figures"), strings.HasPrefix(p, g.module+"/reports/pages"):
		return 2
	case strings.HasPrefix(p, g.module+"/scenarios"):
		return 1
	}
	return 0
}
