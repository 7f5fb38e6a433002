package compare

import (
	"bufio"
	"bytes"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// MaxBaseline is the size of the largest baseline that is read, bytes.
const MaxBaseline = 64 << 20

// ParseBaseline reads what WriteBaseline wrote. It names the line that is not as it should be, and refuses a file that does
// not have all digests and values of the arms and replications that it states.
func ParseBaseline(label string, data []byte) (*Side, error) {
	s := &Side{Label: label, Committed: true}
	if len(data) > MaxBaseline {
		return nil, fmt.Errorf("%s is no baseline: it has %d bytes, and at most %d are read", label, len(data), MaxBaseline)
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, MaxBaseline)
	n := 0
	for n = 1; lines.Scan(); n++ {
		line := lines.Text()
		if n == 1 && line != baselineHeader {
			break
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
	if n == 1 {
		return nil, fmt.Errorf("%s is not a baseline of this version of the program: its first line is not `%s`", label, baselineHeader)
	}
	if err := s.complete(); err != nil {
		return nil, fmt.Errorf("%s is incomplete: %w", label, err)
	}
	return s, nil
}

// machine is a system with its processor, and the Go version behind it.
var machine = regexp.MustCompile(`^[a-z0-9]+/[a-z0-9]+( [!-~]+)*$`)

var hexDigits = regexp.MustCompile(`^[0-9a-f]+$`)

// line reads one line; what a line rests on stands above it.
func (s *Side) line(words []string) error {
	word, rest := words[0], words[1:]
	bad := fmt.Errorf("this is not a `%s` line", word)
	switch word {
	case "scenario", "version", "hash":
		if len(rest) != 1 || word == "hash" && (len(rest[0]) != wholeHash || !hexDigits.MatchString(rest[0])) {
			return bad
		}
		return once(map[string]*string{"scenario": &s.Scenario, "hash": &s.Hash, "version": &s.Version}[word], rest[0], word)
	case "platform":
		if !machine.MatchString(strings.Join(rest, " ")) {
			return bad
		}
		return once(&s.Platform, strings.Join(rest, " "), word)
	case "seed":
		seed, err := strconv.ParseUint(strings.Join(rest, " "), 10, 64)
		if err != nil {
			return bad
		}
		s.Seed = seed
	case "days", "replications":
		n := numberAt(rest, 0)
		if n < 1 || n > 1<<20 || len(rest) != 1 {
			return bad
		}
		return once(map[string]*int{"days": &s.Days, "replications": &s.Replications}[word], n, word)
	case "arms":
		if len(rest) == 0 || len(s.Arms) > 0 {
			return bad
		}
		s.Arms = rest
	case "reason":
		if len(rest) < 4 {
			return bad
		}
		s.Reasons = append(s.Reasons, Reason{rest[0], rest[1], rest[2], strings.Join(rest[3:], " ")})
	case "digest":
		return s.digest(rest)
	case "value":
		return s.value(rest)
	case "key":
		path, value, found := strings.Cut(strings.Join(rest, " "), ":")
		if !found {
			return bad
		}
		s.Keys = append(s.Keys, Key{path, strings.TrimSpace(value)})
	default:
		return fmt.Errorf("`%s` begins no line of a baseline", word)
	}
	return nil
}

func once[T comparable](field *T, value T, word string) error {
	var none T
	if *field != none {
		return fmt.Errorf("this is the second `%s` line", word)
	}
	*field = value
	return nil
}

func numberAt(words []string, i int) int {
	if i >= len(words) {
		return -1
	}
	n, err := strconv.Atoi(words[i])
	if err != nil {
		return -1
	}
	return n
}

// place checks the arm and, where there is one, the replication that a line is about.
func (s *Side) place(arm string, replication int) error {
	if !slices.Contains(s.Arms, arm) {
		return fmt.Errorf("`%s` is none of the arms that the file states", arm)
	}
	if replication < 0 || replication >= s.Replications {
		return fmt.Errorf("there is no such replication: the file states %d", s.Replications)
	}
	return nil
}

func (s *Side) digest(rest []string) error {
	r := numberAt(rest, 1)
	if r < 0 || len(rest)-2 != s.Days {
		return fmt.Errorf("a `digest` line names an arm, a replication and %d digests", s.Days)
	}
	if err := s.place(rest[0], r); err != nil {
		return err
	}
	for i, d := range rest[2:] {
		if want := map[bool]int{true: wholeDigest, false: shortDigest}[i == s.Days-1]; len(d) != want || !hexDigits.MatchString(d) {
			return fmt.Errorf("`%s` is no digest of %d hexadecimal digits", d, want)
		}
	}
	if s.digests(rest[0], r) != nil {
		return fmt.Errorf("arm %s, replication %d has a `digest` line already", rest[0], r)
	}
	s.Digests = append(s.Digests, Digests{rest[0], r, rest[2:]})
	return nil
}

func (s *Side) value(rest []string) error {
	if len(rest) < 2 || len(rest)-2 != s.Replications {
		return fmt.Errorf("a `value` line names an arm, a metric and %d values", s.Replications)
	}
	if err := s.place(rest[0], 0); err != nil {
		return err
	}
	v := Values{Arm: rest[0], Metric: rest[1]}
	for _, text := range rest[2:] {
		x, err := strconv.ParseFloat(text, 64)
		if text == "-" {
			x, err = math.NaN(), nil
		} else if err == nil && (math.IsNaN(x) || math.IsInf(x, 0)) {
			err = strconv.ErrRange
		}
		if err != nil {
			return fmt.Errorf("`%s` is not a number", text)
		}
		v.Values = append(v.Values, x)
	}
	if s.values(v.Arm, v.Metric) != nil {
		return fmt.Errorf("arm %s has a `value` line of %s already", v.Arm, v.Metric)
	}
	s.Values = append(s.Values, v)
	return nil
}

// complete tells whether a baseline has all that it states.
func (s *Side) complete() error {
	if s.Scenario == "" || s.Hash == "" || s.Platform == "" || len(s.Arms) == 0 {
		return fmt.Errorf("it states scenario, hash, platform and arms")
	}
	if want := s.Replications * len(s.Arms); len(s.Digests) != want || want == 0 {
		return fmt.Errorf("it has digests of %d of %d arms and replications", len(s.Digests), want)
	}
	of := map[string]int{}
	for _, v := range s.Values {
		of[v.Metric]++
	}
	if len(of) == 0 {
		return fmt.Errorf("it has no values")
	}
	for metric, n := range of {
		if n != len(s.Arms) {
			return fmt.Errorf("it has values of %s for %d of %d arms", metric, n, len(s.Arms))
		}
	}
	return nil
}
