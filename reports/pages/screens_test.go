package pages_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"marketsim/reports"
	"marketsim/reports/pages"
	"marketsim/reports/reportstest"
	"marketsim/reports/verdict"
	"marketsim/sim/ask"
)

// opened writes the page of an input and opens it.
func opened(t *testing.T, v *visitor, in *reports.Input) {
	t.Helper()
	visited(t, v, written(t, in))
}

// visited opens a page.
func visited(t *testing.T, v *visitor, page []byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "index.html")
	if err := os.WriteFile(path, page, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(v.ctx, chromedp.Navigate("file://"+path)); err != nil {
		t.Fatal(err)
	}
}

// media emulates a medium and a colour scheme.
func media(t *testing.T, ctx context.Context, medium, scheme string) {
	t.Helper()
	_, err := chromedp.Run(ctx, func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: medium,
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return chromedp.Void{}, err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checked is a run of several arms with long names and checks.
func checked(nArms int) *reports.Input {
	in := reportstest.Sized(nArms, 4, 56)
	for a := 1; a < nArms; a++ {
		in.Arms[a].Name += "_with_a_name_that_is_longer_than_a_column"
		in.Arms[a].Changes = []string{"mechanism.reserve: 0.25 USD", "market.surfaces.home.ad_slots: [3, 7, 11, 15, 19, 23, 27, 31, 35, 39, 43, 47]"}
		for _, arms := range in.Results {
			arms[a].Arm = in.Arms[a].Name
		}
		for _, metric := range []string{"revenue", "sessions", "roas"} {
			in.Questions.Checks = append(in.Questions.Checks, ask.Check{ID: metric, Arm: in.Arms[a].Name, Metric: metric, Window: ask.Window{Name: "all", To: 56},
				Require: "change > 0%", Rule: ask.Rule{Subject: ask.Change, Op: ">"}, OnInconclusive: "inconclusive"})
		}
	}
	return in
}

// tooWide lists what reaches beyond the window without a box of its own that scrolls.
const tooWide = `Array.from(document.querySelectorAll("body *")).filter((e) => {
	if (e.closest(".wide") && !e.matches(".wide") || e.closest(".skip, [hidden]") || e.closest(".u-wrap")) return false;
	const box = e.getBoundingClientRect();
	return box.width > 0 && box.right > document.documentElement.clientWidth + 1;
}).slice(0, 5).map((e) => e.tagName + "." + e.className + " " + e.textContent.slice(0, 30))`

// TestPageFitsScreens: at the widths of a desk, a tablet and a phone the body never scrolls sideways; tables do within their boxes,
// which the keyboard reaches, and then the first column stays where it is.
func TestPageFitsScreens(t *testing.T) {
	v := newVisitor(t)
	for name, in := range map[string]*reports.Input{"two arms": checked(3), "one arm": reportstest.Sized(1, 3, 20)} {
		opened(t, v, in)
		for _, width := range []int64{1440, 800, 390} {
			if err := chromedp.Do(v.ctx, chromedp.EmulateViewport(width, 900)); err != nil {
				t.Fatal(err)
			}
			at := fmt.Sprintf("%s at %d", name, width)
			if n := answer[int](t, v.ctx, `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(document.documentElement.scrollWidth))))`); n > int(width) {
				t.Errorf("%s: the body is %d wide; %q", at, n, answer[[]string](t, v.ctx, tooWide))
			}
			if n := answer[int](t, v.ctx, `Array.from(document.querySelectorAll(".wide")).filter((e) => e.querySelector("caption").getBoundingClientRect().right > e.getBoundingClientRect().right + 1).length`); n > 0 {
				t.Errorf("%s: %d captions are cut", at, n)
			}
			moved := answer[[]float64](t, v.ctx, `Array.from(document.querySelectorAll(".wide")).map((box) => {
				const cell = box.querySelector("tbody th[scope=row]");
				if (!cell || box.scrollWidth <= box.clientWidth) return 0;
				const before = cell.getBoundingClientRect().left;
				box.scrollLeft = 120;
				const after = cell.getBoundingClientRect().left;
				box.scrollLeft = 0;
				return Math.abs(after - before);
			})`)
			for i, d := range moved {
				if d > 1 {
					t.Errorf("%s: the first column of table %d moves by %g", at, i, d)
				}
			}
			if n := answer[int](t, v.ctx, `Array.from(document.querySelectorAll(".wide")).filter((e) => !getComputedStyle(e).backgroundImage.includes("gradient")).length`); n > 0 {
				t.Errorf("%s: no shade hints at what %d tables have to the right", at, n)
			}
			if n := answer[int](t, v.ctx, `Array.from(document.querySelectorAll(".wide")).filter((e) => e.querySelector("table.metrics") && e.scrollWidth > e.clientWidth + 1).length`); n > 0 {
				t.Errorf("%s: the changes of %d arms are cut", at, n)
			}
			if n := answer[int](t, v.ctx, `document.querySelectorAll(".wide:not([tabindex='0'])").length`); n > 0 {
				t.Errorf("%s: the keyboard does not reach %d tables", at, n)
			}
		}
	}
}

// TestNamesStandWhole: the names of lines stand right of the plot and not on it, a status is one line, captions end within the window, and
// entries of the contents do not touch.
func TestNamesStandWhole(t *testing.T) {
	v := newVisitor(t)
	opened(t, v, reportstest.Sized(3, 4, 56))
	for what, expression := range map[string]string{
		"charts of several lines without names to their right": `Array.from(document.querySelectorAll(".chart")).filter((place) => {
			const canvas = place.querySelector("canvas"), over = place.querySelector(".u-over"), scale = canvas.width / canvas.clientWidth;
			if (place.querySelectorAll(".u-legend .u-series:not(.bound)").length < 3) return false;
			const from = Math.ceil((over.offsetLeft + over.clientWidth + 4) * scale), data = canvas.getContext("2d").getImageData(from, 0, canvas.width - from, canvas.height).data;
			let ink = 0;
			for (let i = 3; i < data.length; i += 4) if (data[i] > 100) ink++;
			return ink < 40;
		}).length`,
	} {
		if n := answer[int](t, v.ctx, expression); n > 0 {
			t.Errorf("%s: %d", what, n)
		}
	}
	opened(t, v, checked(3))
	for _, width := range []int64{1440, 800, 390} {
		if err := chromedp.Do(v.ctx, chromedp.EmulateViewport(width, 900)); err != nil {
			t.Fatal(err)
		}
		for what, expression := range map[string]string{
			"a status on two lines":          `Array.from(document.querySelectorAll("th.PASS, th.FAIL, th.INCONCLUSIVE")).filter((e) => { const r = document.createRange(); r.selectNodeContents(e); return new Set(Array.from(r.getClientRects(), (b) => Math.round(b.top))).size > 1; }).length`,
			"captions beyond the window":     `Array.from(document.querySelectorAll("caption")).filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).length`,
			"arrows on a line of their own":  `Array.from(document.querySelectorAll("thead button")).filter((e) => getComputedStyle(e, "::after").content !== "none" && e.querySelector("small")).length`,
			"legends in another font":        `Array.from(document.querySelectorAll(".u-legend")).filter((e) => getComputedStyle(e).fontFamily !== getComputedStyle(document.body).fontFamily).length`,
			"entries that reach into others": `(() => { const r = Array.from(document.querySelectorAll("nav li a"), (e) => Array.from(e.getClientRects())).flat(); return r.filter((a, i) => r.some((b, j) => i !== j && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 6 && b.top < a.bottom - 6)).length; })()`,
		} {
			if n := answer[int](t, v.ctx, expression); n > 0 {
				t.Errorf("%s at %d: %d", what, width, n)
			}
		}
	}
}

// TestPageHasAStructure: every entry of the contents leads to a section, every table has a caption and scoped heads.
func TestPageHasAStructure(t *testing.T) {
	v := newVisitor(t)
	opened(t, v, checked(3))
	for what, expression := range map[string]string{
		"dead entries of the contents": `Array.from(document.querySelectorAll("nav a")).filter((a) => !document.querySelector(a.getAttribute("href"))).length`,
		"sections without an entry":    `Array.from(document.querySelectorAll("main > section")).filter((s) => !document.querySelector("nav a[href='#" + s.id + "']")).length`,
		"tables without a caption":     `document.querySelectorAll("main table:not(.u-legend):not(:has(> caption))").length`,
		"heads without a scope":        `document.querySelectorAll("main table:not(.u-legend) th:not([scope])").length`,
		"charts without a description": `document.querySelectorAll(".chart:not([aria-label]), .chart:not([tabindex='0'])").length`,
		"names that occur twice":       `(() => { const ids = Array.from(document.querySelectorAll("[id]")).map((e) => e.id); return ids.length - new Set(ids).size; })()`,
	} {
		if n := answer[int](t, v.ctx, expression); n != 0 {
			t.Errorf("%s: %d", what, n)
		}
	}
	if n := answer[int](t, v.ctx, `document.querySelectorAll("nav a").length`); n < 6 {
		t.Errorf("%d entries in the contents", n)
	}
}

// TestTablesAreSorted: a click on a head sorts the numbers below it within their side of the market, a second one the other way.
func TestTablesAreSorted(t *testing.T) {
	v := newVisitor(t)
	opened(t, v, checked(3))
	const read = `(() => {
		const table = document.querySelector("table.metrics"), head = table.tHead.rows[0].cells[3];
		head.querySelector("button").click();
		const values = Array.from(table.tBodies).map((b) => Array.from(b.rows).filter((r) => r.cells.length > 2).map((r) => parseFloat(r.cells[3].textContent)));
		return [head.getAttribute("aria-sort"), values.every((list) => list.every((x, i) => i === 0 || (head.getAttribute("aria-sort") === "ascending" ? list[i - 1] <= x : list[i - 1] >= x))), values.flat().length];
	})()`
	for _, want := range []string{"ascending", "descending"} {
		if got := answer[[]any](t, v.ctx, read); got[0] != want || got[1] != true || got[2].(float64) < 12 {
			t.Errorf("%v, want %s", got, want)
		}
	}
}

// TestArmsAndMetricsAreSwitched: a box hides an arm in every chart of its group, another hides a metric, and the keyboard moves through
// the days of a chart.
func TestArmsAndMetricsAreSwitched(t *testing.T) {
	v := newVisitor(t)
	opened(t, v, checked(3))
	boxes := answer[[]int](t, v.ctx, `Array.from(document.querySelectorAll(".group")).map((g) => g.querySelectorAll(".switches input").length)`)
	for i, n := range boxes {
		if n < 2+4 {
			t.Errorf("group %d has %d boxes", i, n)
		}
	}
	shown := `Array.from(document.querySelectorAll("#days .chart")).map((c) => Array.from(c.querySelectorAll(".u-series:not(.bound):not(.u-off)")).length)`
	before := answer[[]int](t, v.ctx, shown)
	answer[bool](t, v.ctx, `document.querySelector("#days .switches input").click() || true`)
	for i, n := range answer[[]int](t, v.ctx, shown) {
		if n != before[i]-1 {
			t.Errorf("chart %d shows %d lines after an arm was hidden, %d before", i, n, before[i])
		}
	}
	if n := answer[int](t, v.ctx, `(() => { const all = document.querySelectorAll("#days .switches fieldset")[1].querySelectorAll("input"); all[0].click(); return document.querySelectorAll("#days figure[hidden]").length; })()`); n != 1 {
		t.Errorf("%d charts are hidden", n)
	}
	legend := answer[string](t, v.ctx, `(() => { const c = document.querySelector("#changes .chart"); c.focus(); for (let i = 0; i < 3; i++) c.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
		return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(document.activeElement === c ? c.querySelector(".u-legend").innerText : "no focus")))); })()`)
	if !regexp.MustCompile(`day:?\s*2(\D|$)`).MatchString(legend) {
		t.Errorf("the arrow keys do not move through the days: %q", legend)
	}
}

// TestPageInTheDark: where dark is preferred, the ground is dark, texts stand out by 4.5:1 and charts are drawn.
func TestPageInTheDark(t *testing.T) {
	v := newVisitor(t)
	for _, scheme := range []string{"dark", "light"} {
		media(t, v.ctx, "", scheme)
		opened(t, v, reportstest.Sized(2, 3, 20))
		worst := answer[float64](t, v.ctx, `(() => {
			const light = (c) => { const v = c.match(/[\d.]+/g).slice(0, 3).map((x) => { x /= 255; return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4; }); return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
			const ground = light(getComputedStyle(document.body).backgroundColor);
			return Math.min(...Array.from(document.querySelectorAll("h1, p, td, th, small, caption, figcaption, dd, a:not(.skip)")).map((e) => { const t = light(getComputedStyle(e).color); return (Math.max(t, ground) + 0.05) / (Math.min(t, ground) + 0.05); }));
		})()`)
		dark := answer[bool](t, v.ctx, `getComputedStyle(document.body).backgroundColor !== "rgb(255, 255, 255)"`)
		if worst < 4.5 || dark != (scheme == "dark") {
			t.Errorf("%s: a contrast of %.2f, dark ground %t", scheme, worst, dark)
		}
	}
}

// TestTablesAreSeenOnAPhone: on a narrow screen no table is cut, so that changes over all windows and what campaigns gain are seen at once, each value after the head of its column.
func TestTablesAreSeenOnAPhone(t *testing.T) {
	v := newVisitor(t)
	for name, in := range map[string]*reports.Input{"long names": checked(3), "short names": reportstest.Sized(2, 4, 56)} {
		opened(t, v, in)
		if n := answer[int](t, v.ctx, `Array.from(document.querySelectorAll(".wide:is(.pair *)")).length`); n < 2 {
			t.Errorf("%s: %d tables of campaigns", name, n)
		}
		for _, width := range []int64{390, 500, 620} {
			if err := chromedp.Do(v.ctx, chromedp.EmulateViewport(width, 900)); err != nil {
				t.Fatal(err)
			}
			for what, expression := range map[string]string{
				"tables cut":             `Array.from(document.querySelectorAll(".wide")).filter((e) => e.scrollWidth > e.clientWidth + 1).length`,
				"values beyond the edge": `Array.from(document.querySelectorAll(".wide td")).filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).length`,
				"numbers without a head": `Array.from(document.querySelectorAll(".wide td.n")).filter((e) => !e.dataset.head || !getComputedStyle(e, "::before").content.includes(e.dataset.head)).length`,
			} {
				if n := answer[int](t, v.ctx, expression); n > 0 {
					t.Errorf("%s at %d: %s: %d", name, width, what, n)
				}
			}
		}
	}
}

// TestPictureFitsScreens: the picture is loaded in light and dark, at every width and in print, it scrolls nowhere, and on a phone its text is at least 9 pixels high.
func TestPictureFitsScreens(t *testing.T) {
	v := newVisitor(t)
	for name, in := range map[string]*reports.Input{"long names": checked(3), "one arm": reportstest.Sized(1, 3, 20), "short": reportstest.Sized(2, 1, 14)} {
		for _, scheme := range []string{"light", "dark"} {
			media(t, v.ctx, "", scheme)
			opened(t, v, in)
			for _, width := range []int64{1440, 800, 390} {
				if err := chromedp.Do(v.ctx, chromedp.EmulateViewport(width, 900)); err != nil {
					t.Fatal(err)
				}
				got := answer[[]float64](t, v.ctx, `(async () => {
					const box = document.querySelector(".picture"), img = box.querySelector("img");
					await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
					await img.decode().catch(() => 0);
					return [img.naturalWidth, img.clientWidth, box.scrollWidth - box.clientWidth];
				})()`)
				at := fmt.Sprintf("%s, %s, at %d", name, scheme, width)
				if got[0] == 0 || got[2] > 1 {
					t.Errorf("%s: the picture is %g wide by itself, and %g are beyond its box", at, got[0], got[2])
				}
				if text := 24 * got[1] / got[0]; width == 390 && text < 9 {
					t.Errorf("%s: its text is %.1f high", at, text)
				}
			}
		}
	}
	media(t, v.ctx, "", "light")
}

// TestLongListsFold: more than five warnings fold into a line that says how many they are, and paper shows them all; a few are shown at once.
func TestLongListsFold(t *testing.T) {
	v := newVisitor(t)
	for n, folded := range map[int]int{5: 0, 6: 1} {
		in := reportstest.Sized(2, 2, 20)
		s, err := verdict.Summarise(in)
		if err != nil {
			t.Fatal(err)
		}
		s.Warnings = slices.Repeat([]string{"conversions are on their way"}, n)
		var b bytes.Buffer
		if err := pages.Write(&b, in, s); err != nil {
			t.Fatal(err)
		}
		visited(t, v, b.Bytes())
		if got := answer[int](t, v.ctx, `Array.from(document.querySelectorAll("#verified details:not([open]) summary")).filter((e) => e.textContent === "6 warnings").length`); got != folded {
			t.Errorf("%d warnings: %d lists are folded, want %d", n, got, folded)
		}
		if got := answer[int](t, v.ctx, `window.dispatchEvent(new Event("beforeprint")) && Array.from(document.querySelectorAll("#verified li")).filter((e) => e.checkVisibility()).length`); got != n {
			t.Errorf("%d of %d warnings are printed", got, n)
		}
	}
}
