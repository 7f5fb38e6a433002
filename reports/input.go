// Package reports measures a run: it turns results into the one summary object from which everything else is read. It knows nothing
// of how the market was run, and concludes nothing.
//
// Data flow one way: results -> summary (Measure) -> verdict (package verdict) -> renderings (packages render, figures, pages, and
// the CSV and Parquet files). Differences between arms are paired over replications.
package reports

import (
	"fmt"
	"slices"

	"marketsim/sim/ask"
	"marketsim/sim/results"
)

// Input is a run's results with what is needed to label them.
type Input struct {
	Scenario string // name
	Question string // that the scenario asks; may be empty
	Hash     string // of the scenario
	Version  string // of the program
	RunID    string // used in the footers of figures only: a summary is the same for every run of a scenario and seed
	Seed     uint64
	Quick    bool

	Shortened string // what a quick version has less of

	Days       int // horizon, whole days from day 0
	WarmupDays int
	Axes       results.Axes
	Arms       []ArmInfo
	Results    [][]*results.Result // by replication and arm; nil where a replication is not finished
	Planned    int                 // replications asked for

	Redraw   []string // what each world draws anew: pinners, campaigns; nil where the stored results do not say
	PerWorld int      // replications of each world; 0 stands for 1

	CohortDays   int     // length of the period of arrival that makes a cohort; 0: cohorts were not followed
	Discount     float64 // per day, of revenue in lifetime values
	LongRun      bool    // Pinners or advertisers react slowly in some arm, so that short and long run may differ
	LearningRate float64 // of the control's long-run model, per day; 0: it has none

	Questions ask.Questions // what the scenario asks of the results
	Warnings  []string
}

// Rules for what is delivered beyond a budget: it is written off, so that spend is at most the budget, or billed on top of it.
const (
	WrittenOff = "written off"
	Billed     = "hard" // as records of runs have it
)

// ArmInfo describes one arm.
type ArmInfo struct {
	Name   string
	Versus int // index of the arm that it is compared with; its own index, or one that is out of range, for the control
	// BudgetRule is what the summary holds spend to: WrittenOff, Billed, or nothing when the charge that empties a budget may overshoot.
	BudgetRule string
	// Changes are what the arm sets, as the scenario writes it: mechanism.reserve: 0.25 USD.
	Changes  []string `json:",omitempty"`
	Schedule Schedule // of what it changes; empty for a control
}

// Replications lists the numbers of the replications in which every arm is finished.
func (in *Input) Replications() []int {
	var done []int
	for r := range in.Results {
		if in.Finished(r) {
			done = append(done, r)
		}
	}
	return done
}

// Finished tells whether a replication has a result of every arm.
func (in *Input) Finished(replication int) bool {
	arms := in.Results[replication]
	if len(arms) != len(in.Arms) {
		return false
	}
	for _, a := range arms {
		if a == nil {
			return false
		}
	}
	return true
}

// Versus is the arm that an arm is compared with; ok is false for a control.
func (in *Input) Versus(arm int) (base int, ok bool) {
	v := in.Arms[arm].Versus
	return v, v >= 0 && v < len(in.Arms) && v != arm
}

// check reports input that does not fit together.
func (in *Input) check() error {
	if len(in.Arms) == 0 {
		return fmt.Errorf("a run needs at least one arm")
	}
	for r, arms := range in.Results {
		for a, result := range arms {
			if result == nil {
				continue
			}
			if a >= len(in.Arms) {
				return fmt.Errorf("replication %d has results of %d arms, the scenario has %d", r, len(arms), len(in.Arms))
			}
			if err := result.Fit(&in.Axes, in.Days); err != nil {
				return fmt.Errorf("replication %d, arm %s: %w", r, in.Arms[a].Name, err)
			}
		}
	}
	return nil
}

// Absent names the fields that the stored results do not have, because an older program wrote them.
func (in *Input) Absent() []string {
	var list []string
	for _, arms := range in.Results {
		for _, result := range arms {
			if result != nil {
				list = append(list, result.Absent...)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
