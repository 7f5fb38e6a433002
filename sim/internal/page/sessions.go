package page

import (
	"math"

	"marketsim/sim/internal/fault"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// begin decides whether a potential session happens.
func (s *Shard) begin(i uint32) {
	p, w := s.Pinners, s.World
	t, v, h := &p.Trait[i], &p.Session[i], &p.Slow[i]
	plan := w.Plan(t, v)
	cell := &s.Cells[s.cellOf(i, plan.Surface)]
	cell.Potential++
	chance := plan.Chance
	activity := float64(h.Activity)
	switch {
	case w.Stream != nil && w.Stream.Keep:
		activity = 1
	case w.Population.Regular || (w.Stream != nil && w.Stream.Happened):
		activity = min(activity, 1)
	}
	chance *= activity
	if chance > 1+1e-9 {
		s.Excess++
	}
	if plan.Key.Uniform(pinners.DrawHappens) >= chance {
		w.NextPotential(t, v)
		p.Next[i] = v.Start
		return
	}
	cell.Sessions++
	if s.countsSessions() {
		u := s.measured(i, 0)
		u.Sessions = saturated(u.Sessions, 1)
	}
	s.Hours[HourOf(v.Start)].Sessions++
	if s.market.Unaided > 0 {
		s.convertUnaided(i, plan.Key, cell)
	}
	v.State, v.Surface, v.Left = pinners.Browsing, plan.Surface, plan.Requests
	v.Request, v.Ads, v.Hides = 0, 0, 0
	if s.market.Needs.Depth {
		depth := s.market.Regime.Depth(h)
		fault.Factor(s.market.Regime, "depth of sessions", depth)
		v.Left = deepened(v.Left, depth, plan.Key.With(purpose.Depth).Uniform(0))
	}
	if p.Day[i].Sessions < math.MaxUint16 {
		p.Day[i].Sessions++
	}
	s.page(i)
}

// deepened scales a number of requests and rounds it up or down at random, so that its mean is scaled exactly; at least 1 stays.
func deepened(requests uint16, depth, uniform float64) uint16 {
	return uint16(min(max(math.Floor(float64(float64(requests)*depth)+uniform), 1), math.MaxUint16))
}

// page plays one request and sets when the Pinner acts next.
func (s *Shard) page(i uint32) {
	p := s.Pinners
	v := &p.Session[i]
	now := p.Next[i]
	key := s.runningKey(i).With(pinners.DrawRequest + uint64(v.Request))
	if s.Trial != nil {
		s.followAuction(i, v)
	}
	if s.market.Needs.Taste {
		s.hides, s.saves = s.market.Regime.Taste(&p.Slow[i])
		fault.Factor(s.market.Regime, "taste for hiding", s.hides)
		fault.Factor(s.market.Regime, "taste for saving", s.saves)
	}
	s.serve(i, now, key)
	v.Left--
	if v.Left > 0 && s.leaves(i, now, key) {
		s.Cells[s.cellOf(i, v.Surface)].Leaves++
		v.Left = 0
	}
	v.Request++
	p.Next[i] = now
	if d := s.World.Population.Dwell; d != nil {
		p.Next[i] = pinners.Later(now, max(0, d.Quantile(key.Uniform(0)))*float64(spec.Second))
	}
	if v.Left == 0 && p.Next[i] == now {
		s.end(i, now)
	}
}

// runningKey is the random key of the running session.
func (s *Shard) runningKey(i uint32) rng.Key {
	t, v := &s.Pinners.Trait[i], &s.Pinners.Session[i]
	if s.World.Stream != nil {
		return s.World.SessionKey(t, s.World.Record(t, v.Index).Session)
	}
	return s.World.SessionKey(t, v.Index)
}

// leaves tells whether the Pinner breaks the session off after a request.
func (s *Shard) leaves(i uint32, now spec.Time, key rng.Key) bool {
	leave := &s.market.Leave
	if leave.Base == 0 && leave.PerFatigue == 0 {
		return false
	}
	return key.Uniform(purpose.Leave) < leave.Base+float64(leave.PerFatigue*s.fatigue(i, now))
}

// end closes a session: the regime reacts, and the potential sessions that fell inside it are lost.
func (s *Shard) end(i uint32, now spec.Time) {
	p, w := s.Pinners, s.World
	t, v := &p.Trait[i], &p.Session[i]
	s.Running.Mark(v.Start, now)
	s.Scratch.visit = spec.Visit{Ads: int(v.Ads), Hides: int(v.Hides), Sensitivity: w.Sensitivity[t.Segment], Uniform: s.runningKey(i).Uniform(pinners.DrawRegime)}
	leaves := s.market.Regime.Session(&p.Slow[i], &s.Scratch.visit)
	if leaves {
		s.leave(i)
		return
	}
	v.State = pinners.Idle
	cell := &s.Cells[s.cellOf(i, v.Surface)]
	for w.NextPotential(t, v); v.Start < now; w.NextPotential(t, v) {
		cell.Potential++
		cell.Dropped++
	}
	p.Next[i] = v.Start
}

// leave takes a Pinner out for good. The row is given back when the day ends.
func (s *Shard) leave(i uint32) {
	s.Pinners.Session[i].State = pinners.Absent
	s.Pinners.Next[i] = spec.Never
}

// fatigue is the Pinner's level now, after decay.
func (s *Shard) fatigue(i uint32, now spec.Time) float64 {
	m := &s.Pinners.Fatigue[i]
	if m.Level == 0 {
		return 0
	}
	return float64(m.Level) * kernels.Exp2(float64(now-m.At)*s.market.Decay)
}
