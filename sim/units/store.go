package units

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
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

// Suffix ends the name of each file of a Folder.
const Suffix = ".bin"

// Folder is a Store with a file for each unit, ID.bin (Sealed). Results that were known before, such
// as those of a finished run that is extended, are looked up first.
type Folder struct {
	Path  string
	Known Memory
}

// file is where a unit's results are.
func (f *Folder) file(u *Unit) string { return filepath.Join(f.Path, u.ID()+Suffix) }

// Get reads the results of a unit. The file's unit, and seed, replication and arms inside the results, must be those asked for.
func (f *Folder) Get(u *Unit) ([]*results.Result, error) {
	if arms, _ := f.Known.Get(u); arms != nil {
		return arms, u.Check(arms)
	}
	path := f.file(u)
	data, err := files.ReadOwn(path)
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
	body, err := Opened(u, data)
	if err != nil {
		return nil, err
	}
	arms, err := results.Decode(bytes.NewReader(body))
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
	var body bytes.Buffer
	if err := results.Encode(&body, arms); err != nil {
		return err
	}
	return files.WriteOwn(f.file(u), func(w io.Writer) error {
		_, err := w.Write(Sealed(u, body.Bytes()))
		return err
	})
}

// seal is the first line of a file of results: the unit that they are of, and a sum that binds both, so that results of one unit are not taken
// for another's.
type seal struct {
	*Unit
	Sum string `json:"sum"` // of the unit's ID and the results, 32 hex digits
}

// Sealed is what is stored of a unit: a line of JSON, then its results as they are given.
func Sealed(u *Unit, body []byte) []byte {
	head, err := json.Marshal(seal{u, sumOf(u, body)})
	if err != nil {
		panic(fmt.Sprintf("units: %v", err)) // strings and numbers always can be written
	}
	return append(append(head, '\n'), body...)
}

// Opened are the results in what Sealed made. It is an error when they are not of the unit.
func Opened(u *Unit, data []byte) (body []byte, err error) {
	head, body, ok := bytes.Cut(data, []byte("\n"))
	stored := seal{Unit: &Unit{}}
	switch {
	case !ok || json.Unmarshal(head, &stored) != nil || stored.Unit == nil:
		return nil, errors.New("stored results are damaged at their head")
	case stored.ID() != u.ID():
		return nil, errors.New("stored results are of another market, seed, replication or program")
	case stored.Sum != sumOf(u, body):
		return nil, errors.New("stored results are damaged, or of another market than their head tells")
	}
	return body, nil
}

func sumOf(u *Unit, body []byte) string {
	sum := sha256.Sum256(append([]byte(u.ID()), body...))
	return hex.EncodeToString(sum[:16])
}
