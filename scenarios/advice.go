package scenarios

import (
	"regexp"
	"strings"

	"marketsim/scenarios/schema"
)

// strange takes the message of a key that is unknown apart: the key, and where it stands.
var strange = regexp.MustCompile("^unknown key `(.+)` in (.+)$")

// advise says of unknown keys that people try what they meant, where no name that is near tells.
func advise(ds schema.Diagnostics) schema.Diagnostics {
	for i := range ds {
		if m := strange.FindStringSubmatch(ds[i].Message); ds[i].Code == "E101" && m != nil {
			if help := instead(strings.ToLower(m[1]), m[2]); help != "" {
				ds[i].Help = help
			}
		}
	}
	return ds
}

// instead is what to write in place of a key; empty where nothing is known of it.
func instead(key, at string) string {
	switch {
	case key == "currency" || key == "currency_code" || key == "eur" || key == "usd":
		return "leave it out: a scenario has one currency, which is written and printed as USD whichever it is"
	case strings.HasPrefix(at, "market.pinners.rhythm.occasions.") && (key == "end" || key == "until" || key == "to" || key == "ends" || key == "stop"):
		return "write `length`, how long it lasts, such as `length: 7d`"
	case at == "mechanism.ad_load" && (key == "surface" || key == "surfaces" || key == "by_surface" || key == "home" || key == "search" || key == "related"):
		name := "NAME"
		if !strings.Contains(key, "surface") {
			name = key
		}
		return "where ads may stand on a surface is in `market.surfaces." + name + ".ad_slots`"
	}
	return ""
}
