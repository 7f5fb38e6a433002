package data

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"sync"
)

// Seen are the files that a command has read, by path. Files are read again and again while a command goes on, for every point and setting; one
// whose content is another than before is refused before anything of it is read, so that what the command makes is of one content of each.
type Seen struct {
	mu      sync.Mutex
	sums    map[string]string // SHA-256 in hex of the content, by path
	closed  bool              // no further files may be read
	refused bool
}

// NewSeen has no files yet; all may be read.
func NewSeen() *Seen { return &Seen{sums: map[string]string{}} }

// OnlySeen allows files that were read before, with the content that they had then.
func OnlySeen(sums map[string]string) *Seen { return &Seen{sums: maps.Clone(sums), closed: true} }

// Sums are the SHA-256 of all files that were read, by path; nil where there are none.
func (s *Seen) Sums() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sums) == 0 {
		return nil
	}
	return maps.Clone(s.sums)
}

// Refused tells whether a file was refused since it was not as before.
func (s *Seen) Refused() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused
}

// check refuses content that a file did not have before.
func (s *Seen) check(path, name string, content []byte) error {
	if s == nil {
		return nil
	}
	sum := sha256.Sum256(content)
	now := hex.EncodeToString(sum[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	was, known := s.sums[path]
	switch {
	case was == now:
		return nil
	case !known && !s.closed:
		s.sums[path] = now
		return nil
	}
	s.refused = true
	if s.closed {
		return mistake(0, 0, "run the scenario again", "data file `%s` is none that was read before, or its content is another now", name)
	}
	return mistake(0, 0, "give the command again", "data file `%s` changed while the command read it", name)
}
