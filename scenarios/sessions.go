package scenarios

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"marketsim/scenarios/schema"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// sessionRow is one potential session of a file. Start is in microseconds from day 0, negative in the warm-up.
type sessionRow struct {
	Replication int32   `parquet:"replication"`
	Start       int64   `parquet:"start"`
	Pinner      string  `parquet:"pinner,dict"`
	Segment     string  `parquet:"segment,dict"`
	Session     int64   `parquet:"session"`
	Surface     string  `parquet:"surface,dict"`
	Requests    int32   `parquet:"requests"`
	Envelope    float64 `parquet:"envelope,dict"`
}

var sessionHeader = []string{"replication", "start", "pinner", "segment", "session", "surface", "requests", "envelope"}

// SessionWriter writes potential sessions to a file, Parquet when its name ends in .parquet, else CSV.
type SessionWriter struct {
	axes     results.Axes
	envelope float64
	table    *parquet.GenericWriter[sessionRow]
	buffer   []sessionRow
	csv      *csv.Writer
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
		out.csv = csv.NewWriter(out.out)
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
		w.csv.Flush()
		return errors.Join(w.csv.Error(), w.out.Flush())
	}
	return errors.Join(w.flush(), w.table.Close())
}

// replay reads the sessions file that the scenario names.
func (c *compiler) replay(spec *spec.Spec) {
	s := c.file.Market.Pinners.Sessions
	if s == nil {
		return
	}
	const path = "market.pinners.sessions.file"
	data, full, ok := c.open(path, s.File)
	if !ok {
		return
	}
	t, err := readTable(s.File, data)
	if err != nil {
		c.failAt(full, err)
		return
	}
	for _, name := range []string{"start", "pinner", "segment", "surface", "requests"} {
		if t.column(name, nil) < 0 {
			c.fail(path, "E206", schema.Suggest(name, t.header), "`%s` has no column `%s`", s.File, name)
			return
		}
	}
	for _, bad := range t.bad[:min(len(t.bad), maxFileErrors)] {
		c.failAt(full, bad)
	}
	drawn := t.column("envelope", nil) >= 0 && t.column("session", nil) >= 0
	rows := c.sessionRows(t, full, drawn)
	if !drawn && len(rows) > 0 {
		spec.Population.Count = 0 // the log says who there is
	}
	for r := range rows {
		if !drawn {
			rows[r] = share(rows[r], c.file.Run.Scale)
		}
		stream := groupByPinner(rows[r])
		if !drawn {
			c.within(path, s.File, stream, spec)
			spec.Population.Count = max(len(stream.Pinners), spec.Population.Count)
		}
		stream.Happened, stream.Keep, stream.Envelope = !drawn, s.Unthinned, spec.Population.Envelope
		spec.Population.Replay = append(spec.Population.Replay, stream)
	}
	if len(rows) > 1 && spec.Replications > len(rows) {
		c.fail(path, "E206", "write more with `marketsim sessions`, or lower run.replications", "the file holds %d replications and the run asks for %d", len(rows), spec.Replications)
	}
	if !drawn && !s.Unthinned {
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
		c.ds = append(c.ds, c.doc.Errorf(path, "W301", "start is in seconds from day 0; the warm-up lies before it",
			"%d of %d sessions of `%s` begin outside of the simulated time and are left out", outside, len(stream.Sessions), name)...)
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

// sessionRows checks every row and sorts them by replication, Pinner and start.
func (c *compiler) sessionRows(t *table, full string, drawn bool) (out [][]pinnerSession) {
	segments := map[string]int32{}
	for i, s := range c.file.Market.Pinners.Segments {
		segments[s.Name] = int32(i)
	}
	surfaces := surfaceNames(c.file)
	pinner, segment, surface := t.column("pinner", nil), t.column("segment", nil), t.column("surface", nil)
	start, requests, session, replication, envelope := t.column("start", nil), t.column("requests", nil), t.column("session", nil), t.column("replication", nil), t.column("envelope", nil)
	bad := 0
	fail := func(err *fileError) { c.failAt(full, err); bad++ }
	for i := range t.rows {
		if bad >= maxFileErrors {
			return nil
		}
		r := pinnerSession{pinner: t.rows[i][pinner]}
		at, ok := segments[t.rows[i][segment]]
		if !ok {
			fail(&fileError{t.places[i][0], t.places[i][1], fmt.Sprintf("there is no segment named `%s`", t.rows[i][segment]), "name it in market.pinners.segments"})
			continue
		}
		r.segment = at
		where := slices.Index(surfaces, t.rows[i][surface])
		if where < 0 {
			fail(&fileError{t.places[i][0], t.places[i][1], fmt.Sprintf("there is no surface named `%s`", t.rows[i][surface]), schema.Suggest(t.rows[i][surface], surfaces)})
			continue
		}
		r.Surface = uint8(where)
		began, err := t.cell(i, start, -1e17, 1e17)
		n, err2 := t.cell(i, requests, 1, 65535)
		which := 0.0
		var err3 *fileError
		if drawn {
			var ordinal, bound float64
			if ordinal, err3 = t.cell(i, session, 0, 4e9); err3 == nil {
				r.Session = uint32(ordinal)
				bound, err3 = t.cell(i, envelope, 0, 1e9)
			}
			if want := c.file.Market.Pinners.Envelope; err3 == nil && bound != want {
				err3 = &fileError{t.places[i][0], t.places[i][1], fmt.Sprintf("drawn with max_session_rate %gx, the scenario says %gx", bound, want), "use the same max_session_rate"}
			}
		}
		if replication >= 0 && err3 == nil {
			which, err3 = t.cell(i, replication, 0, 1e6)
		}
		if e := cmp.Or(err, err2, err3); e != nil {
			fail(e)
			continue
		}
		r.Start, r.Requests = spec.Time(began), uint16(n)
		if !drawn {
			r.Start = spec.Time(began * float64(spec.Second))
		}
		for int(which) >= len(out) {
			out = append(out, nil)
		}
		out[int(which)] = append(out[int(which)], r)
	}
	return out
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
