package data

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// timeUnits are the units of times that are numbers, in microseconds.
var timeUnits = map[string]float64{"ns": 1e-3, "us": 1, "ms": 1e3, "s": 1e6, "m": 60e6, "h": 3600e6, "d": 86400e6}

var layouts = []string{"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999", "2006-01-02T15:04Z07:00",
	"2006-01-02T15:04", "2006-01-02", "20060102T150405Z07:00", "20060102T150405", "2006-1-2T15:04:05", "2006-1-2T15:04", "2006-1-2",
	"2006-1-2T3:04:05PM", "2006-1-2T3:04PM", "2006-1-2T3PM"}

var utcWord = regexp.MustCompile(`(?i) ?(UTC|GMT)$`)

var zoneBehind = regexp.MustCompile(`(?i)[:T][\d.]+ ?([AP]\.?M\.? ?)?(Z|UTC|GMT|[+-]\d\d:?\d\d)$`)

// hasZone is 1 for a time that is written with its zone, else 0.
func hasZone(text string) int {
	if zoneBehind.MatchString(strings.TrimSpace(text)) {
		return 1
	}
	return 0
}

// dateOrder is what comes first in dates like 3/2/2026.
type dateOrder uint8

const (
	anyOrder   dateOrder = iota // not known
	dayFirst                    // 2 March
	monthFirst                  // 3 February is 2/3 there
)

var orderNames = map[string]dateOrder{"day_first": dayFirst, "month_first": monthFirst}

var (
	yearFirst = regexp.MustCompile(`^(\d{4})/(\d{1,2})/(\d{1,2})`)
	yearLast  = regexp.MustCompile(`^(\d{1,2})([./-])(\d{1,2})[./-](\d{4})`)
	halfDay   = regexp.MustCompile(`(?i) ?([AP])\.?M\.?$`)
)

// parseMoment reads a time that is written out: ISO 8601 with T or a space, day.month.year, or two numbers and a year with slashes in an
// order; without a zone it counts as UTC.
func parseMoment(text string, order dateOrder) (t time.Time, ok bool) {
	if t, ok = parseWritten(text, order); ok {
		t = t.UTC()
	}
	return t, ok
}

// parseWritten is parseMoment in the zone that the time is written in.
func parseWritten(text string, order dateOrder) (t time.Time, ok bool) {
	text = strings.TrimSpace(text)
	if len(text) < 8 || strings.Trim(text, "0123456789") == "" {
		return t, false // a number, which is most of what comes by
	}
	if t, err := time.Parse("02/Jan/2006:15:04:05 -0700", text); err == nil { // as web servers write it
		return t, true
	}
	text = yearAhead(utcWord.ReplaceAllString(text, "Z"), order)
	text = strings.Replace(strings.Replace(text, ", ", " ", 1), " ", "T", 1)
	text = strings.Replace(text, " ", "", 1) // a space before the zone
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// yearAhead writes the date of a time as year-month-day, and a half of the day as AM or PM.
func yearAhead(text string, order dateOrder) string {
	if text[4] == '-' {
		return text
	}
	text = yearFirst.ReplaceAllString(text, "$1-$2-$3")
	if m := yearLast.FindStringSubmatch(text); m != nil {
		day, month := m[1], m[3]
		if m[2] != "." && order == monthFirst {
			day, month = month, day
		}
		text = m[4] + "-" + month + "-" + day + text[len(m[0]):]
	}
	return halfDay.ReplaceAllStringFunc(text, func(half string) string {
		return strings.ToUpper(strings.TrimSpace(half)[:1]) + "M"
	})
}

// orderOf is what a date says of the order of its parts: 13 and more is a day, and AM and PM are written where the month comes first.
// Slashed tells whether it has an order at all.
func orderOf(text string) (order dateOrder, slashed bool) {
	m := yearLast.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil || m[2] == "." {
		return anyOrder, false
	}
	first, _ := strconv.Atoi(m[1])
	second, _ := strconv.Atoi(m[3])
	switch {
	case first > 12:
		return dayFirst, true
	case second > 12, halfDay.MatchString(text):
		return monthFirst, true
	}
	return anyOrder, true
}

// compactLayouts are how times are written in digits alone, by their number. The last is of two digits of the year.
var compactLayouts = map[int][]string{8: {"20060102", "06010215"}, 10: {"2006010215"}, 12: {"200601021504"}, 14: {"20060102150405"}, 17: {"20060102150405.000"}}

// compactLayout is the first layout in which some digits are a time from 1990 to 2100; empty where they are none.
func compactLayout(text string) string {
	for _, layout := range compactLayouts[len(text)] {
		if t, ok := parseCompact(text, layout); ok && t.Year() >= 1990 && t.Year() < 2100 {
			return layout
		}
	}
	return ""
}

func parseCompact(text, layout string) (time.Time, bool) {
	if text = strings.TrimSpace(text); len(text) == 17 {
		text = text[:14] + "." + text[14:]
	}
	t, err := time.Parse(layout, text)
	return t, err == nil
}

// clockNames are words in a header that tell the unit of its times.
var clockNames = map[string]string{"ns": "ns", "nanos": "ns", "nanoseconds": "ns", "us": "us", "microseconds": "us", "micros": "us", "ms": "ms", "millis": "ms", "milliseconds": "ms", "s": "s", "sec": "s", "secs": "s",
	"seconds": "s", "minutes": "m", "min": "m", "hours": "h", "days": "d"}

// epochUnit recognises numbers that count from 1970 by their size: years 1973 to 2100 in seconds, ms, us or ns. "" is another number.
func epochUnit(x float64) string {
	for _, unit := range []string{"s", "ms", "us", "ns"} {
		if seconds := x * timeUnits[unit] / 1e6; seconds >= 1e8 && seconds <= 4.1e9 {
			return unit
		}
	}
	return ""
}
