package data

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// clock is how the times of a column are read.
type clock struct {
	unit    string    // of numbers
	epoch   bool      // numbers count from 1970
	text    bool      // times are written out
	compact string    // layout of times in digits alone; empty: they are not
	order   dateOrder // of dates with slashes
	origin  int64     // microseconds from 1970 to day 0; of numbers that count from day 0 it is 0
	stated  bool      // the origin
}

// dated tells whether times are dates, whatever their form.
func (k *clock) dated() bool { return k.text || k.epoch || k.compact != "" }

// at is a cell in microseconds from day 0.
func (k *clock) at(cell string, sign decimal) (int64, bool) {
	switch {
	case k.text:
		t, ok := parseMoment(cell, k.order)
		return t.UnixMicro() - k.origin, ok
	case k.compact != "":
		t, ok := parseCompact(cell, k.compact)
		return t.UnixMicro() - k.origin, ok
	}
	if whole, err := strconv.ParseInt(strings.TrimSpace(cell), 10, 64); err == nil && k.unit == "us" {
		return whole - k.origin, true // all digits, more than a float64 holds
	} else if err == nil && k.unit == "ns" {
		return whole/1000 - k.origin, true
	}
	n, ok := takeApart(cell)
	if !ok || n.percent || n.currency != "" {
		return 0, false
	}
	x, ok := n.value(sign)
	if x *= timeUnits[k.unit]; !ok || x > 1e17 || x < -1e17 {
		return 0, false
	}
	return int64(x+math.Copysign(0.5, x)) - k.origin, true
}

// times is what the cells of a column say of how its times are written.
type times struct {
	text, number, unread place         // the first cell of each kind; unread: neither a time nor a number
	slashed              place         // the first date with slashes
	zoned                [2]place      // the first date without and with a zone
	proof                [3]place      // by order, the first date that shows it
	compact              string        // layout of all numbers; empty: they have none in common
	numbers              [2]float64    // the least and the most
	written              [3][2]float64 // microseconds from 1970, by order and in digits (anyOrder): the earliest and the latest
}

func newTimes() *times {
	none := [2]float64{math.Inf(1), math.Inf(-1)}
	return &times{numbers: none, written: [3][2]float64{none, none, none}}
}

func widen(span *[2]float64, x float64) { span[0], span[1] = min(span[0], x), max(span[1], x) }

// note takes a cell down and tells whether it is a date.
func (m *times) note(line, column int, cell string) bool {
	found := m.dated(line, column, cell)
	n, number := takeApart(cell)
	switch {
	case found:
		m.text.keep(line, column, cell)
	case number:
		m.digits(strings.TrimSpace(cell))
		x, _ := n.value(point)
		widen(&m.numbers, x)
		m.number.keep(line, column, cell)
	default:
		m.unread.keep(line, column, cell)
	}
	return found
}

// dated takes a cell down that is a date in whatever order; ok is false for others.
func (m *times) dated(line, column int, cell string) (ok bool) {
	order, slashed := orderOf(cell)
	for _, o := range []dateOrder{dayFirst, monthFirst} {
		when, fits := parseMoment(cell, o)
		if !fits {
			continue
		}
		ok = true
		widen(&m.written[o], float64(when.UnixMicro()))
		m.zoned[hasZone(cell)].keep(line, column, cell)
		if !slashed {
			widen(&m.written[monthFirst], float64(when.UnixMicro()))
			return true
		}
	}
	if ok {
		m.slashed.keep(line, column, cell)
		m.proof[order].keep(line, column, cell)
	}
	return ok
}

// digits keeps the layout that all numbers have in common.
func (m *times) digits(cell string) {
	if m.number.text == "" {
		m.compact = compactLayout(cell)
	}
	if m.compact == "" {
		return
	}
	when, ok := parseCompact(cell, m.compact)
	if !ok || compactLayout(cell) != m.compact {
		m.compact = ""
		return
	}
	widen(&m.written[anyOrder], float64(when.UnixMicro()))
}

// setClock decides how the times of a column are read.
func (t *Table) setClock(c *bound, m *times) *Error {
	k := &c.clock
	var bad *Error
	if k.text = m.text.text != ""; k.text {
		if k.order, bad = t.orderOf(c, m); bad == nil {
			bad = t.oneZone(c, m)
		}
	} else {
		bad = t.setUnit(c, m)
	}
	if bad != nil {
		return bad
	}
	return t.setOrigin(c, m)
}

// orderOf is the order of the parts of a column's dates.
func (t *Table) orderOf(c *bound, m *times) (dateOrder, *Error) {
	stated := orderNames[t.format.DateOrder]
	const help = "state `format: {date_order: day_first}` or `{date_order: month_first}`, or write dates like 2026-03-02"
	switch day, month := m.proof[dayFirst], m.proof[monthFirst]; {
	case m.slashed.text == "" || stated != anyOrder:
		return max(stated, dayFirst), nil
	case day.text != "" && month.text != "":
		return anyOrder, &Error{Line: month.line, Column: month.column, Help: help, Key: "format",
			Message: fmt.Sprintf("%s in column `%s` has the month first, and %s%s the day", t.quote(month.text), c.theirs, t.quote(day.text), day.where())}
	case day.text != "":
		return dayFirst, nil
	case month.text != "":
		return monthFirst, nil
	}
	return anyOrder, &Error{Line: m.slashed.line, Column: m.slashed.column, Help: help, Key: "format",
		Message: fmt.Sprintf("%s in column `%s` can be read with the day or the month first, and no cell tells which", t.quote(m.slashed.text), c.theirs)}
}

