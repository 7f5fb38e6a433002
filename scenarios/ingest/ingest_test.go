package ingest_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"marketsim/scenarios/data"
	"marketsim/scenarios/ingest"
)

func sum(t *testing.T, kind, content string, l ingest.Log) (string, string) {
	t.Helper()
	if l.Gap == 0 {
		l.Gap = 30 * time.Minute
	}
	var out bytes.Buffer
	said, bad := ingest.Sum(&out, kind, "log.csv", []byte(content), &l)
	if len(bad) > 0 {
		var all []string
		for _, e := range bad {
			all = append(all, fmt.Sprintf("%d:%d %s (%s)", e.Line, e.Column, e.Message, e.Help))
		}
		return "", strings.Join(all, "\n")
	}
	return out.String(), strings.Join(said, "\n")
}

// TestSums: each kind of summary is what a count by hand gives.
func TestSums(t *testing.T) {
	for name, c := range map[string]struct {
		kind, content string
		log           ingest.Log
		want          string
	}{
		"ads": {"ads", "item,clicked\nb,0\na,1\nb,true\nb,no\n", ingest.Log{}, "name,impressions,clicks\nb,3,1\na,1,1\n"},
		"ads by kinds of events": {"ads", "what,event\nb,view\nb,view\nb,click\na,view\nb,buy\n",
			ingest.Log{Item: "what", Impression: ingest.Event{Column: "event", Value: "view"}, Click: ingest.Event{Column: "event", Value: "click"}, Conversion: ingest.Event{Column: "event", Value: "buy"}},
			"name,impressions,clicks,conversions\nb,2,1,1\na,1,0,0\n"},
		"ads with counts": {"ads", "item;impressions;click\nb;4;3\nb;2;0\n", ingest.Log{}, "name,impressions,clicks\nb,6,3\n"},
		"sessions by a gap": {"sessions", "user,ts_s\nu,100\nu,1900\nu,3701\nv,0\nu,90\n", ingest.Log{},
			"pinner,start_us,requests\nv,0,1\nu,90000000,3\nu,3701000000,1\n"},
		"sessions by name": {"sessions", "user,ts_s,sid,where,kind\nu,1,x,home,a\nu,2,y,search,a\nu,3,y,home,a\n", ingest.Log{Session: "sid", Surface: "where", Segment: "kind"},
			"pinner,start_us,requests,segment,surface\nu,1000000,1,a,home\nu,2000000,2,a,search\n"},
		"sessions with counts": {"sessions", "user,ts_s,pages\nu,1,2\nu,2,3\n", ingest.Log{Count: "pages"}, "pinner,start_us,requests\nu,1000000,5\n"},
	} {
		got, said := sum(t, c.kind, c.content, c.log)
		if got != c.want {
			t.Errorf("%s: %q, want %q\n%s", name, got, c.want, said)
		}
	}
}

// TestForecasts: hours are means over the days of the log, days without a row included.
func TestForecasts(t *testing.T) {
	got, said := sum(t, "forecast", "time\n2026-03-02T08:10:00\n2026-03-02T08:50:00\n2026-03-04T09:00:00\n", ingest.Log{})
	lines := strings.Split(got, "\n")
	if len(lines) != 26 || lines[0] != "hour,traffic" || lines[9] != "8,0.6666666667" || lines[10] != "9,0.3333333333" || lines[1] != "0,0" {
		t.Errorf("%s\n%s", got, said)
	}
	var log strings.Builder
	log.WriteString("time,n\n")
	for day := range 14 {
		fmt.Fprintf(&log, "2026-03-%02dT12:00:00,%d\n", day+2, day)
	}
	got, said = sum(t, "forecast", log.String(), ingest.Log{Week: true, Count: "n"})
	lines = strings.Split(got, "\n")
	if len(lines) != 7*24+2 || lines[1+12] != "0,12,3.5" || lines[1+6*24+12] != "6,12,9.5" {
		t.Errorf("%s\n%s", got, said)
	}
	if _, said = sum(t, "forecast", "time\n2026-03-02T08:10:00\n", ingest.Log{Week: true}); !strings.Contains(said, "the log covers 1 day; a forecast of a week needs seven") {
		t.Error(said)
	}
}

