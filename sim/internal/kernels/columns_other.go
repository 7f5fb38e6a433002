//go:build !amd64 || purego

package kernels

func Dots(near []float32, taste, vectors []float32, ads []int32) { DotsLoop(near, taste, vectors, ads) }

func Sigmoids(x []float64) { SigmoidsLoop(x) }
