package format_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"marketsim/reports/format"
)

// TestNamesStayApart: names that begin or end alike are cut to a width and still told apart.
func TestNamesStayApart(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  string
	}{
		{[]string{"reserve_low", "reserve_high"}, "rese…low rese…igh"},
		{[]string{"low_reserve", "high_reserve"}, "low_…rve high…rve"},
		{[]string{"short", "names"}, "short names"},
		{[]string{"control", "raise_the_reserve_all_of_it", "raise_the_reserve_one_of_it"}, "control …all…_it …one…_it"},
		{[]string{"zbcdefgh_x_of_it", "control", "abcdefgh_y_of_it", "abcdefgh_x_of_it"}, "zbc…it#4 control abc…it#2 abc…it#1"},
		{[]string{"abcdefgh_x_of_it", "abcdefgh_y_of_it", "zbcdefgh_x_of_it", "control"}, "abc…it#1 abc…it#2 zbc…it#4 control"},
	} {
		if got := strings.Join(format.Names(c.names, 8), " "); got != c.want {
			t.Errorf("%q are shown as %q, want %q", c.names, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringMatching(`(ab|ba){3,9}[xy]{0,2}`), 2, 12, rapid.ID[string]).Draw(t, "names")
		width := rapid.IntRange(6, 20).Draw(t, "width")
		shown := format.Names(names, width)
		seen := map[string]bool{}
		for i, s := range shown {
			if seen[s] || utf8.RuneCountInString(s) > width+3 {
				t.Fatalf("%q are shown as %q", names, shown)
			}
			seen[s] = true
			if utf8.RuneCountInString(names[i]) <= width && s != names[i] && !strings.Contains(s, "#") {
				t.Fatalf("%q fits and is shown as %q", names[i], s)
			}
		}
	})
}

// TestWordsAndDigits: one day and several, what rounding leaves, effects next to nothing, differences with their sign.
func TestWordsAndDigits(t *testing.T) {
	for got, want := range map[string]string{
		format.Count(1, "day"): "1 day", format.Count(14, "day"): "14 days", format.Count(1200, "comparison"): "1,200 comparisons",
		format.Number(100.00000000000001): "100", format.Change(0.00002, 0.00001, 0.00003): "+0.002% [+0.001, +0.003]",
		format.Change(0.342, 0.320, 0.366): "+34.2% [+32.0, +36.6]", format.Change(-0.147, -0.186, -0.102): "-14.7% [-18.6, -10.2]",
		format.Difference(0.25, -0.01, 0.51): "+0.25 [-0.01, +0.51]", format.Change(0, 0, 0): "0%",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestColumnsOfWideCharacters: a character of Chinese or Japanese takes two columns of a screen, a mark none, so that what follows stands below each other.
func TestColumnsOfWideCharacters(t *testing.T) {
	g := format.Grid{Header: []string{"arm", "x"}}
	g.Add("高い", "1")
	g.Add("höher", "2")
	g.Add("ho\u0308h", "3")
	want := "arm    x|--------|高い   1|höher  2|ho\u0308h    3"
	if got := strings.Join(g.Lines(), "|"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
