package experiment

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/graph/community"
	"gonum.org/v1/gonum/graph/simple"

	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Clusters are parts of a market that meet each other little: each has campaigns and kinds of Pinners (a segment and a topic).
type Clusters struct {
	Names     []string       // of each cluster: its first campaign's, or the file's
	Campaigns map[string]int // by campaign
	Kinds     []int          // by segment*topics + topic
}

// graph tells who could be shown to whom in a market: the eligible campaigns of every kind of Pinners, and the kind's share of Pinners.
type graph struct {
	campaigns []string
	eligible  [][]int32
	share     []float64
}

// graphOf draws the market of a replication and reads its lists.
func graphOf(s *spec.Spec, m *spec.Market, replication int) graph {
	w := pinners.NewWorld(s, replication, 0)
	roster := market.NewRoster(m, nil)
	d := market.Draw(w, m, roster)
	g := graph{campaigns: roster.Names}
	for segment := range s.Population.Segments {
		for topic := range d.Topics {
			share := s.Population.Segments[segment].Share
			if len(s.Population.Interests.Shares) > 0 {
				share *= s.Population.Interests.Shares[topic]
			}
			var all []int32
			for surface := range d.Surfaces {
				all = append(all, d.Lists[(segment*len(d.Surfaces)+surface)*d.Topics+topic]...)
			}
			slices.Sort(all)
			g.eligible, g.share = append(g.eligible, slices.Compact(all)), append(g.share, share)
		}
	}
	return g
}

// errOneCluster is a market in which everybody meets everybody.
var errOneCluster = errors.New("the market does not fall apart: more than half of all pairs of a Pinner and a campaign that may be shown to it lie across clusters")

// find splits the graph of campaigns and kinds of Pinners by Louvain's method (Blondel et al. 2008). Weights are whole numbers, so that sums do not depend on
// the order of maps.
func (g *graph) find(resolution float64, key rng.Key) (*Clusters, error) {
	n := int64(len(g.campaigns))
	x := simple.NewWeightedUndirectedGraph(0, 0)
	for kind, list := range g.eligible {
		weight := max(1, math.Round(1e6*g.share[kind]))
		for _, c := range list {
			x.SetWeightedEdge(simple.WeightedEdge{F: simple.Node(c), T: simple.Node(n + int64(kind)), W: weight})
		}
	}
	if x.Nodes().Len() == 0 {
		return nil, errOneCluster
	}
	found := community.Modularize(x, resolution, rand.NewPCG(uint64(key), 0)).Communities()
	var parts [][]int64
	for _, nodes := range found {
		var part []int64
		for _, node := range nodes {
			part = append(part, node.ID())
		}
		slices.Sort(part)
		parts = append(parts, part)
	}
	slices.SortFunc(parts, func(a, b []int64) int { return cmp.Compare(a[0], b[0]) })
	return g.clusters(parts)
}

// clusters names parts that have both campaigns and Pinners; the others join the first.
func (g *graph) clusters(parts [][]int64) (*Clusters, error) {
	n := int64(len(g.campaigns))
	out := &Clusters{Campaigns: map[string]int{}, Kinds: make([]int, len(g.eligible))}
	for _, part := range parts {
		at := 0
		if part[0] < n && part[len(part)-1] >= n {
			at = len(out.Names)
			out.Names = append(out.Names, g.campaigns[part[0]])
		}
		for _, id := range part {
			if id < n {
				out.Campaigns[g.campaigns[id]] = at
			} else {
				out.Kinds[id-n] = at
			}
		}
	}
	if len(out.Names) < 2 || g.across(out) > mostAcross {
		return nil, errOneCluster
	}
	return out, nil
}

// mostAcross is the largest share of pairs of a Pinner and an eligible campaign that may lie across clusters.
const mostAcross = 0.5

// across is the share of pairs of a Pinner and a campaign eligible for it that lie in different clusters.
func (g *graph) across(c *Clusters) float64 {
	all, across := 0.0, 0.0
	for kind, list := range g.eligible {
		for _, i := range list {
			all += g.share[kind]
			if c.Campaigns[g.campaigns[i]] != c.Kinds[kind] {
				across += g.share[kind]
			}
		}
	}
	return across / all
}

// Treated tells which clusters are treated: those of the smallest hashes of their names, so many as the share says, at least one and not all.
func (c *Clusters) Treated(share float64, key rng.Key) []bool {
	order := make([]int, len(c.Names))
	for i := range order {
		order[i] = i
	}
	k := key.Named("cluster")
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(uint64(k.Named(c.Names[a])), uint64(k.Named(c.Names[b]))) })
	out := make([]bool, len(order))
	for _, i := range order[:min(max(int(math.Round(share*float64(len(order)))), 1), len(order)-1)] {
		out[i] = true
	}
	return out
}

// clustersOf are a design's clusters in one replication.
func (e *Experiment) clustersOf(d *Design, s *spec.Spec, replication int) (*Clusters, error) {
	if d.Given != nil {
		return d.Given, nil
	}
	g := graphOf(s, e.market(s, e.Control), replication)
	return g.find(d.Resolution, e.Key(s.Seed, replication).Named("found"))
}

// checkClusters finds out before anything runs that a market does not fall apart.
func (e *Experiment) checkClusters(d *Design, s *spec.Spec) (what string) {
	if d.Split != ByCluster {
		return ""
	}
	c, err := e.clustersOf(d, s, 0)
	switch {
	case err != nil:
		return err.Error()
	case len(c.Names) < 4:
		return fmt.Sprintf("there are %d clusters; with fewer than 4 no noise can be told", len(c.Names))
	}
	return ""
}
