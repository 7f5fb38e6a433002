package scenarios

import (
	"slices"
	"strconv"
	"strings"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/sim/spec"
)

// reservations compiles the slots that are held for some campaigns.
func (c *compiler) reservations(out *spec.Market) {
	list := c.file.Mechanism.AdLoad.Reserved
	if len(list) == 0 {
		return
	}
	const path = "mechanism.ad_load.reserved"
	if len(list) > auction.MostReservations {
		c.fail(path, "E207", "merge some", "%d reservations; at most %d are kept apart", len(list), auction.MostReservations)
		return
	}
	if c.file.Mechanism.Blending != nil {
		c.fail(path, "E207", "leave one of them out", "blending decides anew where ads stand, so that no slot can be reserved")
	}
	for i := range list {
		out.Reservations = append(out.Reservations, c.reservation(path+"."+list[i].Name, &list[i], i+1, out))
	}
	c.audience(path, out)
}

// reservation compiles one of them, and marks its slots with its number.
func (c *compiler) reservation(path string, r *reserved, number int, out *spec.Market) spec.Reservation {
	x := spec.Reservation{Name: r.Name, Surface: -1, Slots: r.Slots, Groups: c.reservedFor(path, r), Only: !r.Elsewhere}
	if at := c.indices(path+".surface", "surface", []string{r.Surface}, surfaceNames(c.file)); len(at) == 1 {
		x.Surface = at[0]
		for _, position := range r.Slots {
			c.hold(path+".slots", &out.Surfaces[x.Surface], position, number)
		}
	}
	if len(r.Slots) == 0 {
		c.fail(path, "E102", "write slots: [1], of the surface's ad_slots", "reservation `%s` has no slots", r.Name)
	}
	return x
}

// hold marks the slot at a position of a surface.
func (c *compiler) hold(path string, s *spec.Surface, position, number int) {
	written, _ := c.file.Market.Surfaces.Get(s.Name)
	at := slices.IndexFunc(s.Slots, func(x auction.Slot) bool { return x.Position == position })
	switch {
	case !slices.Contains(written.Slots, position):
		c.fail(path, "E202", "its ad slots are at "+joined(written.Slots), "surface `%s` has no ad slot at position %d", s.Name, position)
	case at < 0:
		c.fail(path, "E207", "change top_gap, min_gap or the slots", "the rules of ad_load leave no ad at position %d of surface `%s`", position, s.Name)
	case s.Slots[at].For > 0:
		c.fail(path, "E207", "leave it out of one", "the slot at position %d of surface `%s` is reserved twice", position, s.Name)
	default:
		s.Slots[at].For = number
	}
}

// reservedFor marks the groups that a reservation admits.
func (c *compiler) reservedFor(path string, r *reserved) []bool {
	groups := c.file.Market.Campaigns.Groups
	admitted, formats := make([]bool, len(groups)), []string(nil)
	for i := range groups {
		if f := groups[i].AdFormat; f != "" && !slices.Contains(formats, f) {
			formats = append(formats, f)
		}
		admitted[i] = groups[i].AdFormat != "" && slices.Contains(r.Formats, groups[i].AdFormat)
	}
	c.indices(path+".formats", "group with the ad_format", r.Formats, formats)
	for _, i := range c.indices(path+".groups", "group", r.Groups, groupNames(c.file)) {
		admitted[i] = true
	}
	if len(r.Groups)+len(r.Formats) == 0 {
		c.fail(path, "E102", "write groups: [NAME] or formats: [NAME]", "reservation `%s` says neither for which groups nor for which formats", r.Name)
	}
	return admitted
}

// audience refuses strategies that could not know what a page with reserved slots takes, and warns where candidates are cut.
func (c *compiler) audience(path string, out *spec.Market) {
	for i := range out.Groups {
		if g := &out.Groups[i]; max(agents.FeedbackOf(g.Strategy), agents.FeedbackOf(g.Pacing)) >= agents.LowestWinning {
			c.fail("market.campaigns.groups."+g.Name+".bidding", "E207", "take another strategy or pacing method, or leave reserved out",
				"this group learns from the bid that a slot takes, which a page with reserved slots does not have")
		}
	}
	if most := c.file.Mechanism.Candidates; most > 0 && campaignsOf(out) > most {
		c.doubt(path, "set mechanism.candidates: 0", "an auction scores only the candidates of highest expected value, so that those for whom a slot is reserved may be among the ones left out")
	}
}

// joined lists numbers as people do.
func joined(list []int) string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = strconv.Itoa(n)
	}
	return strings.Join(texts, ", ")
}
