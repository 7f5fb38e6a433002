package neutral_test

import (
	"testing"

	"marketsim/sim/units/neutral"
)

// What would be a link, an image, a tag, a mention or another block in Markdown is shown as it was written; ordinary text stays.
func TestMarkdown(t *testing.T) {
	for in, want := range map[string]string{
		"":                                 "",
		"+11% [+2, +24], -3 USD (of 5)":    "+11% [+2, +24], -3 USD (of 5)",
		"-":                                "-",
		"-0.5":                             "-0.5",
		"1.5 USD":                          "1.5 USD",
		"a: b & c, `--set a.b=1` and *x*":  "a: b & c, `--set a.b=1` and *x*",
		"someone@example.com":              "someone@\u200bexample.com",
		"a/b/c // d, the www is wide":      "a/b/c // d, the www is wide",
		"a|b":                              `a\|b`,
		`a\|b`:                             `a\\\|b`,
		"[x](http://evil.example)":         `[x]\(http:\//evil.example)`,
		"![x](//evil.example/a.png)":       `![x]\(//evil.example/a.png)`,
		`[x\](//evil)`:                     `[x\\]\(//evil)`,
		"[x][y] [y]: //evil":               `[x]\[y] [y]\: //evil`,
		"<img src=x>, <https://evil>":      `&lt;img src=x>, &lt;https:\//evil>`,
		"see HTTPS://evil or www.evil.com": `see HTTPS:\//evil or www\.evil.com`,
		"ask @team, (@me)":                 "ask @\u200bteam, (@\u200bme)",
		"# PASS":                           `\# PASS`,
		"#1, GH-2, it-#x":                  "#\u200b1, GH-\u200b2, it-#x",
		"_https://evil, 1www.evil.com":     `_https:\//evil, 1www\.evil.com`,
		"a@_b.evil.com":                    "a@\u200b_b.evil.com",
		"&#64;you &lt;b> R&D & so":         "&amp;#\u200b64;you &amp;lt;b> R&amp;D & so",
		"> quoted":                         `\> quoted`,
		"- item":                           `\- item`,
		"12. item":                         `12\. item`,
		"  3) item":                        `3\) item`,
		"```":                              "\\```",
		"~~~ x":                            `\~~~ x`,
		"---":                              `\---`,
		"===":                              `\===`,
		"    code":                         " code",
		"\tcode":                           " code",
		"two\nlines\r\n# three":            "two lines  # three",
	} {
		if got := neutral.Markdown(in); got != want {
			t.Errorf("%q is written as %q, want %q", in, got, want)
		}
	}
}
