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

// stagesOf lists the packages whose tests can notice a change of a file, in stages that run one after the other: its own, then those that
// import it, quick ones first. Commands are left out: their tests take minutes, and most of them compare whole outputs.
func (g *graph) stagesOf(file string) [][]string {
	own := path.Join(g.module, path.Dir(file))
	stages := make([][]string, 4)
	for p := range g.reach(own) {
		if g.tested[p] && !strings.HasPrefix(p, g.module+"/cmd/") {
			i := g.cost(p)
			if p == own {
				i = 0
			}
			stages[i] = append(stages[i], p)
		}
	}
	for _, s := range stages {
		slices.Sort(s)
	}
	return slices.DeleteFunc(stages, func(s []string) bool { return len(s) == 0 })
}

// reach is a package and all that import it, tests included.
func (g *graph) reach(own string) map[string]bool {
	seen, ring := map[string]bool{own: true}, []string{own}
	for len(ring) > 0 {
		var next []string
		for p, imports := range g.imports {
			if !seen[p] && slices.ContainsFunc(ring, func(r string) bool { return slices.Contains(imports, r) }) {
				seen[p] = true
				next = append(next, p)
			}
		}
		ring = next
	}
	return seen
}

// cost is the stage of a package by how long its tests take.
func (g *graph) cost(p string) int {
	switch strings.TrimPrefix(p, g.module+"/") {
	case "scenarios":
		return 2
	case "cmd/theory", "reports/figures", "reports/pages":
		return 3
	}
	return 1
}
