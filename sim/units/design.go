package units

import "marketsim/sim/results"

// Design says which units come next, given what is finished. Designs must decide by results alone, so that neither workers nor
// interruptions change what is run.
type Design interface {
	// Next is what is to be finished before the design is asked again. A step without points ends the design.
	Next(done *Done) (Step, error)
}

// Step is what a design wants next: replications 0 to Replications-1 of every point.
type Step struct {
	Points       []*Point
	Replications int
}

// Done is what is finished: results by point, replication and arm.
type Done struct {
	of map[*Point][][]*results.Result
}

// Of are the results of a point, by replication and arm; nil for a replication that is not finished.
func (d *Done) Of(p *Point) [][]*results.Result { return d.of[p] }

// Count is how many replications of a point are finished.
func (d *Done) Count(p *Point) (n int) {
	for _, arms := range d.of[p] {
		if arms != nil {
			n++
		}
	}
	return n
}

// has tells whether a replication of a point is finished.
func (d *Done) has(p *Point, replication int) bool {
	return replication < len(d.of[p]) && d.of[p][replication] != nil
}

// put notes the results of a replication of a point.
func (d *Done) put(p *Point, replication int, arms []*results.Result) {
	if d.of == nil {
		d.of = map[*Point][][]*results.Result{}
	}
	for len(d.of[p]) <= replication {
		d.of[p] = append(d.of[p], nil)
	}
	d.of[p][replication] = arms
}

// complete tells whether all units of a step are finished.
func (d *Done) complete(s Step) bool {
	for _, p := range s.Points {
		for r := range s.Replications {
			if !d.has(p, r) {
				return false
			}
		}
	}
	return true
}

// Fixed is a design of points that are known beforehand, each with as many replications.
type Fixed Step

// Next wants all of it until it is there.
func (f Fixed) Next(done *Done) (Step, error) {
	if done.complete(Step(f)) {
		return Step{}, nil
	}
	return Step(f), nil
}

// Looks is a design with one point whose number of replications depends on their results: it looks at them at stated numbers of
// replications and goes on to the next until its rule holds.
type Looks struct {
	Point   *Point
	At      []int                                  // rising
	Settled func(results [][]*results.Result) bool // the rule; it is not asked at the last look
	Open    func(replications int)                 // called at a look whose rule does not hold; may be nil

	next int // look that is wanted
}

// Next wants the replications of the next look.
func (l *Looks) Next(done *Done) (Step, error) {
	for l.next < len(l.At) {
		step := Step{[]*Point{l.Point}, l.At[l.next]}
		if !done.complete(step) {
			return step, nil
		}
		if l.next++; l.next == len(l.At) || l.Settled(done.Of(l.Point)[:step.Replications]) {
			break
		}
		if l.Open != nil {
			l.Open(step.Replications)
		}
	}
	l.next = len(l.At)
	return Step{}, nil
}

// Enumerated is a design whose points are made when it asks for them: a sweep. All are wanted together, since workers take turns over
// all points, replication by replication.
type Enumerated struct {
	N            int
	At           func(i int) (*Point, error)
	Replications int

	points []*Point
}

// Next asks for the points, and wants all of them until they are there.
func (e *Enumerated) Next(done *Done) (Step, error) {
	for i := len(e.points); i < e.N; i++ {
		p, err := e.At(i)
		if err != nil {
			return Step{}, err
		}
		e.points = append(e.points, p)
	}
	return Fixed{e.points, e.Replications}.Next(done)
}

// Points are those asked for so far.
func (e *Enumerated) Points() []*Point { return e.points }
