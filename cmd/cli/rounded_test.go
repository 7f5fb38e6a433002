package cli

import (
	"math"
	"strconv"
	"sync/atomic"

	"github.com/rogpeppe/go-internal/testscript"

	"marketsim/auction"
)

// cents is how many steps of price a unit of currency has under the mechanism rounded; 0: prices are not rounded. Changing it between
// two command lines is a change of the program between two builds.
var cents atomic.Int64

// rounded is GSP with prices rounded down.
type rounded struct{ auction.GSP }

func init() {
	auction.Mechanisms.Register("rounded", "GSP with rounded prices, for tests.", &rounded{auction.GSP{Ranking: auction.Ranking{QualityExponent: 1}}})
}

func (m *rounded) Run(q *auction.Request, o *auction.Outcome) {
	m.GSP.Run(q, o)
	steps := float64(cents.Load())
	if steps == 0 {
		return
	}
	for k := range o.Price {
		o.Price[k] = math.Floor(o.Price[k]*steps) / steps
	}
}

// rounding STEPS changes how prices are rounded from here on.
func rounding(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.ParseInt(args[0], 10, 64)
	ts.Check(err)
	cents.Store(n)
}
