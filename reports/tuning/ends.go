package tuning

import (
	"fmt"
	"slices"

	"marketsim/sim/tune"
)

// ends notes the levers whose best value is at an end of their range, and warns of them: a better one may lie beyond. A constraint that binds may be why it does not.
func (s *Summary) ends(id int) {
	c := s.Candidate(id)
	if s.binds(c) {
		return
	}
	for i := range s.Levers {
		l := &s.Levers[i]
		l.AtEnd = l.end(c.Setting[i])
		if l.AtEnd != "" {
			s.Warnings = append(s.Warnings, fmt.Sprintf("the best value of %s, %s, is the %s end of its range, and a better one may lie beyond it: widen its range in tune.levers", l.Path, c.Setting[i], l.AtEnd))
		}
	}
}

// end is the end of the lever's range that a value is at, lower or upper; empty where it is at none, or the key takes nothing beyond it.
func (l *Lever) end(value string) string {
	share, ok := l.Share(value)
	switch {
	case !ok || l.Kind == tune.Choice:
	case !l.Least && (l.Kind == tune.Continuous && share < 0.002 || l.Kind == tune.Whole && value == l.Value(0)):
		return "lower"
	case !l.Most && (l.Kind == tune.Continuous && share > 0.998 || l.Kind == tune.Whole && value == l.Value(1)):
		return "upper"
	}
	return ""
}

// slackest is how many half widths of its interval a constraint's slack may have and still bind.
const slackest = 3

// Binds tells whether a constraint's slack is so small that the constraint may decide where the best value lies.
func (b Band) Binds() bool { return !(b.Mean >= slackest*b.Half) }

// binds tells whether any constraint binds at a setting.
func (s *Summary) binds(c *Candidate) bool {
	return len(s.Constraints) > 0 && (len(c.Layers) == 0 || slices.ContainsFunc(c.Last().Slack, Band.Binds))
}
