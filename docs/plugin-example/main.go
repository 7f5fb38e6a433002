// Adlab is marketsim with a mechanism and a bidding strategy of one's own: an external module that imports the packages,
// registers its parts and gets the whole command line. See README.md.
package main

import (
	"os"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/cmd/cli"
)

func init() {
	auction.Mechanisms.Register("blended", "Generalised second price moved a share of the way to the winner's own bid.",
		&Blended{GSP: auction.GSP{Ranking: auction.Ranking{QualityExponent: 1}}, First: 0.2})
	agents.Strategies.Register("return_guard", "Bids the value, less when spending has not been worth it.", &ReturnGuard{Least: 1.5, Step: 0.1})
}

func main() { os.Exit(cli.Main(cli.Real())) }
