package main

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// fault is one mistake: a text of a file replaced by another.
type fault struct {
	name    string
	drawn   bool   // at random, rather than chosen
	file    string // from the module's root, with slashes
	place   string // function in which it stands, or T.function; empty: anywhere in the file
	nth     int    // which occurrence in that place, from 1; 0: the only one
	old     string
	new     string
	unseen  string // why nothing observable changes; empty: something does
	explain string // why a survivor is left
}

// parse reads a catalogue:
//
//	== NAME               begins a fault; a name that begins with "drawn" was drawn at random
//	file PATH             the file
//	in FUNC [N]           the function, T.FUNC where methods share the name, and the occurrence in it
//	- OLD                 lines replaced, in full or in part
//	+ NEW                 by these
//	unseen WHY            provably changes nothing observable
//	survives WHY          known to survive
func parse(text string) (faults []fault, err error) {
	var f *fault
	for i, line := range strings.Split(text, "\n") {
		word, rest, _ := strings.Cut(line, " ")
		if word == "" || strings.HasPrefix(word, "#") {
			continue
		}
		if word == "==" {
			faults = append(faults, fault{name: rest, drawn: strings.HasPrefix(rest, "drawn")})
			f = &faults[len(faults)-1]
			continue
		}
		if f == nil || !f.set(word, rest) {
			return nil, fmt.Errorf("catalogue.txt:%d: %q is not a line of a fault", i+1, line)
		}
	}
	for i := range faults {
		if faults[i].file == "" || faults[i].old == faults[i].new {
			return nil, fmt.Errorf("catalogue.txt: fault %q needs `file`, `-` and `+`", faults[i].name)
		}
	}
	return faults, nil
}

// set reads one line of a fault.
func (f *fault) set(word, rest string) bool {
	switch word {
	case "file":
		f.file = rest
	case "in":
		place, nth, _ := strings.Cut(rest, " ")
		f.place = place
		f.nth, _ = strconv.Atoi(nth)
	case "-":
		f.old = joined(f.old, rest)
	case "+":
		f.new = joined(f.new, rest)
	case "unseen":
		f.unseen = rest
	case "survives":
		f.explain = rest
	default:
		return false
	}
	return true
}

func joined(before, line string) string {
	if before == "" {
		return line
	}
	return before + "\n" + line
}

// apply is the file's text with the fault in it.
func (f *fault) apply() (string, error) {
	data, err := os.ReadFile(f.file)
	if err != nil {
		return "", err
	}
	text := string(data)
	from, to, err := f.span(text)
	if err != nil {
		return "", err
	}
	at, n := -1, strings.Count(text[from:to], f.old)
	for range max(1, f.nth) {
		next := strings.Index(text[max(from, at+1):to], f.old)
		if next < 0 {
			return "", fmt.Errorf("%s: %q is not in %s %s", f.name, f.old, f.file, f.place)
		}
		at = max(from, at+1) + next
	}
	if f.nth == 0 && n != 1 {
		return "", fmt.Errorf("%s: %q stands %d times in %s %s; say which", f.name, f.old, n, f.file, f.place)
	}
	return text[:at] + f.new + text[at+len(f.old):], nil
}

// span is where in a file's text the fault's function stands: the one of its name, else the first method of it or, where it is written T.Name, the
// method of T.
func (f *fault) span(text string) (from, to int, err error) {
	if f.place == "" {
		return 0, len(text), nil
	}
	headers := []string{f.place, `\(.*?\) ` + f.place}
	if owner, name, ok := strings.Cut(f.place, "."); ok {
		headers = []string{`\((\w+ )?\*?` + owner + `(\[.*?\])?\) ` + name}
	}
	for _, h := range headers {
		if at := regexp.MustCompile(`(?m)^func ` + h + `[(\[]`).FindStringIndex(text); at != nil {
			from = at[0]
			return from, from + strings.Index(text[from:]+"\n}\n", "\n}\n"), nil
		}
	}
	return 0, 0, fmt.Errorf("%s: no function %s in %s", f.name, f.place, f.file)
}
