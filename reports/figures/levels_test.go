package figures

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/reportstest"
	"marketsim/reports/verdict"
)

// TestReviewNamesLevelsOfWhatItShows: below its title the review names the levels of metrics that it shows, with the window where one window alone has such a
// level, and of no other metric.
func TestReviewNamesLevelsOfWhatItShows(t *testing.T) {
	in := reportstest.Sized(2, 4, 60)
	s := summarised(t, in)
	for i := range s.Effects {
		s.Effects[i].Level = s.Level
	}
	arm := &s.Arms[1]
	r := newReview(in, s, arm)
	shown := slices.Concat(r.sides()...)
	hidden := ""
	for _, section := range reports.Headline {
		for _, m := range section.Metrics {
			if e := r.effect(m, r.short); !slices.Contains(shown, m) && e != nil && e.Lo != nil && !e.Identical() {
				hidden = m
			}
		}
	}
	if hidden == "" || !slices.Contains(shown, "revenue") {
		t.Fatalf("shown: %v, hidden: %q", shown, hidden)
	}
	for _, m := range []string{"revenue", hidden} {
		e := r.effect(m, r.short)
		e.Level, e.Family = 0.99, reports.ChecksFamily
	}
	if text := r.subtitle(); !strings.Contains(text, "intervals 95%; 99% for revenue (first 14 days), which checks judge; verdicts") {
		t.Errorf("the review says %q", text)
	}
	r.effect("revenue", r.long).Level, r.effect("revenue", r.long).Family = 0.99, reports.ChecksFamily
	if text := r.subtitle(); !strings.Contains(text, "intervals 95%; 99% for revenue, which checks judge; verdicts") {
		t.Errorf("of both windows the review says %q", text)
	}
}

// TestFiguresTellLevels: beside each interval its CSV has the level, that of the correction where an effect is lost to it, and why an interval is missing.
func TestFiguresTellLevels(t *testing.T) {
	in := reportstest.Sized(2, 4, 60)
	s := summarised(t, in)
	w := s.WinnersOf("raise")
	w.Largest[0].Verdict, w.Largest[0].Change = reports.VerdictLost, w.Largest[0].AtLevel(0.975)
	f := winners(in, s)
	at := slices.Index(f.header, "level")
	levels := map[string]string{}
	for _, row := range f.rows {
		if row[0] == "raise" {
			levels[row[2]+row[3]] = row[at]
		}
	}
	for name, want := range map[string]string{"better offall": "0.95", "change of surplus / spend, by rank1": "0.975", "change of surplus / spend, by rank2": strconv.FormatFloat(w.Largest[1].Change.Level, 'g', -1, 64)} {
		if levels[name] != want {
			t.Errorf("%s has the level %q, want %s", name, levels[name], want)
		}
	}
	one, err := verdict.Summarise(reportstest.Sized(2, 1, 20))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []*figure{winners(in, one), effects(in, one)} {
		lo, why := slices.Index(f.header, "lo"), slices.Index(f.header, "why")
		for _, row := range f.rows {
			if (row[lo] == "") != (row[why] != "") {
				t.Errorf("%s of one replication: %v", f.name, row)
			}
		}
	}
}
