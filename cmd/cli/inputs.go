package cli

import (
	"os"
	"path/filepath"
	"sync"
)

// inputs are the files that a command was given to read: scenarios, their data files, logs, targets, baselines. What it writes never replaces them.
type inputs struct {
	mu    sync.Mutex
	paths []string
}

// reads notes files that are inputs.
func (s *State) reads(paths ...string) {
	if s.given == nil {
		return
	}
	s.given.mu.Lock()
	defer s.given.mu.Unlock()
	for _, path := range paths {
		s.given.paths = append(s.given.paths, filepath.Clean(path))
	}
}

// spare refuses to write to a file that is an input, be it through links or by another name. Files without a name are passed over.
func (s *State) spare(names ...string) error {
	for _, name := range names {
		if name != "" && s.isInput(s.path(name)) {
			return usage("name another file", "%s is what this command reads: writing to it would replace it", name)
		}
	}
	return nil
}

// isInput tells whether a path leads to an input.
func (s *State) isInput(path string) bool {
	info, err := os.Stat(path)
	if err != nil || s.given == nil {
		return false
	}
	s.given.mu.Lock()
	defer s.given.mu.Unlock()
	for _, known := range s.given.paths {
		if other, err := os.Stat(known); err == nil && info.Mode().IsRegular() && os.SameFile(info, other) {
			return true
		}
	}
	return false
}
