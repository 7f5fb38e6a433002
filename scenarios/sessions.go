package scenarios

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
	"marketsim/sim/units/neutral"
)

// sessionRow is one potential session of a file. Start is in microseconds from day 0, negative in the warm-up.
type sessionRow struct {
	Replication int32   `parquet:"replication"`
	Start       int64   `parquet:"start_us"`
	Pinner      string  `parquet:"pinner,dict"`
	Segment     string  `parquet:"segment,dict"`
	Session     int64   `parquet:"session"`
	Surface     string  `parquet:"surface,dict"`
	Requests    int32   `parquet:"requests"`
	Envelope    float64 `parquet:"envelope,dict"`
}

var sessionHeader = []string{"replication", "start_us", "pinner", "segment", "session", "surface", "requests", "envelope"}

// SessionWriter writes potential sessions to a file, Parquet when its name ends in .parquet, else CSV.
type SessionWriter struct {
	axes     results.Axes
	envelope float64
	table    *parquet.GenericWriter[sessionRow]
	buffer   []sessionRow
	csv      *neutral.CSV
	out      *bufio.Writer
}

// NewSessionWriter begins a file of potential sessions of a scenario.
func NewSessionWriter(w io.Writer, name string, s *Scenario) (*SessionWriter, error) {
	out := &SessionWriter{axes: s.Axes, envelope: s.Spec.Population.Envelope}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".parquet":
		out.table = parquet.NewGenericWriter[sessionRow](w, parquet.Compression(&zstd.Codec{}))
		return out, nil
	case ".csv":
		out.out = bufio.NewWriter(w)
		out.csv = neutral.NewCSV(out.out)
		return out, out.csv.Write(sessionHeader)
	}
	return nil, fmt.Errorf("`%s` ends in neither .csv nor .parquet", name)
}

// Write adds one session.
func (w *SessionWriter) Write(p *spec.Potential) error {
	r := sessionRow{int32(p.Replication), int64(p.Start), p.Pinner, w.axes.Segments[p.Segment], int64(p.Session), w.axes.Surfaces[p.Surface], int32(p.Requests), w.envelope}
	if w.csv != nil {
		return w.csv.Write([]string{strconv.Itoa(int(r.Replication)), strconv.FormatInt(r.Start, 10), r.Pinner, r.Segment, strconv.FormatInt(r.Session, 10),
			r.Surface, strconv.Itoa(int(r.Requests)), strconv.FormatFloat(r.Envelope, 'g', -1, 64)})
	}
	w.buffer = append(w.buffer, r)
	if len(w.buffer) < 4096 {
		return nil
	}
	return w.flush()
}

func (w *SessionWriter) flush() error {
	_, err := w.table.Write(w.buffer)
	w.buffer = w.buffer[:0]
	return err
}

// Close ends the file; the underlying writer stays open.
func (w *SessionWriter) Close() error {
	if w.csv != nil {
		return errors.Join(w.csv.Flush(), w.out.Flush())
	}
	return errors.Join(w.flush(), w.table.Close())
}

// maxSessions is how many sessions one file may hold.
const maxSessions = 10_000_000

// sessionKind is what a file of sessions has in this scenario: what the scenario has only one of need not be in it.
func (c *compiler) sessionKind() *data.Spec {
	return &data.Spec{What: "a file of sessions", MaxRows: maxSessions, Columns: []data.Column{
		{Name: "start", Kind: data.Moment, Required: true, Aliases: []string{"session start", "start time", "timestamp", "ts", "time"}},
		{Name: "pinner", Kind: data.Text, Required: true, Aliases: []string{"user", "user id", "visitor", "visitor id"}},
		{Name: "requests", Kind: data.Number, Least: 1, Most: 65535, Required: true, Aliases: []string{"pages", "page loads", "pageviews"}},
		{Name: "segment", Kind: data.Text, Required: len(c.file.Market.Pinners.Segments) > 1},
		{Name: "surface", Kind: data.Text, Required: len(c.file.Market.Surfaces) > 1, Aliases: []string{"page type"}},
		{Name: "session", Kind: data.Number, Least: 0, Most: 4e9},
		{Name: "replication", Kind: data.Number, Least: 0, Most: 1e6},
		{Name: "envelope", Kind: data.Number, Least: 0, Most: 1e9},
	}}
}

