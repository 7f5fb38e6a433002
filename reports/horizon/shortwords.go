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

// nothing is what is written 0.00 points: no error, however clear of 0 it is.
const nothing = 0.00005

// beyond tells whether a value is one to speak of and its interval leaves out 0.
func beyond(value, lo, hi *float64) bool {
	return value != nil && math.Abs(*value) >= nothing && lo != nil && (*lo > 0 || *hi < 0)
}

// clear tells whether a bias is known not to be 0.
func (b *ShortBias) clear() bool { return beyond(b.Value, b.Lo, b.Hi) }

// adds tells whether what was tried has an error that is known not to be 0.
func (b *ShortBias) adds() bool { return beyond(b.Leaves, b.LeavesLo, b.LeavesHi) }

// small is the share of an error below which what is left of it counts as corrected, on whichever side of 0.
const small = 0.1

// turned tells whether what was tried has an error that is clear of 0 on the other side, and more than a small part of what it was.
func (b *ShortBias) turned() bool {
	return b.adds() && !same(*b.Leaves, *b.Value) && math.Abs(*b.Leaves) > small*math.Abs(*b.Value)
}

// smaller tells whether what was tried has a smaller error, whatever its sign.
func (b *ShortBias) smaller() bool { return math.Abs(*b.Leaves) < math.Abs(*b.Value) }

// surely tells whether all that its interval holds is smaller.
func (b *ShortBias) surely() bool {
	return b.LeavesLo != nil && max(math.Abs(*b.LeavesLo), math.Abs(*b.LeavesHi)) < math.Abs(*b.Value)
}

// Helps says in a word or two whether what was tried against a bias helps.
func (b *ShortBias) Helps() string {
	switch {
	case b.Leaves == nil || b.Value == nil:
		return "-"
	case b.Lo == nil:
		return "not known"
	case !b.clear() && b.adds():
		return "NO, adds error"
	case !b.clear():
		return "no bias"
	case !b.smaller():
		return "NO, not smaller"
	case !b.surely():
		return "maybe"
	case b.turned():
		return "in part, too far"
	}
	return "yes"
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
		row := []string{plain(b.Market), b.Bias, "-", "-", "-", "-", "-", b.Helps()}
		if b.Value != nil {
			row[2] = points(*b.Value)
		}
		if b.Lo != nil {
			row[3] = limits(*b.Lo, *b.Hi)
		}
		if b.Leaves != nil {
			row[4], row[5] = b.By, points(*b.Leaves)
		}
		if b.LeavesLo != nil {
			row[6] = limits(*b.LeavesLo, *b.LeavesHi)
		}
		rows = append(rows, row)
	}
	if rows == nil {
		return nil
	}
	return append([][]string{{"what is true", "bias", "error", "interval", "tried", "with it", "its interval", "helps"}}, rows...)
}

// ShortOnScreen are the columns of both tables that a screen has room for.
func (r *Report) ShortOnScreen() []int {
	if r.Believed {
		return []int{0, 1, 2, 3, 5, 7}
	}
	return []int{1, 2, 3, 5, 7}
}

// whatWasTried explains the last columns of both tables.
const whatWasTried = " tried: the reading that is meant to correct it; with it: the error of that reading, with its interval; helps: yes where all that this interval holds is smaller than the error, maybe where its middle is; in part, too far: smaller, but with the other sign and more than a tenth of what it was; NO where it is not smaller, or clear of 0 where there was no bias; no bias: the interval of the error holds 0, or it is less than 0.005 points, so nothing needs correcting; not known: one test does not tell."

// ScreenNote says what tables of biases leave out on a screen.
func (r *Report) ScreenNote() string {
	text := "A screen has no room for what was tried, nor for its interval; the page and the files have both."
	if !r.Believed {
		text = "These tables are about " + plain(r.Short[0].Market) + ". " + text
	}
	var tried []string
	for i := range r.Short {
		if what := fmt.Sprintf("%s against %s", r.Short[i].By, strings.Split(r.Short[i].Bias, ",")[0]); r.Short[i].Leaves != nil && !slices.Contains(tried, what) {
			tried = append(tried, what)
		}
	}
	if tried == nil {
		return text
	}
	return text + " Tried: " + strings.Join(tried, "; ") + "."
}

