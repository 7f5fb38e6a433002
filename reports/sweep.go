package reports

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"

	"marketsim/reports/stats"
	"marketsim/sim/results"
)

// SweepAxis is a key that varies over the points of a sweep.
type SweepAxis struct {
	Path    string   `json:"path"`
	Numeric bool     `json:"numeric"`
	Unit    string   `json:"unit,omitempty"`
	Values  []string `json:"values"` // by point, as the language writes them
}

// Number is the value of a numeric axis at a point, in its unit.
func (a *SweepAxis) Number(point int) float64 {
	text := a.Values[point]
	n := len(text)
	for n > 0 && (text[n-1] < '0' || text[n-1] > '9') && text[n-1] != '.' {
		n--
	}
	x, err := strconv.ParseFloat(text[:n], 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

// SweepSummary is the result object of a sweep, and the content of its summary.json.
type SweepSummary struct {
	Schema      int           `json:"schema"`
	Kind        string        `json:"kind"` // sweep
	Scenario    string        `json:"scenario"`
	Question    string        `json:"question,omitempty"`
	Hash        string        `json:"scenario_hash"`
	Version     string        `json:"version"`
	Seed        uint64        `json:"seed"`
	Design      string        `json:"design"` // grid, zip or latin
	Axes        []SweepAxis   `json:"axes"`
	Done        int           `json:"replications_done"` // at every point
	Planned     int           `json:"replications_planned"`
	Level       float64       `json:"level"`
	ExitCode    int           `json:"exit_code"` // 0, or 4 when points are missing: a sweep explores and judges nothing
	Points      []SweepPoint  `json:"points"`
	Sensitivity []Sensitivity `json:"sensitivity"`
	Families    []Family      `json:"families"`
	Warnings    []string      `json:"warnings"`
}

// SweepPoint is one point: its setting, what its checks say, and its headline metrics.
type SweepPoint struct {
	Point   int          `json:"point"`
	Setting []string     `json:"setting"` // by axis
	Verdict string       `json:"verdict"` // of its own checks
	Values  []PointValue `json:"values"`  // by outcome
	Front   bool         `json:"front"`   // no other point is better in both of the outcomes that trade off
}

// PointValue is an outcome at a point.
type PointValue struct {
	Outcome
	Value *float64 `json:"value"`
	Lo    *float64 `json:"lo"`
	Hi    *float64 `json:"hi"`
}

// Outcome is what a point brings about: the level of a metric in control, or the change of it that an arm makes.
type Outcome struct {
	Arm    string `json:"arm"`
	Versus string `json:"vs,omitempty"` // empty for a level
	Metric string `json:"metric"`
	Unit   string `json:"unit"` // of a level; of a change it is %
}

// Name words an outcome: revenue, or revenue (raise against control).
func (o *Outcome) Name() string {
	if o.Versus == "" {
		return Plain(o.Metric)
	}
	return Plain(o.Metric) + " (" + o.Arm + " against " + o.Versus + ")"
}

// SweepInput is the results of a sweep: the points with what varies over them.
type SweepInput struct {
	Design string
	Axes   []SweepAxis
	Base   *Input   // the scenario as it stands, without results
	Points []*Input // results by point; those replications count that are finished at every point
}

// Sweep is a sweep that was read: its points, and its summary.
type Sweep struct {
	In      *SweepInput
	Points  []Point
	Summary *SweepSummary

	samples map[Outcome][][]float64 // by point and replication
	order   []Outcome
}

// ReadSweep summarises every point over the replications that are finished at all of them, and what the axes do.
func ReadSweep(in *SweepInput) (*Sweep, error) {
	s := &Sweep{In: in, samples: map[Outcome][][]float64{}}
	balance(in.Points)
	for p, one := range in.Points {
		summary, err := Summarise(one)
		if err != nil {
			return nil, fmt.Errorf("point %d: %w", p, err)
		}
		s.Points = append(s.Points, Point{one, summary})
	}
	first, base := s.Points[0].S, in.Base
	s.Summary = &SweepSummary{Schema: SchemaVersion, Kind: "sweep", Scenario: base.Scenario, Question: base.Question, Hash: base.Hash, Version: base.Version,
		Seed: base.Seed, Design: in.Design, Axes: in.Axes, Done: first.ReplicationsDone, Planned: first.ReplicationsPlanned, Level: stats.Level,
		Sensitivity: []Sensitivity{}, Families: []Family{}, Warnings: slices.Clone(base.Warnings)}
	if s.Summary.Done < s.Summary.Planned || s.Summary.Done == 0 {
		s.Summary.ExitCode = ExitIncomplete
	}
	s.sample()
	s.points()
	s.front()
	s.sensitivity()
	return s, nil
}

// balance drops the replications that are not finished at every point, so that points stay comparable.
func balance(points []*Input) {
	for r := range points[0].Results {
		for _, p := range points {
			if r < len(p.Results) && p.finished(r) {
				continue
			}
			for _, q := range points {
				q.Results[r] = nil
			}
			break
		}
	}
}

// sample reads the headline metrics at every point: levels of control, and changes that arms make.
func (s *Sweep) sample() {
	for p, point := range s.Points {
		read := newSampler(point.In)
		for arm := range point.In.Arms {
			base, compared := point.In.Versus(arm)
			if !compared && arm > 0 {
				continue
			}
			for _, m := range point.In.outcomes() {
				values := read.values(m, arm, results.Everything, 0, point.In.Days)
				o := Outcome{Arm: point.In.Arms[arm].Name, Metric: m.Name, Unit: m.Unit}
				if compared {
					o.Versus, o.Unit = point.In.Arms[base].Name, "%"
					for i, b := range read.values(m, base, results.Everything, 0, point.In.Days) {
						values[i] = 100 * (values[i] - b) / math.Abs(b)
					}
				}
				if s.samples[o] == nil {
					s.samples[o] = make([][]float64, len(s.Points))
					s.order = append(s.order, o)
				}
				s.samples[o][p] = values
			}
		}
	}
}

// outcomes are the headline metrics and the scenario's own.
func (in *Input) outcomes() (out []*measure) {
	for _, section := range Headline {
		for _, name := range section.Metrics {
			if m := in.measure(name); m != nil {
				out = append(out, m)
			}
		}
	}
	for _, own := range in.Questions.Metrics {
		if m := in.measure(own.Name); m != nil {
			out = append(out, m)
		}
	}
	return out
}

func (s *Sweep) points() {
	for p := range s.Points {
		point := SweepPoint{Point: p, Verdict: s.Points[p].S.Verdict, Values: []PointValue{}}
		for i := range s.In.Axes {
			point.Setting = append(point.Setting, s.In.Axes[i].Values[p])
		}
		for _, o := range s.order {
			e := stats.MeanInterval(s.samples[o][p], stats.Level)
			point.Values = append(point.Values, PointValue{o, number(e.Mean), number(e.Lo), number(e.Hi)})
		}
		s.Summary.Points = append(s.Summary.Points, point)
	}
}

// Value finds an outcome of a point; nil when there is none of that name.
func (p *SweepPoint) Value(o Outcome) *PointValue {
	for i := range p.Values {
		if p.Values[i].Outcome == o {
			return &p.Values[i]
		}
	}
	return nil
}

// TradeOff names the two outcomes that the frontier is drawn over: what the platform earns against how often Pinners come. They
// are those of the first arm that is compared, or of control.
func (s *Sweep) TradeOff() (earn, visit Outcome) {
	for _, o := range s.order {
		switch {
		case o.Metric == "revenue" && (earn.Metric == "" || earn.Versus == "" && o.Versus != ""):
			earn = o
		case o.Metric == "sessions_per_pinner_day" && (visit.Metric == "" || visit.Versus == "" && o.Versus != ""):
			visit = o
		}
	}
	return earn, visit
}

// front marks the points that no other beats in both outcomes that trade off, by their means.
func (s *Sweep) front() {
	earn, visit := s.TradeOff()
	at := func(p int) (x, y float64) {
		point := &s.Summary.Points[p]
		return valueOf(point.Value(visit).Value), valueOf(point.Value(earn).Value)
	}
	if s.Summary.Done == 0 {
		return
	}
	for p := range s.Summary.Points {
		x, y := at(p)
		beaten := !stats.IsFinite(x) || !stats.IsFinite(y)
		for q := range s.Summary.Points {
			u, v := at(q)
			beaten = beaten || u >= x && v >= y && (u > x || v > y)
		}
		s.Summary.Points[p].Front = !beaten
	}
}

// JSON is the content of summary.json.
func (s *SweepSummary) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return nil, fmt.Errorf("the summary cannot be written as JSON: %w", err)
	}
	return append(data, '\n'), nil
}

