//go:build !amd64

package sim

func prefetch(a, b, c, d uintptr) {}
