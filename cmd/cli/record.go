package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/scenarios"
	"marketsim/sim/ask"
	"marketsim/sim/regimes"
	"marketsim/sim/results"
	"marketsim/sim/spec"
	"marketsim/sim/units"
	"marketsim/sim/units/neutral"
)

// Statuses of a run.
const (
	statusRunning     = "running"     // or the process was killed
	statusComplete    = "complete"    // everything is there
	statusPartial     = "partial"     // an error stopped it
	statusInterrupted = "interrupted" // the user stopped it
)

// record is run.json: how the run was made, and the only file of a run folder with wall-clock values, paths or job counts.
type record struct {
	Schema           int               `json:"schema"`
	Status           string            `json:"status"`
	ExitCode         *int              `json:"exit_code"` // null while running
	Argv             []string          `json:"argv"`
	Version          string            `json:"version"`
	Commit           string            `json:"commit,omitempty"`
	Platform         string            `json:"platform"`
	Executable       string            `json:"executable"` // hash of the program's file with its plug-ins
	Features         []string          `json:"features"`   // of the processor, on which rounding may depend
	Scenario         string            `json:"scenario"`
	Hash             string            `json:"scenario_hash"`
	Seed             uint64            `json:"seed"`
	RunID            string            `json:"run_id"`
	Digest           string            `json:"digest,omitempty"` // of all results: equal digests mean equal histories; of a search, of its summary
	Known            *known            `json:"known,omitempty"`  // of a run that is being extended: what it had
	File             string            `json:"file"`             // as the user named it
	Dir              string            `json:"dir"`              // data files are relative to it
	Changes          changes           `json:"changes"`
	Files            map[string]string `json:"files,omitempty"` // SHA-256 of every data file that was read, by path
	Jobs             int               `json:"jobs"`
	Begun            time.Time         `json:"begun"`
	Ended            time.Time         `json:"ended,omitzero"`
	Resumed          int               `json:"resumed"` // how often
	ReplicationsDone int               `json:"replications_done"`
	Market           labels            `json:"market"`

	Sweep *sweepRecord `json:"sweep,omitempty"` // null for a run of one point
	Tune  *tuneRecord  `json:"tune,omitempty"`  // null for what is no search
	Sum   string       `json:"sum"`             // of the rest of the file: what was damaged is refused
}

// known is what a run had when it was complete, before it got more replications.
type known struct {
	Digest       string `json:"digest"`
	Replications int    `json:"replications"` // of each point
}

// labels name what results hold, so that a report can be made without the scenario.
type labels struct {
	MarketHash   string            `json:"market_hash"` // SHA-256 of the resolved market, without seed and number of replications
	DataHashes   []string          `json:"data_hashes"` // SHA-256 of each data file
	Question     string            `json:"question,omitempty"`
	Days         int               `json:"days"`
	WarmupDays   int               `json:"warmup_days"`
	Replications int               `json:"replications"`
	Quick        bool              `json:"quick"`
	Shortened    string            `json:"shortened,omitempty"` // what a quick version has less of
	Segments     []string          `json:"segments"`
	Surfaces     []string          `json:"surfaces"`
	Groups       []string          `json:"groups"`
	Arms         []reports.ArmInfo `json:"arms"`
	Warnings     []string          `json:"warnings"`
	Questions    ask.Questions     `json:"questions"`
	Redraw       []string          `json:"redraw"`
	PerWorld     int               `json:"replications_per_world"`
	CohortDays   int               `json:"cohort_days"`
	Discount     float64           `json:"discount"`
	LongRun      bool              `json:"long_run"`
	LearningRate float64           `json:"learning_rate"`
}

// newRecord describes a scenario that is about to run.
func newRecord(s *scenarios.Scenario) *record {
	sp := s.Spec
	r := &record{Schema: 1, Status: statusRunning, Version: version(), Commit: commit(), Platform: platform(),
		Scenario: s.Name, Hash: s.Hash, Seed: sp.Seed}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %s", s.Hash, sp.Seed, r.Version))
	r.RunID = hex.EncodeToString(sum[:4])
	r.Market = labels{MarketHash: s.Market, DataHashes: s.Data, Question: s.Question, Days: int(sp.Horizon / spec.Day), WarmupDays: int(sp.Warmup / spec.Day),
		Replications: sp.Replications, Quick: s.Quick, Shortened: s.Shortened, Segments: s.Axes.Segments, Surfaces: s.Axes.Surfaces, Groups: s.Axes.Groups, Warnings: []string{},
		Questions: s.Questions, CohortDays: int((sp.Population.Cohorts + spec.Day - 1) / spec.Day), Discount: s.Discount,
		Redraw: redrawn(sp), PerWorld: max(1, sp.PerWorld)}
	if x, ok := sp.Arms[0].Phases[0].Market.Regime.(interface{ LearningRate() float64 }); ok {
		r.Market.LearningRate = x.LearningRate()
	}
	r.Market.LongRun = reactsSlowly(sp)
	for i := range sp.Arms {
		a := &sp.Arms[i]
		r.Market.Arms = append(r.Market.Arms, reports.ArmInfo{Name: a.Name, Versus: a.Versus, BudgetRule: budgetRule(a), Changes: s.Changes(a.Name), Schedule: schedule(a)})
	}
	for _, d := range s.Warnings {
		r.Market.Warnings = append(r.Market.Warnings, d.Message)
	}
	return r
}

