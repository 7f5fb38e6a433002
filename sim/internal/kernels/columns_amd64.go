//go:build !purego

package kernels

//go:noescape
func dotsSSE(near, interests, vectors *float32, ads *int32, n, dims int)

//go:noescape
func sigmoidsSSE(x *float64, pairs int) (done int)

// Dots is dotsLoop.
func Dots(near []float32, interests, vectors []float32, ads []int32) {
	if len(ads) == 0 || len(interests) == 0 {
		clear(near[:len(ads)])
		return
	}
	_ = near[len(ads)-1]
	dotsSSE(&near[0], &interests[0], &vectors[0], &ads[0], len(ads), len(interests))
}

// Sigmoids is sigmoidsLoop. Pairs that are not tame are left to the loop.
func Sigmoids(x []float64) {
	for len(x) >= 2 {
		x = x[2*sigmoidsSSE(&x[0], len(x)/2):]
		n := min(2, len(x))
		SigmoidsLoop(x[:n])
		x = x[n:]
	}
	SigmoidsLoop(x)
}
