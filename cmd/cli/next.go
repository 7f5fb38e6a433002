package cli

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"marketsim/reports/tuning"
)

// plainWord is what a shell takes as one word as it stands.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9_@%+=:,./-]+$`)

// word is an argument of a command as one types it into a shell.
func word(argument string) string {
	if plainWord.MatchString(argument) {
		return argument
	}
	return "'" + strings.ReplaceAll(argument, "'", `'\''`) + "'"
}

// typed is a file or folder as an argument of a command.
func (s *State) typed(path string) string { return word(s.show(path)) }

// scenario is the file of a run as an argument of a command: as the user gave it, where it is given again in the same folder.
func (a *app) scenario(r *record) string {
	switch {
	case r.File == stdinName:
		return stdin
	case filepath.IsAbs(r.File) || r.Changes.WorkDir == "" || r.Changes.WorkDir == a.Dir:
		return word(r.File)
	}
	return a.typed(filepath.Join(r.Changes.WorkDir, r.File))
}

// toRun says how to run what a search found; empty where that is the market as it stands, or nothing.
func (a *app) toRun(s *tuning.Summary, r *record) string {
	set, arm := s.Set(s.Winner), ""
	if d := s.Decision; d != nil && d.Best >= 0 {
		set, arm = d.Strategies[d.Best].Setting, d.Strategies[d.Best].Arm
	} else if s.Infeasible || s.Winner == 0 || d != nil {
		return ""
	}
	parts := []string{"  marketsim run " + a.scenario(r)}
	for _, x := range r.Changes.Set {
		if !strings.HasPrefix(x, "beliefs=") { // a run has none
			parts = append(parts, setting(x))
		}
	}
	switch {
	case arm != "":
		return lines(append(parts, "--arm "+word(arm)))
	case len(set) == 0:
		return ""
	}
	scheduled := slices.ContainsFunc(set, func(x string) bool { return strings.HasPrefix(x, "schedule.") })
	for _, x := range set {
		if scheduled {
			x = "arms.tuned." + armKey(x)
		}
		parts = append(parts, setting(x))
	}
	return lines(parts)
}

// setting is a flag that sets a key.
func setting(set string) string { return "--set '" + strings.ReplaceAll(set, "'", `'\''`) + "'" }

// lines is a command in one line, or a line for each flag where that is too long for a screen.
func lines(parts []string) string {
	if text := strings.Join(parts, " "); len(text) <= 80 {
		return text
	}
	return strings.Join(parts, " \\\n    ")
}

// armKey is where an arm holds what a search sets: its schedule, or a key.
func armKey(set string) string {
	if key, is := strings.CutPrefix(set, "schedule."); is {
		return key
	}
	return "set." + set
}
