package compare

import (
	"fmt"
	"slices"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/sim/results"
)

// Side is what a comparison of behaviour needs of a run: the chained digests of every day, and what each replication measured. A
// run has one, and a baseline file is one.
type Side struct {
	Label        string // how it is called: a folder, or a file
	Scenario     string
	Hash         string
	Version      string
	Platform     string
	Seed         uint64
	Days         int
	Replications int
	Numbers      []int // of the replications that are there; nil: 0, 1, and so on
	Missing      int   // replications that were asked for and are not there
	Arms         []string
	Digests      []Digests
	Values       []Values
	Reasons      []Reason // of a baseline, oldest first
	Keys         []Key    // the scenario as it was run; empty when that is not known
	Committed    bool     // read from a baseline: it states what it covers, and covers it
}

// Key is one value of a resolved scenario.
type Key struct{ Path, Value string }

// KeyChange is a value of the scenario that differs; empty is not there.
type KeyChange struct {
	Key string `json:"key"`
	Was string `json:"was"`
	Is  string `json:"is"`
}

func (k *KeyChange) text() string {
	shown := func(value string) string {
		if value == "" {
			return "(none)"
		}
		return value
	}
	return fmt.Sprintf("%s %s -> %s", k.Key, shown(k.Was), shown(k.Is))
}

// keyChanges lists what differs: first in the order of what is, then what is no longer there. What is not known on one side
// does not differ.
func keyChanges(was, is []Key) (list []KeyChange) {
	if len(was) == 0 || len(is) == 0 {
		return nil
	}
	before, seen := map[string]string{}, map[string]bool{}
	for _, k := range was {
		before[k.Path] = oneLine(k.Value)
	}
	for _, k := range is {
		path := oneLine(k.Path)
		seen[path] = true
		if value, there := before[path]; !there || value != oneLine(k.Value) {
			list = append(list, KeyChange{path, value, oneLine(k.Value)})
		}
	}
	for _, k := range was {
		if !seen[k.Path] {
			list = append(list, KeyChange{k.Path, k.Value, ""})
		}
	}
	return list
}

// Digests are the chained digests of one arm and replication by day, in hexadecimal. Two that agree on a day agree on all days
// before. A baseline keeps the first half of each but the last.
type Digests struct {
	Arm         string
	Replication int
	Days        []string
}

// Values are one metric of one arm over the whole horizon and market, by replication; NaN where it does not exist.
type Values struct {
	Arm, Metric string
	Values      []float64
}

// Reason says why a baseline was accepted.
type Reason struct {
	Date string `json:"date"` // UTC
	Was  string `json:"was"`  // digest of all that was accepted before; - when nothing was
	Is   string `json:"is"`
	Text string `json:"text"`
}

// NewSide reads a finished run.
func NewSide(in *reports.Input, label, platform string) *Side {
	read := reports.NewSampler(in)
	s := &Side{Label: label, Scenario: in.Scenario, Hash: in.Hash, Version: in.Version, Platform: platform, Seed: in.Seed, Days: in.Days,
		Replications: len(read.Replications), Missing: max(in.Planned, len(in.Results)) - len(read.Replications)}
	if !slices.Equal(read.Replications, s.numbers()) {
		s.Numbers = read.Replications
	}
	for arm := range in.Arms {
		name := in.Arms[arm].Name
		s.Arms = append(s.Arms, name)
		for _, r := range read.Replications {
			d := Digests{Arm: name, Replication: r}
			for _, day := range in.Results[r][arm].Days {
				d.Days = append(d.Days, fmt.Sprintf("%016x", day.Digest))
			}
			if n := len(d.Days); n > 0 {
				d.Days[n-1] = fmt.Sprintf("%016x", in.Results[r][arm].Digest())
			}
			s.Digests = append(s.Digests, d)
		}
		for _, m := range in.Metrics() {
			s.Values = append(s.Values, Values{name, m.Name, kept(read.Values(m, arm, results.Everything, 0, in.Days))})
		}
	}
	return s
}

// kept are values as a baseline has them, so that what is compared with one has the same digits.
func kept(values []float64) []float64 {
	for i := range values {
		values[i] = format.Kept(values[i])
	}
	return values
}

// numbers are those of the replications that are there.
func (s *Side) numbers() []int {
	if s.Numbers != nil {
		return s.Numbers
	}
	all := make([]int, s.Replications)
	for i := range all {
		all[i] = i
	}
	return all
}

// shared are the numbers of the replications that both sides have.
func shared(a, b *Side) (numbers []int) {
	there := b.numbers()
	for _, r := range a.numbers() {
		if slices.Contains(there, r) {
			numbers = append(numbers, r)
		}
	}
	return numbers
}

// only is a side with some of its replications.
func (s *Side) only(numbers []int) *Side {
	own := s.numbers()
	if slices.Equal(own, numbers) {
		return s
	}
	less := *s
	less.Replications, less.Numbers = len(numbers), numbers
	less.Digests = slices.DeleteFunc(slices.Clone(s.Digests), func(d Digests) bool { return !slices.Contains(numbers, d.Replication) })
	less.Values = nil
	for _, v := range s.Values {
		kept := Values{Arm: v.Arm, Metric: v.Metric}
		for i, r := range own {
			if slices.Contains(numbers, r) {
				kept.Values = append(kept.Values, v.Values[i])
			}
		}
		less.Values = append(less.Values, kept)
	}
	return &less
}

// Digest is of all arms and replications together.
func (s *Side) Digest() string {
	h := uint64(0)
	for _, d := range s.Digests {
		if len(d.Days) > 0 {
			h = chain(h, d.Arm, d.Replication, d.Days[len(d.Days)-1])
		}
	}
	return fmt.Sprintf("%016x", h)
}

// digests finds those of an arm and replication; nil when there are none.
func (s *Side) digests(arm string, replication int) []string {
	for i := range s.Digests {
		if d := &s.Digests[i]; d.Arm == arm && d.Replication == replication {
			return d.Days
		}
	}
	return nil
}

// values finds a metric of an arm; nil when there is none.
func (s *Side) values(arm, metric string) []float64 {
	i := slices.IndexFunc(s.Values, func(v Values) bool { return v.Arm == arm && v.Metric == metric })
	if i < 0 {
		return nil
	}
	return s.Values[i].Values
}
