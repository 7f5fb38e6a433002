package sim

import "math"

// Columns over the candidates of one request. Each loop does one thing to all of them, so that candidates do not wait for each
// other's additions, exponentials and divisions. On amd64 dots and sigmoids run on vector registers (columns_amd64.s): lane by lane
// the operations of the loops here, in the same order and never fused, so the results are the same bits on every machine.

// dotsLoop puts the dot product of a taste with each of some ads' vectors into near. Four sums run side by side, as in dot32.
func dotsLoop(near []float32, taste, vectors []float32, ads []int32) {
	near = near[:len(ads)]
	for j, a := range ads {
		near[j] = dot32(taste, vectors[int(a)*len(taste):])
	}
}

// sigmoidsLoop replaces every x by 1/(1+exp(-x)).
func sigmoidsLoop(x []float64) {
	for j, v := range x {
		x[j] = sigmoid(v)
	}
}

// widest is the largest |x| for which the vector sigmoid is that of the loop: beyond it exp2 leaves the range of its series.
const widest = 690

// tame tells whether all x can go through the vector sigmoid: none is beyond widest, and none is not a number.
func tame(x []float64) bool {
	most := 0.0
	odd := false
	for _, v := range x {
		v = math.Abs(v)
		odd = odd || v != v
		most = max(most, v)
	}
	return !odd && most <= widest
}
