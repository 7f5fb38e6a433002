package render

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"

	"marketsim/reports/format"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// ExplainAuction writes one auction for a screen of 80 columns: who could take part, what each offered and why it won or lost, what
// the losers would have needed.
func ExplainAuction(w io.Writer, arm string, replication int, axes *results.Axes, a *results.Auction, most int) error {
	out := bufio.NewWriter(w)
	p := auctionPrinter{format.NewScreen(out, format.Style{Width: 80})}
	p.Lines("", fmt.Sprintf("Auction %s/%d/%d in arm %s, replication %d", a.Pinner, a.Session, a.Request, arm, replication))
	p.Lines("", fmt.Sprintf("%s: %s page, segment %s, fatigue %s, %s.", spec.Stamp(a.At), axes.Surfaces[a.Surface], axes.Segments[a.Segment],
		format.Number(a.Fatigue), slotsText(a.Slots)))
	p.Lines("", tookPart(a))
	if len(a.Candidates) > 0 {
		fmt.Fprintln(out)
		p.candidates(a, most)
		fmt.Fprintln(out)
		p.Lines("", "pCTR and pCVR: what the platform predicts of a view and of a click. Bid, price: USD per billing event. "+
			"Score: what ads are ranked by. Needed: the least bid that would have won a slot, all else equal, found by asking the mechanism.")
	}
	p.outcomes(a)
	return out.Flush()
}

func slotsText(slots []results.Place) string {
	if len(slots) == 0 {
		return "no ad slot left"
	}
	text := "ad slots at"
	for i, s := range slots {
		if i > 0 {
			text += ","
		}
		text += fmt.Sprintf(" %d (seen %.0f%%)", s.Position, 100*s.Effect)
	}
	return text
}

// tookPart says how the candidates were found.
func tookPart(a *results.Auction) string {
	text := format.Count(a.Eligible, "campaign") + " target this Pinner here"
	if a.Eligible == 1 {
		text = "1 campaign targets this Pinner here"
	}
	if a.Idle > 0 {
		text += fmt.Sprintf("; %d of them have no budget left or do not run", a.Idle)
	}
	if rest := a.Eligible - a.Idle - len(a.Candidates); rest > 0 {
		text += fmt.Sprintf("; %d were held back by pacing, a cap or the limit on candidates", rest)
	}
	return text + fmt.Sprintf("; %d took part.", len(a.Candidates))
}

// auctionPrinter writes an auction for a screen.
type auctionPrinter struct{ *format.Screen }

// candidates is the table, winners first, then by score.
func (p *auctionPrinter) candidates(a *results.Auction, most int) {
	list := slices.Clone(a.Candidates)
	slices.SortStableFunc(list, func(x, y results.Candidate) int {
		switch {
		case (x.Slot >= 0) != (y.Slot >= 0):
			return y.Slot - x.Slot
		case x.Slot >= 0:
			return x.Slot - y.Slot
		case x.Score > y.Score:
			return -1
		case x.Score < y.Score:
			return 1
		}
		return 0
	})
	g := format.Grid{Header: []string{"slot", "campaign", "pCTR %", "pCVR %", "bid", "score", "price", "needed"}, Left: map[int]bool{1: true}}
	left := 0
	for i := range list {
		c := &list[i]
		if c.Slot < 0 && i >= most {
			left++
			continue
		}
		slot, price := "-", ""
		if c.Slot >= 0 {
			slot, price = fmt.Sprint(c.Slot+1), format.Number(c.Price)
		}
		g.Add(slot, format.Clip(c.Campaign, 18), format.Number(100*c.PCTR), format.Number(100*c.PCVR), format.Number(c.Bid), scoreText(c), price, neededText(c))
	}
	p.Grid(&g)
	if left > 0 {
		p.Lines("", fmt.Sprintf("and %d more with lower scores; --format json has all of them", left))
	}
}

func scoreText(c *results.Candidate) string {
	switch {
	case !math.IsInf(c.Score, -1):
		return format.Number(c.Score)
	case !(c.Bid > 0):
		return "no bid"
	case c.Bid < c.Reserve:
		return "< reserve"
	}
	return "out"
}

func neededText(c *results.Candidate) string {
	if math.IsNaN(c.Needed) {
		return ""
	}
	return format.Number(c.Needed)
}

// outcomes says why each winner won and pays what it does, what the Pinner did, and what was billed.
func (p *auctionPrinter) outcomes(a *results.Auction) {
	for k := range a.Slots {
		i := slices.IndexFunc(a.Candidates, func(c results.Candidate) bool { return c.Slot == k })
		if i < 0 {
			p.Lines("", fmt.Sprintf("Slot %d stays empty: no candidate left for it.", k+1))
			continue
		}
		c := &a.Candidates[i]
		why := "the least bid that keeps the slot"
		switch {
		case c.Price == c.Bid:
			why = "its own bid"
		case c.Reserve > 0 && c.Price == c.Reserve:
			why = "the reserve"
		}
		p.Lines("", fmt.Sprintf("Slot %d: %s (ad %d) bids %s USD per %s and pays %s, %s. %s Charged %s USD.", k+1, c.Campaign, c.Ad, format.Number(c.Bid),
			singular(c.Bills), format.Number(c.Price), why, reaction(c), format.Money(c.Charged)))
	}
}

// singular is the word for one event.
func singular(e spec.Event) string { return [...]string{"impression", "click", "conversion"}[e] }

// reaction words what the Pinner did with an ad, sampled or in expectation.
func reaction(c *results.Candidate) string {
	part := func(x int64) bool { return x != 0 && x != spec.Unit }
	switch {
	case part(c.Viewed) || part(c.Clicked):
		return fmt.Sprintf("Expected: %s views, %s clicks.", format.Number(float64(c.Viewed)/spec.Unit), format.Number(float64(c.Clicked)/spec.Unit))
	case c.Viewed == 0:
		return "Not seen."
	case c.Hidden > 0:
		return "Seen and hidden."
	case c.Clicked == 0:
		return "Seen, not clicked."
	case c.Late > 0:
		return "Clicked; a conversion is on its way."
	case c.Converted > 0:
		return "Clicked and converted."
	}
	return "Clicked."
}
