package cli

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"marketsim/sim/units/files"
)

// linked tells whether a path leads through a link. A link that came with somebody else's files, such as a change that is proposed for a repository,
// can lead to any file of this machine: messages quote one only when it is what was expected.
func (s *State) linked(name string) bool {
	path := s.path(name)
	if linked, read := s.readLinked(path); read {
		return linked
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return true // what opens all the same is a link that the system follows by other means, such as that to an open descriptor
	}
	if rel, err := filepath.Rel(s.Dir, path); err == nil && filepath.IsLocal(rel) { // the working folder is where the user stands
		path = filepath.Join(followed(s.Dir), rel)
	}
	return real != path
}

// misread is what is wrong with a file that the user named; of one that is reached through a link it tells nothing.
func (s *State) misread(help, name string, err error) error {
	if s.linked(name) {
		return usage(nameItself, "%v", s.unlessLinked(name, err))
	}
	return usage(help, "%s: %v", name, err)
}

const nameItself = "name the file itself: then messages say more"

// unlessLinked is what is wrong with a file, or where it is reached through a link only that something is.
func (s *State) unlessLinked(name string, err error) error {
	if s.linked(name) {
		return fmt.Errorf("%s is reached through a link and is not what was expected here; nothing of it is shown", name)
	}
	return err
}

// madeBySystem tells whether a file that the user named leads to what the system makes, such as the environment of a process, or to nothing that has a
// name. Who writes such a name means it.
func (s *State) madeBySystem(name string) bool {
	path := s.path(name)
	if systems.MatchString(path) {
		return false
	}
	real, err := filepath.EvalSymlinks(path)
	return err != nil || systems.MatchString(real)
}

// systems matches what lies below the folders that a system makes.
var systems = regexp.MustCompile(`^/(proc|dev|sys)/`)

// staysHere refuses to write below the working folder by a link that leads out of it. Whoever made the folder may have put the link there, such as a
// change that is proposed for a repository; who wants to write elsewhere names that place.
func (s *State) staysHere(path string) error {
	here, to := followed(s.Dir), files.Destination(path)
	switch {
	case !below(s.Dir, path) && !below(here, path) || to == path:
		return nil
	case below(here, to):
		return s.plainly(path, to)
	}
	return usage("name that place itself, if it is meant", "%s is reached through a link that leads out of the working folder", s.show(path))
}

// plainly refuses to write by a link to what only its own name may be used for: a baseline, or what lies in a folder such as .git.
func (s *State) plainly(path, to string) error {
	if strings.HasSuffix(to, baselineSuffix) && !strings.HasSuffix(path, baselineSuffix) {
		return usage("remove the link", "%s is a link to a baseline, which `marketsim baseline accept` alone replaces", s.show(path))
	}
	named := strings.Split(path, string(filepath.Separator))
	rel, err := filepath.Rel(followed(s.Dir), to)
	for _, part := range strings.Split(rel, string(filepath.Separator)) {
		if err == nil && len(part) > 1 && part[0] == '.' && !slices.Contains(named, part) {
			return usage("name that place itself, if it is meant", "%s is reached through a link that leads into %s, which a name with a dot in front keeps apart", s.show(path), part)
		}
	}
	return nil
}

// below tells whether a path lies in a folder, links aside.
func below(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rel)
}

// followed is what a path with links leads to.
func followed(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}
