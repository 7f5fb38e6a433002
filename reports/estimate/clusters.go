package estimate

// DesignEffect is by how much clusters of a size multiply the variance of a mean when units of a cluster have a correlation (Kish 1965, Survey
// Sampling): 1 + (size - 1) x correlation.
func DesignEffect(size, correlation float64) float64 { return 1 + (size-1)*correlation }
