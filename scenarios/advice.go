package scenarios

import (
	"regexp"
	"slices"
	"strings"
)

// instead is what to write in place of a key that people try; empty where nothing is known of it.
func instead(key, at string) string {
	key = strings.ToLower(key)
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
	case aGroup.MatchString(at):
		return ofGroup(key)
	case at == "mechanism" && slices.Contains([]string{"floor", "floors", "floor_price", "price_floor", "bid_floor", "min_bid", "minimum_bid"}, key):
		return "write `reserve`, the least that a bid must be"
	case at == "" && (key == "ads" || key == "campaigns" || key == "advertisers"):
		return "campaigns stand in `market.campaigns.groups`, such as `groups: [{name: ads, file: ads.csv}]`"
	}
	return ""
}

var aGroup = regexp.MustCompile(`^market\.campaigns\.groups\.[^.]+$`)

// ofGroup is what to write in place of a key of a group of campaigns.
func ofGroup(key string) string {
	if strings.HasSuffix(key, "budget") || strings.HasPrefix(key, "budget") {
		for _, o := range otherTimes {
			if o.word.MatchString(key) {
				return "a budget is of a day, a week or the whole time: divide it by " + o.days + " and write `daily_budget`"
			}
		}
		if key == "budget" || key == "budgets" {
			return "say of which time it is: `daily_budget`, `weekly_budget` or `lifetime_budget`"
		}
	}
	switch key {
	case "cpc", "cpm", "cpa", "bid", "max_cpc", "max_bid":
		return "what is paid is a result; write `value`, what an event is worth to the advertiser, and `bidding`, how it bids"
	}
	return ""
}
