package horizon

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"marketsim/reports/format"
)

// Live tells whether a bias is one of a live test, whose sides share one market; else it is what whole markets show of 14 days and not of the long run.
func (b *ShortBias) Live() bool { return b.Bias != Exposure && b.Bias != Season }

// clear tells whether a bias is known not to be 0.
func (b *ShortBias) clear() bool { return b.Lo != nil && (*b.Lo > 0 || *b.Hi < 0) }

// corrected is the share of a bias that what was tried takes away: none where more is left than there was.
func (b *ShortBias) corrected() float64 { return max(0, 1-math.Abs(*b.Leaves / *b.Value)) }

// Corrects says in a word or two what becomes of a bias by what was tried.
func (b *ShortBias) Corrects() string {
	switch {
	case b.Leaves == nil || b.Value == nil:
		return "-"
	case b.Lo != nil && !b.clear():
		return "nothing"
	case b.corrected() == 0:
		return "NO"
	}
	return part(b.corrected())
}

// ShortRows is a table of what whole markets show of 14 days and not of the long run, its head first; LiveRows of what live tests read beyond whole markets. nil where there is none.
func (r *Report) ShortRows() [][]string { return r.biasTable(false) }

// LiveRows is the table of live tests.
func (r *Report) LiveRows() [][]string { return r.biasTable(true) }

func (r *Report) biasTable(live bool) (rows [][]string) {
	for i := range r.Short {
		b := &r.Short[i]
		if b.Live() != live {
			continue
		}
		row := []string{shortly(b.Market), b.Bias, "-", "-", "-", "-", b.Corrects()}
		if b.Value != nil {
			row[2] = percent(*b.Value)
		}
		if b.Lo != nil {
			row[3] = limits(*b.Lo, *b.Hi)
		}
		if b.Leaves != nil {
			row[4], row[5] = b.By, percent(*b.Leaves)
		}
		rows = append(rows, row)
	}
	if rows == nil {
		return nil
	}
	return append([][]string{{"what is true", "bias", "points", "interval", "tried", "leaves", "corrects"}}, rows...)
}

// whatWasTried explains the last columns of both tables.
const whatWasTried = " tried: the reading that is meant to correct it; leaves: what that is off by; corrects: the share of the bias that it takes away, NO where it leaves more than there was, nothing where there is nothing to correct, since the interval of the bias holds 0."

// ScreenNote says what tables of biases leave out on a screen.
const ScreenNote = "A screen has room for corrects alone of the columns about what was tried; the page and the files have all."

// ShortNote explains the table of what 14 days miss.
const ShortNote = "What 14 days of whole markets miss of the long run, in percentage points of revenue, mean over single tests with its 95% interval. novelty and primacy: what the long run adds to an effect as new as in the test, on days of the same season; season: what a test as long that begins when the long run does reads beyond the first one. Both together are the long run less what the 14 days read." + whatWasTried

// LiveNote explains the table of live tests.
const LiveNote = "What sharing one market adds to a live test of 14 days, which comes on top of the former, in percentage points of revenue a session. interference: what Pinners of the test read beyond the two whole markets on the same days, by the share who are treated; the luck of who is on which side is taken out by the same test without a treatment. control is moved: no error of its own but a part of interference: revenue a session of control beside the treated, against that of the same Pinners where nobody is treated; it grows with the ramp." + whatWasTried

// ShortWords says what the largest bias of each kind is.
func (r *Report) ShortWords() string {
	if !slices.ContainsFunc(r.Short, func(b ShortBias) bool { return b.Lo != nil }) {
		return "Whether a bias of two weeks is clear of 0 one test does not tell; play more with -n."
	}
	var out []string
	for _, live := range []bool{false, true} {
		what := map[bool]string{false: "Of what 14 days of whole markets miss", true: "Of what sharing one market adds to a live test"}[live]
		worst, any := (*ShortBias)(nil), false
		for i := range r.Short {
			b := &r.Short[i]
			any = any || b.Live() == live
			if b.Live() == live && b.clear() && b.By != "" && (worst == nil || math.Abs(*b.Value) > math.Abs(*worst.Value)) {
				worst = b
			}
		}
		switch {
		case worst != nil:
			out = append(out, fmt.Sprintf("%s, the largest that is clear of 0 is %s, %s in %s%s.", what, worst.Bias, percent(*worst.Value), shortly(worst.Market), worst.becomes()+r.onTheDay(worst)))
		case any:
			out = append(out, what+", nothing is clear of 0 here.")
		}
	}
	return strings.Join(out, " ")
}

