package cli

import (
	"fmt"
	"strings"
	"time"

	"marketsim/reports/format"
)

// How progress is shown.
const (
	progressAuto  = "auto"  // a bar on a terminal, else plain lines
	progressPlain = "plain" // a line every few seconds
	progressNone  = "none"
)

const (
	barEvery  = 100 * time.Millisecond
	lineEvery = 5 * time.Second
)

// progress shows how far long work is on standard error: its rate and the time left. Calls come from one goroutine at a time.
type progress struct {
	app   *app
	bar   bool
	none  bool
	stage string  // of the work; empty: it has only one
	unit  string  // what total counts
	total float64 // units in all; of a stage 0: nobody knows
	begun time.Time
	last  time.Time // when it was shown last
	shown int       // characters of the bar on the screen
}

// newProgress begins to count. total is in units, such as simulated days.
func (a *app) newProgress(style, unit string, total float64) *progress {
	_, terminal := a.Terminal(a.Stderr)
	now := a.Now()
	return &progress{app: a, unit: unit, total: total, begun: now, last: now, none: a.quiet || style == progressNone,
		bar: terminal && style == progressAuto && a.Env("TERM") != "dumb"}
}

// turn goes over to another stage of the work, whose units are counted anew.
func (p *progress) turn(stage string, total float64) {
	if stage != p.stage || total != p.total {
		p.stage, p.total, p.begun = stage, total, p.app.Now()
	}
}

// update shows the share of the work that is done, in [0, 1], or of a stage without a total the units that are done.
func (p *progress) update(share float64) {
	now := p.app.Now()
	every := lineEvery
	if p.bar {
		every = barEvery
	}
	if p.none || now.Sub(p.last) < every {
		return
	}
	p.last = now
	text := p.text(share, now.Sub(p.begun))
	if !p.bar {
		fmt.Fprintln(p.app.Stderr, text)
		return
	}
	if !p.endless() {
		const cells = 20
		full := int(share * cells)
		text = "[" + strings.Repeat("#", full) + strings.Repeat(".", cells-full) + "] " + text
	}
	text = text[:min(len(text), p.app.width(p.app.Stderr)-1)]
	fmt.Fprint(bare(p.app.Stderr), "\r"+text+strings.Repeat(" ", max(0, p.shown-len(text))))
	p.shown = len(text)
}

// endless tells whether nobody knows how long the stage is.
func (p *progress) endless() bool { return p.stage != "" && p.total == 0 }

// text is such as: 42% of 672 simulated days, 31.2 a second, 12s left. Or: selecting the best: 12 runs so far.
func (p *progress) text(share float64, passed time.Duration) string {
	stage := p.stage
	if stage != "" {
		stage += ": "
	}
	if p.endless() {
		return fmt.Sprintf("%s%.0f %s so far", stage, share, p.unit)
	}
	text := fmt.Sprintf("%s%2.0f%% of %s %s", stage, 100*share, format.Number(p.total), p.unit)
	if passed <= 0 || share <= 0 {
		return text
	}
	rate := share * p.total / passed.Seconds()
	left := time.Duration(float64(passed) * (1 - share) / share)
	return fmt.Sprintf("%s, %s a second, %s left", text, format.Number(rate), rough(left))
}

// clear takes the bar off the screen, so that other text can follow.
func (p *progress) clear() {
	if p.shown > 0 {
		fmt.Fprint(bare(p.app.Stderr), "\r"+strings.Repeat(" ", p.shown)+"\r")
		p.shown = 0
	}
}

// rough is a duration for people.
func rough(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	case d < time.Hour:
		return d.Round(time.Second).String()
	case d < 48*time.Hour:
		return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
	}
	return fmt.Sprintf("%.0f days", d.Hours()/24)
}
