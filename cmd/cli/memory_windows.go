package cli

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// machineMemory is the memory of the machine, bytes; 0 when it is unknown.
func machineMemory() uint64 {
	status := struct { // MEMORYSTATUSEX
		length, load uint32
		total        uint64
		rest         [6]uint64
	}{}
	status.length = uint32(unsafe.Sizeof(status))
	ok, _, _ := windows.NewLazySystemDLL("kernel32.dll").NewProc("GlobalMemoryStatusEx").Call(uintptr(unsafe.Pointer(&status)))
	if ok == 0 {
		return 0
	}
	return status.total
}
