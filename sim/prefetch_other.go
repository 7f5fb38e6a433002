//go:build !amd64

package sim

import "unsafe"

func prefetch(a, b, c, d unsafe.Pointer) {}
