package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"

	"marketsim/sim/rng"
)

// agent is a bidder of AuctionGym: its items, and what a click on each is worth to it.
type agent struct {
	Items  [][]float64 `json:"items"`
	Values []float64   `json:"values"`
}

// drawWorld writes items as AuctionGym draws them (configuration SP_Oracle: six agents with twelve items each, embeddings of five standard normals and an
// intercept near -3, lognormal values), but from other random numbers. What an auction costs does not depend on them.
func drawWorld(dir string) (file string, err error) {
	const agents, items, dimensions, intercept, spread = 6, 12, 5, -3.0, 0.2
	key, n := rng.Root(0, 0).Named("auctiongym"), uint64(0)
	normal := func() float64 { // Box and Muller (1958)
		n += 2
		return math.Sqrt(-2*math.Log(1-key.Uniform(n))) * math.Cos(2*math.Pi*key.Uniform(n+1))
	}
	world := struct {
		Agents []agent `json:"agents"`
	}{}
	for range agents {
		a := agent{}
		for range items {
			var item []float64
			for range dimensions {
				item = append(item, normal())
			}
			a.Items = append(a.Items, append(item, intercept+normal()))
			a.Values = append(a.Values, math.Exp(0.1+spread*normal()))
		}
		world.Agents = append(world.Agents, a)
	}
	data, err := json.Marshal(world)
	if err != nil {
		return "", err
	}
	file = filepath.Join(dir, "world.json")
	return file, os.WriteFile(file, data, 0o600)
}
