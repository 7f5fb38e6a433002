package horizon

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"marketsim/reports/estimate/longrun"
	"marketsim/sim/rng"
)

// TestTitleNamesWhatItLeavesOut: of all launches the index costs least; where a warning is about it the title names the cheapest of the others, says that it is of these, and in what share of
// tests of the change that is told that one is right; where the index holds it is the one.
func TestTitleNamesWhatItLeavesOut(t *testing.T) {
	row := func(name string, right, cost float64) Row {
		return Row{Days: 14, Agreement: longrun.Agreement{Name: name, Right: right, Tests: 80}, Regret: cost}
	}
	r := &Report{Horizon: 200, Replications: 4, Launches: 36, Rows: []Row{row(AsRead, 0.83, 0.0029), row(CookieDay, 0.88, 0.0022), row(Index, 0.89, 0.0018)},
		Focus: &Focus{Arm: "more", Methods: []Method{{Name: CookieDay, Reads: []*Reading{{}, {Right: 0.21}}}, {Name: Index, Reads: []*Reading{{}, {}}}}}}
	for want, checks := range map[string][]Check{
		"Over all 36 launches, not more alone, of the methods without a warning: cookie-cookie-day after 14 days costs 0.22% of a year's revenue, 88% right (of more 21%); revenue after 14 days costs 0.29%, 83% right": {{Of: "market", Days: 14, Turned: []string{"less"}}},
		"Over all 36 launches, not more alone: surrogate index after 14 days costs 0.18% of a year's revenue, 89% right (of more 0%); revenue after 14 days costs 0.29%, 83% right":                                      nil,
	} {
		r.Checks = checks
		if r.conclude(); r.Sentence != want {
			t.Errorf("%s\nwant\n%s", r.Sentence, want)
		}
	}
}

// read are readings at so many week's ends, all of them zero.
func read(weeks int) (out []*Reading) {
	for range weeks {
		out = append(out, &Reading{})
	}
	return out
}

// sampled are the tests of a belief of a weight, of which so many are decided right.
func sampled(weight float64, rights, n int) sample {
	s := sample{weight: weight}
	for i := range n {
		s.tests = append(s.tests, outcome{right: i < rights})
	}
	return s
}

// TestAtWorstIsOfTheWorstMarket: of 10 tests in each of two markets 10 and 6 are decided right: at worst that is 60%, with the exact interval 26 to 88%, and in the mean 80%. That may be a coin
// flip, so that the method is not named there, though it costs least at worst; one that decides 10 and 9 right, 56 to 100% at worst, is named though it costs more. On average the first stays.
func TestAtWorstIsOfTheWorstMarket(t *testing.T) {
	x := Over{Arm: "more", Method: Post, Days: 84, Beliefs: 2, Right: 0.8, Cost: 0.001, Worst: 0.002, samples: []sample{sampled(0.5, 10, 10), sampled(0.5, 6, 10)}}
	r := &Report{Horizon: 200, Over: []Over{x}, Focus: &Focus{Arm: "more", Tests: 10}}
	r.Answers = r.own()
	rows := r.AnswerRows(true)
	if got := rows[2][3]; !strings.HasPrefix(got, "80% (") {
		t.Errorf("on average %s", got)
	}
	if got := strings.Join(rows[3], " "); got != "this change, at worst none - - - - - -" {
		t.Errorf("at worst %s", got)
	}
	if got := r.AnswerNote(); !strings.Contains(got, "none is so: the one that costs least at worst (post-period after 84 days, 60% (26-88%)) may be a coin flip in the market in which it is right least") {
		t.Error(got)
	}
	dearer := x
	dearer.Method, dearer.samples, dearer.Cost, dearer.Worst = LastWeek, []sample{sampled(0.5, 10, 10), sampled(0.5, 9, 10)}, 0.0011, 0.003
	r.Over = append(r.Over, dearer)
	r.Answers = r.own()
	if got := r.AnswerRows(true)[3]; got[1] != LastWeek || got[3] != "90% (55-100%)" || r.Answers[2].Coin != "" || r.Answers[1].Method != Post {
		t.Errorf("at worst %v, on average %+v", got, r.Answers[1])
	}
	for _, c := range []struct {
		Answer
		coin bool
	}{{Answer{Right: 0.5}, true}, {Answer{Right: 0.6}, false}, {Answer{Right: 0.6, Lo: 0.5, Hi: 0.7}, true}, {Answer{Right: 1, Lo: 0.4, Hi: 1}, true}, {Answer{Right: 0.6, Lo: 0.51, Hi: 0.7}, false}} {
		if c.Answer.coin() != c.coin {
			t.Errorf("%+v: %v", c.Answer, !c.coin)
		}
	}
}

