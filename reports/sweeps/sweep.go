// Package sweeps sums up runs at many points: what each axis does to an outcome, and which points are a fair trade.
package sweeps

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/stats"
	"marketsim/reports/verdict"
	"marketsim/sim/results"
	"marketsim/sim/units/neutral"
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
	Schema      int              `json:"schema"`
	Kind        string           `json:"kind"` // sweep
	Scenario    string           `json:"scenario"`
	Question    string           `json:"question,omitempty"`
	Hash        string           `json:"scenario_hash"`
	Version     string           `json:"version"`
	Seed        uint64           `json:"seed"`
	Quick       bool             `json:"quick"`               // small numbers for a quick look: no basis for a decision
	Shortened   string           `json:"shortened,omitempty"` // what a quick version has less of
	Design      string           `json:"design"`              // grid, zip or latin
	Axes        []SweepAxis      `json:"axes"`
	Done        int              `json:"replications_done"` // at every point
	Planned     int              `json:"replications_planned"`
	Level       float64          `json:"level"`
	ExitCode    int              `json:"exit_code"` // 0, or 4 when points are missing: a sweep explores and judges nothing
	Points      []SweepPoint     `json:"points"`
	Sensitivity []Sensitivity    `json:"sensitivity"`
	Families    []reports.Family `json:"families"`
	Warnings    []string         `json:"warnings"`
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
		return reports.Plain(o.Metric)
	}
	return reports.Plain(o.Metric) + " (" + o.Arm + " against " + o.Versus + ")"
}

// SweepInput is the results of a sweep: the points with what varies over them.
type SweepInput struct {
	Design string
	Axes   []SweepAxis
	Base   *reports.Input   // the scenario as it stands, without results
	Points []*reports.Input // results by point; those replications count that are finished at every point
}

// Sweep is a sweep that was read: its points, and its summary.
type Sweep struct {
	In      *SweepInput
	Points  []reports.Point
	Summary *SweepSummary

	samples map[Outcome][][]float64 // by point and replication
	order   []Outcome
}

// ReadSweep summarises every point over the replications that are finished at all of them, and what the axes do.
func ReadSweep(in *SweepInput) (*Sweep, error) {
	s := &Sweep{In: in, samples: map[Outcome][][]float64{}}
	balance(in.Points)
	for p, one := range in.Points {
		summary, err := verdict.Summarise(one)
		if err != nil {
			return nil, fmt.Errorf("point %d: %w", p, err)
		}
		s.Points = append(s.Points, reports.Point{In: one, S: summary})
	}
	first, base := s.Points[0].S, in.Base
	s.Summary = &SweepSummary{Schema: reports.SchemaVersion, Kind: "sweep", Scenario: base.Scenario, Question: base.Question, Hash: base.Hash, Version: base.Version,
		Seed: base.Seed, Quick: base.Quick, Shortened: base.Shortened, Design: in.Design, Axes: in.Axes, Done: first.ReplicationsDone, Planned: first.ReplicationsPlanned, Level: stats.Level,
		Sensitivity: []Sensitivity{}, Families: []reports.Family{}, Warnings: slices.Clone(base.Warnings)}
	if s.Summary.Done < s.Summary.Planned || s.Summary.Done == 0 {
		s.Summary.ExitCode = reports.ExitIncomplete
	}
	s.sample()
	s.points()
	s.front()
	s.sensitivity()
	return s, nil
}

