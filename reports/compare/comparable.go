package compare

import (
	"fmt"
	"slices"
	"strings"
)

// incomparable says why two sides cannot be compared; empty when they can.
func incomparable(base, candidate *Side) string {
	switch {
	case base.Days != candidate.Days:
		return fmt.Sprintf("have %d days and %d days", base.Days, candidate.Days)
	case base.Seed != candidate.Seed:
		return fmt.Sprintf("have seeds %d and %d: other draws cannot be paired", base.Seed, candidate.Seed)
	case !slices.Equal(base.Arms, candidate.Arms):
		return fmt.Sprintf("have arms %s and %s", strings.Join(base.Arms, ", "), strings.Join(candidate.Arms, ", "))
	case len(shared(base, candidate)) == 0:
		return "have no replication that both finished"
	case base.Committed && base.Replications != candidate.Replications:
		return fmt.Sprintf("have %d and %d replications", base.Replications, candidate.Replications)
	}
	if !base.Committed && !candidate.Committed {
		return ""
	}
	if base.Hash == candidate.Hash && len(keyChanges(base.Keys, candidate.Keys)) > 0 {
		return "have one hash of the scenario and not the same keys: the baseline was edited"
	}
	return unmatched(base, candidate)
}

// unmatched says which metrics only one side has, and whether the sides agree in the rest: a new metric must not hide a change of behaviour.
func unmatched(base, candidate *Side) string {
	var parts []string
	for _, side := range [][2]*Side{{base, candidate}, {candidate, base}} {
		if names := without(side[0], side[1]); len(names) > 0 {
			more := ""
			if len(names) > mostListed {
				names, more = names[:mostListed], fmt.Sprintf(" and %d more", len(names)-mostListed)
			}
			parts = append(parts, fmt.Sprintf("only %s has %s%s", side[0].Label, strings.Join(names, ", "), more))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "do not have the same values: " + strings.Join(parts, "; ") + "; " + agreement(base, candidate)
}

// without names the metrics that one side has and the other does not.
func without(has, not *Side) (names []string) {
	type place struct{ arm, metric string }
	there, named := map[place]bool{}, map[string]bool{}
	for i := range not.Values {
		there[place{not.Values[i].Arm, not.Values[i].Metric}] = true
	}
	for i := range has.Values {
		if v := &has.Values[i]; !there[place{v.Arm, v.Metric}] && !named[v.Metric] {
			names, named[v.Metric] = append(names, v.Metric), true
		}
	}
	return names
}

// agreement says whether what both sides have is the same to the last bit.
func agreement(base, candidate *Side) string {
	rest := &Regression{}
	rest.digests(base, candidate)
	values := 0
	for i := range candidate.Values {
		v := &candidate.Values[i]
		if was := base.values(v.Arm, v.Metric); was != nil && !sameValues(was, v.Values) {
			values++
		}
	}
	if rest.Differ == 0 && values == 0 {
		return "all that both have agrees to the last bit"
	}
	return fmt.Sprintf("AND BEHAVIOUR CHANGED: %d of %d arms and replications and %d values that both have differ", rest.Differ, rest.Of, values)
}

// sameBits says whether two platforms ("os/processor go-version") are promised the same bytes: those of one Go version on the processors
// that are tested, amd64 and arm64, whatever the system.
func sameBits(a, b string) bool {
	tested := func(platform string) (version string, ok bool) {
		machine, version, _ := strings.Cut(platform, " ")
		_, processor, _ := strings.Cut(machine, "/")
		return version, processor == "amd64" || processor == "arm64"
	}
	x, known := tested(a)
	y, too := tested(b)
	return a == b || known && too && x == y
}
