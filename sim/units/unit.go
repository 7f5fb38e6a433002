// Package units runs many replications of one or of many markets: it names each by everything that its result depends on (Unit),
// asks what comes next (Design), leaves out what is finished (Store), and hands the rest to workers (Scheduler). Every verb that
// simulates stands on it, with one market or with thousands.
//
// A unit's result is a pure function of the unit, so results may come from an earlier attempt, another process or another
// machine; the name sees to it that they are never mixed with those of another program, market or seed.
package units

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Unit is one replication of one market, named by all that its result depends on.
type Unit struct {
	Market      string   `json:"market"` // SHA-256 in hex of the resolved scenario, without seed and number of replications
	Data        []string `json:"data"`   // SHA-256 in hex of each data file that it reads
	Seed        uint64   `json:"seed"`
	Replication int      `json:"replication"` // counted from 0
	Arms        []string `json:"arms"`        // names, control first
	Program     Program  `json:"program"`
}

// ID is the unit's name in a store: 32 hex digits, different for units that differ in anything.
func (u *Unit) ID() string {
	data, err := json.Marshal(u)
	if err != nil {
		panic(fmt.Sprintf("units: %v", err)) // strings and numbers always can be written
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// Check says what is wrong with results that are said to be the unit's: their arms, seed and replication must be its own.
func (u *Unit) Check(arms []*results.Result) error {
	if len(arms) != len(u.Arms) {
		return fmt.Errorf("results of %d arms, not of %d", len(arms), len(u.Arms))
	}
	for i, r := range arms {
		switch {
		case r == nil:
			return fmt.Errorf("no result of arm %s", u.Arms[i])
		case r.Arm != u.Arms[i]:
			return fmt.Errorf("results of arm %s in the place of %s", r.Arm, u.Arms[i])
		case r.Seed != u.Seed:
			return fmt.Errorf("results of seed %d, not %d", r.Seed, u.Seed)
		case r.Replication != u.Replication:
			return fmt.Errorf("results of replication %d, not %d", r.Replication, u.Replication)
		}
	}
	return nil
}

// Point is one market of a design. Its replications differ in their number only.
type Point struct {
	Spec   *spec.Spec
	Market string   // as in Unit
	Data   []string // as in Unit
}

// Unit is one replication of the point, played by a program.
func (p *Point) Unit(replication int, by Program) Unit {
	u := Unit{Market: p.Market, Data: p.Data, Seed: p.Spec.Seed, Replication: replication, Program: by}
	for i := range p.Spec.Arms {
		u.Arms = append(u.Arms, p.Spec.Arms[i].Name)
	}
	return u
}
