package pages_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"marketsim/reports"
	"marketsim/reports/pages"
)

// stops numbers what can be operated on a page, in the order in which it is read, and returns how many there are.
const stops = `(() => {
	const all = Array.from(document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")).filter((e) => e.checkVisibility() && !e.closest("details:not([open]) > :not(summary)"));
	all.forEach((e, i) => { e.dataset.stop = i; });
	return all.length;
})()`

// focused tells which stop has the focus, and what is wrong with what shows it: no outline, a thin one, or one that a box cuts.
const focused = `(() => {
	const e = document.activeElement, style = getComputedStyle(e), around = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth), box = e.getBoundingClientRect();
	let wrong = style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2 ? "no outline" : "";
	for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
		if (getComputedStyle(p).overflowX === "visible" && getComputedStyle(p).overflowY === "visible") continue;
		const frame = p.getBoundingClientRect();
		if (box.left - around < frame.left - 0.5 || box.top - around < frame.top - 0.5 || box.bottom + around > frame.bottom + 0.5) wrong = "an outline that is cut";
	}
	return [e.dataset.stop || "none", wrong, e.tagName + "." + e.className + " " + e.textContent.slice(0, 30)];
})()`

// press presses keys as a person does.
func press(t *testing.T, ctx context.Context, keys string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.KeyEvent(keys)); err != nil {
		t.Fatal(err)
	}
}

// walked presses Tab through a page, on which everything that can be operated has the focus once, in the order of reading, and shows it.
func walked(t *testing.T, v *visitor, name string, least int) {
	t.Helper()
	n := answer[int](t, v.ctx, stops)
	if n < least {
		t.Errorf("%s: %d stops, want at least %d", name, n, least)
	}
	for i := range n {
		press(t, v.ctx, kb.Tab)
		got := answer[[]any](t, v.ctx, focused)
		if at := answer[int](t, v.ctx, `Number(document.activeElement.dataset.stop || -1)`); at != i || got[1] != "" {
			t.Fatalf("%s: after %d times Tab the focus is at %v", name, i+1, got)
		}
	}
}

// TestEverythingByKeyboard: Tab reaches all that can be operated on a page, in the order of reading and with an outline that is seen whole; Enter and Space operate it.
func TestEverythingByKeyboard(t *testing.T) {
	v := newVisitor(t)
	_, err := chromedp.Run(v.ctx, func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) { // a page without a screen has no focus to show else
		_, err := cdp.Call(ctx, target, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		return chromedp.Void{}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	opened(t, v, checked(3))
	walked(t, v, "a run", 60)
	at := func(selector string) {
		t.Helper()
		if !answer[bool](t, v.ctx, `(() => { const e = document.querySelector("`+selector+`"); e.focus(); return document.activeElement === e; })()`) {
			t.Fatalf("%s takes no focus", selector)
		}
	}
	for _, c := range []struct{ what, selector, keys, expression string }{
		{"Enter sorts", "table.metrics thead th:nth-child(4) button", kb.Enter, `document.querySelector("table.metrics thead th:nth-child(4)").getAttribute("aria-sort") === "ascending"`},
		{"Space sorts the other way", "table.metrics thead th:nth-child(4) button", " ", `document.querySelector("table.metrics thead th:nth-child(4)").getAttribute("aria-sort") === "descending"`},
		{"Space hides a metric", "#days .switches fieldset:last-of-type input", " ", `document.querySelectorAll("#days figure[hidden]").length === 1`},
		{"Space hides an arm", "#days .switches input", " ", `document.querySelectorAll("#days .chart .u-series.u-off").length > 0`},
		{"Enter unfolds", "footer summary", kb.Enter, `document.querySelector("footer details").open`},
		{"Space folds", "footer summary", " ", `!document.querySelector("footer details").open`},
		{"Enter follows the contents", "nav li:nth-child(2) a", kb.Enter, `location.hash === document.querySelector("nav li:nth-child(2) a").getAttribute("href") && Math.abs(document.querySelector(location.hash).getBoundingClientRect().top) < 5`},
		{"Enter skips to the content", ".skip", kb.Enter, `document.activeElement.id === "content"`},
	} {
		at(c.selector)
		press(t, v.ctx, c.keys)
		if !answer[bool](t, v.ctx, `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(`+c.expression+`))))`) {
			t.Errorf("%s: it does not", c.what)
		}
	}
	var b bytes.Buffer
	if err := pages.WriteHorizon(&b, &reports.Input{}, month(), false, curves(month()), nil); err != nil {
		t.Fatal(err)
	}
	visited(t, v, b.Bytes())
	walked(t, v, "short tests", 15)
}
