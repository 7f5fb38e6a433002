package cli

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"marketsim/sim/results"
	"marketsim/sim/units"
)

// store keeps the results of a run: while it is not complete, a file for each finished unit in partial/; at the end all of them in
// data/results.bin.
type store struct {
	*State
	folder string // of the run
	units.Folder
}

func (s *State) store(folder string) *store {
	k := &store{State: s, folder: folder}
	k.Folder = units.Folder{Path: k.partial()}
	return k
}

func (s *store) partial() string { return filepath.Join(s.folder, "partial") }

func (s *store) results() string { return filepath.Join(s.folder, "data", "results.bin") }

const resultsHeader = "marketsim results 1\n"

// finish writes data/results.bin: a header, then every replication as its length (8 bytes, little endian) and what
// results.Encode makes of it.
func (s *store) finish(all [][]*results.Result) error {
	return s.writeWith(s.results(), func(w io.Writer) error {
		if _, err := io.WriteString(w, resultsHeader); err != nil {
			return err
		}
		var one bytes.Buffer
		for _, arms := range all {
			one.Reset()
			if err := results.Encode(&one, arms); err != nil {
				return err
			}
			if err := binary.Write(w, binary.LittleEndian, uint64(one.Len())); err != nil {
				return err
			}
			if _, err := w.Write(one.Bytes()); err != nil {
				return err
			}
		}
		return nil
	})
}

// all reads data/results.bin of a run: its points follow each other, each with all of its replications. Arms, seed and replication
// inside each result must be those of its place.
func (s *store) all(r *record) (all [][]*results.Result, err error) {
	data, err := s.readOwn(s.results())
	if err != nil {
		return nil, err
	}
	rest, ok := bytes.CutPrefix(data, []byte(resultsHeader))
	if !ok {
		err = errors.New("stored results are of another version of the program")
	}
	for err == nil && len(rest) > 0 {
		var arms []*results.Result
		if arms, rest, err = nextResults(rest); err == nil {
			all = append(all, arms)
		}
	}
	if err == nil {
		err = checkAll(r, all)
	}
	if err != nil {
		return nil, usage("run the scenario again", "%s: %v", s.show(s.results()), err)
	}
	return all, nil
}

// nextResults cuts the first replication off stored results.
func nextResults(data []byte) (arms []*results.Result, rest []byte, err error) {
	const length = 8
	if len(data) < length || uint64(len(data)-length) < binary.LittleEndian.Uint64(data) {
		return nil, nil, errors.New("stored results are cut short")
	}
	end := length + int(binary.LittleEndian.Uint64(data))
	arms, err = results.Decode(bytes.NewReader(data[length:end]))
	return arms, data[end:], err
}

// checkAll holds stored results against the units that they are said to be.
func checkAll(r *record, all [][]*results.Result) error {
	points := r.points()
	if len(all) == 0 || len(all)%len(points) != 0 {
		return fmt.Errorf("stored results are %d replications of %d points", len(all), len(points))
	}
	each := len(all) / len(points)
	for k, arms := range all {
		u := r.unit(points[k/each], k%each)
		if err := u.Check(arms); err != nil {
			return fmt.Errorf("stored results are mixed up: %w", err)
		}
	}
	if r.Digest != "" && digestOf(all) != r.Digest || r.Known != nil && !r.Known.in(all, each) {
		return errors.New("stored results are not those that run.json tells of")
	}
	return nil
}

// in tells whether results, so many of each point, begin with those that were known.
func (k *known) in(all [][]*results.Result, each int) bool {
	if k.Replications < 1 || k.Replications > each {
		return false
	}
	var had [][]*results.Result
	for point := range slices.Chunk(all, each) {
		had = append(had, point[:k.Replications]...)
	}
	return digestOf(had) == k.Digest
}

// know makes the results of a run that was complete once known to the store, so that it can be extended.
func (s *store) know(r *record) error {
	if !exists(s.results()) {
		return nil
	}
	all, err := s.all(r)
	if err != nil {
		return err
	}
	points := r.points()
	each := len(all) / len(points)
	for k, arms := range all {
		u := r.unit(points[k/each], k%each)
		if err := s.Known.Put(&u, arms); err != nil {
			return err
		}
	}
	return nil
}

// finished are the results that are there of a run that is not complete, by point and replication; nil for the others.
func (s *store) finished(r *record) (all [][]*results.Result, n int, err error) {
	if err := s.know(r); err != nil {
		return nil, 0, err
	}
	for _, p := range r.points() {
		for i := range r.each() {
			u := r.unit(p, i)
			arms, err := s.Get(&u)
			var damage *units.Damage
			switch {
			case errors.As(err, &damage):
				fmt.Fprintf(s.Stderr, "marketsim: warning: %s: %v; it is left out\n", s.show(damage.File), damage.Why)
			case err != nil:
				return nil, 0, s.diskError("read", s.partial(), err)
			case arms != nil:
				n++
			}
			all = append(all, arms)
		}
	}
	return all, n, nil
}
