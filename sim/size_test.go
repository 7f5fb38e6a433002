package sim

import (
	"testing"
	"unsafe"
)

// TestStateOfAPinnerIsSmall: at most 96 bytes besides interests, the wheel's entry included.
func TestStateOfAPinnerIsSmall(t *testing.T) {
	const next, wheel = 8, 4
	size := unsafe.Sizeof(taste{}) + unsafe.Sizeof(visit{}) + unsafe.Sizeof(mood{}) + unsafe.Sizeof(Habit{}) + unsafe.Sizeof(today{}) + next + wheel
	if size > 96 {
		t.Errorf("%d bytes a Pinner, at most 96", size)
	}
	if size := unsafe.Sizeof(offer{}); size > 64 {
		t.Errorf("an offer has %d bytes and does not fit on a cache line", size)
	}
}
