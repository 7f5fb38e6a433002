package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"marketsim/sim/results"
)

// commonest are words that people look up with what they mean most often, first of all that the words are in; the words of an
// entry are parted by commas.
var commonest = []struct {
	words string
	at    []string
}{
	{"budget, daily budget, spend limit", []string{groupKeys + "daily_budget", groupKeys + "lifetime_budget", groupKeys + "weekly_budget"}},
	{"price, pricing", []string{"mechanism.auction", "cpc", "cpm"}},
	{"reserve", []string{"mechanism.reserve", "mechanism.reserve_by_segment"}},
	{"floor, floors", []string{"mechanism.reserve"}},
	{"load", []string{"mechanism.ad_load", "ad_load"}},
	{"hide, hiding", []string{"hides", "market.pinners.hide_rate"}},
	{"day, days, length, duration, how long", []string{"run.horizon", "run.warmup"}},
	{"segment, audience", []string{"market.pinners.segments"}},
	{"slot, position", []string{"market.surfaces.<name>.ad_slots", "mechanism.ad_load"}},
	{"click, click rate", []string{"clicks", "market.campaigns.click_rate"}},
	{"conversion, conversion rate", []string{"conversions", "market.campaigns.conversion_rate"}},
	{"impression, view", []string{"impressions"}},
	{"lag", []string{"run.feedback_lag", "run.feedback_delay"}},
	{"noise, variance, error bar", []string{"run.replications", "market.prediction"}},
	{"prediction error", []string{"market.prediction"}},
	{"campaign, advertiser, ad campaign", []string{"market.campaigns.groups"}},
	{"group", []string{"market.campaigns.groups"}},
	{"arm, variant, treatment", []string{"arms"}},
	{"check, guardrail", []string{"checks.list"}},
	{"metric", []string{"metrics", "checks.list.<id>.metric"}},
	{"pinner, user, visitor, person, people", []string{"market.pinners", "market.pinners.count"}},
	{"session, visit", []string{"market.pinners.segments.<name>.sessions_per_day", "sessions"}},
	{"surface", []string{"market.surfaces"}},
	{"cap, frequency", []string{groupKeys + "frequency_cap"}},
	{"hour, time of day", []string{"market.pinners.rhythm.hours"}},
	{"week, weekend, weekday, day of week", []string{"market.pinners.rhythm.weekly"}},
	{"replication, repetition, sample size", []string{"run.replications"}},
	{"size, how many", []string{"market.pinners.count", groupKeys + "count", "run.scale"}},
	{"spend, cost", []string{"revenue", "cpc", groupKeys + "daily_budget"}},
	{"profit", []string{"surplus", "roi"}},
	{"bid", []string{groupKeys + "bidding", groupKeys + "value"}},
	{"name", []string{"name"}},
	{"rate", []string{"market.campaigns.click_rate", "market.campaigns.conversion_rate"}},
	{"file, csv", []string{groupKeys + "file"}},
	{"format, file format", []string{groupKeys + "format", groupKeys + "ad_format"}},
	{"ad, creative", []string{groupKeys + "ads", groupKeys + "ad_format"}},
	{"count", []string{"market.pinners.count", groupKeys + "count"}},
	{"random, randomness", []string{"run.seed", "run.randomness"}},
	{"model, long run", []string{"market.pinners.long_run"}},
	{"value", []string{groupKeys + "value", "value"}},
}

// groupKeys is where the keys of a group of campaigns stand.
const groupKeys = "market.campaigns.groups.<name>."

// leading documents what a word means most often; empty where nobody said. Shown are the names that it documents.
func leading(word string) (text string, shown []string) {
	for _, c := range commonest {
		if !slices.ContainsFunc(strings.Split(c.words, ", "), func(w string) bool { return sameWords(w, word) }) {
			continue
		}
		var b strings.Builder
		for _, name := range c.at {
			b.WriteString(only(name))
		}
		return b.String(), c.at
	}
	return "", nil
}

// only documents the key or metric of exactly this name.
func only(name string) string {
	var b strings.Builder
	for _, k := range Keys() {
		if k.Path == name {
			explainKey(&b, k, nil)
		}
	}
	if m, ok := results.LookupMetric(name); ok && b.Len() == 0 {
		explainMetric(&b, m)
	}
	return b.String()
}

// elsewhere is what else is named exactly so, below what the word means most often.
func elsewhere(word string, shown []string) string {
	rest := exact(word)
	for _, name := range shown {
		rest = strings.Replace(rest, only(name), "", 1)
	}
	if rest == "" {
		return ""
	}
	return fmt.Sprintf("also named `%s`:\n\n%s", word, rest)
}
