package experiment

import (
	"bytes"
	"encoding/csv"
	"io"
	"math"
	"slices"
	"testing"

	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
)

// TestTablesSayTheFamily: every row has every column, of one market and of several, and says of how many readings its decisions are corrected and why a reading is missing.
func TestTablesSayTheFamily(t *testing.T) {
	alarms, x := 0.25, 0.5
	r := &Report{Replications: 4, Correction: "holm", Family: 7, FamilyAlarms: &alarms,
		Judgements: []Judgement{{Metric: "revenue", Design: "users", Estimator: Difference, Estimate: &x}, {Metric: "revenue", Design: "ads", Estimator: Difference, Unread: "some groups alone"}},
		Windows:    []Window{{Judgement: Judgement{Metric: "revenue", Design: "users", Estimator: Difference}, From: 1, To: 2}}}
	p := &Points{Axes: []string{"budget"}, Points: [][]string{{"1 USD"}}, Report: []*Report{r}}
	for name, write := range map[string]func(io.Writer) error{"one": func(w io.Writer) error { return WriteCSV(w, r) }, "points": p.WriteCSV} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		column := map[string]int{}
		for i, c := range rows[0] {
			column[c] = i
		}
		get := func(row int, c string) string { return rows[row][column[c]] }
		if get(1, "correction") != "holm" || get(1, "family") != "7" || get(1, "family_alarms") != "0.25" || get(1, "why") != "" || get(2, "why") != "some groups alone" || get(2, "estimate") != "" {
			t.Errorf("%s: %q", name, rows)
		}
	}
	want := []string{"Right and A/A go by p values that are corrected for 7 readings (Holm 1979): the chance of any false rejection is at most 5%. Without a treatment any of 7 readings rejects in 25% of tests.",
		"ads, difference: no reading of revenue in 4 of 4 replications: some groups alone."}
	if got := r.Notes(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestTangentIsNoReadingOfItsOwn: a slope and the tangent are one number, so that of two slopes with 1 and 4% and their tangents a family of two is corrected: 2 and 4% (Holm), not 4 and 8%.
func TestTangentIsNoReadingOfItsOwn(t *testing.T) {
	var list []Reading
	for _, p := range []float64{0.01, 0.04} {
		for _, estimator := range []string{Slope, Tangent} {
			list = append(list, Reading{Estimator: estimator, Effect: estimate.Effect{P: p}})
		}
	}
	if n := family([]Replication{{Readings: list}}); n != 2 {
		t.Errorf("a family of %d, want 2", n)
	}
	correct(experiment.Holm, list)
	for i, want := range []float64{0.02, 0.02, 0.04, 0.04} {
		if got := list[i].P; math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: %v, want %v", list[i].Estimator, got, want)
		}
	}
}
