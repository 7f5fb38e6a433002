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
	s := &baselineReader{&Side{Label: label, Committed: true}, map[string]bool{}}
	if len(data) > MaxBaseline {
		return nil, fmt.Errorf("%s is no baseline: it has %d bytes, and at most %d are read", label, len(data), MaxBaseline)
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, MaxBaseline)
	n, at, read := 0, -1, []placed(nil)
	for n = 1; lines.Scan(); n++ {
		line := lines.Text()
		if n == 1 && line != baselineHeader {
			break
		}
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		words := strings.Fields(line)
		err := plainLine(line, words)
		if err == nil {
			err = inPlace(words[0], &at)
		}
		if err == nil {
			err = s.line(words)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", label, n, err)
		}
		read = append(read, placed{n, line})
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
	if err := s.asWritten(label, read); err != nil {
		return nil, err
	}
	return s.Side, nil
}

// placed is a line with its number.
type placed struct {
	number int
	text   string
}

// asWritten refuses a baseline whose lines are not those that the program writes for what they say, such as `seed 01`: somebody else wrote them.
func (s *Side) asWritten(label string, read []placed) error {
	var again bytes.Buffer
	if err := WriteBaseline(&again, s, nil); err != nil {
		return err
	}
	at := 0
	for line := range strings.Lines(again.String()) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "#") {
			continue
		}
		if at >= len(read) || strings.TrimSpace(read[at].text) != line {
			return fmt.Errorf("%s:%d: the program writes this line as `%s`", label, read[min(at, len(read)-1)].number, line)
		}
		at++
	}
	if at < len(read) {
		return fmt.Errorf("%s:%d: the program writes no such line here", label, read[at].number)
	}
	return nil
}

// baselineReader is a baseline on its way from its file.
type baselineReader struct {
	*Side
	seen map[string]bool // what may stand once: each digest, value and key
}

// again tells whether something that may stand once was read before.
func (s *baselineReader) again(what string) bool {
	was := s.seen[what]
	s.seen[what] = true
	return was
}

// plainLine refuses a line that holds more than its words with a space between two of them, such as spaces that look like none.
func plainLine(line string, words []string) error {
	if strings.TrimSuffix(line, " ") != strings.Join(words, " ") { // a key without a value ends with a space
		return fmt.Errorf("a line is words with one space between them")
	}
	return nil
}

// order is the first words of lines as they follow each other; each of the first heads of them begins one line, the others any number.
var order = strings.Fields("scenario hash seed days replications arms version platform reason digest value key")

const heads = 8

// inPlace tells whether a line that begins with a word may stand below one that begins with order[*at], and moves on.
func inPlace(word string, at *int) error {
	i := slices.Index(order, word)
	switch {
	case i < 0:
		return fmt.Errorf("`%s` begins no line of a baseline", word)
	case i == *at && i < heads:
		return fmt.Errorf("this is the second `%s` line", word)
	case i < *at:
		return fmt.Errorf("a `%s` line is out of its place below `%s`", word, order[*at])
	case *at+1 < min(i, heads):
		return fmt.Errorf("a `%s` line belongs above this", order[*at+1])
	}
	*at = i
	return nil
}

// machine is a system with its processor, and the Go version behind it.
var machine = regexp.MustCompile(`^[a-z0-9]+/[a-z0-9]+( [!-~]+)*$`)

var hexDigits = regexp.MustCompile(`^[0-9a-f]+$`)

// line reads one line; what a line rests on stands above it.
func (s *baselineReader) line(words []string) error {
	word, rest := words[0], words[1:]
	switch word {
	case "digest":
		return s.digest(rest)
	case "value":
		return s.value(rest)
	}
	if !s.fact(word, rest) {
		return fmt.Errorf("this is not a `%s` line", word)
	}
	return nil
}

