package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
)

// timeNames and clickNames are columns that logs of single events have.
var (
	timeNames  = []string{"time", "timestamp", "ts", "datetime", "date", "event_time", "event_timestamp", "event_date", "unixtime"}
	clickNames = []string{"click", "clicked", "is_click", "reward", "label"}
)

// log recognises a log of single events, whose rows repeat the same names.
func (r *campaignReader) log() *data.Error {
	names, repeats, binary := map[string]bool{}, 0, len(r.rows) > 0
	for i := range r.rows {
		if names[r.rows[i].Name] {
			repeats++
		}
		names[r.rows[i].Name] = true
		binary = binary && (r.rows[i].ClickRate == 0 || r.rows[i].ClickRate == 1)
	}
	timed, clicked := among(r.table.Header(), timeNames), among(r.table.Header(), clickNames)
	if repeats == 0 {
		return nil
	}
	if r.format.SameNames != "numbered" {
		switch {
		case r.has("impressions") && r.has("clicks"):
			return r.byDay(len(names))
		case clicked == "" && !r.has("click_rate") && (timed != "" || r.namesAlone()):
			return r.clickless(len(names), timed)
		}
	}
	if !binary && (timed == "" || clicked == "") {
		return nil
	}
	if binary && r.has("click_rate") {
		clicked = r.table.Source("click_rate")
	}
	if clicked == "" {
		clicked = "CLICK"
	}
	return &data.Error{Message: fmt.Sprintf("this looks like a log of single events, not a list of campaigns: %d rows name %s", len(r.rows), schema.Count(len(names), "campaign")), Key: "file",
		Help: fmt.Sprintf("sum it up with `marketsim ingest %s --as ads --item %s --click %s -o ads.csv`", r.file, quoted(r.table.Source("name")), quoted(clicked))}
}

// namesAlone tells whether a file says nothing of its campaigns but their names.
func (r *campaignReader) namesAlone() bool {
	return !slices.ContainsFunc(campaignColumns, func(c data.Column) bool { return c.Name != "name" && r.has(c.Name) })
}

// personNames and kindNames are columns of people and of kinds of events that logs have.
var (
	personNames = []string{"pinner", "user", "user_id", "userid", "visitor", "visitor_id", "visitorid", "customer_id", "person", "uid", "user_pseudo_id", "client_id", "device_id"}
	kindNames   = []string{"event", "event_type", "eventtype", "event_name", "action", "action_type", "kind", "type", "behavior", "behaviour"}
)

// separate tells how to read a file that lacks columns, by those that it has: a log of single events is summed up, and times in two columns are put into one.
func separate(file string, header []string, what *data.Spec) (help string) {
	timed, person, kind := among(header, timeNames), among(header, personNames), among(header, kindNames)
	if hour := among(header, hourNames); timed != "" && hour != "" {
		return fmt.Sprintf("put the times of `%s` and `%s` into one column, such as 2026-03-02T10:00", timed, hour)
	}
	if timed == "" || person == "" && kind == "" {
		return ""
	}
	way := fmt.Sprintf("--as sessions --pinner %s --time %s -o sessions.csv", quoted(cmp.Or(person, "PINNER")), quoted(timed))
	switch what {
	case campaignKind:
		way = fmt.Sprintf("--as ads --item ITEM --click %s=VALUE -o ads.csv", quoted(cmp.Or(kind, "CLICKED")))
	case forecastKind:
		way = fmt.Sprintf("--as forecast --time %s -o forecast.csv", quoted(timed))
	}
	return fmt.Sprintf("this looks like a log of single events: sum it up with `marketsim ingest %s %s` (docs/data.md)", file, way)
}

// hourNames are columns of hours beside a column of dates.
var hourNames = []string{"hour", "hour_of_day", "hr", "stunde", "uhrzeit", "time of day", "time_of_day"}

// clickless is the mistake of a log that does not tell which of its rows were clicked, such as one of impressions alone or of clicks alone.
func (r *campaignReader) clickless(names int, timed string) *data.Error {
	header := r.table.Header()
	person, kind := among(header, personNames), among(header, kindNames)
	var ways []string
	if kind != "" {
		ways = append(ways, fmt.Sprintf("where `%s` tells which rows are clicks, `marketsim ingest %s --as ads --item %s --click %s=VALUE -o ads.csv`", kind, r.file, quoted(r.table.Source("name")), quoted(kind)))
	}
	if timed != "" && person != "" {
		ways = append(ways, fmt.Sprintf("for sessions of Pinners `marketsim ingest %s --as sessions --pinner %s --time %s -o sessions.csv`", r.file, quoted(person), quoted(timed)))
	}
	if timed != "" {
		ways = append(ways, fmt.Sprintf("for a forecast of traffic `marketsim ingest %s --as forecast --time %s -o forecast.csv`", r.file, quoted(timed)))
	}
	ways = append(ways, "for ads, get a log with a row an impression and a column that tells whether it was clicked: impressions alone, or clicks alone, have no click rate")
	return &data.Error{Message: fmt.Sprintf("this looks like a log of single events that does not tell which were clicked: %d rows name %s", len(r.rows), schema.Count(names, "campaign")), Key: "file",
		Help: strings.Join(ways, "; ")}
}

// byDay is the mistake of a report with several rows for a campaign, such as one a day.
func (r *campaignReader) byDay(names int) *data.Error {
	return &data.Error{Message: fmt.Sprintf("this has several rows for a campaign, as reports by day or by ad group have: %d rows name %s", len(r.rows), schema.Count(names, "campaign")), Key: "file",
		Help: fmt.Sprintf("sum its counts up with `marketsim ingest %s --as ads --item %s --impression %s --click %s -o ads.csv`, or number the rows with `format: {same_names: numbered}`",
			r.file, quoted(r.table.Source("name")), quoted(r.table.Source("impressions")), quoted(r.table.Source("clicks")))}
}

func quoted(s string) string {
	if strings.ContainsAny(s, " '\"$`\\") {
		return strconv.Quote(s)
	}
	return s
}

// among is the first column whose name is one of a list.
func among(header, names []string) string {
	for _, h := range header {
		if slices.Contains(names, strings.ToLower(strings.TrimSpace(h))) {
			return strings.TrimSpace(h)
		}
	}
	return ""
}
