package scenarios

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"marketsim/scenarios/schema"
)

// shipped are the scenarios that come with the program.
//
//go:embed *.yaml bench/*.yaml theory/*.yaml gate/*.yaml
var shipped embed.FS

// Template is a scenario to start from.
type Template struct{ Name, Doc string }

// Starter is the template that one begins with.
const Starter = "first-look"

// Templates lists the scenarios that come with the program: first those to start from, the first of them Starter, then those on which speed is told, those whose
// answer is known, and those of the gate.
func Templates() (out []Template) {
	for _, dir := range []string{".", "bench", "theory", "gate"} {
		files, err := fs.ReadDir(shipped, dir)
		if err != nil {
			continue // the embedded tree is fixed at build time
		}
		for _, f := range files {
			if name, ok := strings.CutSuffix(f.Name(), ".yaml"); ok {
				name = path.Join(dir, name)
				data, _ := Read(name)
				out = append(out, Template{name, firstComment(data)})
			}
		}
	}
	first := []string{"quickstart", Starter}
	slices.SortStableFunc(out, func(a, b Template) int { return slices.Index(first, b.Name) - slices.Index(first, a.Name) })
	return out
}

// Read gives the text of a shipped scenario.
func Read(name string) ([]byte, error) {
	data, err := shipped.ReadFile(name + ".yaml")
	if err != nil {
		var names []string
		for _, t := range Templates() {
			names = append(names, t.Name)
		}
		near := ""
		if one := schema.Nearest(name, names); one != "" {
			near = fmt.Sprintf("; did you mean `%s`?", one)
		}
		return nil, fmt.Errorf("there is no template named `%s`%s", name, near)
	}
	return data, nil
}

// Next is the command that a shipped scenario is for, as the comment at its top has it, with its file under another name.
func Next(name, file string) string {
	data, _ := Read(name)
	top, _, _ := strings.Cut(string(data), "\nmarketsim:")
	own := regexp.MustCompile(`marketsim ([a-z ]+) (?:scenarios/)?` + regexp.QuoteMeta(name) + `\.yaml([^#` + "`" + `\n]*)`)
	if m := own.FindStringSubmatch(top); m != nil {
		return strings.TrimSpace("marketsim " + m[1] + " " + file + m[2])
	}
	return "marketsim run " + file
}

// firstComment is the first sentence of the comment at the top of a file.
func firstComment(data []byte) string {
	var text []string
	for _, line := range strings.Split(string(data), "\n") {
		comment, ok := strings.CutPrefix(line, "#")
		if !ok || strings.TrimSpace(comment) == "" {
			break
		}
		text = append(text, strings.TrimSpace(comment))
	}
	all := strings.Join(text, " ")
	for i := range all {
		if all[i] == '.' && (i+1 == len(all) || all[i+1] == ' ') {
			return all[:i+1]
		}
	}
	return all
}
