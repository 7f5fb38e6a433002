package floor

import (
	"math"
	"time"
)

// Ratio measures work in units of the kernel: it takes turns between the two and keeps the best turn of each, so that whatever else the
// machine does meanwhile slows neither or both.
type Ratio struct {
	market      *Market
	Units       int64 // of work, over all turns
	own, kernel float64
}

// NewRatio draws a kernel's market of a number of Pinners.
func NewRatio(pinners int) *Ratio {
	return &Ratio{market: New(pinners), own: math.Inf(1), kernel: math.Inf(1)}
}

// Turn runs some work, which returns how many units it did, and then the kernel for about as long.
func (r *Ratio) Turn(work func() int64) {
	begin := CPU()
	units := work()
	own := CPU() - begin
	r.Units += units
	r.own = min(r.own, float64(own.Nanoseconds())/float64(units))
	begin, played, spent := CPU(), 0, time.Duration(0)
	for ; spent < own; spent = CPU() - begin {
		r.market.Play(5000)
		played += 5000
	}
	r.kernel = min(r.kernel, float64(spent.Nanoseconds())/float64(played))
}

// PerUnit is the processor time of a unit of work, in kernels.
func (r *Ratio) PerUnit() float64 { return r.own / r.kernel }

// Nanoseconds is the processor time of a unit of work.
func (r *Ratio) Nanoseconds() float64 { return r.own }

// KernelNanoseconds is the processor time of the kernel's auction.
func (r *Ratio) KernelNanoseconds() float64 { return r.kernel }
