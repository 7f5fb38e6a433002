package main

import (
	"testing"

	"marketsim/agents/agentstest"
	"marketsim/auction"
	"marketsim/auction/auctiontest"
)

// The suites that the built-in parts pass hold for one's own as well.
func TestBlended(t *testing.T) {
	for _, first := range []float64{0, 0.2, 1} {
		auctiontest.Run(t, &Blended{GSP: auction.GSP{Ranking: auction.Ranking{QualityExponent: 1}}, First: first})
	}
}

func TestReturnGuard(t *testing.T) { agentstest.Strategy(t, &ReturnGuard{Least: 1.5, Step: 0.1}) }
