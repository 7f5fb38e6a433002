//go:build !amd64

package sim

func dots(near []float32, taste, vectors []float32, ads []int32) { dotsLoop(near, taste, vectors, ads) }

func sigmoids(x []float64) { sigmoidsLoop(x) }
