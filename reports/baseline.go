package reports

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"marketsim/reports/stats"
	"marketsim/sim/rng"
)

const baselineHeader = "# marketsim baseline 1"

// shortDigest is how many hexadecimal digits a baseline keeps of every day's digest but the last.
const shortDigest = 8

func chain(h uint64, arm string, replication int, digest string) uint64 {
	return rng.Mix(h ^ rng.Hash(fmt.Sprintf("%s %d %s", arm, replication, digest)))
}

// WriteBaseline writes a side as the text file that is committed beside its scenario: a word and its values on every line.
//
//	scenario, hash, seed, days, replications, version, platform   what was run
//	reason DATE WAS IS TEXT                                       why it was accepted, oldest first
//	digest ARM REPLICATION DAY0 DAY1 ...                          chained: the first that differs is the first day that does
//	value ARM METRIC REPLICATION0 REPLICATION1 ...                over the horizon; - where there is none
func WriteBaseline(w io.Writer, s *Side) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s\n# Accepted behaviour of a scenario; keep it beside the scenario. `marketsim baseline verify` compares with it, and\n"+
		"# `marketsim baseline accept --reason WHY` replaces it.\n", baselineHeader)
	fmt.Fprintf(out, "scenario %s\nhash %s\nseed %d\ndays %d\nreplications %d\nversion %s\nplatform %s\n", s.Scenario, s.Hash, s.Seed, s.Days,
		s.Replications, s.Version, s.Platform)
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
			if stats.IsFinite(x) {
				fmt.Fprintf(out, " %s", strconv.FormatFloat(x, 'g', -1, 64))
			} else {
				fmt.Fprint(out, " -")
			}
		}
		fmt.Fprintln(out)
	}
	return out.Flush()
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// ParseBaseline reads what WriteBaseline wrote. It names the line that is not as it should be.
func ParseBaseline(label string, data []byte) (*Side, error) {
	s := &Side{Label: label}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if n == 1 && line != baselineHeader {
			return nil, fmt.Errorf("%s is not a baseline of this version of the program: its first line is not `%s`", label, baselineHeader)
		}
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		if err := s.line(strings.Fields(line)); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", label, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", label, err)
	}
	if len(s.Digests) == 0 || s.Replications*len(s.Arms) != len(s.Digests) {
		return nil, fmt.Errorf("%s is incomplete: it has digests of %d of %d arms and replications", label, len(s.Digests), s.Replications*max(1, len(s.Arms)))
	}
	return s, nil
}

func (s *Side) line(words []string) error {
	word, rest := words[0], words[1:]
	number := func(i int) int {
		if i >= len(rest) {
			return -1
		}
		n, err := strconv.Atoi(rest[i])
		if err != nil {
			return -1
		}
		return n
	}
	bad := fmt.Errorf("this is not a `%s` line", word)
	switch word {
	case "scenario", "hash", "version":
		if len(rest) != 1 {
			return bad
		}
		*map[string]*string{"scenario": &s.Scenario, "hash": &s.Hash, "version": &s.Version}[word] = rest[0]
	case "platform":
		s.Platform = strings.Join(rest, " ")
	case "seed":
		seed, err := strconv.ParseUint(strings.Join(rest, " "), 10, 64)
		if err != nil {
			return bad
		}
		s.Seed = seed
	case "days", "replications":
		n := number(0)
		if n < 1 {
			return bad
		}
		*map[string]*int{"days": &s.Days, "replications": &s.Replications}[word] = n
	case "reason":
		if len(rest) < 4 {
			return bad
		}
		s.Reasons = append(s.Reasons, Reason{rest[0], rest[1], rest[2], strings.Join(rest[3:], " ")})
	case "digest":
		if number(1) < 0 || len(rest)-2 != s.Days {
			return bad
		}
		if n := len(s.Arms); n == 0 || s.Arms[n-1] != rest[0] {
			s.Arms = append(s.Arms, rest[0])
		}
		s.Digests = append(s.Digests, Digests{rest[0], number(1), rest[2:]})
	case "value":
		return s.value(rest)
	default:
		return fmt.Errorf("`%s` begins no line of a baseline", word)
	}
	return nil
}

func (s *Side) value(rest []string) error {
	if len(rest)-2 != s.Replications {
		return fmt.Errorf("a `value` line names an arm, a metric and %d values", s.Replications)
	}
	v := Values{Arm: rest[0], Metric: rest[1]}
	for _, text := range rest[2:] {
		x, err := strconv.ParseFloat(text, 64)
		if text == "-" {
			x, err = math.NaN(), nil
		}
		if err != nil {
			return fmt.Errorf("`%s` is not a number", text)
		}
		v.Values = append(v.Values, x)
	}
	s.Values = append(s.Values, v)
	return nil
}
