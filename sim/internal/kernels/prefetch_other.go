//go:build !amd64 || purego

package kernels

// Prefetch does nothing on this processor.
func Prefetch(a, b, c, d uintptr) {}
