package compare

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"marketsim/reports/format"
	"marketsim/sim/rng"
)

const baselineHeader = "# marketsim baseline 3"

// shortDigest is how many hexadecimal digits a baseline keeps of every day's digest but the last, wholeDigest of the last,
// and wholeHash of the scenario's hash.
const (
	shortDigest = 8
	wholeDigest = 16
	wholeHash   = 64
)

func chain(h uint64, arm string, replication int, digest string) uint64 {
	return rng.Mix(h ^ rng.Hash(fmt.Sprintf("%s %d %s", arm, replication, digest)))
}

// WriteBaseline writes a side as the text file that is committed beside its scenario: a word and its values on every line.
// It begins with what changed, for people; was is what was accepted before, nil for nothing.
//
//	scenario, hash, seed, days, replications, arms, version, platform   what was run
//	reason DATE WAS IS TEXT                                             why it was accepted, oldest first
//	digest ARM REPLICATION DAY0 DAY1 ...                                chained: the first that differs is the first day that does; the last is of the
//	                                                                    campaigns, cohorts and recorded auctions too
//	value ARM METRIC REPLICATION0 REPLICATION1 ...                      over the horizon, of every metric; - where there is none
//	key PATH: VALUE                                                     the scenario as it was
func WriteBaseline(w io.Writer, s, was *Side) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, baselineHeader)
	for _, line := range whatChanged(was, s) {
		fmt.Fprintln(out, strings.TrimSpace("# "+line))
	}
	fmt.Fprintf(out, "scenario %s\nhash %s\nseed %d\ndays %d\nreplications %d\narms %s\nversion %s\nplatform %s\n", s.Scenario, s.Hash, s.Seed, s.Days,
		s.Replications, strings.Join(s.Arms, " "), s.Version, s.Platform)
	for _, r := range s.Reasons {
		fmt.Fprintf(out, "reason %s %s %s %s\n", r.Date, r.Was, r.Is, oneLine(r.Text))
	}
	for _, d := range s.Digests {
		fmt.Fprintf(out, "digest %s %d", d.Arm, d.Replication)
		for i, digest := range d.Days {
			if i < len(d.Days)-1 {
				digest = digest[:min(shortDigest, len(digest))]
			}
			fmt.Fprintf(out, " %s", digest)
		}
		fmt.Fprintln(out)
	}
	for _, v := range s.Values {
		fmt.Fprintf(out, "value %s %s", v.Arm, v.Metric)
		for _, x := range v.Values {
			fmt.Fprint(out, " "+valueText(x))
		}
		fmt.Fprintln(out)
	}
	for _, k := range s.Keys {
		fmt.Fprintf(out, "key %s: %s\n", pathText(k.Path), oneLine(k.Value))
	}
	return out.Flush()
}

// valueText is a value as a baseline has it: infinite ones are +Inf and -Inf, and what does not exist is -.
func valueText(x float64) string {
	if math.IsNaN(x) {
		return "-"
	}
	return strconv.FormatFloat(format.Kept(x), 'g', -1, 64)
}

// pathText is a path as a baseline has it: quoted where a name in it has a colon, which would end it.
func pathText(path string) string {
	if path = oneLine(path); strings.Contains(path, ":") {
		return strconv.Quote(path)
	}
	return path
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// mostListed is how many changes the head of a baseline lists.
const mostListed = 40

// whatChanged is the head of a baseline: what a reviewer of the change wants to know.
func whatChanged(was, s *Side) (lines []string) {
	if n := len(s.Reasons); n > 0 {
		r := s.Reasons[n-1]
		lines = append(lines, fmt.Sprintf("Accepted %s: %s", r.Date, oneLine(r.Text)))
	}
	if was == nil {
		lines = append(lines, "The first baseline of this scenario.")
	} else {
		lines = append(lines, fmt.Sprintf("digest %s -> %s", was.Digest(), s.Digest()))
		moved, same := movedValues(was, s)
		lines = append(lines, listed(moved, fmt.Sprintf("%d of %d values changed", len(moved), len(moved)+same), ", was -> is, means over replications:")...)
		keys := keyChanges(was.Keys, s.Keys)
		text := make([]string, len(keys))
		for i, k := range keys {
			text[i] = k.text()
		}
		lines = append(lines, listed(text, format.Count(len(keys), "key")+" of the scenario changed", ", was -> is:")...)
	}
	return append(lines, "", "Accepted behaviour of a scenario; keep it beside the scenario. `marketsim baseline verify` compares with it, and",
		"`marketsim baseline accept --reason WHY` replaces it.")
}

func listed(items []string, head, tail string) []string {
	if len(items) == 0 {
		return []string{head + "."}
	}
	lines := []string{head + tail}
	for i, item := range items {
		if i == mostListed {
			return append(lines, fmt.Sprintf("  and %d more", len(items)-mostListed))
		}
		lines = append(lines, "  "+item)
	}
	return lines
}

// movedValues lists the values that are not the same, and counts those that are.
func movedValues(was, s *Side) (moved []string, same int) {
	for i := range s.Values {
		v := &s.Values[i]
		before := was.values(v.Arm, v.Metric)
		if sameValues(before, v.Values) {
			same++
			continue
		}
		a, b := meanOf(before), meanOf(v.Values)
		text := fmt.Sprintf("%s %s %s -> %s", v.Arm, v.Metric, format.Number(a), format.Number(b))
		if format.Number(a) == format.Number(b) {
			moved = append(moved, fmt.Sprintf("%s %s %s as before in the mean; %s", v.Arm, v.Metric, format.Number(b), apart(before, v.Values)))
			continue
		}
		if a != 0 && !math.IsNaN(a) && !math.IsNaN(b) {
			text += fmt.Sprintf(" (%s%s%%)", map[bool]string{true: "+"}[b > a], format.Number(100*(b/a-1)))
		}
		moved = append(moved, text)
	}
	return moved, same
}

// apart says in how many replications values differ, and by how much at most.
func apart(before, now []float64) string {
	n, most := 0, 0.0
	for i := range min(len(before), len(now)) {
		if !sameValues(before[i:i+1], now[i:i+1]) {
			n, most = n+1, max(most, math.Abs(now[i]-before[i]))
		}
	}
	return fmt.Sprintf("%d of %s differ, by at most %s", n, format.Count(len(now), "replication"), format.Number(most))
}

// meanOf is the mean of the values that exist.
func meanOf(values []float64) float64 {
	sum, n := 0.0, 0.0
	for _, x := range values {
		if !math.IsNaN(x) {
			sum, n = sum+x, n+1
		}
	}
	return sum / n
}

// sameValues tells whether two lists agree to the last bit; what does not exist agrees with what does not exist.
func sameValues(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if math.Float64bits(a[i]) != math.Float64bits(b[i]) && !(math.IsNaN(a[i]) && math.IsNaN(b[i])) {
			return false
		}
	}
	return true
}