// replay reads the sessions file that the scenario names.
func (c *compiler) replay(out *spec.Spec) {
	s := c.file.Market.Pinners.Sessions
	if s == nil {
		return
	}
	const path = "market.pinners.sessions"
	t, full, ok := c.table(path, s.File, s.Columns, s.Format.orPlain(), c.sessionKind())
	if !ok {
		c.refused(path, full, t)
		return
	}
	r := &sessionReader{compiler: c, table: t}
	bad := r.read()
	if t.OnlyDates("start") {
		bad = append(bad, t.Hourless("start", "sessions begin at a time of day", "give times with hours, such as 2026-03-02T10:00"))
	}
	for _, e := range bad {
		c.failFile(path, full, e)
	}
	if len(bad) > 0 {
		return
	}
	c.understood(path, t)
	c.play(path+".file", s, r, out)
}

// play puts the sessions of a file in place of drawn ones.
func (c *compiler) play(path string, s *sessions, r *sessionReader, out *spec.Spec) {
	rows := r.rows
	if !r.drawn {
		out.Population.Count = 0 // the log says who there is
		for i := range out.Population.Segments {
			if s := &out.Population.Segments[i]; s.Daily != nil {
				c.fail("market.pinners.segments."+s.Name+".hours", "E207", "leave the hours out: the log has its own", "the sessions of a log follow no rhythm")
			}
		}
		for _, o := range c.file.Market.Pinners.Rhythm.Occasions {
			c.fail("market.pinners.rhythm.occasions."+o.Name, "E207", "leave the occasion out: the log has it or has it not", "the sessions of a log follow no rhythm")
		}
	}
	for i := range rows {
		if !r.drawn {
			rows[i] = share(rows[i], c.file.Run.Scale)
		}
		stream := groupByPinner(rows[i])
		if !r.drawn {
			c.within(path, s.File, stream, out)
			out.Population.Count = max(len(stream.Pinners), out.Population.Count)
		}
		stream.Happened, stream.Keep, stream.Envelope = !r.drawn, s.Unthinned, out.Population.Envelope
		out.Population.Replay = append(out.Population.Replay, stream)
	}
	if len(rows) > 1 && out.Replications > len(rows) {
		c.fail(path, "E206", "write more with `marketsim sessions`, or lower run.replications", "the file holds %s and the run asks for %d", schema.Count(len(rows), "replication"), out.Replications)
	}
	if !r.drawn && !s.Unthinned {
		c.ds = append(c.ds, c.doc.Errorf(path, "W301", "set market.pinners.sessions.unthinned: true to keep every session",
			"these are sessions that happened: activity is capped at 1, so a reaction can lose sessions but never add any")...)
	}
}

// within warns of a log whose sessions lie outside of the simulated time, as they do when its times are in another unit.
func (c *compiler) within(path, name string, stream *spec.Stream, spec *spec.Spec) {
	outside := 0
	for i := range stream.Sessions {
		if at := stream.Sessions[i].Start; at < -spec.Warmup || at >= spec.Horizon {
			outside++
		}
	}
	if outside > 0 && !c.half {
		c.ds = append(c.ds, c.doc.Errorf(path, "W301", "state `format: {time_origin: ...}`, the time at which day 0 begins, or time_unit; the warm-up lies before day 0",
			"%d of %s of `%s` %s outside of the simulated time and %s left out", outside, schema.Count(len(stream.Sessions), "session"), name,
			schema.Verb(outside, "begins", "begin"), schema.Verb(outside, "is", "are"))...)
	}
}

// share keeps the sessions of a share of the Pinners of a log, chosen by their names: a scaled replay has fewer Pinners, as a
// scaled market has, and a smaller scale has a part of those of a larger one. Drawn Pinners are scaled by their count.
func share(rows []pinnerSession, scale float64) []pinnerSession {
	if scale == 1 {
		return rows
	}
	return slices.DeleteFunc(rows, func(r pinnerSession) bool { return rng.Key(rng.Hash(r.pinner)).Float() >= scale })
}

// pinnerSession is a session with what identifies its Pinner.
type pinnerSession struct {
	pinner  string
	segment int32
	spec.Recorded
}

