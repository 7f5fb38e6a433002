package schema_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"marketsim/scenarios/schema"
)

// TestHelpIsLookedForWhereItIsTold: what to write instead of a wrong key is looked for where it is told, which is a hundred times, in parts too; mistakes beyond are
// counted.
func TestHelpIsLookedForWhereItIsTold(t *testing.T) {
	type part struct {
		Name string `key:"name" doc:"name"`
		Form shape  `key:"form" unit:"USD" variant:"kind" default:"blob" doc:"a part"`
	}
	type parts struct {
		Parts []part  `key:"parts" doc:"parts"`
		All   []entry `key:"all" doc:"a list"`
	}
	entries := func(format string) string {
		var b strings.Builder
		for i := range 1000 {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"entries of a list": "all:\n" + entries("- {name: n%d, sise: 1, syze: 2}\n"),
		"parts":             "parts:\n" + entries("- {name: n%d, form: {kind: blob, sise: 1, syze: 2}}\n"),
	} {
		doc, ds := schema.Parse("l.yaml", []byte(text))
		if ds.HasErrors() {
			t.Fatal(ds)
		}
		asked := 0
		ds = doc.Decode(&parts{}, schema.Decoding{Catalogs: map[reflect.Type]schema.Catalog{reflect.TypeFor[shape](): shapes{}}, Instead: func(string, string) string { asked++; return "" }})
		if len(ds) != 101 || ds[100].Message != "there are 1900 mistakes more" || asked != 100 || !strings.Contains(ds[99].Help, "`size`") {
			t.Errorf("%s: %d remarks, the last %q, and help was looked for %d times", name, len(ds), ds[len(ds)-1].Message, asked)
		}
	}
}
