package sim

import (
	"testing"
	"unsafe"
)

// TestStateOfAPinnerIsSmall: at most 96 bytes besides interests, the wheel's entry included.
func TestStateOfAPinnerIsSmall(t *testing.T) {
	if PinnerBytes > 96 {
		t.Errorf("%d bytes a Pinner, at most 96", PinnerBytes)
	}
	if size := unsafe.Sizeof(offer{}); size > 64 {
		t.Errorf("an offer has %d bytes and does not fit on a cache line", size)
	}
}