// oneZone refuses times with and without a zone in one column.
func (t *Table) oneZone(c *bound, m *times) *Error {
	bare, zoned := m.zoned[0], m.zoned[1]
	if bare.text == "" || zoned.text == "" {
		return nil
	}
	return &Error{Line: bare.line, Column: bare.column, Help: "write the zone everywhere, such as +01:00 or Z, or nowhere: times without one count as UTC",
		Message: fmt.Sprintf("%s in column `%s` has no zone, and %s%s has one", t.quote(bare.text), c.theirs, t.quote(zoned.text), zoned.where())}
}

// setUnit decides how the numbers of a column are times.
func (t *Table) setUnit(c *bound, m *times) *Error {
	k := &c.clock
	k.unit = t.format.TimeUnit
	if k.unit == "" {
		k.unit = c.unit
	}
	if k.unit == "" && m.compact != "" {
		k.compact = m.compact
		return nil
	}
	if epoch := epochUnit(m.numbers[1]); epoch != "" && epoch == epochUnit(m.numbers[0]) && (k.unit == "" || k.unit == epoch) {
		k.unit, k.epoch = epoch, true
	}
	if k.unit == "" {
		k.unit = c.Unit
	}
	if k.unit == "" {
		return t.unitless(c, m)
	}
	return nil
}

// dateShaped is what looks like a date or a time with one, be there such a day or not.
var dateShaped = regexp.MustCompile(`^\s*\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d)?)?\s*$`)

// unitless says what is missing for reading a column as times.
func (t *Table) unitless(c *bound, m *times) *Error {
	const written = "write times like 2026-03-02T10:00:00"
	if p := m.unread; p.text != "" {
		if dateShaped.MatchString(p.text) {
			return mistake(p.line, p.column, "correct it: the calendar has no such day or time", "%s in column `%s` is no date that there is", t.quote(p.text), c.theirs)
		}
		return mistake(p.line, p.column, written+", or numbers and `format: {time_unit: s}`", "%s in column `%s` is not a time with a date", t.quote(p.text), c.theirs)
	}
	e := mistake(0, 0, "state `format: {time_unit: s}`, or ns, us, ms, m, h or d", "column `%s` holds numbers, and nothing tells whether they are seconds, microseconds or something else", c.theirs)
	if m.numbers[0] >= 36526 && m.numbers[1] < 73051 { // 2000 to 2099
		e = mistake(0, 0, written+": give the cells a date format before the table is saved as CSV", "column `%s` seems to hold a spreadsheet's numbers of days since 1900", c.theirs)
	}
	e.Key = "format"
	return e
}

// setOrigin decides when day 0 begins.
func (t *Table) setOrigin(c *bound, m *times) *Error {
	k, f := &c.clock, &t.format
	if f.Origin != "" {
		origin, ok := parseMoment(f.Origin, anyOrder)
		if _, slashed := orderOf(f.Origin); !ok || slashed {
			return &Error{Message: fmt.Sprintf("`%s` is not a time", f.Origin), Help: "write it like 2026-03-02 or 2026-03-02T06:00:00Z", Key: "format.time_origin"}
		}
		if !k.dated() {
			return &Error{Message: fmt.Sprintf("column `%s` counts from day 0 already", c.theirs), Help: "leave time_origin out", Key: "format.time_origin"}
		}
		k.origin, k.stated = origin.UnixMicro(), true
		return nil
	}
	if k.dated() && c.Origin {
		e := mistake(0, 0, "state `format: {time_origin: 2026-03-02}`, the day on which day 0 begins", "column `%s` holds dates, and nothing tells which of them is day 0", c.theirs)
		e.Key = "format"
		return e
	}
	if k.dated() {
		first := m.written[k.order][0]
		if k.epoch {
			first = m.numbers[0] * timeUnits[k.unit]
		}
		k.origin = int64(math.Floor(first/86400e6)) * 86400e6
	}
	return nil
}

// remark says how times are read.
func (k *clock) remark() string {
	zero := ""
	if k.dated() {
		zero = ", day 0 begins at " + time.UnixMicro(k.origin).UTC().Format("2006-01-02T15:04:05Z")
	}
	switch {
	case k.text && k.order == monthFirst:
		return "written out, the month first" + zero
	case k.text:
		return "written out" + zero
	case k.compact != "":
		return "dates in digits" + zero
	case k.epoch:
		return k.unit + " since 1970" + zero
	}
	return k.unit + " from day 0"
}