// sessionReader turns the rows of a table into sessions.
type sessionReader struct {
	*compiler
	table    *data.Table
	drawn    bool              // the file was written by this program
	rows     [][]pinnerSession // by replication
	segments map[string]int32
	surfaces []string
	pinners  map[string]string // each name once
}

func (r *sessionReader) read() []*data.Error {
	r.segments, r.surfaces, r.pinners = map[string]int32{}, surfaceNames(r.file), map[string]string{}
	for i, s := range r.file.Market.Pinners.Segments {
		r.segments[s.Name] = int32(i)
	}
	_, envelope := r.table.Column("envelope")
	_, session := r.table.Column("session")
	r.drawn = envelope && session
	return r.table.Each(r.row)
}

func (r *sessionReader) row(x *data.Row) {
	one, at := pinnerSession{}, func(name string) int { h, _ := r.table.Column(name); return h }
	name := x.Text(at("pinner"))
	if known, ok := r.pinners[name]; ok {
		name = known
	} else {
		name = strings.Clone(name)
		r.pinners[name] = name
	}
	one.pinner, one.segment, one.Surface = name, r.segment(x), r.surface(x)
	start, _ := x.Moment(at("start"))
	if one.Start = spec.Time(start); one.Start > 1e17 || one.Start < -1e17 {
		x.Fail(at("start"), "state `format: {time_origin: ...}`, or another time_unit", "%s is too far from day 0", x.Quote(x.Text(at("start"))))
	}
	one.Requests = uint16(r.whole(x, "requests"))
	if r.drawn {
		one.Session = uint32(r.whole(x, "session"))
		if bound, want := x.Number(at("envelope")), r.file.Market.Pinners.Envelope; bound != want {
			x.Fail(at("envelope"), "use the same max_session_rate", "drawn with max_session_rate %gx, the scenario says %gx", bound, want)
		}
	}
	which := int(r.whole(x, "replication"))
	for which >= len(r.rows) {
		r.rows = append(r.rows, nil)
	}
	r.rows[which] = append(r.rows[which], one)
}

// whole is a column's whole number; 0 where the file has no such column, or where it is wrong.
func (r *sessionReader) whole(x *data.Row, name string) float64 {
	at, ok := r.table.Column(name)
	if !ok {
		return 0
	}
	n := x.Number(at)
	if !math.IsNaN(n) && n != math.Trunc(n) {
		x.Fail(at, "round it", "%s in column `%s` is not a whole number", x.Quote(x.Text(at)), r.table.Source(name))
	}
	if n != n {
		return 0
	}
	return n
}

func (r *sessionReader) segment(x *data.Row) int32 {
	at, ok := r.table.Column("segment")
	if !ok {
		return 0
	}
	segment, known := r.segments[x.Text(at)]
	if !known {
		x.Fail(at, "name it in market.pinners.segments", "there is no segment named %s", x.Quote(x.Text(at)))
	}
	return segment
}

func (r *sessionReader) surface(x *data.Row) uint8 {
	at, ok := r.table.Column("surface")
	if !ok {
		return 0
	}
	where := slices.Index(r.surfaces, x.Text(at))
	if where < 0 {
		x.Fail(at, schema.Suggest(x.Text(at), r.surfaces), "there is no surface named %s", x.Quote(x.Text(at)))
	}
	return uint8(max(where, 0))
}

// groupByPinner groups sessions by Pinner; sessions of a log get their ordinal in order of start.
func groupByPinner(rows []pinnerSession) *spec.Stream {
	slices.SortStableFunc(rows, func(a, b pinnerSession) int {
		return cmp.Or(cmp.Compare(a.pinner, b.pinner), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Session, b.Session))
	})
	s := &spec.Stream{}
	numbered := false
	for i := range rows {
		numbered = numbered || rows[i].Session > 0
	}
	for i := range rows {
		if i == 0 || rows[i].pinner != rows[i-1].pinner {
			s.Pinners, s.Segment, s.First = append(s.Pinners, rows[i].pinner), append(s.Segment, rows[i].segment), append(s.First, int32(i))
		}
		r := rows[i].Recorded
		if !numbered {
			r.Session = uint32(int32(i) - s.First[len(s.First)-1])
		}
		s.Sessions = append(s.Sessions, r)
	}
	s.First = append(s.First, int32(len(rows)))
	return s
}
