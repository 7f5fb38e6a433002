package cli

import (
	"testing"
	"time"
)

// TestShortTime: times are in whole units, without those that are 0.
func TestShortTime(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "0s", 30 * time.Second: "30s", 450 * time.Second: "7m30s", 15 * time.Minute: "15m", 2 * time.Hour: "2h", 90 * time.Minute: "1h30m"} {
		if got := shortTime(d); got != want {
			t.Errorf("%v is written %s, want %s", d, got, want)
		}
	}
}
