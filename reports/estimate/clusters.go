package estimate

// ByCluster sums the variables of units over their clusters and gives the moments over clusters, with a last variable that counts the units.
// The mean a unit is then Ratio(i, k), and its variance by the delta method is the cluster-robust one (Liang & Zeger 1986, Biometrika 73) with
// the factor G/(G-1): units of a cluster may depend on each other in any way. Impressions of a Pinner who was assigned are such units.
func ByCluster(clusters []int, units [][]float64) *Moments {
	row, order := map[int]int{}, [][]float64{}
	for u, c := range clusters {
		at, ok := row[c]
		if !ok {
			at = len(order)
			row[c] = at
			order = append(order, make([]float64, len(units[u])+1))
		}
		sums := order[at]
		for i, x := range units[u] {
			sums[i] += x
		}
		sums[len(sums)-1]++
	}
	if len(order) == 0 {
		return NewMoments(1)
	}
	m := NewMoments(len(order[0]))
	for _, sums := range order {
		m.Add(sums...)
	}
	return m
}

// DesignEffect is by how much clusters of a size multiply the variance of a mean when units of a cluster have a correlation (Kish 1965, Survey
// Sampling): 1 + (size - 1) x correlation.
func DesignEffect(size, correlation float64) float64 { return 1 + (size-1)*correlation }
