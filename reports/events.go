package reports

import (
	"encoding/csv"
	"io"
	"math"
	"path/filepath"
	"reflect"
	"strconv"

	"github.com/parquet-go/parquet-go"

	"marketsim/internal/neutral"

	"marketsim/reports/format"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Event is one candidate of a recorded auction: a row of data/events.parquet and data/events.csv. Money is in the scenario's
// currency, times are microseconds from day 0, a slot counts from 1 and is 0 for a loser. Outcomes are events, or parts of them where
// the scenario takes expectations.
type Event struct {
	Point       string  `parquet:"point,dict"`
	Arm         string  `parquet:"arm,dict"`
	Replication int32   `parquet:"replication"`
	Time        int64   `parquet:"time_us"`
	Pinner      string  `parquet:"pinner"`
	Session     int64   `parquet:"session"`
	Request     int32   `parquet:"request"`
	Segment     string  `parquet:"segment,dict"`
	Surface     string  `parquet:"surface,dict"`
	Fatigue     float64 `parquet:"fatigue"`
	Slots       int32   `parquet:"slots"`
	Eligible    int32   `parquet:"eligible"`
	Candidates  int32   `parquet:"candidates"`
	Campaign    string  `parquet:"campaign,dict"`
	Ad          int32   `parquet:"ad"`
	Objective   string  `parquet:"objective,dict"`
	Bills       string  `parquet:"bills,dict"`
	Worth       float64 `parquet:"worth"`
	Click       float64 `parquet:"true_ctr"`
	Convert     float64 `parquet:"true_cvr"`
	PCTR        float64 `parquet:"pctr"`
	PCVR        float64 `parquet:"pcvr"`
	Bid         float64 `parquet:"bid"`
	Rate        float64 `parquet:"rate"`
	Quality     float64 `parquet:"quality"`
	Reserve     float64 `parquet:"reserve"`
	Score       float64 `parquet:"score"` // -Inf: it could not have a slot
	Slot        int32   `parquet:"slot"`
	Price       float64 `parquet:"price"`
	Charged     float64 `parquet:"charged"`
	Viewed      float64 `parquet:"viewed"`
	Clicked     float64 `parquet:"clicked"`
	Converted   float64 `parquet:"converted"`
	Late        int64   `parquet:"conversions_later"`
	Hidden      float64 `parquet:"hidden"`
}

// events lists the rows of one recorded auction.
func (in *Input) events(arm string, replication int, a *results.Auction) []Event {
	share := func(billionths int64) float64 { return float64(billionths) / spec.Unit }
	rows := make([]Event, len(a.Candidates))
	for i := range a.Candidates {
		c := &a.Candidates[i]
		rows[i] = Event{
			Point: point, Arm: arm, Replication: int32(replication), Time: int64(a.At), Pinner: a.Pinner, Session: int64(a.Session), Request: int32(a.Request),
			Segment: in.Axes.Segments[a.Segment], Surface: in.Axes.Surfaces[a.Surface], Fatigue: a.Fatigue, Slots: int32(len(a.Slots)), Eligible: int32(a.Eligible),
			Candidates: int32(len(a.Candidates)), Campaign: c.Campaign, Ad: int32(c.Ad), Objective: c.Objective.String(), Bills: c.Bills.String(), Worth: c.Worth,
			Click: c.Click, Convert: c.Convert, PCTR: c.PCTR, PCVR: c.PCVR, Bid: c.Bid, Rate: c.Rate, Quality: c.Quality, Reserve: c.Reserve, Score: c.Score,
			Slot: int32(c.Slot + 1), Price: c.Price, Charged: c.Charged.Float(), Viewed: share(c.Viewed), Clicked: share(c.Clicked),
			Converted: share(c.Converted), Late: c.Late, Hidden: share(c.Hidden),
		}
	}
	return rows
}

// writeEvents writes what the scenario recorded, where it recorded anything.
func (d *data) writeEvents(dir string) error {
	recorded := false
	for _, r := range d.read.Replications {
		for _, result := range d.in.Results[r] {
			recorded = recorded || len(result.Auctions) > 0
		}
	}
	if !recorded {
		return nil
	}
	if err := WriteFile(filepath.Join(dir, "events.parquet"), func(w io.Writer) error {
		out := parquet.NewGenericWriter[Event](w, parquet.Compression(&parquet.Zstd))
		if err := d.eachEvents(func(rows []Event) error { _, err := out.Write(rows); return err }); err != nil {
			return err
		}
		return out.Close()
	}); err != nil {
		return err
	}
	return WriteFile(filepath.Join(dir, "events.csv"), func(w io.Writer) error {
		out := csv.NewWriter(w)
		if err := out.Write(eventColumns()); err != nil {
			return err
		}
		if err := d.eachEvents(func(rows []Event) error {
			for i := range rows {
				if err := out.Write(neutral.Row(eventRow(&rows[i]))); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		out.Flush()
		return out.Error()
	})
}

// eachEvents yields the rows of every recorded auction by arm, replication and time.
func (d *data) eachEvents(yield func([]Event) error) error {
	return d.each(func(arm, r int, _ []string) error {
		list := d.in.Results[r][arm].Auctions
		for i := range list {
			if err := yield(d.in.events(d.in.Arms[arm].Name, r, &list[i])); err != nil {
				return err
			}
		}
		return nil
	})
}

// eventColumns are the names of Event's columns.
func eventColumns() (names []string) {
	t := reflect.TypeFor[Event]()
	for i := range t.NumField() {
		tag := t.Field(i).Tag.Get("parquet")
		for j := range tag {
			if tag[j] == ',' {
				tag = tag[:j]
				break
			}
		}
		names = append(names, tag)
	}
	return names
}

func eventRow(e *Event) (row []string) {
	v := reflect.ValueOf(e).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			row = append(row, f.String())
		case reflect.Float64:
			row = append(row, eventNumber(f.Float()))
		default:
			row = append(row, strconv.FormatInt(f.Int(), 10))
		}
	}
	return row
}

// eventNumber keeps -Inf, which scores have.
func eventNumber(x float64) string {
	if math.IsInf(x, -1) {
		return "-Inf"
	}
	return format.Shortest(x)
}
