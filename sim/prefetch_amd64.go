package sim

//go:noescape
func prefetch(a, b, c, d uintptr)
