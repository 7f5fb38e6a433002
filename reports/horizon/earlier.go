package horizon

import (
	"errors"
	"fmt"

	"marketsim/reports/format"
)

// Earlier are launches that were tested before, whose long run is known: what an index is learned on in place of launches in other markets of the report.
type Earlier struct {
	Of       []string `json:"of"` // the sweeps that they were played in
	Launches int      `json:"launches"`
	Tests    int      `json:"tests"`
	Markets  int      `json:"markets"`
	launches []*Launch
}

// NewEarlier makes them of what was collected from sweeps, each market with a fold of its own. It fails where they show no rule: launches in fewer than two markets, or none that changes anything.
func NewEarlier(of []string, launches []*Launch) (*Earlier, error) {
	e, markets := &Earlier{Of: of}, map[int]bool{}
	for _, l := range launches {
		if l.still = l.unearned() || l.idle(); l.still {
			continue
		}
		e.launches = append(e.launches, l)
		e.Launches, e.Tests, markets[l.fold] = e.Launches+1, e.Tests+len(l.alone()), true
	}
	switch e.Markets = len(markets); {
	case e.Launches == 0:
		return nil, errors.New("no arm changes anything")
	case e.Markets < 2:
		return nil, fmt.Errorf("its launches are in %s, and an index needs at least 2", format.Count(e.Markets, "market"))
	}
	return e, nil
}

// LearnOn lets an index that reads these launches be learned on earlier ones.
func LearnOn(e *Earlier, launches []*Launch) {
	for _, l := range launches {
		l.earlier = e
	}
}

// text says what was learned on.
func (e *Earlier) text() string {
	launches := "1 launch"
	if e.Launches != 1 {
		launches = format.Fixed(float64(e.Launches), 0) + " launches"
	}
	return fmt.Sprintf("%s of %s (%s in %s)", format.Count(e.Tests, "test"), format.And(e.Of), launches, format.Count(e.Markets, "market"))
}

// byTime leaves out what is not earlier.
var byTime = split{func(l *Launch) int {
	if l.earlier != nil {
		return 1
	}
	return 0
}, false}

// taughtOn are the launches that an index is learned on and reads, and what parts these from those: earlier ones where there are some, other markets or other kinds else.
func taughtOn(launches []*Launch, by split) ([]*Launch, split) {
	if len(launches) == 0 || launches[0].earlier == nil {
		return launches, by
	}
	e := launches[0].earlier.launches
	return append(e[:len(e):len(e)], launches...), byTime
}
