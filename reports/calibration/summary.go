package calibration

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/tuning"
	"marketsim/sim/tune"
	"marketsim/sim/units/neutral"
)

// Shown is a target with what the market shows of it.
type Shown struct {
	Name      string      `json:"name"`
	Unit      string      `json:"unit"`
	Value     float64     `json:"value"`
	Tolerance float64     `json:"tolerance"`
	Before    tuning.Band `json:"before"` // half widths of 95% intervals over replications
	After     tuning.Band `json:"after"`
	Met       bool        `json:"met"`
	Unclear   bool        `json:"unclear"`         // neither met nor missed, see Rule
	Movable   bool        `json:"movable"`         // some parameter moves it
	Curve     string      `json:"curve,omitempty"` // that it is a point of
	At        string      `json:"at,omitempty"`    // where on it

	Relative float64 `json:"relative_tolerance,omitempty"` // the tolerance in percent of the value, where it is stated so
}

// Rule is when a target is met and a parameter identified, in words.
const Rule = "A target is met where the mean lies within its tolerance and the half width of the 95% interval is no larger than that; missed where the mean is further off than tolerance and half width together; otherwise unclear. " +
	"A parameter is identified where its 95% interval is no wider than a quarter of its range, weakly identified where it is narrower than 80%, and otherwise not"

// narrow and most are the half widths of an interval, in shares of the range, up to which a parameter is identified, and from which on it is not.
const narrow, most = 0.125, 0.4

// How well a parameter is identified.
const (
	Identified   = "yes"
	Weakly       = "weakly"
	Unidentified = "no"
)

// Parameter is a free parameter with what was found.
type Parameter struct {
	Path   string `json:"path"`
	Before string `json:"before"`
	Found  string `json:"found"`
	Lo     string `json:"lo"` // 95% interval that the tolerances and the replications leave
	Hi     string `json:"hi"`
	From   string `json:"from"` // its range
	To     string `json:"to"`
	AtEnd  bool   `json:"at_end"` // of its range, beyond which the key takes values

	Identified string `json:"identified"` // yes, weakly or no, see Rule
}

// Summary is the result of a calibration.
type Summary struct {
	Kind        string           `json:"kind"` // calibrate
	Scenario    string           `json:"scenario"`
	Hash        string           `json:"scenario_hash"`
	Version     string           `json:"version"`
	Seed        uint64           `json:"seed"`
	Quick       bool             `json:"quick"`
	Runs        int              `json:"runs"`
	Settings    int              `json:"settings"`
	Headline    string           `json:"headline"`
	ExitCode    int              `json:"exit_code"` // 0 met; 1 some targets cannot be met; 3 parameters are not identified, or it is not clear whether a target is met
	Targets     []Shown          `json:"targets"`
	Parameters  []Parameter      `json:"parameters"`
	Sensitivity [][]float64      `json:"sensitivity"` // by target and parameter: tolerances over the parameter's range
	Loose       []tune.Direction `json:"loose"`
	Notes       []string         `json:"notes"`
	Set         []string         `json:"set"` // path=value
}

// Summarise makes the summary of a calibration.
func Summarise(in *reports.Input, list []Target, m *tune.Moments, c *tune.Calibrated) *Summary {
	s := &Summary{Kind: "calibrate", Scenario: in.Scenario, Hash: in.Hash, Version: in.Version, Seed: in.Seed, Quick: in.Quick, Runs: m.Search.Used, Settings: len(m.Search.Pool),
		Sensitivity: c.Sensitivity, Loose: c.Loose, Notes: []string{}, Set: []string{}}
	base := m.Search.Base()
	for j, t := range m.Targets {
		s.Targets = append(s.Targets, Shown{t.Name, t.Unit, t.Value, t.Tolerance, column(base, j), column(c.Best, j), !slices.Contains(c.Missed, j) && !slices.Contains(c.Unclear, j),
			slices.Contains(c.Unclear, j), !slices.Contains(c.Idle, j), list[j].Curve, list[j].At, list[j].Relative})
	}
	for i := range m.Search.Problem.Levers {
		l := &m.Search.Problem.Levers[i]
		at, ok := l.Share(c.Best.Setting[i])
		if !ok {
			at = c.Best.Shares[i]
		}
		s.Parameters = append(s.Parameters, Parameter{l.Path, base.Setting[i], c.Best.Setting[i], l.Value(at - c.Half[i]), l.Value(at + c.Half[i]), l.Value(0), l.Value(1), at < 0.005 && !l.Least || at > 0.995 && !l.Most, ""})
		if c.Best.ID > 0 {
			s.Set = append(s.Set, l.Path+"="+c.Best.Setting[i])
		}
	}
	s.conclude(c)
	return s
}

func column(c *tune.Candidate, j int) tuning.Band {
	values := make([]float64, len(c.Samples))
	for r := range values {
		values[r] = c.Samples[r][j]
	}
	b := tune.Interval(values, 0.975)
	return tuning.Band{Mean: tuning.Number(b.Mean), Half: tuning.Number(b.Half)}
}

