package reportstest

import (
	"os"
	"testing"
)

// Long skips a proof that takes seconds unless MARKETSIM_LONG is set; others says which tests hold its parts meanwhile.
func Long(t *testing.T, others string) {
	t.Helper()
	if os.Getenv("MARKETSIM_LONG") == "" {
		t.Skipf("MARKETSIM_LONG=1 plays it; %s", others)
	}
}
