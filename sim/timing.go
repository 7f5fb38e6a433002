package sim

// Timing tells where the time of a run goes, as a clock reads it: what workers of one arm can share, and what one of them does alone
// while the others wait. It is meant for runs with one worker; with several, use one a run.
type Timing struct {
	Clock    func() int64 // nanoseconds
	Setup    int64        // drawing the population and the market, and copying the state for an arm
	Windows  int64        // shared: Pinners between barriers
	Census   int64        // shared: going over all Pinners at the end of a day
	Settling int64        // alone: settling at barriers
	Control  int64        // alone: pacing, days, campaigns that start or end
	Barriers int64
	last     int64
}

// Alone is the share of the running time, set-up aside, in which one worker works and the others wait.
func (t *Timing) Alone() float64 {
	alone := float64(t.Settling + t.Control)
	return alone / (alone + float64(t.Windows+t.Census))
}

// Speedup is what a number of workers gain by Amdahl's law, when they share evenly what they can share.
func (t *Timing) Speedup(workers int) float64 {
	alone := t.Alone()
	return 1 / (alone + (1-alone)/float64(workers))
}

// lap adds the time since the last lap to a part.
func (t *Timing) lap(part *int64) {
	now := t.Clock()
	*part += now - t.last
	t.last = now
}

// lap does nothing unless somebody wants to know.
func (k *kernel) lap(part func(*Timing) *int64) {
	if k.timing != nil {
		k.timing.lap(part(k.timing))
	}
}

func inSetup(t *Timing) *int64    { return &t.Setup }
func inWindows(t *Timing) *int64  { return &t.Windows }
func inCensus(t *Timing) *int64   { return &t.Census }
func inSettling(t *Timing) *int64 { return &t.Settling }
func inControl(t *Timing) *int64  { return &t.Control }