// TestLogsThatSayTooLittle: all that is missing is named at once, and a cell that says nothing has its place.
func TestLogsThatSayTooLittle(t *testing.T) {
	for name, c := range map[string]struct {
		kind, content string
		log           ingest.Log
		want          string
	}{
		"no click":          {"ads", "item,x\na,1\n", ingest.Log{}, "there is no column `click`"},
		"impressions alone": {"ads", "item,user,time\na,u,1\n", ingest.Log{}, "has no click rates: sum it up `--as sessions` or `--as forecast`"},
		"clicks alone":      {"ads", "item,event\n" + strings.Repeat("a,click\nb,click\n", 5), ingest.Log{Click: ingest.Event{Column: "event", Value: "click"}}, "every row is a click, so all click rates would be 100%"},
		"clicks by day":     {"ads", "item,clicks\na,10\na,20\n", ingest.Log{}, "`a` has 30 clicks of 2 impressions"},
		"neither":           {"sessions", "a,b\n1,2\n", ingest.Log{}, "none of the columns of a log to be summed up as sessions: pinner, time"},
		"a click in words":  {"ads", "item,click\na,maybe\n", ingest.Log{}, "2:3 `maybe` does not say whether something happened"},
		"an unknown column": {"ads", "item,click\na,1\n", ingest.Log{Conversion: ingest.Event{Column: "sold"}}, "the file has no column `sold`"},
		"a stray format":    {"ads", "item,click\na,1\n", ingest.Log{Format: data.Format{TimeUnit: "s"}}, "this kind of file has no times"},
	} {
		if got, said := sum(t, c.kind, c.content, c.log); got != "" || !strings.Contains(said, c.want) {
			t.Errorf("%s: %q, want %q", name, said, c.want)
		}
	}
}

// TestDatesWithoutHours: daily totals are no traffic by the hour, however they are written; of a week each weekday has its mean. One hour makes them times.
func TestDatesWithoutHours(t *testing.T) {
	const weeks = "2026-03-02,10\n2026-03-03,20\n2026-03-04,30\n2026-03-05,40\n2026-03-06,50\n2026-03-07,60\n2026-03-08,70\n2026-03-09,30\n"
	for name, content := range map[string]string{
		"dates":               "date,visits\n2026-03-02,1200\n2026-03-03,1300\n",
		"German dates":        "date;visits\n02.03.2026;1200\n",
		"digits":              "date,visits\n20260302,1200\n20260303,1300\n",
		"midnight":            "date,visits\n2026-03-02 00:00:00,1200\n2026-03-03 00:00:00,1300\n",
		"midnight of a zone":  "date,visits\n2026-03-29T00:00:00+01:00,1200\n2026-03-30T00:00:00+02:00,1300\n",
		"midnight since 1970": "ts,visits\n1772409600,1200\n1772496000,1300\n",
		"whole days":          "time_days,visits\n0,1200\n1,1300\n",
	} {
		for kind, want := range map[string]string{"forecast": "holds dates without hours, and the traffic of a day goes by its hours", "sessions": "sessions begin at a time of day"} {
			got, said := sum(t, kind, strings.ReplaceAll(content, "visits", "user"), ingest.Log{})
			if got != "" || !strings.Contains(said, want) {
				t.Errorf("%s as %s: %s%s", name, kind, got, said)
			}
		}
	}
	got, said := sum(t, "forecast", "date,visits\n"+weeks, ingest.Log{Week: true})
	if got != "weekday,traffic\n0,20\n1,20\n2,30\n3,40\n4,50\n5,60\n6,70\n" || !strings.Contains(said, "8 rows of 8 days; dates without hours: traffic by weekday, level over the hours of each") {
		t.Errorf("%s\n%s", got, said)
	}
	got, said = sum(t, "forecast", "date,visits\n2026-03-02,1200\n2026-03-02 06:00,600\n", ingest.Log{})
	if !strings.HasPrefix(got, "hour,traffic\n0,1200\n") || !strings.Contains(got, "\n6,600\n") {
		t.Errorf("%s\n%s", got, said)
	}
}
