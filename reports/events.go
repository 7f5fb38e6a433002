package reports

import (
	"math"
	"strconv"

	"marketsim/reports/format"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// recorded tells whether the scenario recorded auctions.
func (in *Input) recorded() bool {
	for _, r := range in.Replications() {
		for _, result := range in.Results[r] {
			if len(result.Auctions) > 0 {
				return true
			}
		}
	}
	return false
}

// events writes every candidate of every recorded auction by arm, replication and time.
func (d *data) events(out rows) error {
	return d.each(func(arm, r int, key []string) error {
		list := d.in.Results[r][arm].Auctions
		for i := range list {
			head := append(key, d.eventHead(&list[i])...)
			for k := range list[i].Candidates {
				if err := out.Write(append(head[:len(head):len(head)], candidateCells(&list[i].Candidates[k])...)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// eventHead are the cells that all candidates of an auction share, from time_us to candidates.
func (d *data) eventHead(a *results.Auction) []string {
	return []string{
		whole(int64(a.At)), a.Pinner, whole(int64(a.Session)), strconv.Itoa(a.Request), d.in.Axes.Segments[a.Segment], d.in.Axes.Surfaces[a.Surface],
		eventNumber(a.Fatigue), strconv.Itoa(len(a.Slots)), strconv.Itoa(a.Eligible), strconv.Itoa(len(a.Candidates)),
	}
}

// candidateCells are the cells of one candidate, from campaign on. A slot counts from 1 and is 0 for a loser; outcomes are events, or
// parts of them where the scenario takes expectations.
func candidateCells(c *results.Candidate) []string {
	share := func(billionths int64) string { return eventNumber(float64(billionths) / spec.Unit) }
	row := []string{c.Campaign, strconv.Itoa(c.Ad), c.Objective.String(), c.Bills.String()}
	for _, x := range []float64{c.Worth, c.Click, c.Convert, c.PCTR, c.PCVR, c.Bid, c.Rate, c.Quality, c.Reserve, c.Score} {
		row = append(row, eventNumber(x))
	}
	return append(row, strconv.Itoa(c.Slot+1), eventNumber(c.Price), eventNumber(c.Charged.Float()), share(c.Viewed), share(c.Clicked),
		share(c.Converted), whole(c.Late), share(c.Hidden))
}

// eventNumber keeps -Inf, which scores have.
func eventNumber(x float64) string {
	if math.IsInf(x, -1) {
		return "-Inf"
	}
	return format.Shortest(x)
}
