package sim

// Habit is the slow state of one Pinner. A Pinner starts at activity 1 and sightedness 1.
type Habit struct {
	Activity    float32 // scales the session rate, [0, envelope]
	Sightedness float32 // scales the probability that a viewed ad is clicked, >= 0
}

// Visit is one session that just ended, as a regime sees it.
type Visit struct {
	Ads     int     // served in the session
	Hides   int     // of ads
	Uniform float64 // the session's own keyed random number in (0, 1)
}

// Exposure is what a Pinner saw in one day.
type Exposure struct {
	Sessions, Ads int // ads served
}

// Regime is a model of the Pinners' long-run reaction. Methods are pure and may be called by many goroutines.
type Regime interface {
	// Session reacts to one session and reports whether the Pinner leaves for good.
	Session(*Habit, *Visit) (leaves bool)
	// Daily reacts to a day that ended, with or without sessions.
	Daily(*Habit, *Exposure)
	// Slow reports whether Daily does anything, so that the engine can skip the scan.
	Slow() bool
}