// fact reads a line of the head, a reason or a key, and tells whether it is one.
func (s *baselineReader) fact(word string, rest []string) (ok bool) {
	text, n := strings.Join(rest, " "), numberAt(rest, 0)
	number := len(rest) == 1 && n >= 1 && n <= 1<<20
	switch word {
	case "scenario":
		s.Scenario, ok = text, len(rest) == 1
	case "version":
		s.Version, ok = text, len(rest) == 1
	case "hash":
		s.Hash, ok = text, len(text) == wholeHash && hexDigits.MatchString(text)
	case "platform":
		s.Platform, ok = text, machine.MatchString(text)
	case "seed":
		seed, err := strconv.ParseUint(text, 10, 64)
		s.Seed, ok = seed, err == nil
	case "days":
		s.Days, ok = n, number
	case "replications":
		s.Replications, ok = n, number
	case "arms":
		s.Arms, ok = rest, len(rest) > 0
	case "reason":
		if ok = len(rest) >= 4; ok {
			s.Reasons = append(s.Reasons, Reason{rest[0], rest[1], rest[2], strings.Join(rest[3:], " ")})
		}
	case "key":
		path, value, found := cutPath(text)
		s.Keys, ok = append(s.Keys, Key{path, strings.TrimSpace(value)}), found && !s.again("key "+path)
	}
	return ok
}

// cutPath takes the path from the front of a key's line.
func cutPath(text string) (path, value string, found bool) {
	quoted, err := strconv.QuotedPrefix(text)
	if err != nil {
		return strings.Cut(text, ":")
	}
	path, err = strconv.Unquote(quoted)
	value, found = strings.CutPrefix(text[len(quoted):], ":")
	return path, value, found && err == nil
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

func (s *baselineReader) digest(rest []string) error {
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
	if s.again(fmt.Sprint("digest ", rest[0], " ", r)) {
		return fmt.Errorf("arm %s, replication %d has a `digest` line already", rest[0], r)
	}
	s.Digests = append(s.Digests, Digests{rest[0], r, rest[2:]})
	return nil
}

func (s *baselineReader) value(rest []string) error {
	if len(rest) < 2 || len(rest)-2 != s.Replications {
		return fmt.Errorf("a `value` line names an arm, a metric and %d values", s.Replications)
	}
	if err := s.place(rest[0], 0); err != nil {
		return err
	}
	v := Values{Arm: rest[0], Metric: rest[1]}
	for _, text := range rest[2:] {
		x, ok := valueOf(text)
		if !ok {
			return fmt.Errorf("`%s` is not a number", text)
		}
		v.Values = append(v.Values, x)
	}
	if s.again("value " + v.Arm + " " + v.Metric) {
		return fmt.Errorf("arm %s has a `value` line of %s already", v.Arm, v.Metric)
	}
	s.Values = append(s.Values, v)
	return nil
}

// valueOf reads what valueText wrote.
func valueOf(text string) (x float64, ok bool) {
	switch text {
	case "-":
		return math.NaN(), true
	case "+Inf", "-Inf":
		return math.Inf(map[byte]int{'+': 1, '-': -1}[text[0]]), true
	}
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil && !math.IsNaN(x) && !math.IsInf(x, 0) && valueText(x) == text
}

// complete tells whether a baseline has all that it states.
func (s *Side) complete() error {
	if s.Platform == "" {
		return fmt.Errorf("it has no `platform` line, which ends its head")
	}
	if want := s.Replications * len(s.Arms); len(s.Digests) != want || want == 0 {
		return fmt.Errorf("it has digests of %d of %d arms and replications", len(s.Digests), want)
	}
	if n := len(s.Reasons); n == 0 || s.Reasons[n-1].Is != s.Digest() {
		return fmt.Errorf("its digests are %s, and its last `reason` line accepts others", s.Digest())
	}
	of := map[string]int{}
	for _, v := range s.Values {
		of[v.Metric]++
	}
	switch {
	case len(of) == 0:
		return fmt.Errorf("it has no values")
	case len(s.Keys) == 0:
		return fmt.Errorf("it has no keys of the scenario")
	}
	for metric, n := range of {
		if n != len(s.Arms) {
			return fmt.Errorf("it has values of %s for %d of %d arms", metric, n, len(s.Arms))
		}
	}
	return nil
}
