//go:build !amd64 || purego

package kernels

// Dots is DotsLoop on this processor.
func Dots(near []float32, interests, vectors []float32, ads []int32) {
	DotsLoop(near, interests, vectors, ads)
}

// Sigmoids is SigmoidsLoop on this processor.
func Sigmoids(x []float64) { SigmoidsLoop(x) }
