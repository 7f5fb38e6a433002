// Notices writes the licences of all modules that are part of the program: their texts as the modules bring them.
//
//	go run ./cmd/notices > THIRD-PARTY-NOTICES.txt
//
// With -list it writes module, version and file only. It ends with exit code 1 when a module has no licence text.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// target is what is shipped.
const target = "marketsim/cmd/marketsim"

// platforms are those that packages are looked up for, since some belong to one operating system only.
var platforms = []string{"linux", "darwin", "windows"}

func main() {
	list := flag.Bool("list", false, "name modules, versions and files only")
	flag.Parse()
	if err := write(os.Stdout, *list); err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

// module is one that the program contains.
type module struct {
	Path, Version, Dir string
	Main               bool
}

func write(w io.Writer, list bool) error {
	modules, err := shipped()
	if err != nil {
		return err
	}
	if !list {
		fmt.Fprintf(w, "marketsim contains the following modules and the standard library of Go, under their licences.\nMade by: go run ./cmd/notices\n")
	}
	for _, m := range modules {
		texts, err := licences(m.Dir)
		if err != nil {
			return fmt.Errorf("%s: %w", m.Path, err)
		}
		for _, file := range texts {
			if list {
				fmt.Fprintf(w, "%s %s %s\n", m.Path, m.Version, filepath.Base(file))
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "\n%s\n%s %s: %s\n\n%s\n", strings.Repeat("=", 80), m.Path, m.Version, filepath.Base(file), strings.TrimSpace(string(text)))
		}
	}
	return nil
}

// shipped are the modules of all packages that the program is made of, by path; Go itself comes first.
func shipped() ([]module, error) {
	found := map[string]module{}
	for _, platform := range platforms {
		cmd := exec.Command("go", "list", "-deps", "-json=Module", target)
		cmd.Env = append(os.Environ(), "GOOS="+platform, "CGO_ENABLED=0")
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, err
		}
		for packages := json.NewDecoder(strings.NewReader(string(out))); packages.More(); {
			var p struct{ Module *module }
			if err := packages.Decode(&p); err != nil {
				return nil, err
			}
			if p.Module != nil && !p.Module.Main {
				found[p.Module.Path] = *p.Module
			}
		}
	}
	root, err := exec.Command("go", "env", "GOROOT", "GOVERSION").Output()
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSpace(string(root)), "\n")
	out := []module{{Path: "Go standard library", Version: lines[1], Dir: lines[0]}}
	var paths []string
	for path := range found {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		out = append(out, found[path])
	}
	return out, nil
}

// names are how files with licences begin.
var names = []string{"LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE", "PATENTS"}

// licences are the files of a module's root that hold licences; there is at least one.
func licences(dir string) (out []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		upper := strings.ToUpper(e.Name())
		if !e.IsDir() && slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(upper, n) }) && !strings.HasSuffix(upper, ".GO") {
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no licence in %s", dir)
	}
	return out, nil
}
