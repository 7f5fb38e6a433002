package pages_test

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"marketsim/reports"
	"marketsim/reports/reportstest"
)

// printed is the page that is open, as PDF.
func printed(t *testing.T, v *visitor) []byte {
	t.Helper()
	pdf, err := chromedp.Run(v.ctx, func(ctx context.Context, target *chromedp.Target) ([]byte, error) {
		sized := true
		out, err := cdp.Call(ctx, target, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &sized})
		if err != nil {
			return nil, err
		}
		return out.Data, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

// sheets counts the pages of a PDF.
func sheets(pdf []byte) int { return len(regexp.MustCompile(`/Type\s*/Page\b[^s]`).FindAll(pdf, -1)) }

// TestPagePrints: on A4 no table and no chart is cut, and a run like the quickstart, of two arms, takes at most 6 pages.
func TestPagePrints(t *testing.T) {
	v := newVisitor(t)
	const inner = 703 // 210 mm less two margins of 12, at 96 dots an inch
	opened(t, v, checked(2))
	media(t, v.ctx, "print", "light")
	if n := answer[int](t, v.ctx, `Array.from(document.querySelectorAll("th button")).filter((e) => getComputedStyle(e).display !== "contents").length`); n > 0 {
		t.Errorf("%d heads are buttons, which are left out where a head is repeated on the next sheet", n)
	}
	if err := chromedp.Do(v.ctx, chromedp.EmulateViewport(inner, 1000)); err != nil {
		t.Fatal(err)
	}
	answer[bool](t, v.ctx, `window.dispatchEvent(new Event("beforeprint"))`)
	for i, n := range answer[[]int](t, v.ctx, `Array.from(document.querySelectorAll(".wide, .chart")).map((e) => e.scrollWidth - e.clientWidth)`) {
		if n > 1 {
			t.Errorf("table or chart %d is cut by %d", i, n)
		}
	}
	if n := answer[int](t, v.ctx, `document.documentElement.scrollWidth`); n > inner {
		t.Errorf("the page is %d wide: %q", n, answer[[]string](t, v.ctx, tooWide))
	}
	media(t, v.ctx, "", "light")
	pdf := printed(t, v)
	if n := sheets(pdf); n < 2 || n > 6 {
		t.Errorf("%d pages", n)
	}
	if !bytes.Contains(pdf, []byte("/MediaBox [0 0 594.95")) && !bytes.Contains(pdf, []byte("/MediaBox [0 0 595")) {
		t.Error("the paper is not A4")
	}
}

// manyArms is a run of five arms beside control over 14 days, without a long-run model.
func manyArms() *reports.Input {
	in := reportstest.Sized(3, 4, 14)
	in.LongRun = false
	for k := range 3 {
		more := in.Arms[1]
		more.Name = fmt.Sprintf("an_arm_with_a_long_name_%d", k)
		in.Arms = append(in.Arms, more)
		for r := range in.Results {
			same := *in.Results[r][1]
			same.Arm = more.Name
			in.Results[r] = append(in.Results[r], &same)
		}
	}
	return in
}

// TestManyArmsPrintOnFewSheets: five arms beside control, over one window, take at most 7 sheets; what one arm moves stands beside who gains by it, and a key names
// the lines of small charts.
func TestManyArmsPrintOnFewSheets(t *testing.T) {
	v := newVisitor(t)
	opened(t, v, manyArms())
	if n := sheets(printed(t, v)); n > 7 {
		t.Errorf("%d sheets", n)
	}
	media(t, v.ctx, "print", "light")
	answer[bool](t, v.ctx, `window.dispatchEvent(new Event("beforeprint"))`)
	for what, expression := range map[string]string{
		"arms in one column":            `Array.from(document.querySelectorAll(".arm:has(.pair)")).filter((e) => e.querySelector(".metrics").getBoundingClientRect().right > e.querySelector(".pair").getBoundingClientRect().left).length`,
		"groups that do not name lines": `Array.from(document.querySelectorAll(".group")).filter((e) => e.querySelectorAll(".key span").length < 5 || !e.querySelector(".key").checkVisibility()).length`,
	} {
		if n := answer[int](t, v.ctx, expression); n > 0 {
			t.Errorf("%s: %d", what, n)
		}
	}
	media(t, v.ctx, "", "light")
}
