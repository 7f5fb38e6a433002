// Package ingest sums up logs of single events, a row an event, into the tables that scenarios read: campaigns with their counts,
// sessions, and the traffic of a day or a week.
package ingest

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
	"marketsim/sim/units/neutral"
)

// Event says which rows of a log are an event: those whose column is true, or above 0, or equal to a value. The zero value is no column.
type Event struct{ Column, Value string }

// Log says which columns of a log hold what. Empty names are recognised where that is possible.
type Log struct {
	Item, Pinner, Time, Session, Segment, Surface, Count string
	Impression, Click, Conversion                        Event
	Gap                                                  time.Duration // without a row, after which a Pinner's next row begins another session
	Week                                                 bool          // a forecast of the week instead of the day
	Format                                               data.Format
}

// MaxRows is how many rows a log may have.
const MaxRows = 50_000_000

// Kinds are what a log can be summed up as.
var Kinds = []string{"ads", "sessions", "forecast"}

// columns are the columns of a log as far as a kind of summary reads them.
func (l *Log) columns(kind string) (columns []data.Column) {
	moment := data.Column{Name: "time", Kind: data.Moment, Required: true, Aliases: []string{"timestamp", "ts", "datetime", "date", "event time", "start"}}
	pinner := data.Column{Name: "pinner", Kind: data.Text, Required: true, Aliases: []string{"user", "user id", "visitor", "visitor id", "u"}}
	optional := func(name, stated string, kind data.Kind, aliases ...string) {
		if stated != "" || len(aliases) > 0 {
			columns = append(columns, data.Column{Name: name, Kind: kind, Required: stated != "", Shared: true, Most: 1e15, Aliases: aliases})
		}
	}
	switch kind {
	case "ads":
		columns = append(columns, data.Column{Name: "item", Kind: data.Text, Required: true, Aliases: []string{"item id", "ad", "ad id", "adgroup id", "campaign", "campaign id", "name", "kampagne", "anzeige"}})
		optional("impression", l.Impression.Column, data.Mark, "impressions", "impr", "impressionen")
		columns = append(columns, data.Column{Name: "click", Kind: data.Mark, Required: true, Shared: true, Aliases: []string{"clicked", "is click", "clk", "reward", "clicks", "klicks"}})
		optional("conversion", l.Conversion.Column, data.Mark, "conversions", "conv", "konversionen")
	case "sessions":
		columns = append(columns, pinner, moment)
		optional("session", l.Session, data.Text)
		optional("segment", l.Segment, data.Text)
		optional("surface", l.Surface, data.Text)
		optional("count", l.Count, data.Number)
	case "forecast":
		columns = append(columns, moment)
		optional("count", l.Count, data.Number, "counts", "visits", "views", "pageviews", "sessions", "requests", "traffic", "traffic volume", "besuche", "sitzungen", "aufrufe")
	}
	return columns
}

// mapped are the names that are stated, by our column.
func (l *Log) mapped(columns []data.Column) map[string]string {
	stated := map[string]string{"item": l.Item, "pinner": l.Pinner, "time": l.Time, "session": l.Session, "segment": l.Segment, "surface": l.Surface, "count": l.Count,
		"impression": l.Impression.Column, "click": l.Click.Column, "conversion": l.Conversion.Column}
	out := map[string]string{}
	for _, c := range columns {
		if stated[c.Name] != "" {
			out[c.Name] = stated[c.Name]
		}
	}
	return out
}

// Sum reads a log and writes its summary as CSV. Said is how the log was understood and what came of it, a line each.
func Sum(w io.Writer, kind, name string, content []byte, l *Log) (said []string, bad []*data.Error) {
	format := l.Format
	columns := l.columns(kind)
	format.Columns = l.mapped(columns)
	t, bad := data.Read(name, content, &data.Spec{What: "a log to be summed up as " + kind, Columns: columns, MaxRows: MaxRows}, &format)
	if len(bad) > 0 {
		return nil, append(clickless(kind, bad), t.Mistakes()...)
	}
	s := map[string]func(*data.Table) (table, []*data.Error){"ads": l.ads, "sessions": l.sessions, "forecast": l.forecast}[kind]
	out, bad := s(t)
	if len(bad) > 0 {
		return nil, bad
	}
	if err := neutral.NewCSV(w).WriteAll(append([][]string{out.header}, out.rows...)); err != nil {
		return nil, []*data.Error{{Message: "the summary cannot be written: " + err.Error()}}
	}
	return []string{t.Echo(), out.said}, nil
}

// table is a summary.
type table struct {
	header []string
	rows   [][]string
	said   string
}

// handles are the columns that a log has.
func handles(t *data.Table, names ...string) (at []int) {
	for _, name := range names {
		h, ok := t.Column(name)
		if !ok {
			h = -1
		}
		at = append(at, h)
	}
	return at
}

// happened is how often a row's event took place.
func happened(r *data.Row, at int, e Event, otherwise float64) float64 {
	if at < 0 {
		return otherwise
	}
	text := r.Text(at)
	if e.Value != "" {
		if text == e.Value {
			return 1
		}
		return 0
	}
	if n, word := answers[strings.ToLower(text)]; word {
		return n
	}
	n, ok := r.Amount(at)
	if !ok || n < 0 {
		r.Fail(at, "say which value means that it happened, such as `--click COLUMN=VALUE`", "`%s` does not say whether something happened", text)
		return 0
	}
	return n
}

// answers are words that say whether something happened.
var answers = map[string]float64{"": 0, "false": 0, "no": 0, "n": 0, "f": 0, "true": 1, "yes": 1, "y": 1, "t": 1,
	"ja": 1, "nein": 0, "oui": 1, "non": 0, "sí": 1, "si": 1, "wahr": 1, "falsch": 0, "vrai": 1, "faux": 0}

