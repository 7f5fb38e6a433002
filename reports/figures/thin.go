package figures

import "math"

// mostSteps is how many steps of its horizontal axis a curve is drawn in: more cannot be told apart on a page.
const mostSteps = 1000

// thin keeps of a long curve what can be seen of it: in each step the lowest and the highest point, in their order, with the band's outermost
// bounds (Jugel et al. 2014, M4, PVLDB 7(10)). Short curves stay as they are. All slices have one length; numbers may be missing.
func thin(xs, mean, lo, hi []float64) (x, m, l, h []float64) {
	n := len(mean)
	if n <= 2*mostSteps {
		return xs, mean, lo, hi
	}
	for step := range mostSteps {
		from, to := step*n/mostSteps, (step+1)*n/mostSteps
		low, high := extremes(mean[from:to])
		least, _ := extremes(lo[from:to])
		_, most := extremes(hi[from:to])
		first, last := from+min(low, high), from+max(low, high)
		for _, i := range []int{first, last} {
			x, m, l, h = append(x, xs[i]), append(m, mean[i]), append(l, lo[from+least]), append(h, hi[from+most])
		}
	}
	return x, m, l, h
}

// extremes are the places of the least and the greatest number; of a slice without numbers both are the first.
func extremes(v []float64) (low, high int) {
	for i, x := range v {
		if x < v[low] || math.IsNaN(v[low]) {
			low = i
		}
		if x > v[high] || math.IsNaN(v[high]) {
			high = i
		}
	}
	return low, high
}