// TestReliableIsFromThenOn: a method is reliable under a belief only where it is right in nine of ten tests after every longer wait, too: of one that is right in 10, 9 and 8 of 10 in one belief
// and in 8, 9 and 10 in another, it is so under none, one and one of them; the same word in all tables means that.
func TestReliableIsFromThenOn(t *testing.T) {
	r := &Report{}
	for i, days := range []int{14, 28, 56} {
		r.Over = append(r.Over, Over{Arm: "more", Method: Post, Days: days, Beliefs: 2, samples: []sample{sampled(0.5, 10-i, 10), sampled(0.5, 8+i, 10)}},
			Over{Arm: "less", Method: Post, Days: days, Beliefs: 2, samples: []sample{sampled(0.5, 0, 10), sampled(0.5, 0, 10)}})
	}
	r.hold("more")
	for i, want := range []int{0, 0, 1, 0, 1, 0} {
		if r.Over[i].Holds != want {
			t.Errorf("%s after %d days: reliable under %d beliefs, want %d", r.Over[i].Arm, r.Over[i].Days, r.Over[i].Holds, want)
		}
	}
}

// TestAnswerCountsItsMarkets: the answer of the market whose launch falls from 2% to -2%, what Pinners learned in a week, says loss too where it falls to 0.5% and stays a gain, and gain where it stays at
// 2%; so it is reliable in two of three markets, as its row of the table says where the table has that wait.
func TestAnswerCountsItsMarkets(t *testing.T) {
	var all []*Launch
	for fold, l := range []*Launch{crossing(10), made(1, 0, 0.02, 0.005, 0.03), made(2, 0, 0.02, 0.02, 0.03)} {
		l.fold, l.Market, l.Arm = fold, fmt.Sprint("m", fold), "more"
		all = append(all, l)
	}
	r := Judge(all, false, rng.Root(1, 0))
	if x := r.Across; x == nil || x.Beliefs != 3 || x.Holds != 2 || !strings.Contains(said(r.Answer()), "reliable in 2 of 3 markets") {
		t.Errorf("%+v: %s", x, r.Answer())
	}
	for _, o := range r.Over {
		if x := o; r.holding(&x) != o.Holds {
			t.Errorf("%+v", o)
		}
	}
}

// TestNotesOfOneTest: notes of tables speak of no interval where one test has none, and Pinners of two markets that print alike are printed once.
func TestNotesOfOneTest(t *testing.T) {
	for n, want := range map[int]bool{1: false, 4: true} {
		r := &Report{Focus: &Focus{Arm: "more", Tests: n}}
		if got := r.KnownNote() + r.AnswerNote(); strings.Contains(got, "95%") != want {
			t.Errorf("%d tests: %s", n, got)
		}
	}
	var all []*Launch
	for fold, n := range []float64{299.9, 300.2} {
		l := made(fold, 0, 0.02, 0.02, 0.03)
		for len(l.base) <= known {
			l.base = append(l.base, []float64{n})
		}
		all = append(all, l)
	}
	if got := changes(all, 1); !strings.HasSuffix(got, " of 300 Pinners each.") {
		t.Error(got)
	}
}

