//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package cli

// machineMemory is unknown here.
func machineMemory() uint64 { return 0 }
