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
	name      string
	files     []int    // lines of each
	functions []int    // lines of each body
	exported  int      // exported declarations
	silent    []string // those without a comment, by file
	over      []string // files over 400 lines
	largest   string
	most      int
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
	list, err := rooms(".")
	if err != nil {
		return err
	}
	text := table(list)
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

// rooms measures the code below a folder: its rooms, and last all of them together.
func rooms(folder string) (list []*room, err error) {
	all := &room{name: "all"}
	for _, name := range []string{"auction", "agents", "sim", "scenarios", "reports", "cmd"} {
		r := &room{name: name}
		if err := r.measure(folder, all); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return append(list, all), nil
}

// measure reads the room's files, and adds them to the sum of all.
func (r *room) measure(folder string, all *room) error {
	return filepath.WalkDir(filepath.Join(folder, r.name), func(path string, d fs.DirEntry, err error) error {
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
		if path, err = filepath.Rel(folder, path); err != nil {
			return err
		}
		r.add(path, lines, set, file)
		all.add(path, lines, set, file)
		return nil
	})
}

// add counts one file.
func (r *room) add(path string, lines int, set *token.FileSet, file *ast.File) {
	r.files = append(r.files, lines)
	if lines > 400 {
		r.over = append(r.over, path)
	}
	if lines > r.most {
		r.most, r.largest = lines, filepath.ToSlash(path)
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Body != nil {
				r.functions = append(r.functions, max(1, set.Position(d.Body.Rbrace).Line-set.Position(d.Body.Lbrace).Line-1))
			}
			if d.Recv == nil || ast.IsExported(receiver(d.Recv.List[0].Type)) {
				r.document(path, d.Name, d.Doc != nil)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				r.documentSpec(path, s, d.Doc != nil)
			}
		}
	}
}

// receiver is the name of a method's type.
func receiver(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.IndexListExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}

func (r *room) document(path string, name *ast.Ident, documented bool) {
	if !name.IsExported() {
		return
	}
	r.exported++
	if !documented {
		r.silent = append(r.silent, path+": "+name.Name)
	}
}

// documentSpec counts the names of a declaration; a comment on the group serves its members.
func (r *room) documentSpec(path string, s ast.Spec, group bool) {
	switch s := s.(type) {
	case *ast.TypeSpec:
		r.document(path, s.Name, group || s.Doc != nil || s.Comment != nil)
	case *ast.ValueSpec:
		for _, n := range s.Names {
			r.document(path, n, group || s.Doc != nil || s.Comment != nil)
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
		lines := 0
		for _, n := range r.files {
			lines += n
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d | %s (%d) | %d of %d |\n", r.name, len(r.files), lines, quantile(r.functions, 0.5), quantile(r.functions, 0.9),
			len(r.over), r.largest, r.most, r.exported-len(r.silent), r.exported)
	}
	return b.String()
}