// becomes says in a clause what becomes of a bias that is clear of 0.
func (b *ShortBias) becomes() string {
	switch {
	case b.Leaves == nil:
		return ""
	case b.corrected() == 0:
		return fmt.Sprintf("; %s does not correct it: it leaves %s", b.By, percent(*b.Leaves))
	}
	return fmt.Sprintf("; read by %s it is then off by %s points", b.By, format.Signed(100**b.Leaves, 2))
}

// onTheDay says what is left by a post-period on the day that the answer names, where that is another than the one on which biases are corrected and the market is the one that is told.
func (r *Report) onTheDay(b *ShortBias) string {
	if len(r.Answers) == 0 || b.Bias != Exposure || b.Market != r.Focus.Market || r.Answers[0].Method != Post || r.Answers[0].Days == correctedOn {
		return ""
	}
	return fmt.Sprintf(", and on day %d, which the answer names, by %s", r.Answers[0].Days, format.Signed(100*(r.Focus.Truth.Value-r.Focus.read(Post, r.Answers[0].Days).Value), 2))
}

// lived is the launch that is told under one belief: its long run beside what a live test of half of the Pinners reads beyond whole markets.
type lived struct {
	market string
	truth  float64
	bias   *ShortBias
}

// turned tells whether the long run with what interference adds has another sign than without.
func (x *lived) turned() bool { return x.bias.clear() && !same(x.truth, x.truth+*x.bias.Value) }

// lived notes the live test of half of the Pinners among the biases of a launch.
func (r *Report) lived(l *Launch, biases []ShortBias) {
	for i := range biases {
		if b := biases[i]; b.Value != nil && b.Bias == fmt.Sprintf(Interfere, part(LiveShares[len(LiveShares)-1])) {
			r.lives = append(r.lives, lived{l.Market, l.Truth(), &b})
		}
	}
}

// LiveWords says how the answer, which is about tests without interference, and what live tests read fit together. Empty where none were played.
func (r *Report) LiveWords() string {
	if r.Focus == nil || len(r.lives) == 0 {
		return ""
	}
	if r.lives[0].bias.Lo == nil {
		return "Whether interference in a live test would change the answer one test does not tell; play more with -n."
	}
	lo, hi, turned := math.Inf(1), math.Inf(-1), 0
	for i := range r.lives {
		x := &r.lives[i]
		if lo, hi = min(lo, *x.bias.Value), max(hi, *x.bias.Value); x.turned() {
			turned++
		}
	}
	if !slices.ContainsFunc(r.lives, func(x lived) bool { return x.bias.clear() }) {
		return "Interference: where half of the Pinners of one market are treated, a live test reads nothing beyond whole markets that is clear of 0, so the answer is not changed by it."
	}
	text := fmt.Sprintf("The answer is about tests without interference. A live test of `%s` in one market, of which half is treated, reads %s beyond whole markets", r.Focus.Arm, percent(hi))
	if len(r.lives) > 1 {
		text = fmt.Sprintf("The answer is about tests without interference. A live test of `%s` in one market, of which half is treated, reads from %s to %s beyond whole markets, depending on which belief is true", r.Focus.Arm, percent(lo), percent(hi))
	}
	if turned == 0 {
		return text + ". If it stays as large, that is too little to change the sign of the long run."
	}
	where := " here"
	if len(r.lives) > 1 {
		where = fmt.Sprintf(" under %d of %d beliefs", turned, len(r.lives))
	}
	return text + ". If it stays as large, that is enough to change the sign of the long run" + where + ", whichever method reads the test and however long it waits. So do both: " + r.apart()
}

// apart says what to do about interference, by what budget splits leave of it.
func (r *Report) apart() string {
	leaves, corrects := 0.0, true
	for i := range r.lives {
		b := r.lives[i].bias
		if b.Leaves == nil || b.clear() && b.corrected() < 0.5 {
			corrects = false
			continue
		}
		leaves = max(leaves, math.Abs(*b.Leaves))
	}
	if !corrects {
		return "keep the sides apart (other markets, or a switch of the whole market) and then wait as the answer says; a budget split does not take half of it away everywhere here."
	}
	return fmt.Sprintf("give the sides budgets of their own (a budget split is off by at most %.2f points here), and then wait as the answer says.", 100*leaves)
}
