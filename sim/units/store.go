package units

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"sync"

	"marketsim/sim/results"
	"marketsim/sim/units/files"
)

// Store keeps the results of finished units. It is used by one goroutine at a time.
type Store interface {
	// Get returns the results of a unit, by arm; nil when they are not there. An error says that they are there and cannot be used: *Damage
	// when the unit is to be simulated again.
	Get(*Unit) ([]*results.Result, error)
	// Put keeps the results of a unit. When it returns without an error they survive a kill and a power cut.
	Put(*Unit, []*results.Result) error
}

// Damage is what is wrong with stored results.
type Damage struct {
	File string
	Why  error
}

// Error names the file and what is wrong with it.
func (d *Damage) Error() string { return d.File + ": " + d.Why.Error() }

// Unwrap is what is wrong.
func (d *Damage) Unwrap() error { return d.Why }

// Memory is a Store that ends with the process.
type Memory struct {
	mu   sync.Mutex
	kept map[string][]*results.Result
}

// Get returns what Put was given.
func (m *Memory) Get(u *Unit) ([]*results.Result, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.kept[u.ID()], nil
}

// Put keeps results.
func (m *Memory) Put(u *Unit, arms []*results.Result) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil {
		m.kept = map[string][]*results.Result{}
	}
	m.kept[u.ID()] = arms
	return nil
}

// Nothing is a Store that keeps nothing.
type Nothing struct{}

// Get finds nothing.
func (Nothing) Get(*Unit) ([]*results.Result, error) { return nil, nil }

// Put drops the results.
func (Nothing) Put(*Unit, []*results.Result) error { return nil }

// Folder is a Store with a file for each unit, ID.bin: a line of JSON with the unit, then its results. Results that were known before, such
// as those of a finished run that is extended, are looked up first.
type Folder struct {
	Path  string
	Known Memory
}

// file is where a unit's results are.
func (f *Folder) file(u *Unit) string { return filepath.Join(f.Path, u.ID()+".bin") }

// Get reads the results of a unit. The file's unit, and seed, replication and arms inside the results, must be those asked for.
func (f *Folder) Get(u *Unit) ([]*results.Result, error) {
	if arms, _ := f.Known.Get(u); arms != nil {
		return arms, u.Check(arms)
	}
	path := f.file(u)
	data, err := files.Read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, files.ErrIrregular), errors.Is(err, files.ErrTooLarge):
		return nil, &Damage{path, err}
	case err != nil:
		return nil, err
	}
	arms, err := f.read(u, data)
	if err != nil {
		return nil, &Damage{path, err}
	}
	return arms, nil
}

func (f *Folder) read(u *Unit, data []byte) ([]*results.Result, error) {
	head, rest, ok := bytes.Cut(data, []byte("\n"))
	var stored Unit
	if !ok || json.Unmarshal(head, &stored) != nil {
		return nil, errors.New("stored results are damaged at their head")
	}
	if stored.ID() != u.ID() {
		return nil, errors.New("stored results are of another market, seed, replication or program")
	}
	arms, err := results.Decode(bytes.NewReader(rest))
	if err == nil {
		err = u.Check(arms)
	}
	return arms, err
}

// Put writes the results of a unit.
func (f *Folder) Put(u *Unit, arms []*results.Result) error {
	if err := u.Check(arms); err != nil {
		return fmt.Errorf("units: %w", err)
	}
	head, err := json.Marshal(u)
	if err != nil {
		return err
	}
	return files.Write(f.file(u), func(w io.Writer) error {
		if _, err := w.Write(append(head, '\n')); err != nil {
			return err
		}
		return results.Encode(w, arms)
	})
}