// TestUnknownIsNotWrong: an index of other kinds that cannot be learned after a week, since until then sessions of the others move in one replication alone, with whose Pinners a test of the launch shares its luck, is read from the second week on; what it says of
// the launch after a week is not known, which is no share of 0 and no mark, and the note names the metric and the waits.
func TestUnknownIsNotWrong(t *testing.T) {
	var all []*Launch
	for lever := range 3 {
		l := tested(0, lever, []float64{0.02, -0.02, 0.03}[lever], 0)
		for k := range l.played {
			for m := sessions; m < len(Metrics); m++ {
				for d := range l.Days() {
					by := 0.0
					if m == sessions && (d >= 7 || lever == 0 || lever == 1 && k == 0) {
						by = 0.01*float64(lever+1) + 0.001*float64(k)
					}
					l.played[k].changed[m][d] = l.played[k].base[m][d] * (1 + by)
				}
			}
		}
		l.tests = nil
		l.weigh(nil)
		all = append(all, l)
	}
	r := Judge(all, false, rng.Root(1, 0))
	if f := r.Focus; f.here(OtherLevers, 7) != nil || f.here(OtherLevers, 14) == nil {
		t.Errorf("after 7 days %v, after 14 %v, missing %q", f.here(OtherLevers, 7), f.here(OtherLevers, 14), r.Missing)
	}
	if got := strings.Join(r.Missing, "\n"); !strings.Contains(got, "index, new kind for `a0` after 7 days: sessions is the same in all tests that it would be learned on") {
		t.Error(got)
	}
	r.Answers = []Answer{{For: newKind, Method: OtherLevers, Days: 7, Right: 0.9, Cost: 0.001, Here: r.Focus.here(OtherLevers, 7)}}
	if got := r.AnswerRows(true)[1][7]; got != "-" {
		t.Error(got)
	}
	if got := listed([]int{7, 14, 28, 56, 63, 70, 84}); got != "7, 14, 28, 56 to 70 and 84" {
		t.Error(got)
	}
}

// TestNoEffectOnNothing: where control earns nothing in the first weeks or in the long run, be it in one test, a launch has no relative effect; it is left out and named, no index is learned on it, and
// what remains is judged as if it were not there.
func TestNoEffectOnNothing(t *testing.T) {
	var all []*Launch
	for fold := range 4 {
		for lever := range 3 {
			all = append(all, tested(fold, lever, 0.01*float64(1+fold-2*lever), 0))
		}
	}
	empty := func(from, to, only int) *Launch {
		l := tested(4, 3, 0.02, 0)
		for k := range l.played {
			if only < 0 || k == only {
				clear(l.played[k].base[0][from:to])
			}
		}
		l.tests = nil
		l.weigh(nil)
		return l
	}
	want := Judge(all, false, rng.Root(1, 0))
	for _, l := range []*Launch{empty(0, 200, -1), empty(0, 14, -1), empty(172, 200, -1), empty(172, 200, 2)} {
		r := Judge(append(slices.Clone(all), l), false, rng.Root(1, 0))
		if !slices.Equal(r.Unearned, []string{"a3 (in 1 of 1 markets)"}) || len(r.Idle) > 0 || r.Launches != 12 || !reflect.DeepEqual(r.Rows, want.Rows) || said(r.Answer()) != said(want.Answer()) {
			t.Errorf("%v: %s", r.Unearned, r.Answer())
		}
		if notes := strings.Join(r.Notes(), " "); !strings.Contains(notes, "Left out, since control earns nothing, so that they have no relative effect: a3 (in 1 of 1 markets).") {
			t.Error(notes)
		}
		if alone := Judge([]*Launch{l}, false, rng.Root(1, 0)); alone.Focus != nil || alone.Nothing() != "no launch has a relative effect, since control earns nothing" {
			t.Errorf("%+v", alone)
		}
	}
	if r := Judge(append(slices.Clone(all), empty(100, 110, -1)), false, rng.Root(1, 0)); len(r.Unearned) > 0 || r.Launches != 13 {
		t.Errorf("days without revenue in between: %v", r.Unearned)
	}
}

