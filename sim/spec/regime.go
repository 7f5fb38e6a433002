package spec

import "marketsim/auction/registry"

// Regimes are the models of the Pinners' long-run reaction, by name. Each is a file of sim/regimes.
var Regimes = registry.New[Regime]("long-run model")

// SlowState is the slow state of one Pinner: 16 bytes. A Pinner starts at activity 1 and sightedness 1.
type SlowState struct {
	Activity    float32 // scales the session rate; cut where the market's max_session_rate would be exceeded
	Sightedness float32 // scales the probability that a viewed ad is clicked, >= 0
	Memory      float32 // the regime's own: Birth sets it (otherwise it is 0), and Session and Daily may change it
	Load        float32 // the regime's own too; in the shipped models the smoothed ad load to which the Pinner reacts
}

// Visit is one session that just ended: what a regime gets of it.
type Visit struct {
	Ads         int     // served in the session
	Hides       int     // of ads
	Sensitivity float64 // of the Pinner's segment: a factor on how strongly it reacts to ads
	Uniform     float64 // the session's own keyed random number in (0, 1)
}

// Exposure is what a Pinner saw in one day. Fields that the regime did not ask for in its Needs are 0.
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
	Relevance  float64 // mean of Exposure.Relevance over Pinners' days, each weighted by its ads times their relevance, as clicks are; Needs.Quality
	Landing    float64 // the same of Exposure.Landing
}

// Anchored is a regime that takes the references which a scenario leaves out from the warm-up, so that nothing moves while nothing
// changes. It does not react before the end of the warm-up.
type Anchored interface {
	// Open reports whether a reference is left out.
	Open() bool
	// Anchor returns a copy in which the references that were left out are set.
	Anchor(*WarmupExposure) Regime
	// References returns the values in use, by key.
	References() map[string]float64
}

// Needs declares which data a regime reads and which of its methods are called. What no arm needs is neither collected nor stored,
// and costs nothing.
type Needs struct {
	Daily    bool // Daily is called at the end of every day, for every Pinner
	Requests bool // Exposure.Requests
	Quality  bool // Exposure.Relevance and Landing
	Chance   bool // Exposure.Uniform
	Depth    bool // Depth scales the length of sessions
	Taste    bool // Taste scales what Pinners hide and save
}

// And is the union of two needs.
func (n Needs) And(o Needs) Needs {
	return Needs{n.Daily || o.Daily, n.Requests || o.Requests, n.Quality || o.Quality, n.Chance || o.Chance, n.Depth || o.Depth, n.Taste || o.Taste}
}

// NeedsOf is the union of the needs of all regimes of all arms.
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
	// Needs declares which of the following methods do anything.
	Needs() Needs
	// Birth sets the Memory of a new Pinner, or of a Pinner whose market changed to this regime. The uniform in (0, 1) is the
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

// Settled is implemented by regimes under which Pinners differ in their slow state although nothing changes. Without it a market begins with all of them alike, and
// control drifts until they have come apart.
type Settled interface {
	// Settle gives a Pinner who is there when the simulation begins the state that it may have by then; the uniform in (0, 1) is used for nothing else. Those who come
	// later start as Birth says.
	Settle(h *SlowState, uniform float64)
}

// Lasting lists the registered regimes under which no Pinner leaves for good after a session that hardly anything made worse: where nothing changes, nothing drifts under
// them. Those that are not listed lose Pinners by their definition.
func Lasting() (names []string) {
	for _, name := range Regimes.Names() {
		regime, _ := Regimes.Get(name)
		h := SlowState{Activity: 1, Sightedness: 1}
		regime.Birth(&h, 0.5)
		if !regime.Session(&h, &Visit{Sensitivity: 1, Uniform: 1e-9}) {
			names = append(names, name)
		}
	}
	return names
}

// Steadfast is a regime that changes nothing, for others to embed.
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