// ShortNote explains the table of what 14 days get wrong.
const ShortNote = "What 14 days of whole markets read less the long run, in percentage points of revenue, mean over single tests with its 95% interval: an error above 0 is a reading that is too high, here as in the other table. novelty and primacy: what a test of 14 days that begins when the long run does, on days of the same season, reads beyond the long run; season: what the first 14 days read beyond that test. Both together are all that the 14 days are off by." + whatWasTried

// LiveNote explains the table of live tests.
const LiveNote = "What a live test of 14 days in one market that both sides share reads less what two whole markets show on the same days, in percentage points of revenue a session, mean over single tests with its 95% interval: an error above 0 is a reading that is too high, and it comes on top of that of the other table. interference: by the share who are treated; the luck of who is on which side is taken out by the same test without a treatment. control is moved: no error of its own but a part of interference: revenue a session of control beside the treated, less that of the same Pinners where nobody is treated; it grows with the ramp." + whatWasTried

// ShortWords says what the largest bias of each kind is.
func (r *Report) ShortWords() string {
	if !slices.ContainsFunc(r.Short, func(b ShortBias) bool { return b.Lo != nil }) {
		return "Whether a bias of two weeks is clear of 0 one test does not tell; play more with -n."
	}
	var out []string
	for _, live := range []bool{false, true} {
		what := map[bool]string{false: "Of what 14 days of whole markets get wrong", true: "Of what sharing one market adds to a live test"}[live]
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
			out = append(out, fmt.Sprintf("%s, the largest error that is clear of 0 is %s, %s points where `%s` is true%s.", what, worst.Bias, points(*worst.Value), plain(worst.Market), worst.becomes()+r.onTheDay(worst)))
		case any:
			out = append(out, what+", nothing is clear of 0 here.")
		}
	}
	return strings.Join(out, " ")
}

// points is a fraction in percentage points.
func points(x float64) string { return format.Signed(100*x, 2) }

// becomes says in a clause what becomes of a bias that is clear of 0.
func (b *ShortBias) becomes() string {
	if b.Leaves == nil {
		return ""
	}
	fromTo := fmt.Sprintf("from %s to %s points", points(*b.Value), points(*b.Leaves))
	switch {
	case !b.smaller():
		return fmt.Sprintf("; %s does not make it smaller: %s", b.By, fromTo)
	case !b.surely():
		fromTo += ", though not surely"
	case b.turned():
		return fmt.Sprintf("; %s makes it smaller and goes too far, %s", b.By, fromTo)
	}
	return fmt.Sprintf("; %s makes it smaller, %s", b.By, fromTo)
}

// onTheDay says what is left by a post-period on the day that the answer names, where that is another than the one on which biases are corrected and the market is the one that is told.
func (r *Report) onTheDay(b *ShortBias) string {
	if len(r.Answers) == 0 || b.Bias != Exposure || b.Market != r.Focus.Market || r.Answers[0].Method != Post || r.Answers[0].Days == correctedOn {
		return ""
	}
	return fmt.Sprintf(", and on day %d, which the answer names, to %s", r.Answers[0].Days, points(r.Focus.read(Post, r.Answers[0].Days).Value-r.Focus.Truth.Value))
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
		if r.untouched() {
			return "Interference: none, by construction. Beside the treated control earns exactly what it earns without them: nothing here, such as budgets that run out, ties the sides together. What the table of live tests shows of it is noise of who is on which side."
		}
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

// untouched tells whether no live test moved control at all.
func (r *Report) untouched() bool {
	moved := fmt.Sprintf(Through, part(LiveShares[len(LiveShares)-1]))
	is := func(b ShortBias) bool { return b.Bias == moved }
	return slices.ContainsFunc(r.Short, is) && !slices.ContainsFunc(r.Short, func(b ShortBias) bool {
		return is(b) && (b.Lo == nil || *b.Lo != 0 || *b.Hi != 0)
	})
}

// apart says what to do about interference, by what budget splits leave of it.
func (r *Report) apart() string {
	leaves, corrects := 0.0, true
	for i := range r.lives {
		b := r.lives[i].bias
		if b.Leaves == nil || b.clear() && math.Abs(*b.Leaves) > math.Abs(*b.Value)/2 {
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
