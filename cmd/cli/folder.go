package cli

import (
	"fmt"
	"path/filepath"
	"time"
)

const latest = "latest" // link to the newest run of a scenario

// newFolder makes a run's folder, out/<scenario>/<UTC time>-<id>, and lets latest point at it. It never takes one that exists.
func (s *State) newFolder(out, scenario, id string, begun time.Time) (string, error) {
	parent := filepath.Join(s.path(out), scenario)
	if err := s.makeDirs(parent); err != nil {
		return "", err
	}
	name := begun.UTC().Format("20060102T150405Z") + "-" + id
	for i := 2; ; i++ {
		folder := filepath.Join(parent, name)
		taken, err := s.makeNew(folder)
		if err != nil {
			return "", err
		}
		if !taken {
			break
		}
		name = fmt.Sprintf("%s-%s-%d", begun.UTC().Format("20060102T150405Z"), id, i)
	}
	if err := s.point(filepath.Join(parent, latest), name); err != nil {
		fmt.Fprintf(s.Stderr, "marketsim: warning: %v\n", err) // some file systems have no links; the run does not need it
	}
	return filepath.Join(parent, name), nil
}
