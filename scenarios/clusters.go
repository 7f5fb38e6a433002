package scenarios

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"

	"marketsim/scenarios/data"
	"marketsim/sim/experiment"
	"marketsim/sim/spec"
)

// clusterFile reads the clusters of a design: rows of kind, name, cluster. Every campaign and every kind of Pinners must be in one; nil with errors otherwise.
func (c *compiler) clusterFile(path string, d *design, m *spec.Market) *experiment.Clusters {
	content, full, ok := c.open(path, d.Clusters)
	if !ok {
		return nil
	}
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil || len(rows) < 2 || !slices.Equal(rows[0], []string{"kind", "name", "cluster"}) {
		c.failAt(full, &data.Error{Line: 1, Message: "this is not a file of clusters", Help: "write the header kind,name,cluster and a row for each campaign and for each topic or segment"})
		return nil
	}
	r := &clusterReader{compiler: c, full: full, m: m, out: &experiment.Clusters{Campaigns: map[string]int{}}}
	return r.read(rows[1:])
}

// clusterReader turns rows into clusters.
type clusterReader struct {
	*compiler
	full               string
	m                  *spec.Market
	out                *experiment.Clusters
	campaigns          []string
	topics, segments   []string
	byTopic, bySegment []int // -1: not in the file
}

func (r *clusterReader) read(rows [][]string) *experiment.Clusters {
	for g := range r.m.Groups {
		for i := range r.m.Groups[g].Members {
			r.campaigns = append(r.campaigns, r.m.Groups[g].Members[i].Name)
		}
	}
	for _, s := range r.file.Market.Pinners.Segments {
		r.segments = append(r.segments, s.Name)
	}
	r.topics = r.interests(&r.file.Market.Pinners.Interests).Topics
	r.byTopic, r.bySegment = unknown(max(1, len(r.topics))), unknown(len(r.segments))
	before := len(r.ds)
	for i, row := range rows {
		r.row(i+2, strings.TrimSpace(row[0]), strings.TrimSpace(row[1]), r.index(strings.TrimSpace(row[2])))
	}
	if r.kinds(); len(r.ds) > before {
		return nil
	}
	return r.out
}

func unknown(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

// index is the cluster of a name.
func (r *clusterReader) index(name string) int {
	i := slices.Index(r.out.Names, name)
	if i < 0 {
		i = len(r.out.Names)
		r.out.Names = append(r.out.Names, name)
	}
	return i
}

// row enters one row.
func (r *clusterReader) row(line int, kind, name string, cluster int) {
	among, by := r.topics, r.byTopic
	switch kind {
	case "campaign":
		if !slices.Contains(r.campaigns, name) {
			r.bad(line, "campaigns are named <group>/<number> or <group>/<name>", "there is no campaign named `"+name+"`")
		}
		r.out.Campaigns[name] = cluster
		return
	case "segment":
		among, by = r.segments, r.bySegment
	case "topic":
	default:
		r.bad(line, "write campaign, topic or segment", "`"+kind+"` is not a kind of unit")
		return
	}
	i := slices.Index(among, name)
	if i < 0 {
		r.bad(line, "name them as the scenario does", "there are no Pinners of "+kind+" `"+name+"`")
		return
	}
	by[i] = cluster
}

func (r *clusterReader) bad(line int, help, message string) {
	r.failAt(r.full, &data.Error{Line: line, Message: message, Help: help})
}

// kinds gives every kind of Pinners the cluster of its topic, or else of its segment, and misses units without one.
func (r *clusterReader) kinds() {
	for _, name := range r.campaigns {
		if _, known := r.out.Campaigns[name]; !known {
			r.bad(0, "add a row for it", "campaign `"+name+"` has no cluster")
			return
		}
	}
	for s := range r.segments {
		for t := range r.byTopic {
			of := r.byTopic[t]
			if of < 0 {
				of = r.bySegment[s]
			}
			if of < 0 {
				r.bad(0, "add rows for all topics, or for all segments", "Pinners of segment `"+r.segments[s]+"` have no cluster")
				return
			}
			r.out.Kinds = append(r.out.Kinds, of)
		}
	}
}
