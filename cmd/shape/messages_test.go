package main

import (
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMessagesAreWords: no message writes a list, a map or a struct as Go prints it, such as [3 9 15].
func TestMessagesAreWords(t *testing.T) {
	listing := exec.Command("go", "list", "-export", "-deps", "-f", `{{.ImportPath}}|{{.Export}}|{{.Dir}}|{{join .GoFiles ","}}`, "./cmd/marketsim")
	listing.Dir = "../.."
	out, err := listing.Output()
	if err != nil {
		t.Fatal(err)
	}
	exports, set := map[string]string{}, token.NewFileSet()
	load := importer.ForCompiler(set, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	calls := 0
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") { // what a package imports stands before it
		p := strings.Split(line, "|")
		exports[p[0]] = p[1]
		if !strings.HasPrefix(p[0], "marketsim/") {
			continue
		}
		var files []*ast.File
		for _, name := range strings.Split(p[3], ",") {
			file, err := parser.ParseFile(set, filepath.Join(p[2], name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
		if _, err := (&types.Config{Importer: load}).Check(p[0], set, files, info); err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					calls += formatted(call, info, func(arg ast.Expr, verb byte, of types.Type) {
						t.Errorf("%s: %%%c writes a %s as Go does", set.Position(arg.Pos()), verb, of)
					})
				}
				return true
			})
		}
	}
	if calls < 500 {
		t.Errorf("only %d formatted messages were found", calls)
	}
}

// formatted looks at a call with a format and what fills it, and reports what only Go has a text for; it is 1 for such a call.
func formatted(call *ast.CallExpr, info *types.Info, report func(ast.Expr, byte, types.Type)) int {
	signature, ok := info.Types[call.Fun].Type.(*types.Signature)
	if !ok || !signature.Variadic() || signature.Params().Len() < 2 || len(call.Args) < signature.Params().Len()-1 || call.Ellipsis != 0 {
		return 0
	}
	if name, ok := call.Fun.(*ast.SelectorExpr); ok && name.Sel.Name == "Appendf" {
		return 0 // bytes for a digest
	}
	at := signature.Params().Len() - 2
	format := info.Types[call.Args[at]].Value
	if format == nil || format.Kind() != constant.String || !strings.Contains(constant.StringVal(format), "%") {
		return 0
	}
	for i, verb := range verbsOf(constant.StringVal(format)) {
		if at+1+i >= len(call.Args) {
			break
		}
		arg := call.Args[at+1+i]
		if of := info.Types[arg].Type; of != nil && !worded(of, verb) {
			report(arg, verb, of)
		}
	}
	return 1
}

// verbsOf lists the letters of a format's verbs.
func verbsOf(format string) (verbs []byte) {
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		for i++; i < len(format) && strings.IndexByte("+-# 0123456789.*", format[i]) >= 0; i++ {
			if format[i] == '*' {
				verbs = append(verbs, '*')
			}
		}
		if i < len(format) && format[i] != '%' {
			verbs = append(verbs, format[i])
		}
	}
	return verbs
}

// worded tells whether a verb writes values of a type as text that is meant for people.
func worded(of types.Type, verb byte) bool {
	for _, method := range []string{"String", "Error"} {
		if m, _, _ := types.LookupFieldOrMethod(of, true, nil, method); m != nil && strings.IndexByte("vsq", verb) >= 0 {
			return true
		}
	}
	switch u := of.Underlying().(type) {
	case *types.Slice:
		elem, ok := u.Elem().Underlying().(*types.Basic)
		return ok && elem.Kind() == types.Byte && strings.IndexByte("sqx", verb) >= 0
	case *types.Map, *types.Struct, *types.Array, *types.Chan, *types.Signature, *types.Pointer:
		return false
	case *types.Interface:
		return u.NumMethods() > 0 // an error, say; of any value nothing is known
	}
	return true
}
