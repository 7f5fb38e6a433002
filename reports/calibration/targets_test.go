package calibration

import (
	"encoding/csv"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/reportstest"
	"marketsim/sim/tune"
)

// TestWhatReplicationsLeaveOpen: a parameter whose interval covers most of its range is told as not identified, unless a direction names it; a small misfit is told in words.
func TestWhatReplicationsLeaveOpen(t *testing.T) {
	const told = "these replications do not identify b: its interval covers most of its range; more of them (-n) narrow it"
	s := &Summary{Parameters: []Parameter{{Path: "a"}, {Path: "b"}}, Targets: make([]Shown, 2)}
	s.conclude(&tune.Calibrated{Before: 3760, Misfit: 2e-5, Half: []float64{0.12, 0.41}})
	if !slices.Equal(s.Notes, []string{told}) || s.ExitCode != reports.ExitInconclusive {
		t.Errorf("%q, exit code %d", s.Notes, s.ExitCode)
	}
	if want := "0 of 2 targets are met; before, the misfit was 3,760, now it is below 0.01"; s.Headline != want {
		t.Errorf("%q, want %q", s.Headline, want)
	}
	s = &Summary{Targets: make([]Shown, 1)}
	s.conclude(&tune.Calibrated{Before: 36.561, Misfit: 36.561})
	if want := "0 of 1 targets are met; nothing that was tried comes nearer than the scenario as it was (misfit 36.56)"; s.Headline != want {
		t.Errorf("%q, want %q", s.Headline, want)
	}
	s = &Summary{Parameters: []Parameter{{Path: "a"}, {Path: "b"}}, Targets: make([]Shown, 2), Loose: []tune.Direction{{Weights: []float64{0, 1}, Width: 1}}}
	if s.conclude(&tune.Calibrated{Half: []float64{0.1, 0.5}}); len(s.Notes) != 1 || s.Notes[0] == told {
		t.Errorf("%q", s.Notes)
	}
}

// TestTargetOverTheHorizon: a metric that exists over the whole horizon only is a target over all days, and over no part of them.
func TestTargetOverTheHorizon(t *testing.T) {
	in := reportstest.Sized(1, 3, 8)
	read := func(cells map[string]string) (*Target, error) {
		return readTarget(in, none, func(name string) string { return cells[name] })
	}
	target, err := read(map[string]string{"metric": "budget_utilisation", "group": in.Axes.Groups[0], "value": "80%"})
	if err != nil || target.From != 0 || target.To != 8 {
		t.Fatalf("%+v %v", target, err)
	}
	for _, part := range []string{"from_day", "to_day"} {
		if target, err := read(map[string]string{"metric": "budget_utilisation", "group": in.Axes.Groups[0], "value": "80%", part: "3"}); err == nil {
			t.Errorf("%s 3 is taken: %+v", part, target)
		}
	}
}

// TestAmountsOfTargets: numbers are read whole and in the unit of their metric; what has another unit, a comma or no number is refused with its reason.
func TestAmountsOfTargets(t *testing.T) {
	in := reportstest.Sized(1, 3, 8)
	read := func(line string) ([]Target, error) {
		return readText("metric,value,tolerance\n"+line+"\n", in)
	}
	for line, want := range map[string][2]float64{"cpm,3.10 USD,5%": {3.1, 0.155}, "cpm,3.10,0.2 USD": {3.1, 0.2}, "ctr,0.4%,5%": {0.4, 0.02}, "sessions,120_000,1%": {120000, 1200}} {
		if list, err := read(line); err != nil || math.Abs(list[0].Value-want[0]) > 1e-9 || math.Abs(list[0].Tolerance-want[1]) > 1e-9 {
			t.Errorf("%s: %+v %v, want %v", line, list, err, want)
		}
	}
	for line, want := range map[string]string{"cpm,3.10 EUR,5%": "cpm is in USD", "cpm,3.10%,5%": "cpm is in USD", `ctr,"0,4%",5%`: "a point before decimals", `revenue,"1,000 USD",5%`: "a point before decimals",
		"sessions,5%,5%": "is a share of what?", "ctr,0.4%,-5%": "is not above 0", "ctr,0.4%,1e400%": "no number", "ctr,NaN,5%": "no number", "cpm,3 USD,1 EUR": "cpm is in USD"} {
		if list, err := read(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v %v, want %s", line, list, err, want)
		}
	}
}

