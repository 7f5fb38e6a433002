package tune

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/samplemv"

	"marketsim/auction/elementary"
)

// halton are n places that fill the unit cube of some dimensions.
func halton(n, dimensions int, seed uint64) [][]float64 {
	batch := mat.NewDense(n, dimensions, nil)
	samplemv.Halton{Kind: samplemv.Owen, Q: distmv.NewUnitUniform(dimensions, nil), Src: rand.NewPCG(seed, 1)}.Sample(batch)
	out := make([][]float64, n)
	for i := range out {
		out[i] = slices.Clone(batch.RawRowView(i))
	}
	return out
}

// evolution is CMA-ES by generations: ask for one, tell the ranks of its members.
type evolution struct {
	operations chan optimize.Task
	results    chan optimize.Task
	size       int
	generation []optimize.Task
	ended      bool
}

// evolve begins at a place with a step, both as shares of the ranges.
func evolve(mean []float64, step float64, size int, seed uint64) *evolution {
	method := &optimize.CmaEsChol{InitStepSize: step, Population: size, Src: rand.NewPCG(seed, 2), StopLogDet: math.NaN(), ForgetBest: true}
	n := method.Init(len(mean), size)
	e := &evolution{operations: make(chan optimize.Task), results: make(chan optimize.Task), size: n}
	tasks := make([]optimize.Task, n)
	for i := range tasks {
		tasks[i] = optimize.Task{ID: i, Location: &optimize.Location{X: slices.Clone(mean)}}
	}
	go method.Run(e.operations, e.results, tasks)
	return e
}

// ask is the next generation; nil when the method has ended.
func (e *evolution) ask() (places [][]float64) {
	e.generation = e.generation[:0]
	for len(e.generation) < e.size && !e.ended {
		task := <-e.operations
		switch task.Op {
		case optimize.FuncEvaluation:
			e.generation = append(e.generation, task)
			places = append(places, slices.Clone(task.X))
		case optimize.MajorIteration:
			e.results <- task
		default:
			e.ended = true
		}
	}
	if e.ended {
		return nil
	}
	return places
}

// tell gives each member of the generation its rank, 0 for the best. CMA-ES reads nothing but ranks.
func (e *evolution) tell(ranks []float64) {
	for i, task := range e.generation {
		task.F = ranks[i]
		e.results <- task
	}
}

// stop ends the method between two generations.
func (e *evolution) stop() {
	done := make(chan struct{})
	go func() {
		for range e.operations {
		}
		close(done)
	}()
	e.results <- optimize.Task{Op: optimize.PostIteration}
	close(e.results)
	<-done
}

// climb runs CMA-ES on a layer from its best candidate until the budget is spent or a generation gives a single setting.
func (s *Search) climb(layer, until int) error {
	best := s.Ranked(layer)[0]
	dimensions := len(s.Problem.Levers)
	size := max(6, 4+int(3*elementary.Log(float64(dimensions))))
	e := evolve(best.Shares, 0.2, size, s.Options.Seed+uint64(layer))
	defer e.stop()
	cost := size*s.least() + s.Options.Replications
	for s.Used+cost <= until {
		places := e.ask()
		if places == nil {
			return nil
		}
		list := make([]*Candidate, len(places))
		for i, p := range places {
			list[i] = s.candidate(p)
		}
		ranked, err := s.race(list, layer)
		if err != nil {
			return err
		}
		ranks := make([]float64, len(list))
		for i, c := range list {
			ranks[i] = float64(slices.Index(ranked, c))
		}
		e.tell(ranks)
		if s.narrow(list) {
			return nil
		}
	}
	return nil
}

// narrow tells whether candidates hardly differ.
func (s *Search) narrow(list []*Candidate) bool {
	for i := range s.Problem.Levers {
		lo, hi := 1.0, 0.0
		for _, c := range list {
			lo, hi = min(lo, c.Shares[i]), max(hi, c.Shares[i])
		}
		if hi-lo > max(0.004, s.Problem.Levers[i].step()) {
			return false
		}
	}
	return true
}
