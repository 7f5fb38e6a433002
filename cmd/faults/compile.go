package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
)

// checker tells whether a fault compiles. It checks the types of the fault's own package only, against what the compiler exported of the
// packages that it imports: a fault changes bodies of functions, not what others see of a package. That takes a tenth of a second, a build of
// the program ten.
type checker struct {
	set      *token.FileSet
	module   string
	packages map[string]listed // by path
	imports  types.Importer
}

// listed is what `go list` tells of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
	Module                  *struct{ Path string }
	Standard                bool
}

func newChecker(ctx context.Context) (*checker, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,Module,Standard", "./...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list -export: %w", err)
	}
	c := &checker{set: token.NewFileSet(), packages: map[string]listed{}}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list -export: %w", err)
		}
		c.packages[p.ImportPath] = p
		if !p.Standard && p.Module != nil {
			c.module = p.Module.Path // the main module's packages come last
		}
	}
	c.imports = importer.ForCompiler(c.set, "gc", func(name string) (io.ReadCloser, error) { return os.Open(c.packages[name].Export) })
	return c, nil
}

// check is the first error of the compiler's front end in the package of a fault.
func (c *checker) check(f *fault) error {
	text, err := f.apply()
	if err != nil {
		return err
	}
	name := path.Join(c.module, path.Dir(f.file))
	p, found := c.packages[name], false
	var files []*ast.File
	for _, file := range p.GoFiles {
		var source any
		if file == path.Base(f.file) {
			source, found = text, true
		}
		tree, err := parser.ParseFile(c.set, filepath.Join(p.Dir, file), source, parser.SkipObjectResolution)
		if err != nil {
			return fmt.Errorf("%s: does not compile: %w", f.name, err)
		}
		files = append(files, tree)
	}
	if !found {
		return fmt.Errorf("%s: %s is not built on this platform", f.name, f.file)
	}
	if _, err := (&types.Config{Importer: c.imports}).Check(name, c.set, files, nil); err != nil {
		return fmt.Errorf("%s: does not compile: %w", f.name, err)
	}
	return nil
}