// WriteData writes the tables of all points, told apart by the column point, and besides points (the setting of each) and
// sensitivity, each as CSV and as Parquet.
func (s *Sweep) WriteData(dir string) error {
	id := identity(s.In.Base)
	if err := writePoints(dir, id, s.Points); err != nil {
		return err
	}
	if err := writeTable(dir, "points", id, func(out *twin) error { return s.pointRows(out) }); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(dir), err)
	}
	return writeTable(dir, "sensitivity", id, func(out *twin) error { return s.sensitivityRows(out) })
}

// pointRows: a row per point and axis; number is the value of a numeric axis.
func (s *Sweep) pointRows(out *twin) error {
	if err := out.Write([]string{"point", "axis", "setting", "number", "unit", "verdict"}); err != nil {
		return err
	}
	for p := range s.Points {
		out.point = strconv.Itoa(p)
		for i := range s.In.Axes {
			a := &s.In.Axes[i]
			value := ""
			if a.Numeric {
				value = shortest(a.Number(p))
			}
			if err := out.Write([]string{out.point, a.Path, a.Values[p], value, a.Unit, s.Summary.Points[p].Verdict}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Sweep) sensitivityRows(out *twin) error {
	if err := out.Write([]string{"axis", "level", "vs", "arm", "metric", "outcome", "change", "lo", "hi", "p", "p_adjusted", "verdict", "why"}); err != nil {
		return err
	}
	for _, x := range s.Summary.Sensitivity {
		kind := "level"
		if x.Versus != "" {
			kind = "change"
		}
		if err := out.Write([]string{x.Axis, x.To, x.From, x.Arm, x.Metric, kind, shortestOf(x.Change), shortestOf(x.Lo), shortestOf(x.Hi), shortestOf(x.P), shortestOf(x.PAdjusted), x.Verdict, x.Why}); err != nil {
			return err
		}
	}
	return nil
}
