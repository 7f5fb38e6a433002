package stats

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Nested tells apart how much values differ between groups and within them. Numbers that do not exist are NaN.
type Nested struct {
	Groups  int     // with a value
	Values  int     // of all groups
	Mean    float64 // of the groups' means
	Total   float64 // SD of the groups' means: of the values, where each group has one
	Between float64 // SD of the groups' true means; NaN where no group has two values
	Within  float64 // SD of the values of one group; NaN where no group has two
	Lo, Hi  float64 // interval of the mean of these very groups: chance within them alone
	// NewLo and NewHi hold the true mean of one more group drawn alike (Higgins, Thompson & Spiegelhalter 2009, "A re-evaluation of
	// random-effects meta-analysis", J. Royal Statistical Society A 172): t with Groups - 2 degrees of freedom.
	NewLo, NewHi float64
}

// Decompose is the analysis of variance of one random factor (Searle, Casella & McCulloch 1992, "Variance Components", chapter 3): the
// mean square between groups less that within is the groups' number of values times the variance between them, which is 0 where that is
// negative. Values that are not finite are left out; groups may have different numbers of them.
func Decompose(groups [][]float64, level float64) Nested {
	nan := math.NaN()
	d := Nested{Mean: nan, Total: nan, Between: nan, Within: nan, Lo: nan, Hi: nan, NewLo: nan, NewHi: nan}
	var means, sizes []float64
	squares := 0.0 // of deviations from the group's mean
	for _, g := range groups {
		x := Finite(g)
		if len(x) == 0 {
			continue
		}
		m := stat.Mean(x, nil)
		for _, v := range x {
			squares += float64((v - m) * (v - m))
		}
		means, sizes, d.Values = append(means, m), append(sizes, float64(len(x))), d.Values+len(x)
	}
	d.Groups = len(means)
	if d.Groups == 0 {
		return d
	}
	d.Mean = stat.Mean(means, nil)
	if d.Groups > 1 {
		d.Total = Deviation(means)
	}
	if df := d.Values - d.Groups; df > 0 {
		d.apart(means, sizes, squares/float64(df), float64(df), level)
	}
	return d
}

// apart fills in what groups of several values tell; within is the mean square within them.
func (d *Nested) apart(means, sizes []float64, within, df, level float64) {
	n, k := float64(d.Values), float64(d.Groups)
	d.Within = math.Sqrt(within)
	chance := 0.0 // variance of the mean of these groups
	for _, s := range sizes {
		chance += within / s / (k * k)
	}
	half := distuv.StudentsT{Sigma: 1, Nu: df}.Quantile(0.5+level/2) * math.Sqrt(chance)
	d.Lo, d.Hi = d.Mean-half, d.Mean+half
	if d.Groups < 2 {
		return
	}
	grand, between, squared := stat.Mean(means, sizes), 0.0, 0.0
	for i, m := range means {
		between += sizes[i] * (m - grand) * (m - grand) / (k - 1)
		squared += sizes[i] * sizes[i] / n
	}
	variance := max(0, (between-within)*(k-1)/(n-squared))
	d.Between = math.Sqrt(variance)
	if d.Groups > 2 {
		half = distuv.StudentsT{Sigma: 1, Nu: k - 2}.Quantile(0.5+level/2) * math.Sqrt(variance+d.Total*d.Total/k)
		d.NewLo, d.NewHi = d.Mean-half, d.Mean+half
	}
}