// conclude words the findings.
func (s *Summary) conclude(c *tune.Calibrated) {
	met, unclear := 0, 0
	for i := range s.Targets {
		if s.Targets[i].Met {
			met++
		} else if s.Targets[i].Unclear {
			unclear++
		}
	}
	s.Headline = fmt.Sprintf("%d of %d targets are met", met, len(s.Targets))
	if unclear > 0 {
		s.Headline += fmt.Sprintf(" and %d unclear for want of replications", unclear)
	}
	if misfit(c.Before) == misfit(c.Misfit) {
		s.Headline += fmt.Sprintf("; nothing that was tried comes nearer than the scenario as it was (misfit %s)", misfit(c.Misfit))
	} else {
		s.Headline += fmt.Sprintf("; before, the misfit was %s, now it is %s", misfit(c.Before), misfit(c.Misfit))
	}
	if len(c.Missed) > 0 {
		s.ExitCode = reports.ExitFail
		s.Notes = append(s.Notes,
			"not met together within their tolerances: "+s.names(c.Missed)+". No values of the free parameters that were tried do better: loosen a tolerance, widen a range, or free what moves them")
	}
	if c.Cut {
		s.Notes = append(s.Notes, fmt.Sprintf("the search ended because its %d runs were used up, not because no step led on: raise calibrate.runs", s.Runs))
	}
	if len(c.Unclear) > 0 {
		if s.ExitCode == 0 {
			s.ExitCode = reports.ExitInconclusive
		}
		s.Notes = append(s.Notes, "neither met nor missed, since the replications are too few: "+s.names(c.Unclear)+". More of them (-n) tell")
	}
	if len(c.Idle) > 0 {
		s.Notes = append(s.Notes, "no free parameter moves "+s.names(c.Idle))
	}
	for k := range s.Loose {
		if s.ExitCode == 0 {
			s.ExitCode = reports.ExitInconclusive
		}
		s.Notes = append(s.Notes, s.direction(&s.Loose[k]))
	}
	s.identified(c.Half)
	if len(s.Targets) < len(s.Parameters) {
		s.Notes = append(s.Notes, fmt.Sprintf("%s cannot identify %s", format.Count(len(s.Targets), "target"), format.Count(len(s.Parameters), "parameter")))
	}
	for i := range s.Parameters {
		if s.Parameters[i].AtEnd {
			s.Notes = append(s.Notes, "`"+s.Parameters[i].Path+"` is at an end of its range: widen it")
		}
	}
}

// Doubtful tells whether some target is not met.
func (s *Summary) Doubtful() bool {
	return slices.ContainsFunc(s.Targets, func(t Shown) bool { return !t.Met })
}

// Unsure tells whether some parameter is not well identified.
func (s *Summary) Unsure() bool {
	return slices.ContainsFunc(s.Parameters, func(p Parameter) bool { return p.Identified != Identified })
}

// Named are the parameters that are identified so well, by their paths.
func (s *Summary) Named(how string) (paths []string) {
	for i := range s.Parameters {
		if s.Parameters[i].Identified == how {
			paths = append(paths, s.Parameters[i].Path)
		}
	}
	return paths
}

// misfit writes a sum of squares; below a hundredth of a tolerance's square its size tells nothing.
func misfit(x float64) string {
	if x < 0.01 {
		return "below 0.01"
	}
	return format.Number(x)
}

// identified says of each parameter how well it is identified, and names those of wide intervals, unless a direction names them: the replications are too few.
func (s *Summary) identified(half []float64) {
	var weak []string
	for i := range s.Parameters {
		p := &s.Parameters[i]
		switch p.Identified = Identified; {
		case slices.ContainsFunc(s.Loose, func(d tune.Direction) bool { return math.Abs(d.Weights[i]) >= visible }):
			p.Identified = Unidentified
		case half[i] >= most:
			p.Identified = Unidentified
			if s.ExitCode == 0 {
				s.ExitCode = reports.ExitInconclusive
			}
			s.Notes = append(s.Notes, "these replications do not identify "+p.Path+": its interval covers most of its range; more of them (-n) narrow it")
		case half[i] > narrow:
			p.Identified = Weakly
			weak = append(weak, fmt.Sprintf("%s (its interval is as wide as %.0f%% of its range)", p.Path, 200*half[i]))
		}
	}
	if weak != nil {
		s.Notes = append(s.Notes, "weakly identified: "+strings.Join(weak, ", ")+". More replications (-n), narrower tolerances or further targets narrow it")
	}
}

// visible is the weight in a direction from which on a parameter is named.
const visible = 0.25