// TestOneLaunchSaysNothingOfOthers: one change in one market has no row about other changes; two in a market have, and where the one for a new kind is that for kinds tried the note says so.
func TestOneLaunchSaysNothingOfOthers(t *testing.T) {
	a, b := made(0, 0, 0.02, -0.02, 0.03), made(0, 1, 0.02, 0.02, 0.03)
	a.Arm, b.Arm = "a", "b"
	for n, want := range map[int]bool{1: false, 2: true} {
		r := Judge([]*Launch{a, b}[:n], false, rng.Root(1, 0))
		others := slices.ContainsFunc(r.AnswerRows(true), func(row []string) bool { return strings.HasPrefix(row[0], "another") })
		if says := strings.Contains(r.AnswerNote(), "; a new kind: no kind was left out for this row"); others != want || says != want {
			t.Errorf("%d launches: %v\n%s", n, r.AnswerRows(true), r.AnswerNote())
		}
	}
	r := &Report{Focus: &Focus{Arm: "a", Tests: 1}, Answers: []Answer{{For: tried, Method: AsRead, Days: 7}, {For: newKind, Method: OtherLevers, Days: 7}}}
	if strings.Contains(r.AnswerNote(), "a new kind:") {
		t.Error(r.AnswerNote())
	}
}

// TestSharesRoundAlike: 21 of 24, added up test by test, are 87.5% and a bit less; they round to 88% as 9 of 24 round to 38% and 1 of 8 to 13%.
func TestSharesRoundAlike(t *testing.T) {
	for n, want := range map[[2]int]string{{21, 24}: "88%", {9, 24}: "38%", {1, 8}: "13%", {24, 24}: "100%", {0, 24}: "0%"} {
		share := 0.0
		for range n[0] {
			share += 1 / float64(n[1])
		}
		if got := part(share); got != want {
			t.Errorf("%d of %d: %s, want %s", n[0], n[1], got, want)
		}
	}
	if got := part(-0.001) + part(-0.125); got != "0%-13%" {
		t.Error(got)
	}
}

// TestBoxForWhoDoesNotKnowTheMarket: the box names the market that it is about, says that 1 of 24 tests is certain of its sign, and goes on to the answer over all markets, after the waits that
// were read there alone, with the first one's beside it.
func TestBoxForWhoDoesNotKnowTheMarket(t *testing.T) {
	post := Method{Name: Post, Day: 35, Right: 23.0 / 24, Lo: 0.79, Hi: 0.999, Cost: 0.0011, Misses: share(0.0294), Certain: share(1.0 / 24), Reads: read(12)}
	post.Reads[4] = &Reading{Value: -0.0139, Right: 23.0 / 24}
	over := Over{Arm: "more", Method: Post, Days: 56, Beliefs: 9, Holds: 4, Right: 0.82, Cost: 0.0017, Worst: 0.0038}
	r := &Report{Horizon: 182, Replications: 24, Over: []Over{over}, Across: &Over{Method: Post, Days: 35, Beliefs: 9, Holds: 1, Right: 0.75, Cost: 0.0018, Worst: 0.0058},
		Answers: []Answer{{For: thisHere, Method: Post, Days: 35, Right: 23.0 / 24, Cost: 0.0011}, {For: thisAverage, Method: Post, Days: 56, Lo: 0.76, Hi: 0.86}},
		Focus:   &Focus{Arm: "more", Market: "a.slope=-9%, a.time_constant=60d", Tests: 24, Truth: Reading{Value: -0.028}, TwoWeeks: Reading{Value: 0.0257}, Shipped: 0.0175, Methods: []Method{post, {Name: AsRead, Reads: read(12)}}}}
	want := "A 14-day test says ship (revenue +2.57%), the long run says stop (-2.80%).\nTrust: post-period after 35 days for `more` in `slope -9%, time constant 60d`: 21 days of test, then 14 in which nobody has the change: these show what those who had it have learned.\n" +
		"Why: 23 of 24 single tests decide right (95% interval 79% to 100%); by revenue so far after 35 days 0 of 24 do. It is the cheapest of the reliable methods without a warning (right in at least 22 of 24 tests on their day and at the end of every later week); so few tests do not tell how much of that is luck.\n" +
		"Cost: 0.11% of a year's revenue; shipping after a 14-day test costs 1.75%.\nDoubt: A/B noise is left out. Trust its sign, not its size: it reads -1.39% of a long run of -2.80%. Only 1 of 24 single tests can be certain of the sign by itself: right or not, the others read no further from 0 than the 2.94 points by which the method misses in other markets.\n" +
		"If any of the 9 markets may be true: trust post-period after 56 days (of 7, 14, 28, 56 and 84): 82% of single tests right (95% interval 76% to 86%), reliable in 4 of 9 markets, at 0.17% in the mean and 0.38% in the worst market. It is the cheapest of all methods without a warning; so few tests do not tell how much of that is luck. Post-period after 35 days decides 75% of single tests right, reliable in 1 of 9 markets, at 0.18% in the mean and 0.58% in the worst market."
	if got := said(r.Answer()); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if r.Across.Days = 56; !strings.HasSuffix(said(r.Answer()), "\nIf any of the 9 markets may be true: post-period after 56 days decides 75% of single tests right, reliable in 1 of 9 markets, at 0.18% in the mean and 0.58% in the worst market.") {
		t.Error(r.Answer())
	}
}

