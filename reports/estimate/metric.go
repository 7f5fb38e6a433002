package estimate

// Metric is what is compared: the mean of a variable over units, or the ratio of two means (clicks per impression of Pinners).
type Metric struct {
	Num, Den int // indices of variables; Den < 0: a mean
}

// Mean is the mean of variable i a unit.
func Mean(i int) Metric { return Metric{Num: i, Den: -1} }

// Ratio is the sum of one variable over the sum of another.
func Ratio(num, den int) Metric { return Metric{Num: num, Den: den} }

// at is the metric at means, and its gradient by each mean.
func (m Metric) at(mean []float64) (value float64, gradient []float64) {
	gradient = make([]float64, len(mean))
	if m.Den < 0 {
		gradient[m.Num] = 1
		return mean[m.Num], gradient
	}
	value = mean[m.Num] / mean[m.Den]
	gradient[m.Num] += 1 / mean[m.Den]
	gradient[m.Den] -= value / mean[m.Den]
	return value, gradient
}

// Averages are estimates of k means for one arm, with the covariances of these estimates (not of units).
type Averages struct {
	Mean  []float64
	Cov   []float64 // rows of the upper triangle
	DF    float64   // degrees of freedom of the variances
	Units float64
}

// Point is one arm's estimate of a metric. Its variance is that of the estimate: the standard error squared.
type Point struct {
	Value, Variance float64
	DF              float64 // degrees of freedom of the variance
	Units           float64
}

// Point is a metric of these averages. A ratio has the variance of the delta method: of the metric made linear at the means (Deng, Knoblich &
// Lu 2018, "Applying the delta method in metric analytics", KDD).
func (a *Averages) Point(metric Metric) Point {
	value, gradient := metric.at(a.Mean)
	return a.smooth(value, gradient)
}

// smooth is the point of a smooth function of the averages, by its gradient.
func (a *Averages) smooth(value float64, gradient []float64) Point {
	return Point{Value: value, Variance: max(0, quadratic(a.Cov, gradient, gradient)), DF: a.DF, Units: a.Units}
}

// quadratic is g' C h of a packed symmetric matrix.
func quadratic(cov, g, h []float64) float64 {
	sum := 0.0
	for i, x := range g {
		for j, y := range h {
			if x != 0 && y != 0 {
				sum += x * y * cov[packed(len(g), i, j)]
			}
		}
	}
	return sum
}

// Linear is the weighted sum of the first averages.
func (a *Averages) Linear(weights []float64) Point {
	value, gradient := 0.0, make([]float64, len(a.Mean))
	for i, w := range weights {
		value += w * a.Mean[i]
		gradient[i] = w
	}
	return a.smooth(value, gradient)
}
