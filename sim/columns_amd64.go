package sim

//go:noescape
func dotsSSE(near, taste, vectors *float32, ads *int32, n, dims int)

//go:noescape
func sigmoidsSSE(x *float64, pairs int)

// dots is dotsLoop.
func dots(near []float32, taste, vectors []float32, ads []int32) {
	if len(ads) == 0 || len(taste) == 0 {
		clear(near[:len(ads)])
		return
	}
	_ = near[len(ads)-1]
	dotsSSE(&near[0], &taste[0], &vectors[0], &ads[0], len(ads), len(taste))
}

// sigmoids is sigmoidsLoop.
func sigmoids(x []float64) {
	if len(x) < 2 || !tame(x) {
		sigmoidsLoop(x)
		return
	}
	even := len(x) &^ 1
	sigmoidsSSE(&x[0], even/2)
	sigmoidsLoop(x[even:])
}
