package data

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// timeUnits are the units of times that are numbers, in microseconds.
var timeUnits = map[string]float64{"us": 1, "ms": 1e3, "s": 1e6, "m": 60e6, "h": 3600e6, "d": 86400e6}

var layouts = []string{"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999", "2006-01-02T15:04Z07:00",
	"2006-01-02T15:04", "2006-01-02", "20060102T150405Z07:00", "20060102T150405", "02.01.2006T15:04:05", "02.01.2006T15:04", "02.01.2006"}

var utcWord = regexp.MustCompile(`(?i) ?(UTC|GMT)$`)

// parseMoment reads a time that is written out, ISO 8601 with T or a space, or day.month.year; without a zone it counts as UTC.
func parseMoment(text string) (t time.Time, ok bool) {
	text = utcWord.ReplaceAllString(strings.TrimSpace(text), "Z")
	text = strings.Replace(strings.Replace(text, ", ", " ", 1), " ", "T", 1)
	text = strings.Replace(text, " ", "", 1) // a space before the zone
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// clockNames are words in a header that tell the unit of its times.
var clockNames = map[string]string{"us": "us", "microseconds": "us", "micros": "us", "ms": "ms", "millis": "ms", "milliseconds": "ms", "s": "s", "sec": "s", "secs": "s",
	"seconds": "s", "minutes": "m", "min": "m", "hours": "h", "days": "d"}

// epochUnit recognises numbers that count from 1970 by their size: years 1973 to 2100 in seconds, ms or us. "" is another number.
func epochUnit(x float64) string {
	for _, unit := range []string{"s", "ms", "us"} {
		if seconds := x * timeUnits[unit] / 1e6; seconds >= 1e8 && seconds <= 4.1e9 {
			return unit
		}
	}
	return ""
}

// clock is how the times of a column are read.
type clock struct {
	unit   string // of numbers
	epoch  bool   // numbers count from 1970
	text   bool   // times are written out
	origin int64  // microseconds from 1970 to day 0; of numbers that count from day 0 it is 0
	stated bool   // the origin
}

// at is a cell in microseconds from day 0.
func (c *clock) at(cell string, sign decimal) (int64, bool) {
	if c.text {
		t, ok := parseMoment(cell)
		return t.UnixMicro() - c.origin, ok
	}
	if whole, err := strconv.ParseInt(strings.TrimSpace(cell), 10, 64); err == nil && c.unit == "us" {
		return whole - c.origin, true // all digits, more than a float64 holds
	}
	n, ok := takeApart(cell)
	if !ok || n.percent || n.currency != "" {
		return 0, false
	}
	x, ok := n.value(sign)
	if x *= timeUnits[c.unit]; !ok || x > 1e17 || x < -1e17 {
		return 0, false
	}
	return int64(x+copysignHalf(x)) - c.origin, true
}

func copysignHalf(x float64) float64 {
	if x < 0 {
		return -0.5
	}
	return 0.5
}

// setClock decides how the times of a column are read.
func (t *Table) setClock(c *bound, earliest, latest float64) *Error {
	k, f := &c.clock, &t.format
	if !k.text {
		k.unit = f.TimeUnit
		if k.unit == "" {
			k.unit = c.unit
		}
		if epoch := epochUnit(latest); epoch != "" && epoch == epochUnit(earliest) && (k.unit == "" || k.unit == epoch) {
			k.unit, k.epoch = epoch, true
		}
		if k.unit == "" {
			k.unit = c.Unit
		}
		if k.unit == "" {
			e := mistake(0, 0, "state `format: {time_unit: s}`, or us, ms, m, h or d", "column `%s` holds numbers, and nothing tells whether they are seconds, microseconds or something else", c.theirs)
			e.Key = "format"
			return e
		}
	}
	if f.Origin != "" {
		origin, ok := parseMoment(f.Origin)
		if !ok {
			return &Error{Message: fmt.Sprintf("`%s` is not a time", f.Origin), Help: "write it like 2026-03-02 or 2026-03-02T06:00:00Z", Key: "format.time_origin"}
		}
		if !k.text && !k.epoch {
			return &Error{Message: fmt.Sprintf("column `%s` counts from day 0 already", c.theirs), Help: "leave time_origin out", Key: "format.time_origin"}
		}
		k.origin, k.stated = origin.UnixMicro(), true
		return nil
	}
	if (k.text || k.epoch) && c.Origin {
		e := mistake(0, 0, "state `format: {time_origin: 2026-03-02}`, the day on which day 0 begins", "column `%s` holds dates, and nothing tells which of them is day 0", c.theirs)
		e.Key = "format"
		return e
	}
	if k.text || k.epoch {
		first := earliest
		if k.epoch {
			first *= timeUnits[k.unit]
		}
		k.origin = int64(math.Floor(first/86400e6)) * 86400e6
	}
	return nil
}