// balance drops the replications that are not finished at every point, so that points stay comparable.
func balance(points []*reports.Input) {
	for r := range points[0].Results {
		for _, p := range points {
			if r < len(p.Results) && p.Finished(r) {
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
		read := reports.NewSampler(point.In)
		for arm := range point.In.Arms {
			base, compared := point.In.Versus(arm)
			if !compared && arm > 0 {
				continue
			}
			for _, m := range outcomes(point.In) {
				values := read.Values(m, arm, results.Everything, 0, point.In.Days)
				o := Outcome{Arm: point.In.Arms[arm].Name, Metric: m.Name, Unit: m.Unit}
				if compared {
					o.Versus, o.Unit = point.In.Arms[base].Name, "%"
					for i, b := range read.Values(m, base, results.Everything, 0, point.In.Days) {
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
func outcomes(in *reports.Input) (out []*reports.Metric) {
	for _, section := range reports.Headline {
		for _, name := range section.Metrics {
			if m := in.Metric(name); m != nil {
				out = append(out, m)
			}
		}
	}
	for _, own := range in.Questions.Metrics {
		if m := in.Metric(own.Name); m != nil {
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
			point.Values = append(point.Values, PointValue{o, reports.Finite(e.Mean), reports.Finite(e.Lo), reports.Finite(e.Hi)})
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
		return format.ValueOf(point.Value(visit).Value), format.ValueOf(point.Value(earn).Value)
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
	data, err := neutral.JSON(s, " ", true)
	if err != nil {
		return nil, fmt.Errorf("the summary cannot be written as JSON: %w", err)
	}
	return data, nil
}

// WriteData writes the tables of all points, told apart by the column point, and besides points (the setting of each) and
// sensitivity, each as CSV and as Parquet.
func (s *Sweep) WriteData(dir string) error {
	return reports.WritePoints(dir, s.In.Base, s.Points, reports.Rows{Name: "points", Rows: s.pointRows()}, reports.Rows{Name: "sensitivity", Rows: s.sensitivityRows()})
}

// pointRows: a row per point and axis; number is the value of a numeric axis.
func (s *Sweep) pointRows() [][]string {
	var rows [][]string
	for p := range s.Points {
		for i := range s.In.Axes {
			a := &s.In.Axes[i]
			value := ""
			if a.Numeric {
				value = format.Shortest(a.Number(p))
			}
			rows = append(rows, []string{strconv.Itoa(p), a.Path, a.Values[p], value, a.Unit, s.Summary.Points[p].Verdict})
		}
	}
	return rows
}

func (s *Sweep) sensitivityRows() [][]string {
	var rows [][]string
	for _, x := range s.Summary.Sensitivity {
		kind := "level"
		if x.Versus != "" {
			kind = "change"
		}
		rows = append(rows, []string{x.Axis, x.To, x.From, x.Arm, x.Metric, kind, format.ShortestOf(x.Change), format.ShortestOf(x.Lo), format.ShortestOf(x.Hi),
			format.Shortest(x.Level), format.ShortestOf(x.P),
			format.ShortestOf(x.PAdjusted), x.Verdict, x.Why})
	}
	return rows
}

// Shown lists the outcomes for tables and figures: the changes of the first arm that is compared, or else the levels of control.
func (s *SweepSummary) Shown() (out []Outcome) {
	if len(s.Points) == 0 {
		return nil
	}
	arm := ""
	for _, v := range s.Points[0].Values {
		if v.Versus != "" && arm == "" {
			arm = v.Arm
		}
	}
	for _, metric := range results.Listed(results.Sweeps) {
		for _, v := range s.Points[0].Values {
			if v.Metric == metric && (arm == "" && v.Versus == "" || arm != "" && v.Arm == arm) {
				out = append(out, v.Outcome)
			}
		}
	}
	return out
}

// Note says what the numbers of a sweep are.
func (s *SweepSummary) Note() string {
	text := "An axis moves an outcome as a straight line from its lowest to its highest value, or step by step, the other axes held; fitted in each replication, 95% t intervals over replications, verdicts after Holm's correction; n.s.: the interval is that at whose level the correction decides. All points share their random numbers."
	if s.Done < stats.MinimumPairs {
		text = "One replication: no intervals and no verdicts. All points share their random numbers."
	}
	for _, x := range s.Sensitivity {
		if x.Why == whyTogether {
			return text + " The axes move together: each is read as if it moved alone."
		}
	}
	return text
}
