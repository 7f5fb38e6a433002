package kernels

// Columns over the candidates of one request. Each loop does one thing to all of them, so that candidates do not wait for each
// other's additions, exponentials and divisions. On amd64 dots and sigmoids run on vector registers (columns_amd64.s): lane by lane
// the operations of the loops here, in the same order and never fused, so the results are the same bits on every machine.

// DotsLoop puts the dot product of an interest vector with each of some ads' vectors into near. Four sums run side by side, as in dot32.
func DotsLoop(near []float32, interests, vectors []float32, ads []int32) {
	near = near[:len(ads)]
	for j, a := range ads {
		near[j] = Dot(interests, vectors[int(a)*len(interests):])
	}
}

// SigmoidsLoop replaces every x by 1/(1+exp(-x)).
func SigmoidsLoop(x []float64) {
	for j, v := range x {
		x[j] = Sigmoid(v)
	}
}

// Dot is the dot product of an interest vector with an ad's vector, four sums side by side so that the additions do not wait for each other.
func Dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	for len(a) >= 4 && len(b) >= 4 {
		s0 += float32(a[0] * b[0])
		s1 += float32(a[1] * b[1])
		s2 += float32(a[2] * b[2])
		s3 += float32(a[3] * b[3])
		a, b = a[4:], b[4:]
	}
	for i, x := range a {
		s0 += float32(x * b[i])
	}
	return (s0 + s1) + (s2 + s3)
}
