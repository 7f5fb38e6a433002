package cli

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"marketsim/reports"
	"marketsim/sim/results"
)

// store keeps finished replications of a run that is not complete, one file each, so that it can be resumed; and at the end
// all results in data/results.bin.
type store struct {
	*State
	folder string // of the run
}

func (s *store) partial() string { return filepath.Join(s.folder, "partial") }

func (s *store) results() string { return filepath.Join(s.folder, "data", "results.bin") }

func (s *store) file(replication int) string {
	return filepath.Join(s.partial(), fmt.Sprintf("rep-%04d.bin", replication))
}

// save keeps a finished replication.
func (s *store) save(replication int, arms []*results.Result) error {
	return s.writeWith(s.file(replication), func(w io.Writer) error { return reports.Encode(w, arms) })
}

// load reads the finished replications below a number. One that cannot be read is left out, to be simulated again.
func (s *store) load(replications int) (map[int][]*results.Result, error) {
	done := map[int][]*results.Result{}
	for i := range replications {
		if !exists(s.file(i)) {
			continue
		}
		data, err := s.read(s.file(i))
		if err != nil {
			return nil, err
		}
		arms, err := reports.Decode(bytes.NewReader(data))
		if err != nil {
			fmt.Fprintf(s.Stderr, "marketsim: warning: %s: %v; the replication is simulated again\n", s.show(s.file(i)), err)
			continue
		}
		done[i] = arms
	}
	return done, nil
}

const resultsHeader = "marketsim results 1\n"

// finish writes data/results.bin: a header, then every replication as its length (8 bytes, little endian) and what
// reports.Encode makes of it.
func (s *store) finish(all [][]*results.Result) error {
	return s.writeWith(s.results(), func(w io.Writer) error {
		if _, err := io.WriteString(w, resultsHeader); err != nil {
			return err
		}
		var one bytes.Buffer
		for _, arms := range all {
			one.Reset()
			if err := reports.Encode(&one, arms); err != nil {
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

// all reads data/all.bin.
func (s *store) all() (all [][]*results.Result, err error) {
	data, err := s.read(s.results())
	if err != nil {
		return nil, err
	}
	rest, ok := bytes.CutPrefix(data, []byte(resultsHeader))
	if !ok {
		err = errors.New("stored all are of another version of the program")
	}
	for err == nil && len(rest) > 0 {
		if len(rest) < 8 || uint64(len(rest)-8) < binary.LittleEndian.Uint64(rest) {
			err = errors.New("stored all are cut short")
			break
		}
		n := int(binary.LittleEndian.Uint64(rest))
		var arms []*results.Result
		if arms, err = reports.Decode(bytes.NewReader(rest[8 : 8+n])); err == nil {
			all, rest = append(all, arms), rest[8+n:]
		}
	}
	if err != nil {
		return nil, usage("run the scenario again", "%s: %v", s.show(s.results()), err)
	}
	return all, nil
}