// redrawn names what each world draws anew.
func redrawn(sp *spec.Spec) []string {
	list := []string{}
	if !sp.FixPinners {
		list = append(list, "pinners")
	}
	if !sp.FixCampaigns {
		list = append(list, "campaigns")
	}
	return list
}

// identify notes what simulates.
func (r *record) identify(p units.Program) { r.Executable, r.Features = p.Executable, p.Features }

// program is what simulated.
func (r *record) program() units.Program {
	machine, _, _ := strings.Cut(r.Platform, " ") // the compiler's version stands behind it, and is part of the executable
	return units.Program{Version: r.Version, Executable: r.Executable, Platform: machine, Features: r.Features}
}

// points are the labels of all points: of a run there is one.
func (r *record) points() []*labels {
	if r.Sweep == nil {
		return []*labels{&r.Market}
	}
	out := make([]*labels, len(r.Sweep.Points))
	for i := range out {
		out[i] = &r.Sweep.Points[i]
	}
	return out
}

// each is how many replications every point is to have.
func (r *record) each() int {
	if r.Sweep != nil {
		return r.Sweep.Replications
	}
	return r.Market.Replications
}

// sized tells whether a record has a possible number of replications and points.
func (r *record) sized() bool {
	const most = 1 << 20 // looked for one by one, in seconds
	return r.each() >= 1 && r.each() <= most && len(r.points()) <= most/r.each()
}

// plain tells whether all names in a record are such as scenarios and this program write: a record may come from somebody else.
func (r *record) plain() bool {
	names := []string{r.Version, r.Commit, r.Platform, r.Executable, r.Scenario, r.Hash, r.RunID, r.Digest}
	for _, p := range append(r.points(), &r.Market) {
		names = slices.Concat(names, p.Segments, p.Surfaces, p.Groups, []string{p.Question})
		for i := range p.Arms {
			names = append(append(names, p.Arms[i].Name, p.Arms[i].BudgetRule), p.Arms[i].Changes...)
		}
	}
	return !slices.ContainsFunc(names, func(name string) bool { return neutral.Unseen(name) != "" })
}

// units is how many replications there are to be over all points.
func (r *record) units() int {
	if r.Tune != nil {
		return r.Tune.Runs
	}
	return len(r.points()) * r.each()
}

// verb is the verb that completes what was begun.
func (r *record) verb() string {
	if r.Tune != nil {
		return "tune"
	}
	return "run"
}

// unit is a replication of a point.
func (r *record) unit(p *labels, replication int) units.Unit {
	u := units.Unit{Market: p.MarketHash, Data: p.DataHashes, Seed: r.Seed, Replication: replication, Program: r.program()}
	for i := range p.Arms {
		u.Arms = append(u.Arms, p.Arms[i].Name)
	}
	return u
}

// sharing is how many points have a unit: those of a sweep may be one market, as where whole numbers are drawn.
func (r *record) sharing(u *units.Unit) (n int) {
	if r.Tune != nil {
		return 1
	}
	for _, p := range r.points() {
		if p.MarketHash == u.Market && slices.Equal(p.DataHashes, u.Data) {
			n++
		}
	}
	return n
}

// reactsSlowly tells whether Pinners or advertisers of any arm have a long run of their own.
func reactsSlowly(sp *spec.Spec) bool {
	return slices.ContainsFunc(sp.Arms, func(a spec.Arm) bool {
		return slices.ContainsFunc(a.Phases, func(p spec.Phase) bool {
			_, steadfast := p.Market.Regime.(*regimes.NoRegime)
			return !steadfast || slices.ContainsFunc(p.Market.Groups, func(g spec.Group) bool { return g.Review != nil })
		})
	})
}

// schedule is when an arm's change holds, in whole days; a change that stops within a day is read from the next on.
func schedule(a *spec.Arm) (s reports.Schedule) {
	s.Change, s.Start = a.Change, int((a.Start+spec.Day-1)/spec.Day)
	if a.Change != "" && a.Stop != spec.Never {
		s.Stop = int((a.Stop + spec.Day - 1) / spec.Day)
	}
	return s
}

// budgetRule is what a summary may hold spend of an arm to: nothing where some phase allows the last charge to overshoot.
func budgetRule(a *spec.Arm) string {
	rule := reports.WrittenOff
	for i := range a.Phases {
		for _, g := range a.Phases[i].Market.Groups {
			if g.Rules.MayOvershoot {
				return ""
			}
			if g.Rules.BillOverdelivery {
				rule = reports.Billed
			}
		}
	}
	return rule
}