// TestNoInterferenceByConstruction: where control earns to the last digit what it earns without the treated, the page says that nothing ties the sides together; where it is moved, though not
// clear of 0, that nothing is clear of 0.
func TestNoInterferenceByConstruction(t *testing.T) {
	for by, want := range map[float64]string{0: "Interference: none, by construction.", 1e-5: "Interference: where half of the Pinners of one market are treated, a live test reads nothing beyond whole markets that is clear of 0"} {
		r, x := &Report{Focus: &Focus{Arm: "more"}}, func(v float64) *float64 { return &v }
		r.Short = []ShortBias{{Bias: "interference, 50% treated", Value: x(1e-5), Lo: x(-1e-4), Hi: x(1e-4)}, {Bias: "control is moved, 50% treated", Value: x(0), Lo: x(-by), Hi: x(by)}}
		r.lived(made(0, 0, -0.02, -0.02, 1), r.Short)
		if got := r.LiveWords(); !strings.HasPrefix(got, want) {
			t.Errorf("%v: %s", by, got)
		}
	}
	f := &Focus{Arm: "more", Curve: Curve{Lo: -0.48456, Hi: 0.21589}}
	if got := f.alone(); !strings.Contains(got, "anywhere from -48% to +22% (the median test's own 95% interval)") {
		t.Error(got)
	}
}

