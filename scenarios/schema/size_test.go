package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"marketsim/scenarios/schema"
)

// TestTextsAreBounded: what takes too much memory is refused before it is parsed, with its place; what lies at a bound is read.
func TestTextsAreBounded(t *testing.T) {
	list := func(n int) string { return strings.Repeat("1,", n-1) + "1" }
	lists := func(n int) (text string) {
		for i := range n {
			text += fmt.Sprintf("\nk%d: [%s]", i, list(19_998))
		}
		return text
	}
	for name, c := range map[string]struct{ text, want string }{
		"a list":              {"count: 3\nmode: fast\nlist: [" + list(20_001) + "]\n", "f.yaml:3:7 `list` has 20001 entries; at most 20000 are read"},
		"a map":               {"count: 3\nmap: {" + strings.Repeat("a, ", 20_001) + "}\n", "f.yaml:2:6 `map` has 20001 entries; at most 20000 are read"},
		"many values":         {"count: 3\nsweep:\n- axes: [" + list(200_001) + "]\n", "f.yaml:2:1 the file has about 200004 values, 200003 of them from this line on; at most 200000 are read"},
		"many lists":          {"count: 3" + lists(11), "f.yaml:2:1 the file has about 219989 values, 19999 of them from this line on; at most 200000 are read"},
		"many lines":          {"count: 3\nlist:\n" + strings.Repeat("-\n", 100_000), "f.yaml:2:1 the file has about 200001 values, 200000 of them from this line on; at most 200000 are read"},
		"breaks of YAML":      {"list:" + strings.Repeat("\u2028- 1", 100_001), "f.yaml:1:1 the file has about 200002 values, 200002 of them from this line on; at most 200000 are read"},
		"of a part":           {"count: 3\nparts:\n- {name: a, at: {list: [" + list(20_001) + "]}}\n", "f.yaml:3:24 `parts.0.at.list` has 20001 entries; at most 20000 are read"},
		"of the file":         {strings.Repeat("a:\n", 20_001), "f.yaml:1:1 the file has 20001 entries; at most 20000 are read"},
		"comments":            {"count: 3\n" + strings.Repeat("# - a, [b], don't\n", 150_000) + "mode: fast # " + strings.Repeat(", ", 300_000) + "\n", ""},
		"empty lines":         {"count: 3\n" + strings.Repeat("\n \r\n", 300_000) + "mode: fast\n", ""},
		"a # within quotes":   {"count: 3\nlist: ['\n # ', " + list(200_001) + "]", "f.yaml:2:1 the file has about 200003 values, 200002 of them from this line on; at most 200000 are read"},
		"a # within a word":   {"count: 3\nlist: [a#, " + list(200_001) + "]", "f.yaml:2:1 the file has about 200003 values, 200002 of them from this line on; at most 200000 are read"},
		"a long text":         {"count: 3\nmode: " + strings.Repeat("x", 4<<20), "f.yaml:0:0 the file has more than 4194304 bytes, the limit"},
		"lists at the bound":  {"count: 3" + lists(10), ""},
		"a list at the bound": {"list: [" + list(20_000) + "]\n", ""},
	} {
		_, ds := schema.Parse("f.yaml", []byte(c.text))
		var got string
		if len(ds) > 0 {
			got = fmt.Sprintf("%s:%d:%d %s", ds[0].File, ds[0].Line, ds[0].Column, ds[0].Message)
		}
		if got != c.want || len(ds) > 1 || c.want != "" && ds[0].Help == "" {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
		if large := strings.Contains(c.want, "the file has about") || strings.Contains(c.want, "bytes"); large == schema.Stated([]byte("marketsim: 1\n"+c.text)) {
			t.Errorf("%s: whether it is a scenario is read of it as if it were not too large", name)
		}
	}
	if _, ds := schema.Reparse("f.yaml", []byte("count: 3"+lists(11))); ds != nil {
		t.Errorf("what this program wrote: %v", ds)
	}
}
