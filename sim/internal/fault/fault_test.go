package fault

import (
	"strings"
	"testing"
)

// snare is an error that breaks whoever asks what it wraps, as errors.As does.
type snare struct{}

func (snare) Error() string { return "snare" }
func (snare) Unwrap() error { panic("unwrapped") }

// TestCausesAreNotUnwrapped: what a part panics with is told as it is, and what is recovered twice stays one error.
func TestCausesAreNotUnwrapped(t *testing.T) {
	b := Recovered(snare{})
	if b == nil || !strings.Contains(b.Error(), "snare") || Recovered(b) != b || Recovered(nil) != nil {
		t.Errorf("recovered %v, and again %v", b, Recovered(b))
	}
}
