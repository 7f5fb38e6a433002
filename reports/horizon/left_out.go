package horizon

import (
	"fmt"
	"slices"
	"strings"
)

// sift counts launches, and marks and names those that change nothing and those that have no relative effect, since control earns nothing. These are left out of what it returns: an index learns
// nothing from them.
func (r *Report) sift(all []*Launch) []*Launch {
	var idle, unearned []string
	for _, l := range all {
		l.curves = all[0].shapes()
		switch {
		case l.unearned():
			l.still, unearned = true, append(unearned, l.Arm)
		case l.idle():
			l.still, idle = true, append(idle, l.Arm)
		default:
			l.still = false
			if r.Launches++; l.Truth() > 0 {
				r.Wins++
			}
		}
	}
	r.Idle, r.Unearned = among(all, idle), among(all, unearned)
	r.Changes = changes(all, len(arms(all)))
	return slices.DeleteFunc(slices.Clone(all), (*Launch).unearned)
}

// among names the arms of a list, each with how many of its markets that is.
func among(all []*Launch, of []string) []string {
	out := []string{}
	for _, arm := range arms(all) {
		n, markets := 0, 0
		for _, name := range of {
			if name == arm {
				n++
			}
		}
		for _, l := range all {
			if l.Arm == arm {
				markets++
			}
		}
		if n > 0 {
			out = append(out, fmt.Sprintf("%s (in %d of %d markets)", arm, n, markets))
		}
	}
	return out
}

// unearned tells whether control earns nothing in some test, in the first two weeks or in the long run: what the launch adds has no size relative to that.
func (l *Launch) unearned() bool {
	return slices.ContainsFunc(l.alone(), func(t *Launch) bool {
		return mean(t.base[0][:ShortTest]) == 0 || mean(t.base[0][l.Days()-LongRun:]) == 0
	})
}

// LeftOut says which launches are left out, and why.
func (r *Report) LeftOut() (out []string) {
	if len(r.Idle) > 0 {
		out = append(out, "Left out, since they change nothing: "+strings.Join(r.Idle, ", ")+".")
	}
	if len(r.Unearned) > 0 {
		out = append(out, "Left out, since control earns nothing, so that they have no relative effect: "+strings.Join(r.Unearned, ", ")+".")
	}
	return out
}

// Nothing says why there is no launch to tell of.
func (r *Report) Nothing() string {
	switch {
	case len(r.Unearned) == 0:
		return "no launch changes anything"
	case len(r.Idle) == 0:
		return "no launch has a relative effect, since control earns nothing"
	}
	return "no launch changes anything where control earns something"
}
