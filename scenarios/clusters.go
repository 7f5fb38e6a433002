package scenarios

import (
	"slices"
	"strings"

	"marketsim/scenarios/data"
	"marketsim/sim/experiment"
	"marketsim/sim/spec"
)

// clusterKind is what a file of clusters has.
var clusterKind = &data.Spec{What: "a file of clusters", MaxRows: 2_000_000, Columns: []data.Column{
	{Name: "kind", Kind: data.Text, Required: true}, {Name: "name", Kind: data.Text, Required: true}, {Name: "cluster", Kind: data.Text, Required: true}}}

// clusterFile reads the clusters of a design: rows of kind, name, cluster. Every campaign and every kind of Pinners must be in one; nil with errors otherwise.
func (c *compiler) clusterFile(path string, d *design, m *spec.Market) *experiment.Clusters {
	content, full, ok := c.open(path, d.Clusters)
	if !ok {
		return nil
	}
	t, bad := data.Read(d.Clusters, content, clusterKind, &data.Format{})
	if len(bad) > 0 {
		for _, e := range append(bad, t.Mistakes()...) {
			c.failFile(path, full, &data.Error{Line: max(1, e.Line), Column: e.Column, Message: e.Message, Help: "write the header kind,name,cluster and a row for each campaign and for each topic or segment"})
		}
		return nil
	}
	r := &clusterReader{compiler: c, m: m, out: &experiment.Clusters{Campaigns: map[string]int{}}, numbers: map[string]int{}, isCampaign: map[string]bool{}}
	r.prepare()
	bad = t.Each(r.row)
	for _, e := range bad {
		c.failFile(path, full, e)
	}
	if len(bad) == 0 {
		bad = r.kinds()
		for _, e := range bad {
			c.failFile(path, full, e)
		}
	}
	if len(bad) > 0 {
		return nil
	}
	return r.out
}

// clusterReader turns rows into clusters.
type clusterReader struct {
	*compiler
	m                  *spec.Market
	out                *experiment.Clusters
	numbers            map[string]int // of clusters by name
	campaigns          []string
	isCampaign         map[string]bool
	topics, segments   []string
	byTopic, bySegment []int // -1: not in the file
}

// prepare lists what needs a cluster.
func (r *clusterReader) prepare() {
	for g := range r.m.Groups {
		for i := range r.m.Groups[g].Members {
			name := r.m.Groups[g].Members[i].Name
			r.campaigns, r.isCampaign[name] = append(r.campaigns, name), true
		}
	}
	for _, s := range r.file.Market.Pinners.Segments {
		r.segments = append(r.segments, s.Name)
	}
	r.topics = r.interests(&r.file.Market.Pinners.Interests).Topics
	r.byTopic, r.bySegment = unknown(max(1, len(r.topics))), unknown(len(r.segments))
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
	i, known := r.numbers[name]
	if !known {
		i = len(r.out.Names)
		name = strings.Clone(name)
		r.numbers[name], r.out.Names = i, append(r.out.Names, name)
	}
	return i
}

// Columns of clusterKind.
const (
	clusterOf = iota
	clusterName
	clusterCluster
)

// row enters one row.
func (r *clusterReader) row(x *data.Row) {
	kind, name, cluster := x.Text(clusterOf), x.Text(clusterName), r.index(x.Text(clusterCluster))
	among, by := r.topics, r.byTopic
	switch kind {
	case "campaign":
		if !r.isCampaign[name] {
			x.Fail(clusterName, "campaigns are named <group>/<number> or <group>/<name>", "there is no campaign named %s", x.Quote(name))
			return
		}
		r.out.Campaigns[strings.Clone(name)] = cluster
		return
	case "segment":
		among, by = r.segments, r.bySegment
	case "topic":
	default:
		x.Fail(clusterOf, "write campaign, topic or segment", "%s is not a kind of unit", x.Quote(kind))
		return
	}
	if i := slices.Index(among, name); i >= 0 {
		by[i] = cluster
		return
	}
	x.Fail(clusterName, "name them as the scenario does", "there are no Pinners of %s %s", kind, x.Quote(name))
}

// kinds gives every kind of Pinners the cluster of its topic, or else of its segment, and misses units without one.
func (r *clusterReader) kinds() []*data.Error {
	for _, name := range r.campaigns {
		if _, known := r.out.Campaigns[name]; !known {
			return []*data.Error{{Line: 1, Message: "campaign `" + name + "` has no cluster", Help: "add a row for it"}}
		}
	}
	for s := range r.segments {
		for t := range r.byTopic {
			of := r.byTopic[t]
			if of < 0 {
				of = r.bySegment[s]
			}
			if of < 0 {
				return []*data.Error{{Line: 1, Message: "Pinners of segment `" + r.segments[s] + "` have no cluster", Help: "add rows for all topics, or for all segments"}}
			}
			r.out.Kinds = append(r.out.Kinds, of)
		}
	}
	return nil
}
