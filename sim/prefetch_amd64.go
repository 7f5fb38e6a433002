package sim

import "unsafe"

//go:noescape
func prefetch(a, b, c, d unsafe.Pointer)
