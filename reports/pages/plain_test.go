package pages_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"marketsim/reports"
	"marketsim/reports/estimate/longrun"
	"marketsim/reports/figures"
	"marketsim/reports/horizon"
	"marketsim/reports/pages"
)

// month is a report about short tests with one change over beliefs.
func month() *horizon.Report {
	here, none := 0.96, 0.0
	r := &horizon.Report{Scenario: "s", Launches: 36, Horizon: 42, Replications: 6, Focus: &horizon.Focus{Arm: "one_more", Market: "market.pinners.long_run.slope=-9%", Tests: 24, TwoWeeks: horizon.Reading{Value: 0.02}, Truth: horizon.Reading{Value: -0.03}},
		Answers: []horizon.Answer{{For: "this change, here", Method: horizon.LastWeek, Days: 28, Right: 0.96, Cost: 0.002, Here: &here}, {For: "another, of a kind tried", Method: horizon.AsRead, Days: 7, Right: 0.8, Cost: 0.001, Here: &none}},
		Flags:   []string{"THE SURROGATE INDEX DOES NOT HOLD FOR NEW KINDS OF CHANGES."}, Checks: []horizon.Check{{Of: "kind", Name: "reserve", Days: 14, Launches: 9, Missed: 2, Turned: []string{"reserve"}, Where: "slope=-9%"}},
		Rows: []horizon.Row{{Days: 14, Agreement: longrun.Agreement{Name: horizon.AsRead, Tests: 800, Right: 0.84}}, {Days: 14, Agreement: longrun.Agreement{Name: horizon.ProxyPrefix + "ctr", Tests: 800, Right: 0.16}}}}
	var weeks []*horizon.Reading
	for range 6 {
		weeks = append(weeks, &horizon.Reading{})
	}
	for _, name := range horizon.Methods {
		r.Focus.Methods = append(r.Focus.Methods, horizon.Method{Name: name, Day: 28, Reads: weeks})
		r.Over = append(r.Over, horizon.Over{Arm: "one_more", Method: name, Days: 14, Beliefs: 9, In: "market.pinners.long_run.slope=-9%, market.pinners.long_run.time_constant=120d"})
	}
	return r
}

// curves is the figure of such a report.
func curves(r *horizon.Report) figures.Picture {
	return figures.HorizonPicture(r, &reports.Input{}, false, figures.Options{})
}

// TestPageOfShortTests: names of arms are set apart from the words around them; on a tablet no table is cut; on a phone captions end within the window, no head is broken within a word, no table is cut and each value has its head before it;
// on paper every column is there.
func TestPageOfShortTests(t *testing.T) {
	var b bytes.Buffer
	if err := pages.WriteHorizon(&b, &reports.Input{}, month(), false, curves(month()), nil); err != nil {
		t.Fatal(err)
	}
	if page := b.String(); strings.Contains(page, "`") || !strings.Contains(page, "test of <code>one_more</code> says") || !strings.Contains(page, "<caption>When each method decides <code>one_more</code> right") {
		t.Error("the arm's name is not set apart")
	}
	// One answer stands first, then what must not be overlooked, and then all else.
	page := b.String()
	for _, want := range [][2]string{{`<div class="answer"><p>A 14-day test says ship (revenue +2.00%), the long run says stop (-3.00%).</p>`, `<p><b>Trust:</b> last week&#39;s revenue after 28 days for <code>one_more</code> in <code>slope -9%</code>: the effect of the last seven days.</p>`}, {`<b>Trust:</b>`, `<p><b>Why:</b>`}, {`<p><b>Why:</b>`, `<p class="alarm" role="alert">THE SURROGATE INDEX DOES NOT HOLD`}, {`<p class="alarm"`, "A 14-day test of"},
		{"A 14-day test of", "Which method to trust, by what is to be decided"}, {"Which method to trust, by what is to be decided", "0% WRONG"}, {"Other metrics as proxies", "ctr"},
		{`<p class="alarm"`, "Reliable means one thing on this page"}, {"Reliable means one thing on this page", "<caption>What each method reads"}, {"<caption>What each method reads", "A 14-day test of"}} { // words are told before they are used
		first, second := strings.Index(page, want[0]), strings.LastIndex(page, want[1])
		if first < 0 || second < first {
			t.Errorf("%q at %d, %q at %d", want[0], first, want[1], second)
		}
	}
	v, path := newVisitor(t), filepath.Join(t.TempDir(), "index.html")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(v.ctx, chromedp.EmulateViewport(390, 900), chromedp.Navigate("file://"+path)); err != nil {
		t.Fatal(err)
	}
	for what, expression := range map[string]string{
		"captions beyond the window": `Array.from(document.querySelectorAll("caption")).filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).length`,
		"heads broken within a word": `Array.from(document.querySelectorAll("thead th")).filter((e) => !/[ _.]/.test(e.textContent) && e.getBoundingClientRect().height > 0 && (() => { const r = document.createRange(); r.selectNodeContents(e); return new Set(Array.from(r.getClientRects(), (b) => Math.round(b.top))).size > 1; })()).length`,
		"sections without an entry":  `Array.from(document.querySelectorAll("main > section")).filter((s) => document.querySelectorAll("nav a[href='#" + s.id + "']").length !== 1).length`,
		"tables cut":                 `Array.from(document.querySelectorAll(".wide")).filter((e) => e.scrollWidth > e.clientWidth + 1).length`,
		"values beyond the edge":     `Array.from(document.querySelectorAll(".wide td")).filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).length`,
		"figures that scroll":        `Array.from(document.querySelectorAll(".picture")).filter((e) => e.scrollWidth > e.clientWidth + 1).length`,
		"figures for wide screens":   `Promise.all(Array.from(document.querySelectorAll(".picture img"), (e) => e.decode().then(() => 24 * e.clientWidth / e.naturalWidth < 9))).then((all) => all.filter(Boolean).length)`,
		"values without a head":      `Array.from(document.querySelectorAll(".wide td")).filter((e) => getComputedStyle(e, "::before").content.length < 4).length`,
	} {
		if n := answer[int](t, v.ctx, expression); n > 0 {
			t.Errorf("%s: %d", what, n)
		}
	}
	if err := chromedp.Do(v.ctx, chromedp.EmulateViewport(800, 900)); err != nil {
		t.Fatal(err)
	}
	if n := answer[int](t, v.ctx, `Array.from(document.querySelectorAll(".wide")).filter((e) => e.scrollWidth > e.clientWidth + 1).length`); n > 0 {
		t.Errorf("%d tables are cut on a tablet", n)
	}
	media(t, v.ctx, "print", "light")
	const inner = 703 // of A4, as in TestPagePrints
	if err := chromedp.Do(v.ctx, chromedp.EmulateViewport(inner, 1000)); err != nil {
		t.Fatal(err)
	}
	for i, n := range answer[[]int](t, v.ctx, `Array.from(document.querySelectorAll(".wide")).map((e) => e.scrollWidth - e.clientWidth)`) {
		if n > 1 {
			t.Errorf("table %d is cut by %d", i, n)
		}
	}
}
