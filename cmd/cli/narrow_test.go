package cli

import (
	"bytes"
	"testing"
)

// TestNamesFollowTheWidth: names are whole in a pipe and where the width that is asked for has room for them, and otherwise cut.
func TestNamesFollowTheWidth(t *testing.T) {
	const name = "market.campaigns.groups.shops.value.median"
	for columns, whole := range map[string]bool{"": true, "140": true, "60": false} {
		s := state(t.TempDir())
		s.Env = func(key string) string { return map[string]string{"COLUMNS": columns}[key] }
		s.Stdout = &bytes.Buffer{}
		a := &app{State: s}
		rows := a.narrow([][]string{{"", "value"}, {name, "1 USD, between 0.2 USD and 4 USD"}, {"market.pinners.count", "2"}})
		if rows[1][0] == name != whole {
			t.Errorf("COLUMNS=%q: %q", columns, rows[1][0])
		}
	}
}
