package spec

import "marketsim/auction/registry"

// Regimes are the models of the Pinners' long-run reaction, by name. Each is a file of sim/regimes.
var Regimes = registry.New[Regime]("long-run model")

// SlowState is the slow state of one Pinner: 16 bytes. A Pinner starts at activity 1 and sightedness 1.
type SlowState struct {
	Activity    float32 // scales the session rate; above what a market's max_session_rate leaves room for, it is cut
	Sightedness float32 // scales the probability that a viewed ad is clicked, >= 0
	Memory      float32 // the regime's own: Birth sets it (0 where it does not), and Session and Daily may change it
	Load        float32 // the regime's own as well, in the shipped models the smoothed ad load that they react to
}

// Visit is one session that just ended, as a regime sees it.
type Visit struct {
	Ads         int     // served in the session
	Hides       int     // of ads
	Sensitivity float64 // of the Pinner's segment: a factor on how strongly it reacts to ads
	Uniform     float64 // the session's own keyed random number in (0, 1)
}

// Exposure is what a Pinner saw in one day. What the regime did not ask for in its Needs is 0.
type Exposure struct {
	Sessions, Ads int // ads served

	Requests    int     // pages loaded; Needs.Requests
	Relevance   float64 // mean over the ads served of (true click rate for this Pinner / the ad's base rate); Needs.Quality
	Landing     float64 // mean quality of the ads served, 1 is average; Needs.Quality
	Sensitivity float64 // of the Pinner's segment
	Uniform     float64 // the day's own keyed random number in (0, 1); Needs.Chance
}

// WarmupExposure is what Pinners saw on the last days of the warm-up, at most seven.
type WarmupExposure struct {
	PerSession float64 // ads a session
	PerRequest float64 // ads a page, each Pinner's day weighted by its sessions
	Relevance  float64 // mean of Exposure.Relevance over Pinners' days, each weighed by its ads times their relevance, as clicks are; Needs.Quality
	Landing    float64 // and of Exposure.Landing
}

// Anchored is a regime whose references, where a scenario leaves them out, are what Pinners saw in the warm-up: so nothing moves
// while nothing changes. Until then it does not react.
type Anchored interface {
	// Open says whether a reference is left out.
	Open() bool
	// Anchor is a copy with the references that were left out.
	Anchor(*WarmupExposure) Regime
	// References are the values in force, by key.
	References() map[string]float64
}

// Needs says what a regime must be told and asked. What no arm needs is neither collected nor stored, and costs nothing.
type Needs struct {
	Daily    bool // Daily is called at the end of every day, for every Pinner
	Requests bool // Exposure.Requests
	Quality  bool // Exposure.Relevance and Landing
	Chance   bool // Exposure.Uniform
	Depth    bool // Depth scales the length of sessions
	Taste    bool // Taste scales what Pinners hide and save
}

// And is what two need together.
func (n Needs) And(o Needs) Needs {
	return Needs{n.Daily || o.Daily, n.Requests || o.Requests, n.Quality || o.Quality, n.Chance || o.Chance, n.Depth || o.Depth, n.Taste || o.Taste}
}

// NeedsOf is what any regime of any arm needs.
func NeedsOf(spec *Spec) (n Needs) {
	for i := range spec.Arms {
		for _, phase := range spec.Arms[i].Phases {
			n = n.And(phase.Market.Regime.Needs())
		}
	}
	return n
}

// Regime is a model of the Pinners' long-run reaction. Methods are pure and may be called by many goroutines. Embed Steadfast
// and write only what the model changes.
type Regime interface {
	// Needs says which of the following do anything.
	Needs() Needs
	// Birth sets the Memory of a Pinner that comes, or that the market changed to this regime for. The uniform in (0, 1) is the
	// Pinner's own and never changes.
	Birth(h *SlowState, uniform float64)
	// Session reacts to one session and reports whether the Pinner leaves for good.
	Session(*SlowState, *Visit) (leaves bool)
	// Daily reacts to a day that ended, with or without sessions, and reports whether the Pinner leaves for good.
	Daily(*SlowState, *Exposure) (leaves bool)
	// Depth scales the number of requests of a session that begins; a session keeps at least one.
	Depth(*SlowState) float64
	// Taste scales the probability that a viewed ad is hidden, which stays at most 1, and the rate at which organic Pins are saved; both at least 0.
	Taste(*SlowState) (hides, saves float64)
}

// Steadfast is a regime that changes nothing; others embed it.
type Steadfast struct{}

// Needs implements Regime.
func (Steadfast) Needs() Needs { return Needs{} }

// Birth implements Regime.
func (Steadfast) Birth(*SlowState, float64) {}

// Session implements Regime.
func (Steadfast) Session(*SlowState, *Visit) bool { return false }

// Daily implements Regime.
func (Steadfast) Daily(*SlowState, *Exposure) bool { return false }

// Depth implements Regime.
func (Steadfast) Depth(*SlowState) float64 { return 1 }

// Taste implements Regime.
func (Steadfast) Taste(*SlowState) (hides, saves float64) { return 1, 1 }
