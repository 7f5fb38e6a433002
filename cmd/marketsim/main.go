// Marketsim simulates an ads marketplace from a scenario file; see `marketsim --help`.
package main

import (
	"os"

	"marketsim/cmd/cli"
)

func main() { os.Exit(cli.Main(cli.Real())) }
