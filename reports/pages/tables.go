package pages

import (
	"fmt"
	"html/template"
	"math"
	"regexp"
	"strconv"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/render"
)

// armContent is what the page says of an arm.
type armContent struct {
	ID           string // of its section
	Name, Versus string
	Heading      string
	Answer, Why  string
	Columns      int // of the table of metrics
	Changes      []string
	TwoWeeks     string
	CI           string // what its intervals are
	Spread       string
	Spreads      [][]string // header first
	Windows      []windowHead
	Sides        []side
	Checks       []checkRow
	Campaigns    *reports.Winners
	Named        bool // the largest campaigns are the same in all replications, and have names
	Parts        []partRow
	Largest      []largeRow
}

// windowHead is the head of a window's column.
type windowHead struct{ Words, Days string }

type side struct {
	Name string
	Rows []metricRow
}

// metricRow is a metric: its levels over the whole horizon and its change by window.
type metricRow struct {
	Metric, Plain, Unit string
	Base, Own           string
	Changes             []change
}

type change struct{ Size, Verdict, Mark, Class string }

type checkRow struct{ Status, Text string }

type partRow struct{ Name, Campaigns, Better, Worse string }

type largeRow struct{ Rank, Name, Spend, Change, Verdict string }

func armOf(s *reports.Summary, arm *reports.Arm) armContent {
	out := armContent{Name: arm.Name, Versus: arm.Versus, Answer: arm.Answer, Why: arm.Why, Changes: arm.Changes, TwoWeeks: render.TwoWeeks(s, arm.Name),
		CI: intervals(s, arm), Spread: strings.TrimSpace(render.Missing(s, arm.Name, arm.Windows...) + " " + render.Spread(s, arm.Name)), Spreads: render.SpreadRows(s, arm.Name)}
	for _, w := range arm.Windows {
		out.Windows = append(out.Windows, windowHead{w.Words(), w.Days()})
	}
	out.Heading, out.Columns = render.Heading(s, arm), 3+len(arm.Windows)
	for _, section := range reports.Headline {
		one := side{Name: section.Name}
		for _, metric := range section.Metrics {
			if row, ok := rowOf(s, arm, metric); ok {
				one.Rows = append(one.Rows, row)
			}
		}
		out.Sides = append(out.Sides, one)
	}
	for _, c := range s.Checks {
		if c.Kind == reports.KindCheck && (c.Arm == "" || c.Arm == arm.Name) {
			out.Checks = append(out.Checks, checkRow{c.Status, c.ID + ": " + c.Message})
		}
	}
	if w := s.WinnersOf(arm.Name); w != nil {
		out.Campaigns = w
		for _, p := range w.Parts {
			out.Parts = append(out.Parts, partRow{p.Part, format.Number(math.Round(p.Campaigns)), share(p.Better), share(p.Worse)})
		}
		for _, a := range w.Largest {
			out.Named = out.Named || a.Name != ""
			size := format.Change(get(a.Change.Mean), get(a.Change.Lo), get(a.Change.Hi))
			out.Largest = append(out.Largest, largeRow{strconv.Itoa(a.Rank), a.Name, format.Number(a.Spend), size, a.Verdict})
		}
	}
	return out
}

// intervals says of which level the intervals of an arm are; those of another say so beside their verdict.
func intervals(s *reports.Summary, arm *reports.Arm) string {
	text := format.Level(s.Level) + " intervals"
	if len(render.OddLevels(s, arm.Name, arm.Windows...)) > 0 {
		text += ", of another level where the verdict says so"
	}
	return text
}

// inName is an underscore or a dot between letters.
var inName = regexp.MustCompile(`(_|\pL\.)(\pL)`)

// breaks lets names break after their underscores and dots, where there is no room for them.
func breaks(text string) template.HTML {
	return template.HTML(inName.ReplaceAllString(template.HTMLEscapeString(text), "$1<wbr>$2"))
}

// shownUnit is a unit that a number needs beside its metric's name.
func shownUnit(unit string) string {
	if unit == "USD" || unit == "%" {
		return unit
	}
	return ""
}

// boardContent is the table of all arms.
type boardContent struct {
	Versus, Finding, Note string
	Header                []string
	Rows                  [][]boardCell
}

type boardCell struct {
	Text string
	Best bool
}

// boardOf is the table of all arms; nil where fewer than two are compared with the same one.
func boardOf(s *reports.Summary) *boardContent {
	if s.Board == nil {
		return nil
	}
	rows := render.BoardRows(s)
	out := &boardContent{Versus: s.Board.Versus, Finding: s.Board.Finding, Note: render.BoardNote(s), Header: rows[0]}
	for _, row := range rows[1:] {
		var cells []boardCell
		for i, text := range row {
			cells = append(cells, boardCell{text, i > 0 && strings.HasSuffix(text, "*")})
		}
		out.Rows = append(out.Rows, cells)
	}
	return out
}

// levelsOf are the levels of a run that compares nothing, by side of the market; nil of any other.
func levelsOf(s *reports.Summary) (out []side) {
	if s.ReplicationsDone == 0 {
		return nil
	}
	for _, a := range s.Arms {
		if a.Versus != "" {
			return nil
		}
	}
	for _, section := range reports.Headline {
		one := side{Name: section.Name}
		for _, metric := range section.Metrics {
			if v := s.Value(s.Arms[0].Name, metric, reports.Everyone); v != nil && v.Value != nil {
				one.Rows = append(one.Rows, metricRow{Metric: metric, Plain: reports.Plain(metric), Unit: shownUnit(v.Unit), Own: format.Interval(*v.Value, get(v.Lo), get(v.Hi))})
			}
		}
		out = append(out, one)
	}
	return out
}

func rowOf(s *reports.Summary, arm *reports.Arm, metric string) (metricRow, bool) {
	row := metricRow{Metric: metric, Plain: reports.Plain(metric)}
	for _, w := range arm.Windows {
		e := s.Effect(arm.Name, metric, reports.Everyone, w.Name)
		if e == nil {
			row.Changes = append(row.Changes, change{Size: "-"})
			continue
		}
		if w.Name == reports.Everyone {
			row.Unit, row.Base, row.Own = shownUnit(e.Unit), format.Number(get(e.Base)), format.Number(get(e.Candidate))
		}
		row.Changes = append(row.Changes, change{render.Size(e), render.ShortVerdict(s, e), mark(e.Verdict), class(e.Verdict)})
	}
	return row, row.Base != ""
}

// class is a verdict's colour on the page; empty is none.
func class(verdict string) string {
	if verdict == reports.VerdictBetter || verdict == reports.VerdictWorse {
		return verdict
	}
	return ""
}

// mark tells verdicts apart without colour.
func mark(verdict string) string {
	switch verdict {
	case reports.VerdictBetter:
		return "✓"
	case reports.VerdictWorse:
		return "✕"
	case reports.VerdictUnclear, reports.VerdictLost, reports.VerdictUntested:
		return "–"
	}
	return ""
}

// count writes how many comparisons were made.
func count(n int) string { return format.Fixed(float64(n), 0) }

func share(s reports.Share) string {
	if s.Mean == nil {
		return "-"
	}
	text := strconv.FormatFloat(100**s.Mean, 'f', 1, 64) + "%"
	if s.Lo != nil && s.Hi != nil {
		text += fmt.Sprintf(" [%.1f, %.1f]", 100*max(0, *s.Lo), 100*min(1, *s.Hi))
	}
	return text
}

func get(x *float64) float64 {
	if x == nil {
		return math.NaN()
	}
	return *x
}
