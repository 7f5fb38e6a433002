// Command shape measures the code: how long functions and files are, and how much of what is exported is documented.
//
//	go run ./cmd/shape                         prints the table
//	go run ./cmd/shape -write ARCHITECTURE.md  puts it between the marks in a file
//
// Tests and generated files are left out. Lines of a function are those of its body.
package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The marks between which the table stands.
const begin, end = "<!-- shape: go run ./cmd/shape -write ARCHITECTURE.md -->", "<!-- end of shape -->"

// room sums up the files of one top-level folder.
type room struct {
	name             string
	files            []int // lines of each
	functions        []int // lines of each body
	exported, silent int   // exported declarations; those without a comment
	largest          string
	most             int
}

func main() {
	write := flag.String("write", "", "file to put the table into")
	flag.Parse()
	if err := run(*write); err != nil {
		fmt.Fprintln(os.Stderr, "shape:", err)
		os.Exit(1)
	}
}

func run(write string) error {
	all := &room{name: "all"}
	var list []*room
	for _, name := range []string{"auction", "agents", "sim", "scenarios", "reports", "cmd"} {
		r := &room{name: name}
		if err := r.measure(all); err != nil {
			return err
		}
		list = append(list, r)
	}
	text := table(append(list, all))
	if write == "" {
		fmt.Print(text)
		return nil
	}
	data, err := os.ReadFile(write)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(data), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return fmt.Errorf("%s has no lines %q and %q to put the table between", write, begin, end)
	}
	return os.WriteFile(write, []byte(before+begin+"\n\n"+text+"\n"+end+after), 0o644)
}

// measure reads the room's files, and adds them to the sum of all.
func (r *room) measure(all *room) error {
	return filepath.WalkDir(r.name, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, data, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil || ast.IsGenerated(file) {
			return err
		}
		lines := strings.Count(string(data), "\n")
		r.add(path, lines, set, file)
		all.add(path, lines, set, file)
		return nil
	})
}

// add counts one file.
func (r *room) add(path string, lines int, set *token.FileSet, file *ast.File) {
	r.files = append(r.files, lines)
	if lines > r.most {
		r.most, r.largest = lines, filepath.ToSlash(path)
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Body != nil {
				r.functions = append(r.functions, max(1, set.Position(d.Body.Rbrace).Line-set.Position(d.Body.Lbrace).Line-1))
			}
			r.document(d.Name, d.Doc != nil)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				r.documentSpec(s, d.Doc != nil)
			}
		}
	}
}

func (r *room) document(name *ast.Ident, documented bool) {
	if !name.IsExported() {
		return
	}
	r.exported++
	if !documented {
		r.silent++
	}
}

// documentSpec counts the names of a declaration; a comment on the group serves its members.
func (r *room) documentSpec(s ast.Spec, group bool) {
	switch s := s.(type) {
	case *ast.TypeSpec:
		r.document(s.Name, group || s.Doc != nil || s.Comment != nil)
	case *ast.ValueSpec:
		for _, n := range s.Names {
			r.document(n, group || s.Doc != nil || s.Comment != nil)
		}
	}
}

// quantile is the smallest value that at least a share p of the list does not exceed.
func quantile(list []int, p float64) int {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[min(len(sorted)-1, int(p*float64(len(sorted))))]
}

func table(list []*room) string {
	var b strings.Builder
	b.WriteString("| room | files | lines | function, median | 90th percentile | files over 400 lines | largest file | exported and documented |\n|---|---|---|---|---|---|---|---|\n")
	for _, r := range list {
		lines, over := 0, 0
		for _, n := range r.files {
			lines += n
			if n > 400 {
				over++
			}
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d | %s (%d) | %d of %d |\n", r.name, len(r.files), lines, quantile(r.functions, 0.5), quantile(r.functions, 0.9),
			over, r.largest, r.most, r.exported-r.silent, r.exported)
	}
	return b.String()
}
