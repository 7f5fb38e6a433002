package page

import (
	"slices"

	"marketsim/sim/internal/market"
)

// Logs are what a test keeps of exposures and conversions by Pinner.
type Logs struct {
	Kept    bool
	Exposes []bool // by campaign: whether it is logged who saw it or would have
	Seen    []Seen // by Pinner's row; nil: nothing is measured now
	Marked  []Seen // at the beginning of the last days; nil: there are none
}

// Seen is what is logged of one Pinner, 8 bytes.
type Seen struct {
	Conversions float32 // with and without an ad
	Exposures   uint16  // saturates
}

// Watch says of which groups' campaigns exposures are logged.
func (l *Logs) Watch(m *market.Market, groups []string) {
	l.Exposes = make([]bool, len(m.Campaigns))
	for i := range m.Campaigns {
		l.Exposes[i] = slices.Contains(groups, m.Groups[m.Campaigns[i].Group].Name)
	}
}

func (l *Logs) clone() Logs {
	return Logs{Kept: l.Kept, Exposes: l.Exposes, Seen: slices.Clone(l.Seen)}
}

// rows makes room for so many rows.
func (l *Logs) rows(n int) {
	if l.Kept {
		l.Seen = make([]Seen, n)
	}
}

// claim makes room for the Pinner who takes a row.
func (l *Logs) claim(i uint32) {
	if int(i) < len(l.Marked) {
		l.Marked[i] = Seen{}
	}
	switch {
	case int(i) < len(l.Seen):
		l.Seen[i] = Seen{}
	case l.Seen != nil:
		l.Seen = append(l.Seen, Seen{})
	}
}

// of is what is logged of a row.
func (l *Logs) of(i uint32) Seen { return at(l.Seen, i) }

// early is what was logged of a row when the last days began.
func (l *Logs) early(i uint32) Seen { return at(l.Marked, i) }

func at(list []Seen, i uint32) (x Seen) {
	if int(i) < len(list) {
		x = list[i]
	}
	return x
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
