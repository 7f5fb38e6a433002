//go:build unix

package floor

import (
	"syscall"
	"time"
)

// CPU is the processor time that this process has used, all of its threads and its calls of the kernel included. On a busy machine
// it moves less than the time of day.
func CPU() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
