package scenarios

import (
	"marketsim/auction/elementary"
	"marketsim/scenarios/schema"
	"marketsim/sim/spec"
)

func surfaceNames(f *file) (names []string) {
	for _, s := range f.Market.Surfaces {
		names = append(names, s.Name)
	}
	return names
}

// surface compiles the ad slots of a page after the ad load rules that do not depend on the session.
func (c *compiler) surface(name string, s *surface) spec.Surface {
	path := "market.surfaces." + name
	out := spec.Surface{Name: name, Pins: s.Page, Reserve: c.reserveOf(name)}
	cpm, _ := c.file.Mechanism.ReserveCPM.Get(name)
	out.Floor = cpm / 1000
	out.Soft, _ = c.file.Mechanism.SoftFloor.Get(name)
	if s.Gap != nil {
		out.Gap = spec.Gap{Loss: s.Gap.Loss, Half: s.Gap.Half}
	}
	if len(s.Examination) > 0 && len(s.Examination) != len(s.Slots) {
		c.fail(path+".examination", "E203", "write one probability per ad slot", "%s for %s", schema.Count(len(s.Examination), "probability"), schema.Count(len(s.Slots), "ad slot"))
		return out
	}
	last, effect, load := 0, 1.0, &c.file.Mechanism.AdLoad
	for i, at := range s.Slots {
		e := elementary.Pow(s.Continue, float64(at-1))
		if len(s.Examination) > 0 {
			e = s.Examination[i]
		}
		switch {
		case at > s.Page:
			c.fail(path+".ad_slots", "E203", "lengthen the page or drop the slot", "ad slot %d lies beyond the page of %d pins", at, s.Page)
		case i > 0 && at <= s.Slots[i-1]:
			c.fail(path+".ad_slots", "E203", "sort them and drop repeats", "ad slots must rise, and %d follows %d", at, s.Slots[i-1])
		case e > effect:
			c.fail(path+".examination", "E203", "give probabilities that do not rise", "a later slot is viewed more often (%g) than one before it (%g)", e, effect)
		}
		effect = min(effect, e)
		if c.file.Mechanism.Blending == nil && (at <= load.TopGap || (last > 0 && at-last-1 < load.MinGap)) {
			continue
		}
		last = at
		out.Slots = append(out.Slots, slot(e, at))
	}
	return out
}