// TestTitleNamesTheCheaperSecond: of two methods that are right besides the one of the answer the cheaper one is named, though the other is right sooner.
func TestTitleNamesTheCheaperSecond(t *testing.T) {
	r := &Report{Answers: []Answer{{For: thisHere, Method: Post, Days: 35}}, Focus: &Focus{Arm: "more", TwoWeeks: Reading{Value: 0.02}, Truth: Reading{Value: -0.03},
		Methods: []Method{{Name: Post, Day: 35, Cost: 0.0011}, {Name: CookieDay, Day: 42, Cost: 0.0027}, {Name: Extended, Day: 49, Cost: 0.0023}}}}
	if got, want := r.Headline(), "more: a 14-day test says ship, the long run says stop; the cheapest that would have said so are post-period from day 35 on (0.11%) and extrapolated from day 49 on (0.23% of a year's revenue)"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// TestWhyAnEffectTurns: sessions of one change end 0.4% lower, a tenth of what revenue moves by; the page says so beside revenue.
func TestWhyAnEffectTurns(t *testing.T) {
	r := Judge([]*Launch{made(0, 0, 0.02, -0.02, 0.03)}, false, rng.Root(1, 0))
	within(t, "sessions in the long run", r.Focus.Sessions[1], -0.004, 1e-4)
	if got := r.Words()[0]; !strings.HasSuffix(got, " Sessions: -0.40% in those 14 days, -0.40% in the long run; revenue a session: +1.67% and -1.59%. Revenue turns because a session brings less.") {
		t.Error(got)
	}
	for _, x := range []struct {
		revenue, sessions [2]float64
		want              string
	}{
		{[2]float64{0.02, -0.03}, [2]float64{0, -0.05}, "revenue a session: +2.00% and +2.11%. Revenue turns because Pinners come less often, though a session still brings more."}, // .97 / .95
		{[2]float64{-0.02, 0.03}, [2]float64{0, 0.05}, "revenue a session: -2.00% and -1.90%. Revenue turns because Pinners come more often, though a session still brings less."},
		{[2]float64{0.02, -0.03}, [2]float64{0, 0.01}, "revenue a session: +2.00% and -3.96%. Revenue turns because of what a session brings, though sessions move the other way."},
		{[2]float64{0.02, -0.03}, [2]float64{0, -0.02}, "revenue a session: +2.00% and -1.02%. Revenue turns because Pinners come less often and a session brings less."},
		{[2]float64{-0.001, 0.03}, [2]float64{0, 0.029}, "revenue a session: -0.10% and +0.10%. Revenue turns because Pinners come more often."},
		{[2]float64{0.02, 0.03}, [2]float64{0, 0.01}, "revenue a session: +2.00% and +1.98%."},
	} {
		f := Focus{TwoWeeks: Reading{Value: x.revenue[0]}, Truth: Reading{Value: x.revenue[1]}, Sessions: x.sessions}
		if got := f.why(); !strings.HasSuffix(got, x.want) {
			t.Errorf("%s, want %s", got, x.want)
		}
	}
}

// TestWeeklyNumbers: a row a method and a week's end, with the number that the words say: last week's revenue crosses 0 on day 23 in nine of ten tests and is right from day 28 on; the
// curve has no row before day 14.
func TestWeeklyNumbers(t *testing.T) {
	r := ninth()
	var b strings.Builder
	if err := WriteWeekly(&b, r); err != nil {
		t.Fatal(err)
	}
	read := map[string][]string{}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		read[row[1]+" "+row[0]] = row
	}
	if row := read[LastWeek+" 28"]; row == nil || row[2] != "10" || row[7] != "0.9" || row[10] != "true" || read[LastWeek+" 21"][10] != "false" || read[LastWeek+" 21"][7] != "0" || read[Extended+" 7"] != nil || read[Extended+" 14"] == nil || read[LastWeek+" 168"] == nil {
		t.Errorf("%v", rows)
	}
	for _, m := range r.Focus.Methods {
		if m.Name == LastWeek {
			within(t, "cost", number64(t, read[LastWeek+" 28"][9]), m.Cost, 1e-9)
		}
	}
}

// ninth is the report of a launch of which nine of ten tests lose from day 28 on.
var ninth = sync.OnceValue(func() *Report { return Judge([]*Launch{crossing(9)}, false, rng.Root(1, 0)) })

