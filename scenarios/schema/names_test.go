package schema_test

import (
	"strings"
	"testing"

	"marketsim/scenarios/schema"
)

// TestNamesOfFilesStayOnTheirLine: tabs and line breaks of a file's name, or of what a message quotes, are shown as such and neither move nor break a line.
func TestNamesOfFilesStayOnTheirLine(t *testing.T) {
	_, ds := schema.Parse("a\tb\nc.yaml", []byte("count: 3\ncount: 4\nlist: *x\n"))
	ds = append(ds, schema.Diagnostic{File: "d\t.csv", Severity: schema.Error, Code: "E206", Message: "`e\tf`", Help: "leave `e\tf` out"})
	var all strings.Builder
	for _, d := range ds {
		all.WriteString(d.Text())
	}
	for _, want := range []string{`a\tb\nc.yaml`, "d\\t.csv: error[E206]: `e\\tf`\n      = help: leave `e\\tf` out\n"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("no %q in:\n%s", want, all.String())
		}
	}
	if strings.Contains(all.String(), "\t") {
		t.Errorf("a tab is written:\n%s", all.String())
	}
}
