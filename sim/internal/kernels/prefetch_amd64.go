//go:build !purego

package kernels

//go:noescape
func Prefetch(a, b, c, d uintptr)