// TestEveryTestIsWritten: the file of single tests has each test after each wait once, from which follow the numbers of the tables: nine of ten tests of a launch from 2% to -2% are right by the last week of 28 days, which reads 2% -
// 4% (1 - exp(-0.03 x 24.5)) = 0 or so, at the cost of the row; the tests of the launch that is told also at week's ends that no table has, with their costs.
func TestEveryTestIsWritten(t *testing.T) {
	r := ninth()
	var b strings.Builder
	if err := WriteTests(&b, r); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil || strings.Join(rows[0], ",") != "market,arm,replication,days,method,reads,lo,hi,truth,ships,right,cost" {
		t.Fatal(err, rows[0])
	}
	tests, seen := map[string][][]string{}, map[string]bool{}
	for _, row := range rows[1:] {
		if key := strings.Join(row[:5], ","); seen[key] {
			t.Fatalf("twice: %s", key)
		} else {
			seen[key] = true
		}
		tests[row[4]+" "+row[3]] = append(tests[row[4]+" "+row[3]], row)
	}
	sums := func(rows [][]string) (right, cost, covered float64) {
		for _, row := range rows {
			if cost += number64(t, row[11]) / float64(len(rows)); row[10] == "true" {
				right += 1 / float64(len(rows))
			}
			if truth := number64(t, row[8]); row[6] != "" && number64(t, row[6]) <= truth && truth <= number64(t, row[7]) {
				covered += 1 / float64(len(rows))
			}
			if (row[9] == "true") != (number64(t, row[5]) > 0) || (row[10] == "true") != ((number64(t, row[8]) > 0) == (row[9] == "true")) {
				t.Errorf("%v", row)
			}
		}
		return right, cost, covered
	}
	for i := range r.Rows {
		x := &r.Rows[i]
		right, cost, covered := sums(tests[fmt.Sprint(x.Name, " ", x.Days)])
		within(t, x.Name+" right", right, x.Right, 1e-9)
		within(t, x.Name+" cost", cost, x.Regret, 1e-9)
		if x.Interval != nil {
			within(t, x.Name+" covers", covered, x.Interval.Covers, 1e-9)
		}
	}
	last := tests[LastWeek+" 28"]
	within(t, "last week of 28 days", number64(t, last[0][5]), -0.02+0.04*math.Exp(-0.03*24.5), 2e-4)
	if right, _, _ := sums(last); math.Abs(right-0.9) > 1e-9 || len(last) != 10 || last[9][2] != "9" || last[0][2] != "0" {
		t.Errorf("%d rows, %v right", len(last), right)
	}
	for _, m := range r.Focus.Methods { // on day 35, which no table has
		if rows := tests[m.Name+" 35"]; len(rows) != 10 || rows[0][6] != "" {
			t.Errorf("%s: %d rows, %v", m.Name, len(rows), rows)
		} else if _, cost, _ := sums(rows); math.Abs(cost-m.Reads[4].cost) > 1e-9 {
			t.Errorf("%s costs %v, want %v", m.Name, cost, m.Reads[4].cost)
		}
	}
}

// TestNoZerosOfWhatIsNotKnown: JSON has no number where there is none: a post-period reads from day 28 on, before that are nulls and the reason; of a method that is reliable on no day there is no cost of such a day; an
// answer that names no method has no numbers, and one without an interval no ends; one replication has no spread; a method that ships nothing has no share of false launches. What is 0 stays.
func TestNoZerosOfWhatIsNotKnown(t *testing.T) {
	r := ninth()
	var post map[string]any
	for _, m := range append(slices.Clone(r.Focus.Methods), Method{Name: AsRead, Reads: read(2)}) {
		fields := decoded(t, m)
		if m.Name == Post {
			post = fields
		}
		if _, there := fields["cost"]; there != (m.Day > 0) || there != (fields["day"] != nil) || there != (fields["right"] != nil) || there != (fields["exposed_days"] != nil) {
			t.Errorf("day %d: %v", m.Day, fields)
		}
		if _, there := fields["misses"]; there {
			t.Errorf("misses in other markets, of which there are none: %v", fields)
		}
	}
	if reads := post["reads"].([]any); reads[0] != nil || reads[2] != nil || reads[3] == nil || post["ships"] != nil || fmt.Sprint(post["unread"]) != "[map[days:[7 14 21] why:the wait is too short: at least 28 days are needed]]" {
		t.Errorf("%v", post)
	}
	if got := fmt.Sprint(decoded(t, Answer{For: thisWorst, Coin: "c"}), decoded(t, Answer{For: tried, Method: Post, Days: 28})); got != "map[coin:c for:this change, at worst method:] map[cost:0 days:28 exposed:0 exposed_days:0 for:another, of a kind tried method:post-period right:0]" {
		t.Error(got)
	}
	if got := decoded(t, Answer{Method: Post, Hi: 0.3}); got["lo"] != 0.0 || got["hi"] != 0.3 {
		t.Errorf("an interval from 0 on: %v", got)
	}
	one := Judge([]*Launch{made(0, 0, -0.02, -0.02, 1), made(1, 0, -0.01, -0.01, 1)}, false, rng.Root(1, 0))
	for i := range one.Over {
		one.Over[i].Arm = "more"
	}
	if x := one.Find(AsRead, 14); x.RecallOfWins != nil || x.FalseLaunches != nil || *x.RecallOfLosses != 1 || one.Over[0].Spread != nil {
		t.Errorf("%+v, %+v", x, one.Over[0])
	}
	if rows := one.LaunchRows(false); strings.Join(rows[1][3:6], " ") != "- 100% -" {
		t.Errorf("%v", rows[1])
	}
	if rows := one.OverRows("more", false); rows[1][5] != "-" {
		t.Errorf("%v", rows[1])
	}
}