// ads counts impressions, clicks and conversions of every item, in the order in which items first appear.
func (l *Log) ads(t *data.Table) (out table, bad []*data.Error) {
	at := handles(t, "item", "impression", "click", "conversion")
	index, counts := map[string]int{}, [][3]float64{}
	var names []string
	rows := 0
	bad = t.Each(func(r *data.Row) {
		name := r.Text(at[0])
		k, known := index[name]
		if !known {
			k = len(names)
			name = strings.Clone(name)
			index[name] = k
			names, counts = append(names, name), append(counts, [3]float64{})
		}
		rows++
		counts[k][0] += happened(r, at[1], l.Impression, 1)
		counts[k][1] += happened(r, at[2], l.Click, 0)
		counts[k][2] += happened(r, at[3], l.Conversion, 0)
	})
	if e := oneSided(names, counts); e != nil && len(bad) == 0 {
		return out, []*data.Error{e}
	}
	out.header = []string{"name", "impressions", "clicks"}
	if at[3] >= 0 {
		out.header = append(out.header, "conversions")
	}
	for k, name := range names {
		row := []string{name}
		for i := range len(out.header) - 1 {
			row = append(row, strconv.FormatFloat(counts[k][i], 'f', -1, 64))
		}
		out.rows = append(out.rows, row)
	}
	what := "event"
	if at[1] >= 0 && l.Impression.Value == "" {
		what = "row" // which counts several
	}
	out.said = fmt.Sprintf("%s of %s", schema.Count(rows, what), schema.Count(len(names), "ad"))
	return out, bad
}

// clickless says of a log without a column of clicks what it can be instead of ads.
func clickless(kind string, bad []*data.Error) []*data.Error {
	for _, e := range bad {
		if kind == "ads" && strings.Contains(e.Message, "`click`") {
			e.Help += "; a log that does not tell which rows were clicked has no click rates: sum it up `--as sessions` or `--as forecast`"
		}
	}
	return bad
}

// oneSided is the mistake of a log of clicks alone, of which no click rates can be made.
func oneSided(names []string, counts [][3]float64) *data.Error {
	var shown, clicked float64
	for k := range counts {
		shown, clicked = shown+counts[k][0], clicked+counts[k][1]
		if counts[k][1] > counts[k][0] {
			return &data.Error{Message: fmt.Sprintf("`%s` has %g clicks of %g impressions", names[k], counts[k][1], counts[k][0]),
				Help: "name the column of impressions with `--impression COLUMN`; a log of clicks alone has no click rates"}
		}
	}
	const fewest = 10 // of fewer events it may be chance
	if shown == clicked && shown >= fewest {
		return &data.Error{Message: "every row is a click, so all click rates would be 100%",
			Help: "name the value that tells a click with `--click COLUMN=VALUE`; a log of clicks alone has no click rates, and can be summed up `--as sessions` or `--as forecast`"}
	}
	return nil
}

// visit is one session of a log.
type visit struct {
	pinner, segment, surface string
	start                    int64 // microseconds from day 0
	requests                 float64
}

// event is one row of a log of sessions.
type event struct {
	visit
	session string
}

// sessions cuts every Pinner's rows into sessions: by the column that names them, or where nothing happens for the gap.
func (l *Log) sessions(t *data.Table) (out table, bad []*data.Error) {
	at := handles(t, "pinner", "time", "session", "segment", "surface", "count")
	if t.OnlyDates("time") {
		return out, []*data.Error{t.Hourless("time", "sessions begin at a time of day", "give times with hours, such as 2026-03-02T10:00")}
	}
	var events []event
	text := func(r *data.Row, i int) string {
		if at[i] < 0 {
			return ""
		}
		return strings.Clone(r.Text(at[i]))
	}
	bad = t.Each(func(r *data.Row) {
		e := event{session: text(r, 2)}
		e.pinner, e.segment, e.surface, e.requests = text(r, 0), text(r, 3), text(r, 4), 1
		e.start, _ = r.Moment(at[1])
		if at[5] >= 0 {
			e.requests = r.Number(at[5])
		}
		events = append(events, e)
	})
	if len(bad) > 0 {
		return out, bad
	}
	slices.SortStableFunc(events, func(a, b event) int {
		return compareAll(strings.Compare(a.pinner, b.pinner), compare(a.start, b.start))
	})
	var visits []visit
	for i, e := range events {
		fresh := i == 0 || e.pinner != events[i-1].pinner || e.session != events[i-1].session || at[2] < 0 && e.start-events[i-1].start > l.Gap.Microseconds()
		if fresh {
			visits = append(visits, e.visit)
		} else {
			visits[len(visits)-1].requests += e.requests
		}
	}
	slices.SortStableFunc(visits, func(a, b visit) int {
		return compareAll(compare(a.start, b.start), strings.Compare(a.pinner, b.pinner))
	})
	out.header = []string{"pinner", "start_us", "requests"}
	for i, name := range []string{"segment", "surface"} {
		if at[3+i] >= 0 {
			out.header = append(out.header, name)
		}
	}
	for _, v := range visits {
		row := []string{v.pinner, strconv.FormatInt(v.start, 10), strconv.FormatFloat(min(max(1, v.requests), 65535), 'f', 0, 64)}
		for i, x := range []string{v.segment, v.surface} {
			if at[3+i] >= 0 {
				row = append(row, x)
			}
		}
		out.rows = append(out.rows, row)
	}
	out.said = fmt.Sprintf("%s in %s", schema.Count(len(events), "row"), schema.Count(len(visits), "session"))
	return out, nil
}

func compare(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func compareAll(results ...int) int {
	for _, r := range results {
		if r != 0 {
			return r
		}
	}
	return 0
}
