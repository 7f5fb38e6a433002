package scenarios_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim/results"
)

// duel is first price between two bidders of private values whose law and bids are to be filled in: 50,000 auctions a day.
const duel = `marketsim: 1
name: duel
run: {horizon: %[4]dd, seed: 21, replications: 1}
market:
  pinners:
    count: 50_000
    segments: [{name: everyone, share: 100%%, sessions_per_day: 1}]
    session_process: regular
    requests_per_session: 1
    interests: {dimensions: 0}
    fatigue: {per_ad: 0}
    hide_rate: 0%%
  surfaces: {page: {share: 100%%, page: 1 pins, ad_slots: [1], examination: [1]}}
  organic: {save_rate: 0%%, click_rate: 0%%}
  campaigns:
    click_rate: {base: 100%%, affinity: 0}
    conversion_rate: {base: 0%%}
    groups:
      - {name: one, count: 1, objective: impressions, value: %[1]s, value_redraw: auction, pacing: none, bidding: {kind: formula, bid: %[2]q}}
      - {name: two, count: 1, objective: impressions, value: %[1]s, value_redraw: auction, pacing: none, bidding: {kind: formula, bid: %[3]q}}
mechanism: {auction: first_price}
`

// duelled is revenue and the first bidder's surplus, per auction, over some days.
func duelled(t *testing.T, days int, law, one, two string) (revenue, surplus, auctions float64) {
	t.Helper()
	_, all := simulate(t, fmt.Sprintf(duel, law, one, two, days))
	var sum results.Tally
	for _, d := range all[0][0].Days {
		for i := range d.Cells {
			sum.Add(&d.Cells[i])
		}
	}
	c := all[0][0].Campaigns[0]
	auctions = float64(sum.Auctions)
	return sum.Revenue.Float() / auctions, (c.Value.Float() - c.Spend.Float()) / auctions, auctions
}

// TestEquilibriaByFormula: with bids in the symmetric equilibrium of first price, v - integral of F from 0 to v over F(v), revenue is that of
// second price, the mean of the lower value, for any law F (Krishna, ch. 2 and 3), and no other multiple of these bids earns more.
func TestEquilibriaByFormula(t *testing.T) {
	for name, c := range map[string]struct {
		law, bid                   string
		revenue, sd, gains, spread float64 // gains: what each wins, half the mean distance of the values; sd and spread: of one auction
	}{
		"uniform":     {"{kind: uniform, max: 1 USD}", "value * (bidders - 1) / bidders", 1.0 / 3, 0.12, 1.0 / 6, 0.2},
		"rising":      {"{kind: beta, a: 2, b: 1}", "2 / 3 * value", 8.0 / 15, 0.11, 2.0 / 15, 0.16},
		"exponential": {"{kind: exponential, mean: 1 USD}", "(1 - exp(-value) * (1 + value)) / (1 - exp(-value))", 0.5, 0.26, 0.5, 0.9},
	} {
		revenue, surplus, n := duelled(t, 2, c.law, c.bid, c.bid)
		near(t, name+": revenue per auction", revenue, c.revenue, c.sd/math.Sqrt(n))
		near(t, name+": surplus of a bidder", surplus, c.gains, c.spread/math.Sqrt(n))
		_, surplus, _ = duelled(t, 1, c.law, c.bid, c.bid) // of the same values as the bids below
		for _, factor := range []string{"0.85", "1.15"} {
			if _, other, _ := duelled(t, 1, c.law, factor+" * ("+c.bid+")", c.bid); other > surplus {
				t.Errorf("%s: %s times the bid earns %v, more than the %v of the equilibrium", name, factor, other, surplus)
			}
		}
	}
}

// TestFormulasReadTheRequest: the bid may depend on predicted rates and on a random number of the campaign's own.
func TestFormulasReadTheRequest(t *testing.T) {
	paid := func(bid string) float64 {
		r, _ := played(t, "mechanism.auction=first_price", groupG+"count=1", groupG+"bidding={kind: formula, bid: '"+bid+"'}")
		return r.Revenue.Float() / (float64(r.Clicks) / 1e9)
	}
	near(t, "a bid of the click rate", paid("pctr * 3 + pcvr * 10"), 0.1*3+0.03*10, 1e-6)
	near(t, "a bid of a random number", paid("uniform < 0.25 ? 0.2 : 1"), 0.25*0.2+0.75, 0.35/math.Sqrt(4000))
	if r, _ := played(t, groupG+"bidding={kind: formula, bid: value - 2}"); r.Impressions != 0 {
		t.Errorf("%d ads for bids below 0", r.Impressions)
	}
}

// TestFormulasOfBidsAreChecked: what is wrong with a formula is an error at its place.
func TestFormulasOfBidsAreChecked(t *testing.T) {
	for bid, want := range map[string]string{
		"bid * 2":         "there is no variable `bid` in this formula, at character 1 of the formula",
		"valu / 2":        "did you mean `value`?",
		"value > 1":       "the formula is a condition, not a number",
		"value / quality": "there is no variable `quality`",
	} {
		file := strings.Replace(plainMarket, "pacing: none", fmt.Sprintf("pacing: none, bidding: {kind: formula, bid: %q}", bid), 1)
		s, ds := scenarios.Load("t.yaml", []byte(file), scenarios.Options{})
		if got := text(t, ds); s != nil || !strings.Contains(got, want) {
			t.Errorf("%s: loaded %v, want %q:\n%s", bid, s != nil, want, got)
		}
	}
}
