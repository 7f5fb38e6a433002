package pages_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"marketsim/reports"
	"marketsim/reports/reportstest"
)

// browser finds Chromium; without one the test is skipped, unless MARKETSIM_BROWSER demands it.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("MARKETSIM_BROWSER") != "" {
		t.Fatal("MARKETSIM_BROWSER is set and there is no Chromium in the path")
	}
	t.Skip("there is no Chromium in the path: the page is not opened; install it (Debian: apt-get install chromium) to test that")
	return ""
}

// visitor opens pages and notes what they must not do.
type visitor struct {
	ctx context.Context

	mu       sync.Mutex
	requests []string // beyond the page itself and pictures inside it
	errors   []string // whatever the console says, exceptions, violations of the policy
}

// chromium is started once, by the first test that opens a page; every visitor has a tab of its own.
var chromium struct {
	once sync.Once
	ctx  context.Context
	quit []func()
	err  error
}

// TestMain ends the browser after all tests.
func TestMain(m *testing.M) {
	code := m.Run()
	for _, quit := range slices.Backward(chromium.quit) {
		quit()
	}
	os.Exit(code)
}

func newVisitor(t *testing.T) *visitor {
	t.Helper()
	path := browser(t)
	chromium.once.Do(func() {
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Flag("no-sandbox", true),
			chromedp.Flag("disable-gpu", true), chromedp.WindowSize(1400, 1000)) // headless and without background networking by default
		allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, quit := chromedp.NewContext(allocated)
		chromium.ctx, chromium.quit, chromium.err = ctx, []func(){stop, quit}, chromedp.Do(ctx)
	})
	if chromium.err != nil {
		t.Fatal(chromium.err)
	}
	ctx, quit := chromedp.NewContext(chromium.ctx)
	t.Cleanup(quit)
	ctx, expire := context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(expire)
	v := &visitor{ctx: ctx}
	if err := chromedp.Listen(ctx, v.note); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *visitor) note(event any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if url := e.Request.URL; !strings.HasPrefix(url, "data:") && !strings.HasSuffix(url, "/index.html") {
			v.requests = append(v.requests, url)
		}
	case *runtime.EventConsoleAPICalled:
		v.errors = append(v.errors, string(e.Type))
	case *runtime.EventExceptionThrown:
		v.errors = append(v.errors, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		v.errors = append(v.errors, e.Entry.Text)
	}
}

// inkOfCharts counts, for every chart, the pixels that are neither clear nor white.
const inkOfCharts = `Array.from(document.querySelectorAll(".chart")).map(function (place) {
	const canvas = place.querySelector("canvas");
	if (!canvas || canvas.width < 200 || canvas.height < 100) return 0;
	const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
	let n = 0;
	for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 0 && data[i] + data[i + 1] + data[i + 2] < 720) n++;
	return n;
})`

// hover moves the pointer to the middle of the first chart and reads its legend.
const hover = `(function () {
	const over = document.querySelector(".chart .u-over"), box = over.getBoundingClientRect();
	const at = {clientX: box.left + box.width / 2, clientY: box.top + box.height / 2, bubbles: true};
	over.dispatchEvent(new MouseEvent("mouseenter", at));
	over.dispatchEvent(new MouseEvent("mousemove", at));
	return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(document.querySelector(".chart .u-legend").innerText))));
})()`

// TestPageInABrowser: the page opens from a file, asks the network for nothing, the console stays empty, every chart is drawn
// and shows values under the pointer, and all is readable as text besides.
func TestPageInABrowser(t *testing.T) {
	v := newVisitor(t)
	for name, in := range map[string]*reports.Input{"usual": reportstest.Input(), "one arm": reportstest.Sized(1, 3, 20), "one replication": reportstest.Sized(2, 1, 60),
		"days without marks": unmarked()} {
		path := filepath.Join(t.TempDir(), "index.html")
		if err := os.WriteFile(path, written(t, in), 0o644); err != nil {
			t.Fatal(err)
		}
		ctx := v.ctx
		err := chromedp.Do(ctx, chromedp.Navigate("file://"+path))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		legend := answer[string](t, ctx, hover)
		drawn := answer[string](t, ctx, `document.documentElement.dataset.drawn`)
		ink := answer[[]int](t, ctx, inkOfCharts)
		text := answer[string](t, ctx, `document.body.innerText`)
		if len(ink) < 6 {
			t.Errorf("%s: %d charts", name, len(ink))
		}
		for i, n := range ink {
			if n < 300 {
				t.Errorf("%s: chart %d of %s has %d pixels of ink", name, i, drawn, n)
			}
		}
		if !strings.ContainsAny(legend, "0123456789") || !strings.Contains(legend, "day") {
			t.Errorf("%s: the legend says nothing under the pointer: %q", name, legend)
		}
		for _, want := range []string{in.Hash, "Revenue", "What was verified", in.RunID} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the page does not say %q", name, want)
			}
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.requests) > 0 {
		t.Errorf("the page asks for %q", v.requests)
	}
	if len(v.errors) > 0 {
		t.Errorf("the console says %q", v.errors)
	}
}

// unmarked is a market without a long-run model: no short run ends before its horizon does, and no day is marked.
func unmarked() *reports.Input {
	in := reportstest.Sized(3, 3, 12)
	in.LongRun = false
	return in
}

// answer evaluates an expression in the page.
func answer[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%.40s: %v", expression, err)
	}
	return out
}
