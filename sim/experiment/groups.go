package experiment

import (
	"fmt"
	"slices"

	"marketsim/sim/spec"
)

// checkHoldback is what is wrong with a treatment that is launched, and with windows.
func (e *Experiment) checkHoldback(s *spec.Spec) (out []Problem) {
	switch {
	case e.Every > e.To-e.From:
		out = append(out, wrong("when.every", "shorten it, or lengthen the test", fmt.Sprintf("a window of %d days does not fit into a test of %d", e.Every/spec.Day, (e.To-e.From)/spec.Day)))
	case e.ByExposure && e.Every == 0:
		out = append(out, wrong("when.by_exposure", "write when: {every: 7d}", "cohorts and survival are read window by window, and `when` has none"))
	case e.Hold > s.Horizon:
		out = append(out, wrong("when.holdback", "lengthen run.horizon, or shorten it", fmt.Sprintf("the holdback ends on day %d, after the horizon of %d days", e.Hold/spec.Day, s.Horizon/spec.Day)))
	case e.Hold > 0 && e.Post > 0:
		out = append(out, wrong("when.holdback", "leave out one of them", "after the test the treatment is launched, or all have control's policy (when.post)"))
	case e.Hold > 0 && e.Every == 0:
		out = append(out, wrong("when.holdback", "write when: {every: 28d}", "a holdback is read window by window, and `when` has none"))
	}
	out = append(out, e.checkLaunches(s)...)
	for i := range e.Designs {
		if d := &e.Designs[i]; e.Hold > 0 && d.Holdback == 0 {
			out = append(out, wrong("designs."+d.Name, "write holdback_share: 2% in a Pinner split, or leave out when.holdback", "nobody would be held back when the treatment is launched"))
		}
	}
	return out
}

// Launch is an arm whose policy all have but the Pinners who are held back, from a time on until the next.
type Launch struct {
	At  spec.Time
	Arm int
}

// launches are the policies that take the treatment's place after it was launched; without a treatment control's does.
func (e *Experiment) launches(s *spec.Spec, aa bool) (out []spec.Phase) {
	for _, x := range e.Launches {
		if aa {
			x.Arm = e.Control
		}
		out = append(out, spec.Phase{At: x.At, Market: e.market(s, x.Arm)})
	}
	return out
}

// checkLaunches is what is wrong with further launches.
func (e *Experiment) checkLaunches(s *spec.Spec) (out []Problem) {
	last := e.To
	for _, x := range e.Launches {
		if x.At <= last || x.At >= e.Hold {
			out = append(out, wrong("launches", "launch after the test (when), before the end of the holdback (when.holdback), and one after the other",
				fmt.Sprintf("a launch on day %d does not lie after day %d and before day %d", x.At/spec.Day, last/spec.Day, e.Hold/spec.Day)))
		}
		last = x.At
		if len(s.Arms[x.Arm].Phases) != 1 {
			out = append(out, wrong("launches", "leave out start, stop and ramp; `at` says when it is launched", "arm `"+s.Arms[x.Arm].Name+"` changes with time"))
			continue
		}
		for i := range e.Designs {
			if what, help := e.Designs[i].carries(e.market(s, e.Control), e.market(s, x.Arm)); what != "" {
				out = append(out, wrong("launches", help, e.Designs[i].Split.phrase()+" cannot carry "+what))
			}
		}
	}
	return out
}

// checkGroups is what is wrong with fresh Pinners and a holdback.
func (d *Design) checkGroups(e *Experiment) (out []Problem) {
	taken := d.Share + d.Joins + d.Pool + d.Holdback
	switch {
	case d.Pool == 0 && d.Fresh == 0 && d.Holdback == 0:
		return nil
	case d.Split != Pinners || d.Control > 0:
		return append(out, wrong(".split", "use a Pinner split without a control_share", "fresh Pinners and a holdback are groups of a Pinner split beside all of its control"))
	case taken >= 1:
		return append(out, wrong(".share", "lower one of them", fmt.Sprintf("shares of the treated, late, pool and holdback come to %.6g%%, which leaves no control", 100*taken)))
	case d.Fresh > d.Pool || d.Fresh == 0 && d.Pool > 0:
		return append(out, wrong(".fresh_share", "write a share above 0% and of at most fresh_pool", fmt.Sprintf("%.6g%% of Pinners cannot be drawn from a pool of %.6g%%", 100*d.Fresh, 100*d.Pool)))
	case d.Pool > 0 && e.Every == 0:
		return append(out, wrong(".fresh_share", "write when: {every: 7d}", "fresh Pinners are read window by window, and `when` has none"))
	case d.Holdback > 0 && e.Hold == 0:
		return append(out, wrong(".holdback_share", "write when: {holdback: 180d}", "the treatment is not launched, so that nobody is held back"))
	}
	return nil
}

// starts are the times, besides the test's start, from which on Pinners of some design have the treatment for good, where groups are read: whole markets
// from then on are the truth of what they show.
func (e *Experiment) starts() (out []spec.Time) {
	if e.Every == 0 {
		return nil
	}
	for i := range e.Designs {
		d := &e.Designs[i]
		for k := 1; k < e.Joiners(d); k++ {
			out = append(out, e.Joined(d, k))
		}
	}
	if e.Hold > 0 {
		out = append(out, e.To)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Joiners is how many groups of a Pinner split join the treatment for good, one after the other; 0 of other splits.
func (e *Experiment) Joiners(d *Design) int {
	if d.Split != Pinners {
		return 0
	}
	n := 1 + len(d.Ramp)
	if d.Joins > 0 {
		n++
	}
	return n
}

// Joined is when the k-th of them does.
func (e *Experiment) Joined(d *Design, k int) spec.Time {
	switch {
	case k == 0:
		return e.From
	case d.Joins > 0:
		return e.Late
	}
	return e.From + d.Ramp[k-1].Until
}

// Joining is the share of Pinners in the k-th of them.
func (d *Design) Joining(k int) float64 {
	var shares []float64
	for _, s := range d.Ramp {
		shares = append(shares, s.Share)
	}
	shares = append(shares, d.Share, d.Share+d.Joins)
	if k == 0 {
		return shares[0]
	}
	return shares[k] - shares[k-1]
}

// Windows are the windows by which groups of Pinners are read, from the test's start on: whole ones, of the test and then of the holdback.
func (e *Experiment) Windows() (out [][2]spec.Time) {
	if e.Every == 0 {
		return nil
	}
	add := func(from, to spec.Time) {
		for ; from+e.Every <= to; from += e.Every {
			out = append(out, [2]spec.Time{from, from + e.Every})
		}
	}
	add(e.From, e.To)
	add(e.To, e.Hold)
	return out
}

// Compared is the share of units with which the treated are compared: as stated, or all whom no other share has.
func (d *Design) Compared() float64 {
	if d.Control > 0 {
		return d.Control
	}
	return 1 - d.Share - d.Joins - d.Pool
}
