package theory

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/reports/estimate"
	"marketsim/reports/format"
)

// Tests that are looked at more than once.

func init() {
	add(Entry{"G7", "Peeking, and group-sequential boundaries", "Armitage, McPherson & Rowe (1969), JRSS A; Pocock (1977); O'Brien & Fleming (1979)", nil, checkG7})
	add(Entry{"G8", "Always-valid inference", "Robbins (1970); Johari, Koomen, Pekelis & Walsh (2022), Operations Research 70", nil, checkG8})
}

func digits(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func checkG7(c *Check) {
	known := []struct {
		looks int
		error float64
	}{{1, 0.05}, {2, 0.083118}, {3, 0.107256}, {5, 0.141689}, {10, 0.193357}, {20, 0.247911}, {50, 0.320450}, {100, 0.373619}}
	for _, k := range known {
		c.Within("error of "+format.Count(k.looks, "look")+", integrated", estimate.Naive(k.looks, 0.05).Error(), k.error, 1e-6)
	}
	for _, k := range []struct {
		name   string
		design func(int, float64) (estimate.Boundary, error)
		looks  int
		want   float64
	}{{"Pocock", estimate.Pocock, 2, 2.17827}, {"Pocock", estimate.Pocock, 5, 2.41318}, {"O'Brien-Fleming", estimate.OBrienFleming, 2, 1.97743},
		{"O'Brien-Fleming", estimate.OBrienFleming, 5, 2.04007}} {
		b, err := k.design(k.looks, 0.05)
		if err != nil {
			panic(failure{err})
		}
		c.Within(fmt.Sprintf("%s, %d looks: last critical value", k.name, k.looks), b.Z[k.looks-1], k.want, 1e-5)
	}
	n, s := c.Scaled(100_000), newStream(7)
	first := make([]float64, 100) // tests by the look at which they first reject
	for range n {
		sum := 0.0
		for look := range first {
			sum += s.normal()
			if math.Abs(sum) > 1.959964*math.Sqrt(float64(look+1)) {
				first[look]++
				break
			}
		}
	}
	for _, k := range known {
		count := 0.0
		for _, x := range first[:k.looks] {
			count += x
		}
		c.share("error of "+format.Count(k.looks, "look")+", simulated", count, float64(n), k.error)
	}
}

func checkG8(c *Check) {
	m := estimate.Mixture{Variance: 0.01, Alpha: 0.05}
	for _, x := range []struct {
		n           int
		half, ratio float64
	}{{100, 0.365639, 1.87}, {1000, 0.096064, 1.55}, {10_000, 0.032730, 1.67}} {
		half := m.HalfWidth(1 / float64(x.n))
		c.Within(fmt.Sprintf("half-width at %d", x.n), half, x.half, 1e-6)
		c.Within(fmt.Sprintf("half-width at %d over that of a fixed horizon", x.n), half*math.Sqrt(float64(x.n))/1.959964, x.ratio, 0.005)
	}
	n := c.Scaled(20_000)
	null, naive := rejections(newStream(81), n, 0, 5000, m)
	// The reference is a simulation of 400,000 paths, rounded to the digits shown.
	for _, x := range []struct {
		by            int
		want, rounded float64
	}{{100, 0.0006, 5e-5}, {500, 0.0124, 5e-5}, {1000, 0.0201, 5e-5}, {5000, 0.032, 5e-4}} {
		tolerance := 4*math.Sqrt(x.want*(1-x.want)*(1/float64(n)+1/400_000.)) + x.rounded
		c.Within(fmt.Sprintf("false rejections by %d", x.by), before(null, x.by), x.want, tolerance)
	}
	c.Holds("false rejections stay below 5%", before(null, 5000) < 0.05, "%.4f by 5000", before(null, 5000))
	for _, x := range []struct {
		by   int
		want float64
	}{{100, 0.372}, {1000, 0.530}} {
		c.Within(fmt.Sprintf("false rejections of a naive test by %d", x.by), before(naive, x.by), x.want, 4*math.Sqrt(x.want*(1-x.want)/float64(n))+5e-4)
	}
	found, _ := rejections(newStream(82), n, 0.1, 6000, m)
	c.Within("rejections of a mean of .1 by 1000", before(found, 1000), 0.671, 4*math.Sqrt(0.671*0.329/float64(n))+5e-4)
	times := estimate.NewMoments(1)
	for _, at := range found {
		times.Add(float64(at))
	}
	c.sampled("observations until then", times, 864)
	slices.Sort(found)
	// The median of n draws has the standard error 1 / (2 f sqrt(n)); the density f there is about 0.00085.
	c.Within("half of the paths need", float64(found[n/2]), 739, 4/(2*0.00085*math.Sqrt(float64(n)))+0.5)
}

// rejections gives the observation at which each path of unit-variance draws first rejects, by the mixture and by a naive test; limit+1 where it never does.
func rejections(s *stream, paths int, mean float64, limit int, m estimate.Mixture) (mixture, naive []int) {
	edges := make([]float64, limit+1)
	for n := 1; n <= limit; n++ {
		edges[n] = m.HalfWidth(1/float64(n)) * float64(n)
	}
	z := distuv.UnitNormal.Quantile(0.975)
	for range paths {
		first, peeked, sum := limit+1, limit+1, 0.0
		for n := 1; n <= limit && first > limit; n++ {
			sum += mean + s.normal()
			if peeked > limit && math.Abs(sum) > z*math.Sqrt(float64(n)) {
				peeked = n
			}
			if math.Abs(sum) >= edges[n] {
				first = n
			}
		}
		mixture, naive = append(mixture, first), append(naive, peeked)
	}
	return mixture, naive
}

// before is the share of paths that had rejected by an observation.
func before(at []int, by int) float64 {
	count := 0.0
	for _, n := range at {
		if n <= by {
			count++
		}
	}
	return count / float64(len(at))
}