// place is the scenario's file for annotations; empty when it has none.
func (r *record) place() string {
	if r.File == stdinName {
		return ""
	}
	return r.File
}

// input labels results for a report.
func (r *record) input(all [][]*results.Result) *reports.Input {
	m := &r.Market
	return &reports.Input{Scenario: r.Scenario, Question: m.Question, Hash: r.Hash, Version: r.Version, RunID: r.RunID,
		Seed: r.Seed, Quick: m.Quick, Shortened: m.Shortened, Days: m.Days, WarmupDays: m.WarmupDays, Axes: results.Axes{Segments: m.Segments, Surfaces: m.Surfaces, Groups: m.Groups}, Arms: m.Arms,
		Results: all, Planned: m.Replications, Questions: m.Questions, Redraw: m.Redraw, PerWorld: m.PerWorld, CohortDays: m.CohortDays, Discount: m.Discount,
		LongRun: m.LongRun, LearningRate: m.LearningRate, Warnings: m.Warnings}
}

// digestOf chains the digests of all arms and replications.
func digestOf(all [][]*results.Result) string {
	h := sha256.New()
	for replication, arms := range all {
		for _, r := range arms {
			if r != nil && len(r.Days) > 0 {
				fmt.Fprintf(h, "%d %s %016x\n", replication, r.Arm, r.Digest())
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

const recordFile = "run.json"

// writeRecord replaces run.json of a run folder.
func (s *State) writeRecord(folder string, r *record) error {
	r.Sum = noSum
	data, err := neutral.JSON(r, "  ", true)
	if err != nil {
		return err
	}
	data = bytes.TrimSuffix(data, []byte("\n"))
	r.Sum = sumOf(data)
	data = append(bytes.Replace(data, sumField(noSum), sumField(r.Sum), 1), '\n')
	return s.writeFile(filepath.Join(folder, recordFile), data)
}

// noSum stands in the place of a record's sum while the sum is made.
var noSum = strings.Repeat("0", 16)

// sumField is how a sum stands in a record: its last field.
func sumField(sum string) []byte { return []byte("\n  \"sum\": \"" + sum + "\"\n}") }

// sumOf is the sum of a record whose own sum is noSum.
func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:len(noSum)/2])
}

// intact tells whether the text of a record is what writeRecord wrote.
func (r *record) intact(data []byte) bool {
	data, ended := bytes.CutSuffix(data, []byte("\n"))
	blank, found := bytes.CutSuffix(data, sumField(r.Sum))
	return ended && found && len(r.Sum) == len(noSum) && sumOf(append(bytes.Clone(blank), sumField(noSum)...)) == r.Sum
}

// findRun is the folder of a run that the user names: the folder itself, or that of a scenario's runs, whose latest is meant.
func (s *State) findRun(name string) (string, *record, error) {
	folder := s.path(name)
	if !exists(filepath.Join(folder, recordFile)) && exists(filepath.Join(folder, latest, recordFile)) {
		folder = filepath.Join(folder, latest)
	}
	if !exists(filepath.Join(folder, recordFile)) {
		return "", nil, usage("name a folder with a run.json, such as runs/quickstart/latest", "%s is not the folder of a run", name)
	}
	if err := s.leadsBeside(folder); err != nil {
		return "", nil, err
	}
	folder = followed(folder)
	if err := s.holds(folder); err != nil {
		return "", nil, err
	}
	if err := s.plainFiles(folder); err != nil {
		return "", nil, err
	}
	r, err := s.readRecord(folder)
	return folder, r, err
}

// findOwn is findRun for verbs that write to the folder.
func (s *State) findOwn(name string) (string, *record, error) {
	if err := s.staysHere(s.path(name)); err != nil {
		return "", nil, err
	}
	return s.findRun(name)
}

// readRecord reads run.json of a run folder.
func (s *State) readRecord(folder string) (*record, error) {
	path := filepath.Join(folder, recordFile)
	data, err := s.readOwn(path)
	if err != nil {
		return nil, err
	}
	r := &record{}
	if err := json.Unmarshal(data, r); err != nil || !r.intact(data) || r.Schema != 1 || r.Status == statusComplete && r.ExitCode == nil || !r.sized() || !r.plain() {
		return nil, usage("run the scenario again", "%s cannot be read: it is damaged, changed by hand or of another version of the program", s.show(path))
	}
	return r, nil
}

// findSingle is findRun for verbs that read one market: a sweep has many.
func (s *State) findSingle(name string) (string, *record, error) {
	folder, r, err := s.findRun(name)
	if err == nil && r.Tune != nil {
		err = usage("run the setting that you mean by itself, with --set", "%s is a search, not one run", name)
	}
	if err == nil && r.Sweep != nil {
		err = usage("run the point that you mean by itself, with --set", "%s is a sweep of %s, not one run", name, format.Count(len(r.Sweep.Points), "point"))
	}
	return folder, r, err
}
