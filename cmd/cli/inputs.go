package cli

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"marketsim/sim/units/files"
)

// inputs are the files that a command was given to read: scenarios, their data files, logs, targets, baselines. What it writes never replaces them.
type inputs struct {
	mu    sync.Mutex
	paths []string
	links map[string]bool // whether a link led to what was read by this path
	open  []fs.FileInfo   // of inputs that came open, such as standard input
	runs  []string        // folders of runs that the command reads or makes
	held  []func()        // give back the folders that the command holds
	pipe  string          // pipe or device that is being written to, whose reader may let the command wait without end; empty: none
}

// pipes notes that a file is written to for as long as that takes, where it is a pipe or a device.
func (s *State) pipes(path string) (done func()) {
	info, err := os.Stat(path)
	if err != nil || info.Mode().IsRegular() || s.given == nil {
		return func() {}
	}
	set := func(pipe string) {
		s.given.mu.Lock()
		defer s.given.mu.Unlock()
		s.given.pipe = pipe
	}
	set(path)
	return func() { set("") }
}

// unreadPipe is the pipe that the command waits for; empty: none.
func (s *State) unreadPipe() string {
	s.given.mu.Lock()
	defer s.given.mu.Unlock()
	return s.given.pipe
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

// noteLinked notes whether a link led to what was read by a path.
func (s *State) noteLinked(path string, linked bool) {
	if s.given == nil {
		return
	}
	s.given.mu.Lock()
	defer s.given.mu.Unlock()
	if s.given.links == nil {
		s.given.links = map[string]bool{}
	}
	s.given.links[path] = s.given.links[path] || linked
}

// readLinked tells whether a link led to what was read by a path, and whether anything was.
func (s *State) readLinked(path string) (linked, read bool) {
	if s.given == nil {
		return false, false
	}
	s.given.mu.Lock()
	defer s.given.mu.Unlock()
	linked, read = s.given.links[path]
	return linked, read
}

// readsOpen notes that a stream is an input; standard input may be a file, as shells make it with `<`.
func (s *State) readsOpen(r io.Reader) {
	f, ok := r.(*os.File)
	if !ok || s.given == nil {
		return
	}
	if info, err := f.Stat(); err == nil {
		s.given.mu.Lock()
		defer s.given.mu.Unlock()
		s.given.open = append(s.given.open, info)
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
	if err != nil || s.given == nil || !info.Mode().IsRegular() {
		return false
	}
	s.given.mu.Lock()
	defer s.given.mu.Unlock()
	same := func(other fs.FileInfo) bool { return os.SameFile(info, other) }
	return slices.ContainsFunc(s.given.open, same) || slices.ContainsFunc(s.given.paths, func(known string) bool {
		other, err := os.Stat(known)
		return err == nil && same(other)
	})
}

// holds notes the folder of a run that the command reads or makes, and holds it.
func (s *State) holds(folder string) error {
	if s.given == nil {
		return nil
	}
	s.given.mu.Lock()
	s.given.runs = append(s.given.runs, folder)
	s.given.mu.Unlock()
	return s.hold(folder)
}

// hold lets nothing that the command reads or writes below a folder lead out of it, whatever links are put there meanwhile.
func (s *State) hold(folder string) error {
	if s.given == nil {
		return nil
	}
	release, err := files.Hold(folder)
	if err != nil {
		why, help := reason(err)
		return usage(help, "cannot open %s: %s", s.show(folder), why)
	}
	s.given.mu.Lock()
	defer s.given.mu.Unlock()
	s.given.held = append(s.given.held, release)
	return nil
}

// letGo gives back all folders that the command held.
func (i *inputs) letGo() {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, release := range i.held {
		release()
	}
	i.held = nil
}

// writeAsked is writeTo for a form of a summary that the user asked for. It replaces no file of a run: its results and its record would be lost.
func (s *State) writeAsked(path string, data []byte) error {
	if info, err := os.Stat(path); err == nil && s.given != nil {
		for _, folder := range s.given.runs {
			if holdsFile(folder, info) {
				return usage("name another file", "%s is a file of the run in %s: writing to it would replace it", s.show(path), s.show(folder))
			}
		}
	}
	return s.writeTo(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// holdsFile tells whether a file is one of a folder, be it by another name.
func holdsFile(folder string, info fs.FileInfo) (found bool) {
	err := files.Walk(folder, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		own, err := d.Info()
		found = found || err == nil && os.SameFile(own, info)
		return err
	})
	return found || err != nil // a folder that changes meanwhile is not known to be without it
}
