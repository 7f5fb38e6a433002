package pages

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"marketsim/reports"
	"marketsim/reports/figures"
	"marketsim/reports/format"
	"marketsim/reports/render"
	"marketsim/reports/stats"
	"marketsim/sim/results"
)

// chart is what the script draws: lines by day with bands.
type chart struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Alt   string `json:"alt"`
	Unit  string `json:"unit"` // after a value
	Zero  bool   `json:"zero"` // a change: the line of no effect is drawn
	Days  int    `json:"days"`
	Lines []line `json:"lines"`
	Marks []when `json:"marks"`
}

// line is one arm; numbers that do not exist are null.
type line struct {
	Name  string     `json:"name"`
	Style int        `json:"style"` // number of the arm
	Mean  []*float64 `json:"mean"`
	Lo    []*float64 `json:"lo"`
	Hi    []*float64 `json:"hi"`

	Stroke figures.Stroke `json:"stroke"`
}

// when is a day with a name: the end of the short run, a crossing.
type when struct {
	Day  float64 `json:"day"`
	Text string  `json:"text"`
}

// group is a heading with its charts.
type group struct {
	ID, Title, Note string
	Charts          []chart
}

func groups(s *reports.Summary) (out []group) {
	bands, alone := "Bands are 95% intervals over replications.", "Bands are the 95% intervals of each day alone, paired over replications and not corrected for several comparisons: they decide nothing, the intervals of the tables do."
	if s.ReplicationsDone < 2 {
		bands = "One replication, so there are no bands."
		alone = bands
	}
	effects := group{ID: "changes", Title: "Changes by day", Note: "Change against the arm it is compared with, by day; each day stands for " + stats.Around(s.Days) + ". " + alone}
	for _, metric := range results.Listed(results.TrendCharts) {
		if c := changeChart(s, metric); c != nil {
			effects.Charts = append(effects.Charts, *c)
		}
	}
	if len(effects.Charts) > 0 {
		out = append(out, effects)
	}
	daily := group{ID: "days", Title: "By day", Note: "Means over replications. " + bands}
	for _, metric := range results.Listed(results.LevelCharts) {
		if c := levelChart(s, metric); c != nil {
			daily.Charts = append(daily.Charts, *c)
		}
	}
	return append(out, daily)
}

func changeChart(s *reports.Summary, metric string) *chart {
	c := &chart{ID: "change-" + metric, Title: "Change of " + reports.Plain(metric), Unit: "%", Zero: true, Days: s.Days, Lines: []line{}, Marks: []when{}}
	moved := false
	for i, a := range s.Arms {
		t := s.Trend(a.Name, metric)
		if t == nil {
			continue
		}
		for _, x := range t.Change {
			moved = moved || x != nil && *x != 0
		}
		c.Lines = append(c.Lines, line{a.Name, i, scaled(t.Change, 100), scaled(t.Lo, 100), scaled(t.Hi, 100), figures.StrokeOf(i)})
		if l := s.LongRunOf(a.Name, metric); l != nil && l.Crossing != nil && l.Crossing.Day != nil {
			c.Marks = append(c.Marks, when{*l.Crossing.Day - 0.5, a.Name + ": sign changes on " + render.DayRange(l.Crossing)})
		}
	}
	if !moved {
		return nil
	}
	c.Marks = append(testEnds(s), c.Marks...)
	c.Alt = c.describe()
	return c
}

// testEnds marks the end of the short run of every arm that has one, once where arms agree; never nil, which the page could not read.
func testEnds(s *reports.Summary) []when {
	marks := []when{}
	for _, a := range s.Arms {
		if a.Versus == "" || !s.TwoRuns(a.Name) {
			continue
		}
		short := s.ShortRun(a.Name)
		mark := when{float64(short.To) - 0.5, "a test of " + format.Count(short.To-short.From, "day") + " ends"}
		if !slices.Contains(marks, mark) {
			marks = append(marks, mark)
		}
	}
	return marks
}

func levelChart(s *reports.Summary, metric string) *chart {
	c := &chart{ID: "level-" + metric, Title: format.Capital(reports.Plain(metric)), Days: s.Days, Lines: []line{}, Marks: []when{}}
	for i, a := range s.Arms {
		d := s.Series(a.Name, metric)
		if d == nil {
			continue
		}
		if c.Unit == "" && d.Unit != "count" {
			c.Unit = unit(d.Unit)
			c.Title += ", " + d.Unit
		}
		c.Lines = append(c.Lines, line{a.Name, i, scaled(d.Mean, 1), scaled(d.Lo, 1), scaled(d.Hi, 1), figures.StrokeOf(i)})
	}
	if len(c.Lines) == 0 {
		return nil
	}
	c.Alt = c.describe()
	return c
}

func unit(u string) string {
	if u == "%" || u == "x" {
		return u
	}
	return " " + u
}

// describe says in one sentence where each line begins and ends.
func (c *chart) describe() string {
	text := fmt.Sprintf("Line chart over %d days.", c.Days)
	for _, l := range c.Lines {
		if n := len(l.Mean); n > 0 && l.Mean[0] != nil && l.Mean[n-1] != nil {
			text += fmt.Sprintf(" %s: from %s%s to %s%s.", l.Name, format.Number(*l.Mean[0]), c.Unit, format.Number(*l.Mean[n-1]), c.Unit)
		}
	}
	return text
}

// scaled multiplies and keeps six digits, which is more than a screen shows.
func scaled(xs []*float64, by float64) []*float64 {
	out := make([]*float64, len(xs))
	for i, x := range xs {
		if x == nil || math.IsNaN(*x) || math.IsInf(*x, 0) {
			continue
		}
		v, err := strconv.ParseFloat(strconv.FormatFloat(*x*by, 'g', 6, 64), 64)
		if err != nil {
			panic(err) // what FormatFloat writes can be read
		}
		out[i] = &v
	}
	return out
}