// TestOpenParameters: a parameter that replications leave open is marked as such, one of an interval of more than a quarter of its range as weakly identified, and sentences and table say so.
func TestOpenParameters(t *testing.T) {
	s := &Summary{Parameters: []Parameter{{Path: "a"}, {Path: "b"}, {Path: "c"}}, Targets: []Shown{{Name: "ctr", Met: true}, {Name: "cpm", Met: true}, {Name: "cpc", Met: true}}}
	s.conclude(&tune.Calibrated{Half: []float64{0.1, 0.45, 0.3}})
	if rows := s.ParameterRows(); rows[1][4] != "yes" || rows[2][4] != "no" || rows[3][4] != "weakly" || s.ExitCode != reports.ExitInconclusive ||
		!strings.Contains(s.Notes[0], "do not identify b:") || !strings.HasPrefix(s.Notes[1], "weakly identified: c (its interval is as wide as 60% of its range). ") {
		t.Errorf("%+v, %q", s.Parameters, s.Notes)
	}
}

// TestUnclearTargetsAreNotMet: a target that only chance may explain is neither met nor missed, and says what decides.
func TestUnclearTargetsAreNotMet(t *testing.T) {
	s := &Summary{Parameters: []Parameter{}, Targets: []Shown{{Name: "ctr", Unclear: true}}}
	s.conclude(&tune.Calibrated{Unclear: []int{0}})
	if s.ExitCode != reports.ExitInconclusive || len(s.Notes) != 1 || !strings.Contains(s.Notes[0], "since the replications are too few: ctr") || s.TargetRows()[1][4] != "unclear" || !strings.HasPrefix(s.Headline, "0 of 1 targets are met and 1 unclear for want of replications; ") {
		t.Errorf("exit code %d, %q, %q", s.ExitCode, s.Notes, s.TargetRows())
	}
}

// TestTolerancesHaveUnits: a tolerance says whether it is a percentage of the target, points, or an amount.
func TestTolerancesHaveUnits(t *testing.T) {
	for want, x := range map[string][]float64{"0.97% ±5% of it": {0.97, 0.0485, 5}, "0.97% ±0.5 points": {0.97, 0.5, 0}} {
		if got := wanted(x[0], x[1], x[2], "%"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := wanted(8.45, 0.2, 0, "USD"); got != "8.45 USD ±0.2 USD" {
		t.Errorf("%q", got)
	}
}

// none suggests nothing.
func none(string, []string) string { return "" }

// readText reads targets of a text in plain notation, with all mistakes as one error.
func readText(text string, in *reports.Input) ([]Target, error) {
	r := csv.NewReader(strings.NewReader(text))
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	list, bad := ReadTargets(&format.Sheet{Columns: rows[0], Rows: rows[1:]}, in)
	for i := range bad {
		err = errors.Join(err, &bad[i])
	}
	return list, err
}

// TestRatesWithoutPercent: a rate without % is a fraction, of a tolerance a fraction of a point's hundred; above 1 it is a mistake. All mistakes come at once, each with its row and column.
func TestRatesWithoutPercent(t *testing.T) {
	in := reportstest.Sized(1, 3, 8)
	list, err := readText("metric,value,tolerance\nCTR,0.0097,0.0005\n", in)
	if err != nil || math.Abs(list[0].Value-0.97) > 1e-12 || math.Abs(list[0].Tolerance-0.05) > 1e-12 || list[0].Metric != "ctr" {
		t.Fatalf("%+v %v", list, err)
	}
	if got := Echo(list); got != "1 target: ctr 0.97% ±0.05 points" {
		t.Errorf("%q", got)
	}
	if list, err = readText("metric,value\nctr,0.97\n", in); err != nil || len(Bares(list)) != 1 {
		t.Errorf("%+v %v: 97%% is not doubted", list, err)
	}
	s := &format.Sheet{Columns: []string{"metric", "value", "tolerance"}, Rows: [][]string{{"ctr", "4.2", ""}, {"revnue", "1", ""}, {"ctr", "1%", "5"}}, Suggest: func(string, []string) string { return "did you mean `revenue`?" }}
	_, bad := ReadTargets(s, in)
	if len(bad) != 3 || bad[0].Row != 0 || bad[0].Column != "value" || bad[1].Row != 1 || bad[1].Help != "did you mean `revenue`?" || bad[2].Column != "tolerance" {
		t.Errorf("%+v", bad)
	}
}
