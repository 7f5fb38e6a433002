package page

import (
	"slices"

	"marketsim/sim/internal/market"
	"marketsim/sim/results"
)

// Logs are what a test keeps of exposures and conversions by Pinner.
type Logs struct {
	Kept    bool
	Exposes []bool         // by campaign: whether it is logged who saw it or would have
	Seen    []results.Seen // by Pinner's row; nil: nothing is measured now
	Marked  []results.Seen // at the beginning of the last days; nil: there are none
}

// Watch says of which groups' campaigns exposures are logged.
func (l *Logs) Watch(m *market.Market, groups []string) {
	l.Exposes = make([]bool, len(m.Campaigns))
	for i := range m.Campaigns {
		l.Exposes[i] = slices.Contains(groups, m.Groups[m.Campaigns[i].Group].Name)
	}
}

func (l *Logs) clone() Logs {
	return Logs{Kept: l.Kept, Exposes: slices.Clone(l.Exposes), Seen: slices.Clone(l.Seen)}
}

// rows makes room for so many rows.
func (l *Logs) rows(n int) {
	if l.Kept {
		l.Seen = make([]results.Seen, n)
	}
}

// claim makes room for the Pinner who takes a row.
func (l *Logs) claim(i uint32) {
	if int(i) < len(l.Marked) {
		l.Marked[i] = results.Seen{}
	}
	switch {
	case int(i) < len(l.Seen):
		l.Seen[i] = results.Seen{}
	case l.Seen != nil:
		l.Seen = append(l.Seen, results.Seen{})
	}
}

// of is what is logged of a row.
func (l *Logs) of(i uint32) results.Seen {
	if int(i) < len(l.Seen) {
		return l.Seen[i]
	}
	return results.Seen{}
}

// last is what was logged, of conversions since the last days began; nil: nothing.
func (l *Logs) last() []results.Seen {
	out := slices.Clone(l.Seen)
	for i := range out {
		if i < len(l.Marked) {
			out[i].Conversions -= l.Marked[i].Conversions
		}
	}
	return out
}

// Mark notes what is logged when the last days begin.
func (l *Logs) Mark() { l.Marked = slices.Clone(l.Seen) }

// Reset begins to log anew.
func (l *Logs) Reset() {
	clear(l.Seen)
	l.Marked = nil
}

// Drop ends the logs.
func (l *Logs) Drop() { l.Seen, l.Marked = nil, nil }
