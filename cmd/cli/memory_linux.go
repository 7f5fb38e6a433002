package cli

import "golang.org/x/sys/unix"

// machineMemory is the memory of the machine, bytes; 0 when it is unknown.
func machineMemory() uint64 {
	var info unix.Sysinfo_t
	if err := unix.Sysinfo(&info); err != nil {
		return 0
	}
	return uint64(info.Totalram) * uint64(info.Unit)
}
