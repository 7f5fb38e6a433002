package main

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// roots are the rooms whose faults are drawn: what decides results and what is concluded from them. How results look is left to golden
// files and to people.
var roots = []string{"agents", "auction", "sim", "reports", "scenarios"}

var looks = []string{"reports/figures", "reports/pages", "reports/render", "reports/format", "sim/floor", "sim/timing.go"}

// swaps are the operators that a drawn fault exchanges.
var swaps = map[token.Token]token.Token{
	token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL,
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR,
	token.EQL: token.NEQ, token.NEQ: token.EQL, token.LAND: token.LOR, token.LOR: token.LAND,
	token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN, token.MUL_ASSIGN: token.QUO_ASSIGN,
}

// drawFaults writes faults at random places as entries of the catalogue: an operator exchanged, or a condition that never holds. What does not
// compile is passed over.
func drawFaults(ctx context.Context, w io.Writer, n int, seed uint64) error {
	c, err := newChecker(ctx)
	if err != nil {
		return err
	}
	var all []fault
	for _, root := range roots {
		err := filepath.WalkDir(root, func(file string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || slices.ContainsFunc(looks, func(l string) bool { return strings.HasPrefix(filepath.ToSlash(file), l) }) ||
				!strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") || strings.Contains(file, "test/") {
				return err
			}
			found, err := faultsIn(filepath.ToSlash(file))
			all = append(all, found...)
			return err
		})
		if err != nil {
			return err
		}
	}
	r := rand.New(rand.NewPCG(seed, 0))
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for i, f := range all {
		if n == 0 {
			break
		}
		if c.check(&f) != nil {
			continue
		}
		n--
		fmt.Fprintf(w, "== drawn %d.%d: %s in %s\nfile %s\nin %s %d\n- %s\n+ %s\n\n", seed, i+1, f.name, f.place, f.file, f.place, f.nth, f.old, f.new)
	}
	return nil
}

// faultsIn lists what can be drawn in a file.
func faultsIn(file string) (list []fault, err error) {
	set := token.NewFileSet()
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	tree, err := parser.ParseFile(set, file, data, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	for _, d := range tree.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		place := placeOf(fn)
		body := string(data[set.Position(fn.Pos()).Offset:set.Position(fn.End()).Offset])
		start := set.Position(fn.Pos()).Offset
		add := func(name string, from, to token.Pos, text string) {
			a, b := set.Position(from).Offset-start, set.Position(to).Offset-start
			old := body[a:b]
			if strings.Contains(old, "\n") || strings.HasPrefix(old, " ") {
				return
			}
			list = append(list, fault{name: name, file: file, place: place, nth: 1 + countOverlapping(body[:a], old), old: old, new: text})
		}
		ast.Inspect(fn.Body, func(node ast.Node) bool { drawAt(node, add, body, start, set); return true })
	}
	return slices.DeleteFunc(list, func(f fault) bool { return f.old == f.new }), nil
}

// placeOf names a function so that no other of its file is meant.
func placeOf(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return fn.Name.Name
	}
	of := fn.Recv.List[0].Type
	if p, ok := of.(*ast.StarExpr); ok {
		of = p.X
	}
	if g, ok := of.(*ast.IndexExpr); ok {
		of = g.X
	}
	if t, ok := of.(*ast.Ident); ok {
		return t.Name + "." + fn.Name.Name
	}
	return fn.Name.Name
}

// drawAt adds the faults of one node.
func drawAt(node ast.Node, add func(name string, from, to token.Pos, text string), body string, start int, set *token.FileSet) {
	at := func(p token.Pos) int { return set.Position(p).Offset - start }
	switch x := node.(type) {
	case *ast.BinaryExpr:
		if to, ok := swaps[x.Op]; ok && !isText(x) {
			left, right := body[at(x.X.Pos()):at(x.X.End())], body[at(x.Y.Pos()):at(x.Y.End())]
			add(fmt.Sprintf("%s for %s", to, x.Op), x.X.Pos(), x.Y.End(), left+" "+to.String()+" "+right)
		}
	case *ast.AssignStmt:
		if to, ok := swaps[x.Tok]; ok && len(x.Lhs) == 1 && !isText(x.Rhs[0]) {
			left, right := body[at(x.Lhs[0].Pos()):at(x.Lhs[0].End())], body[at(x.Rhs[0].Pos()):at(x.Rhs[0].End())]
			add(fmt.Sprintf("%s for %s", to, x.Tok), x.Pos(), x.End(), left+" "+to.String()+" "+right)
		}
	case *ast.IncDecStmt:
		add("-- and ++ exchanged", x.Pos(), x.End(), body[at(x.X.Pos()):at(x.X.End())]+map[token.Token]string{token.INC: "--", token.DEC: "++"}[x.Tok])
	case *ast.IfStmt:
		if x.Init == nil && x.Else == nil {
			add("condition never holds", x.Cond.Pos(), x.Cond.End(), "false && ("+body[at(x.Cond.Pos()):at(x.Cond.End())]+")")
		}
	}
}

// isText tells whether an expression joins texts, as far as its literals show.
func isText(x ast.Expr) (text bool) {
	ast.Inspect(x, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && (l.Kind == token.STRING || l.Kind == token.CHAR) {
			text = true
		}
		return !text
	})
	return text
}

// countOverlapping counts occurrences of a text, overlapping ones too, as apply does.
func countOverlapping(text, part string) (n int) {
	for i := range text {
		if strings.HasPrefix(text[i:], part) {
			n++
		}
	}
	return n
}
