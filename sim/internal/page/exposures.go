package page

import (
	"math"

	"marketsim/auction/elementary"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// A Pinner's history knows campaigns by their place in the roster, which holds over all phases of an arm, and ads by campaign and
// ordinal.
func exposureEntry(c int32) uint32 { return uint32(c)<<11 | 1 }

func wearEntry(c, ordinal int32) uint32 { return uint32(c)<<11 | uint32(ordinal)<<1 | 1<<31 | 1 }

// levels is what the current request knows of the Pinner's history: numbers by campaign and ad that hold only where their stamp is the
// request's.
type levels struct {
	stamp     uint32
	exposures []level // by campaign: exposures within the span of its frequency cap
	wear      []level // by ad: level of wear-out
}

type level struct {
	stamp uint32
	level float32
}

// begin forgets the request before.
func (m *levels) begin(campaigns, ads int) {
	if len(m.exposures) < campaigns || len(m.wear) < ads || m.stamp == math.MaxUint32 {
		*m = levels{exposures: make([]level, campaigns), wear: make([]level, ads)}
	}
	m.stamp++
}

func (m *levels) levelOf(list []level, i int32) float32 {
	if x := &list[i]; x.stamp == m.stamp {
		return x.level
	}
	return 0
}

// clockOf is a time on the histories' clock.
func (v *View) clockOf(t spec.Time) uint32 { return uint32((t - v.Origin) / spec.Second) }

// recall reads a Pinner's history and leaves the campaigns out whose hard frequency cap is reached.
func (s *Shard) recall(i uint32, now spec.Time, list []int32) []int32 {
	m, k := s.market, &s.Scratch.levels
	k.begin(len(m.Campaigns), len(m.Ads))
	depth := s.Pinners.Depth
	clock := s.clockOf(now)
	capped := false
	for _, x := range s.Pinners.History[int(i)*depth:][:depth] {
		if x.What == 0 {
			continue
		}
		c := int32(x.What & (1<<31 - 1) >> 11)
		camp := &m.Campaigns[c]
		if !camp.Present {
			continue
		}
		if x.What>>31 == 0 {
			if f := camp.Spec.Cap; f != nil && spec.Time(clock-x.At)*spec.Second < f.Per {
				n := k.levelOf(k.exposures, c) + 1
				k.exposures[c] = level{k.stamp, n}
				capped = capped || !f.Soft && int(n) >= f.Count
			}
			continue
		}
		if ad := camp.First + int32(x.What>>1&1023); ad < camp.Last {
			k.wear[ad] = level{k.stamp, float32(s.wearLevel(camp, &x, now))}
		}
	}
	if !capped {
		return list
	}
	w := s.Scratch
	w.eligible = w.eligible[:0]
	for _, c := range list {
		if f := m.Campaigns[c].Spec.Cap; f == nil || f.Soft || int(k.levelOf(k.exposures, c)) < f.Count {
			w.eligible = append(w.eligible, c)
		}
	}
	return w.eligible
}

// wearLevel is the level that an entry has come to by a time: it decays, and a refreshed creative begins anew.
func (s *Shard) wearLevel(c *market.Campaign, x *pinners.Exposure, now spec.Time) float64 {
	law := c.Spec.WearOut
	if law == nil {
		return 0
	}
	then := s.Origin + spec.Time(x.At)*spec.Second
	if law.Refresh > 0 {
		from := max(c.Start, s.Origin)
		if (then-from)/law.Refresh != (now-from)/law.Refresh {
			return 0
		}
	}
	level := float64(x.Level)
	if law.Recovery > 0 {
		level *= kernels.Exp2(-float64(max(0, now-then)) / float64(law.Recovery))
	}
	return level
}

// wear is what wear-out leaves of an ad's click rate.
func (s *Shard) wear(ad int32) float64 {
	k := &s.Scratch.levels
	n := k.levelOf(k.wear, ad)
	law := s.market.Campaigns[s.market.Ads[ad].Campaign].Spec.WearOut
	if n == 0 || law == nil {
		return 1
	}
	return law.Floor + float64((1-law.Floor)*elementary.Pow(1-law.Rate, float64(n)))
}

// remember enters an exposure into the Pinner's history.
func (s *Shard) remember(i uint32, now spec.Time, c, ad int32) {
	camp := &s.market.Campaigns[c]
	depth := s.Pinners.Depth
	own := s.Pinners.History[int(i)*depth:][:depth]
	clock := s.clockOf(now)
	if camp.Spec.Cap != nil {
		s.keep(own, pinners.Exposure{What: exposureEntry(c), At: clock, Level: 1}, now)
	}
	if camp.Spec.WearOut == nil {
		return
	}
	what := wearEntry(c, ad-camp.First)
	for j := range own {
		if x := &own[j]; x.What == what {
			x.Level, x.At = float32(s.wearLevel(camp, x, now))+1, clock
			return
		}
	}
	s.keep(own, pinners.Exposure{What: what, At: clock, Level: 1}, now)
}

// keep puts an entry into a free place, else into that of an entry that no longer matters, else over the oldest, which is counted.
func (s *Shard) keep(own []pinners.Exposure, x pinners.Exposure, now spec.Time) {
	oldest := 0
	for j := range own {
		if own[j].What == 0 || s.idleEntry(&own[j], now) {
			own[j] = x
			return
		}
		if own[j].At < own[oldest].At {
			oldest = j
		}
	}
	own[oldest] = x
	s.Forgot++
}

// idleEntry tells whether an entry can be dropped without changing anything that is worth mentioning: an exposure outside of its
// cap's span, or under a thousandth of an exposure's level of wear-out.
func (s *Shard) idleEntry(x *pinners.Exposure, now spec.Time) bool {
	c := &s.market.Campaigns[x.What&(1<<31-1)>>11]
	switch {
	case !c.Present:
		return true
	case x.What>>31 == 0:
		return c.Spec.Cap == nil || spec.Time(s.clockOf(now)-x.At)*spec.Second >= c.Spec.Cap.Per
	}
	return s.wearLevel(c, x, now) < 1e-3
}
