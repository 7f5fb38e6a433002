//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package cli

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// machineMemory is the memory of the machine, bytes; 0 when it is unknown.
func machineMemory() uint64 {
	name := map[string]string{"darwin": "hw.memsize", "netbsd": "hw.physmem64"}[runtime.GOOS]
	if name == "" {
		name = "hw.physmem"
	}
	n, err := unix.SysctlUint64(name)
	if err != nil {
		return 0
	}
	return n
}
