package scenarios

import "marketsim/scenarios/schema"

// presets are values that a name stands for, each as path and value, where the file says nothing else.
var presets = map[string][][2]string{
	"auctions": {
		{"market.pinners.segments", "[{name: everyone, share: 100%, sessions_per_day: 1}]"},
		{"market.pinners.segments.*.sessions_per_day", "1"},
		{"market.pinners.session_process", "regular"},
		{"market.pinners.requests_per_session", "1"},
		{"market.pinners.dwell", "0"},
		{"market.pinners.interests.dimensions", "0"},
		{"market.pinners.rhythm.daily", "flat"},
		{"market.pinners.fatigue.per_ad", "0"},
		{"market.pinners.hide_rate", "0%"},
		{"market.surfaces", "{page: {share: 100%, page: 1 pins, ad_slots: [1], examination: [1]}}"},
		{"market.organic.save_rate", "0%"},
		{"market.organic.click_rate", "0%"},
		{"market.campaigns.click_rate.base", "100%"},
		{"market.campaigns.click_rate.affinity", "0"},
		{"market.campaigns.conversion_rate.base", "100%"},
		{"market.campaigns.conversion_rate.delay", "0"},
		{"mechanism.candidates", "0"},
	},
}

// preset fills in what the preset of the file stands for.
func preset(doc *schema.Document) {
	name, _ := doc.Text("market.preset")
	for _, x := range presets[name] {
		doc.Presume(x[0], x[1], "preset "+name)
	}
}