// decoded is what JSON has of something.
func decoded(t *testing.T, x any) (fields map[string]any) {
	t.Helper()
	text, err := json.Marshal(x)
	if err == nil {
		err = json.Unmarshal(text, &fields)
	}
	if err != nil {
		t.Fatal(err)
	}
	return fields
}

func number64(t *testing.T, text string) float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestNothingIsNoFormula: a bias that nothing is tried against has empty cells for what was tried and whether it helps, in a file that spreadsheets read; the table has dashes.
func TestNothingIsNoFormula(t *testing.T) {
	x := func(v float64) *float64 { return &v }
	r := &Report{Short: []ShortBias{{Market: "here", Bias: Season, Value: x(0.0541), Lo: x(0.05), Hi: x(0.06), By: "a test of those weeks"}}}
	var b strings.Builder
	if err := WriteShortRun(&b, r); err != nil || !strings.Contains(b.String(), "\nhere,season,0.0541,0.05,0.06,,,,,,14 days\n") {
		t.Errorf("%v\n%s", err, b.String())
	}
	if got := r.ShortRows()[1]; got[2] != "+5.41" || got[7] != "-" {
		t.Errorf("%v", got)
	}
}

// TestLegendOfAbsentColumns: clauses about columns that are left out go, with the sentence that they end; others stay as they are.
func TestLegendOfAbsentColumns(t *testing.T) {
	all := []string{"right", "cost", "worst", "Pinners", "its cost"}
	for note, want := range map[string]string{
		"By tests. right: a share; cost: what is left, % of revenue. Pinners: those who have it; its cost: what that leaves. Half have it: the others not.": "By tests. right: a share; cost: what is left, % of revenue. Half have it: the others not.",
		"right: a share; Pinners: those who have it. More.":   "right: a share. More.",
		"right: a share; worst: of all; cost: what is left.":  "right: a share; cost: what is left.",
		"Pinners: those who have it.":                         "",
		"right: a share, by worst: none; cost: what is left.": "right: a share, by worst: none; cost: what is left.",
	} {
		if got := Legend(note, all, []string{"right", "cost"}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	r := Judge([]*Launch{made(0, 0, 0.02, -0.02, 0.03)}, false, rng.Root(1, 0))
	head := r.KnownRows()[0]
	for j, name := range head {
		if !slices.Contains(KnownOnScreen, j) && strings.Contains(Legend(knownRest, head, Columns(r.KnownRows(), KnownOnScreen...)[0]), name+": ") {
			t.Errorf("%s is explained and not shown", name)
		}
	}
}

// TestChangesAreNamed: two changes in three markets of 300 Pinners, and costs of all launches are % like all others.
func TestChangesAreNamed(t *testing.T) {
	var all []*Launch
	for fold := range 3 {
		for lever, arm := range []string{"more", "less"} {
			l := made(fold, lever, 0.02, -0.02, 0.03)
			l.Arm = arm
			for range known - len(l.base) + 1 {
				l.base, l.changed = append(l.base, slices.Repeat([]float64{300}, l.Days())), append(l.changed, slices.Repeat([]float64{300}, l.Days()))
			}
			all = append(all, l)
		}
	}
	r := Judge(all, false, rng.Root(1, 0))
	if want := "Changes that are launched: more and less, in 3 markets of 300 Pinners each."; r.Changes != want {
		t.Errorf("%s, want %s", r.Changes, want)
	}
	if got := r.LaunchRows(false)[1][7]; !strings.HasSuffix(got, "%") {
		t.Error(got)
	}
}
