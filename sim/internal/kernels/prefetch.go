package kernels

import "unsafe"

// Address is where a value lies, for Prefetch.
func Address[T any](x *T) uintptr { return uintptr(unsafe.Pointer(x)) }

// Object is where the value lies that an interface with methods holds.
func Object[T any](x *T) uintptr { return (*[2]uintptr)(unsafe.Pointer(x))[1] }
