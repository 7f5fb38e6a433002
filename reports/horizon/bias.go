package horizon

import (
	"fmt"
	"math"
	"slices"

	"marketsim/reports/estimate"
	"marketsim/reports/format"
)

// Bias is how a read-out of what Pinners learned does in one market: what it says of the long run of the launch that is told, and what is true.
type Bias struct {
	Market string   `json:"market"`
	Method string   `json:"method"`
	Days   int      `json:"days"`
	Truth  float64  `json:"truth"` // what there is to learn: the long run less the effect of the first day, mean over single tests, a fraction of control
	Reads  float64  `json:"reads"` // mean of what they read of it
	Share  float64  `json:"share"` // that as a share
	Lo     *float64 `json:"lo"`    // its 95% interval over tests; nil where there is one
	Hi     *float64 `json:"hi"`
}

// readOuts are the methods that read what Pinners learned.
var readOuts = []string{Post, CookieDay, Lagged}

// biases compares the read-outs of what was learned in every market in which the first launch is played, after the first wait at which all can read and after the last.
func (r *Report) biases(all []*Launch) {
	waits := slices.DeleteFunc(r.waits(), func(wait int) bool { return wait < soonest[Post] })
	if len(waits) > 1 {
		waits = []int{waits[0], waits[len(waits)-1]}
	}
	for _, l := range all {
		if l.Arm != r.Focus.Arm || l.still {
			continue
		}
		for _, wait := range waits {
			for _, name := range readOuts {
				r.Biases = append(r.Biases, l.bias(name, wait))
			}
		}
	}
}

// bias reads the tests of a launch. Tests differ in what the launch does at once and in how much there is to learn, so what they read is a share
// of that: a ratio, with the interval of the delta method.
func (l *Launch) bias(name string, wait int) Bias {
	m := estimate.NewMoments(2)
	for _, t := range l.alone() {
		m.Add(t.read(name, wait)-t.atOnce(), t.Truth()-t.atOnce())
	}
	b := Bias{Market: l.Market, Method: name, Days: wait, Truth: m.Mean[1], Reads: m.Mean[0]}
	if !learnt(m) {
		return b
	}
	if b.Share = b.Reads / b.Truth; m.N > 1 {
		left := m.Variance(0) - 2*b.Share*m.Covariance(0, 1) + b.Share*b.Share*m.Variance(1)
		e := estimate.NewEffect(b.Share, math.Sqrt(max(0, left)/m.N)/math.Abs(b.Truth), m.N-1, 0.95)
		b.Lo, b.Hi = &e.Lo, &e.Hi
	}
	return b
}

// learnt tells whether there is anything to learn: tests differ, and what there is must be clear of 0 before anything is a share of it.
func learnt(m *estimate.Moments) bool {
	if m.N < 2 {
		return m.Mean[1] != 0
	}
	e := estimate.NewEffect(m.Mean[1], math.Sqrt(m.Variance(1)/m.N), m.N-1, 0.95)
	return !e.Covers(0)
}

// near is how much of the long run a read-out that agrees may be off.
const near = 0.1

// agrees tells whether the interval of the share lies within a tenth of 1, or outside of it.
func (b *Bias) agrees() string {
	switch {
	case b.Lo == nil:
		return "-"
	case *b.Lo > 1+near || *b.Hi < 1-near:
		return "NO"
	case *b.Lo >= 1-near && *b.Hi <= 1+near:
		return "yes"
	}
	return "not sure"
}

// BiasRows is a table of the read-outs by market, its head first; nil where the file states no beliefs.
func (r *Report) BiasRows() [][]string {
	rows := [][]string{{"what is true", "read-out", "days", "to learn", "reads", "of it", "interval", "agrees"}}
	for i := range r.Biases {
		b := &r.Biases[i]
		share, interval := "-", "-"
		if b.Share != 0 {
			share = part(b.Share)
		}
		if b.Lo != nil {
			interval = "[" + format.Fixed(100**b.Lo, 0) + ", " + format.Fixed(100**b.Hi, 0) + "]%"
		}
		rows = append(rows, []string{plain(b.Market), b.Method, fmt.Sprint(b.Days), percent(b.Truth), percent(b.Reads), share, interval, b.agrees()})
	}
	if len(rows) == 1 || !r.Believed {
		return nil
	}
	return rows
}

// BiasNote explains that table.
const BiasNote = "Each read-out carries what Pinners learned to the long run at the pace that Google published, 0.012 a day. to learn: the long run less the effect of the first day; of it: what is read as a share of that, over single tests, with its 95% interval. -: what there is to learn is not clear of 0. yes: that lies within a tenth of all of it; NO: further away. It agrees where Pinners learn at that pace and stay; where they learn faster it says too much, where they learn more slowly too little; and where those who learned leave and others come, it carries on what will not be there."
