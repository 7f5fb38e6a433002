package sim

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
