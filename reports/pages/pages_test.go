package pages_test

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/pages"
	"marketsim/reports/reportstest"
	"marketsim/reports/verdict"
	"marketsim/sim/ask"
	"marketsim/sim/results"
)

func written(t *testing.T, in *reports.Input) []byte {
	t.Helper()
	s, err := verdict.Summarise(in)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := pages.Write(&b, in, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPageIsSelfContained: a policy forbids every request, no tag refers to anything outside, and two writings are the same.
func TestPageIsSelfContained(t *testing.T) {
	page := written(t, reportstest.Input())
	if !bytes.Contains(page, []byte(`content="default-src &#39;none&#39;; img-src data:;`)) {
		t.Error("the page has no policy that forbids requests")
	}
	for _, outside := range regexp.MustCompile(`(?i)<[^>]*\s(src|href|srcset|action)\s*=\s*"?([^">]*)`).FindAllStringSubmatch(string(page), -1) {
		if !strings.HasPrefix(outside[2], "data:") && !strings.HasPrefix(outside[2], "#") {
			t.Errorf("a tag refers to %q", outside[2])
		}
	}
	if !bytes.Equal(page, written(t, reportstest.Input())) {
		t.Error("two pages of one run differ")
	}
	if n := len(page); n > 600_000 {
		t.Errorf("the page has %d bytes", n)
	}
}

// TestPageEscapesNames: what a scenario says is text, never markup.
func TestPageEscapesNames(t *testing.T) {
	in := reportstest.Sized(2, 2, 20)
	in.Question = `<script>alert("x")</script> & more?`
	in.Arms[1].Changes = []string{`</script><img src=x>`}
	page := string(written(t, in))
	if strings.Contains(page, `<script>alert`) || strings.Contains(page, `<img src=x>`) {
		t.Error("markup of the scenario gets through")
	}
	if !strings.Contains(page, "&lt;script&gt;alert") {
		t.Error("the question is not shown")
	}
}

// TestPageSaysVerdictsWithoutColour: every coloured cell says its verdict as a word.
func TestPageSaysVerdictsWithoutColour(t *testing.T) {
	page := string(written(t, reportstest.Input()))
	coloured := regexp.MustCompile(`<td class="n (better|worse)"[^>]*><span>[^<]*(?:<wbr>[^<]*)?</span>([^<]*)<small>([^<]*)</small>`).FindAllStringSubmatch(page, -1)
	if len(coloured) < 10 {
		t.Fatalf("%d coloured cells", len(coloured))
	}
	for _, cell := range coloured {
		if cell[1] != cell[3] || !strings.ContainsAny(cell[2], "✓✕") {
			t.Errorf("%q", cell)
		}
	}
}

// TestPageBeginsWithTheHeadline: whatever came out, the page begins with what the screen begins with.
func TestPageBeginsWithTheHeadline(t *testing.T) {
	begins := func(in *reports.Input, want string) {
		t.Helper()
		s, err := verdict.Summarise(in)
		if err != nil {
			t.Fatal(err)
		}
		head := regexp.MustCompile(`(?s)<h1>(.*?)</h1>`).FindSubmatch(written(t, in))
		got := html.UnescapeString(strings.ReplaceAll(string(head[1]), "<wbr>", ""))
		if got != s.Headline || !strings.HasPrefix(got, want) {
			t.Errorf("%q, and on the screen %q", got, s.Headline)
		}
	}
	in := reportstest.Sized(3, 3, 42)
	in.Questions.Checks = []ask.Check{{ID: "sessions", Arm: "raise", Metric: "sessions", Window: ask.Window{Name: "all", To: 42}, Require: "change >= 0%",
		Rule: ask.Rule{Subject: ask.Change, Op: ">="}, OnInconclusive: "inconclusive"}}
	begins(in, "raise, sessions: sessions -")
	in.Questions.Checks[0].Warn, in.Questions.Checks[0].Arm = true, "fewer_ads"
	begins(in, "fewer_ads, sessions: sessions")
	begins(reportstest.Sized(3, 3, 42), "fewer_ads: surplus")
	begins(reportstest.Sized(2, 3, 42), "raise: ")
	begins(reportstest.Sized(2, 1, 42), "One replication")
	begins(reportstest.Sized(1, 3, 42), "control alone")
	in = reportstest.Sized(2, 3, 10)
	in.Questions.Invariants = []string{}
	for _, list := range in.Results {
		for _, arm := range list {
			for d := range arm.Days {
				for i := range arm.Days[d].Cells {
					c := &arm.Days[d].Cells[i]
					*c = results.Tally{Potential: c.Potential, Dropped: c.Dropped, Sessions: c.Sessions, Auctions: c.Auctions, Slots: c.Slots}
				}
			}
		}
	}
	begins(in, "No ad was shown")
}

// TestBandsSayWhatTheyAre: a band of a change by day is no interval that decides, and the page says so; of one replication there is none.
func TestBandsSayWhatTheyAre(t *testing.T) {
	for n, want := range map[int]string{1: "One replication, so there are no bands.", 3: "not corrected for several comparisons: they decide nothing"} {
		if page := written(t, reportstest.Sized(2, n, 42)); !bytes.Contains(page, []byte(want)) {
			t.Errorf("%d replications: no %q", n, want)
		}
	}
}