// direction words a way in which parameters move together without the targets noticing.
func (s *Summary) direction(d *tune.Direction) string {
	largest := 0.0
	for _, w := range d.Weights {
		if math.Abs(w) > math.Abs(largest) {
			largest = w
		}
	}
	var parts []string
	for i, w := range d.Weights {
		if math.Abs(w) < visible {
			continue
		}
		way := "up"
		if w*largest < 0 {
			way = "down"
		}
		parts = append(parts, s.Parameters[i].Path+" "+way)
	}
	if len(parts) == 1 {
		return fmt.Sprintf("the targets do not identify %s: it moves over %.0f%% of its range to each side within their tolerances", strings.TrimSuffix(parts[0], " up"), 100*d.Width)
	}
	return fmt.Sprintf("the targets do not tell apart: %s together, over %.0f%% of the ranges to each side, stays within their tolerances", strings.Join(parts, " and "), 100*d.Width)
}

// TargetRows are the targets as a table.
func (s *Summary) TargetRows() [][]string {
	rows := [][]string{{"target", "wanted", "before", "after", "met"}}
	for i := range s.Targets {
		rows = append(rows, s.Targets[i].row())
	}
	return rows
}

func (t *Shown) row() []string {
	met := "yes"
	switch {
	case t.Unclear:
		met = "unclear"
	case !t.Met:
		met = "NO"
	}
	return []string{t.Name, wanted(t.Value, t.Tolerance, t.Relative, t.Unit), shown(t.Before, t.Unit), shown(t.After, t.Unit), met}
}

// wanted is a target with its tolerance, which is a percentage of the target, points of a percentage, or in the target's unit.
func wanted(value, tolerance, relative float64, unit string) string {
	text := stating(value, unit)
	switch {
	case relative > 0:
		return text + " ±" + stating(relative, "%") + " of it"
	case unit == "%":
		return text + " ±" + stating(tolerance, "") + " points"
	}
	return text + " ±" + stating(tolerance, unit)
}

// stating writes a number that somebody stated, without digits that nobody did.
func stating(x float64, unit string) string {
	number, tail, _ := strings.Cut(format.Number(x), " ")
	if strings.Contains(number, ".") && !strings.Contains(number, "e") {
		number = strings.TrimRight(strings.TrimRight(number, "0"), ".")
	}
	if tail != "" {
		number += " " + tail
	}
	return number + strings.TrimPrefix(format.Value(0, unit), "0")
}

func shown(b tuning.Band, unit string) string {
	return format.Around(float64(b.Mean), float64(b.Half), unit)
}

// ParameterRows are the free parameters as a table.
func (s *Summary) ParameterRows() [][]string {
	rows := [][]string{{"parameter", "before", "found", "95% interval", "identified"}}
	for i := range s.Parameters {
		p := &s.Parameters[i]
		rows = append(rows, []string{p.Path, p.Before, short(p.Found), short(p.Lo) + " to " + short(p.Hi), p.Identified})
	}
	return rows
}

// short is an amount with four digits; the calibrated scenario has all of them.
func short(amount string) string {
	x, ok := tune.Number(amount)
	if !ok {
		return amount
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 4, 64), 64)
	if err != nil {
		return amount
	}
	return tune.Amount(rounded, strings.TrimSpace(strings.TrimLeft(strings.ReplaceAll(amount, "_", ""), "+-.0123456789")))
}

// SensitivityRows are what each parameter does to each target.
func (s *Summary) SensitivityRows() [][]string {
	var all []Curve
	for i := range s.Targets {
		all = append(all, Curve{s.Targets[i].Name, []int{i}})
	}
	return s.sensitivities(all)
}

// ShortSensitivities are the same with one row for each curve, of the point that a parameter moves most.
func (s *Summary) ShortSensitivities() [][]string { return s.sensitivities(s.Rows()) }

func (s *Summary) sensitivities(list []Curve) [][]string {
	head := []string{"target"}
	for i := range s.Parameters {
		head = append(head, s.Parameters[i].Path)
	}
	rows := [][]string{head}
	for _, c := range list {
		row := []string{c.Name}
		for _, x := range s.Steepest(c) {
			row = append(row, format.Signed(x, 1))
		}
		rows = append(rows, row)
	}
	return rows
}

// JSON is the content of summary.json.
func (s *Summary) JSON() ([]byte, error) {
	return neutral.JSON(s, " ", true)
}

// WriteCSV writes rows as CSV.
func WriteCSV(w io.Writer, rows [][]string) error {
	return neutral.NewCSV(w).WriteAll(rows)
}

// Markdown is the result for people.
func (s *Summary) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", format.Escape(s.Headline))
	for _, rows := range [][][]string{s.ShortRows(), s.ParameterRows(), s.ShortSensitivities()} {
		format.MarkdownTable(&b, rows)
		b.WriteString("\n")
	}
	if len(s.Curves()) > 0 {
		b.WriteString("A curve is one row; of its sensitivities that of the point that moves most is shown. All points are in targets.csv and sensitivity.csv.\n\n")
	}
	b.WriteString(Rule + ".\n\n")
	for _, n := range s.Notes {
		fmt.Fprintf(&b, "- %s.\n", format.Escape(n))
	}
	fmt.Fprintf(&b, "\nSimulated: %d runs of %d settings, seed %d, marketsim %s, scenario %s.\n", s.Runs, s.Settings, s.Seed, format.Escape(s.Version), format.Escape(s.Hash))
	return neutral.Write(w, b.String())
}
