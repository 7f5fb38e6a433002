package floor

import "time"

// Ratio measures work in units of the kernel: it takes turns between the two, so that whatever else the machine does meanwhile slows
// both.
type Ratio struct {
	market *Market
	Own    time.Duration // processor time of the work
	Units  int64         // of work
	Kernel time.Duration
	Played int64 // auctions of the kernel
}

// NewRatio draws a kernel's market of a number of Pinners.
func NewRatio(pinners int) *Ratio { return &Ratio{market: New(pinners)} }

// Turn runs some work, which returns how many units it did, and then the kernel for about as long.
func (r *Ratio) Turn(work func() int64) {
	begin := CPU()
	units := work()
	own := CPU() - begin
	r.Own, r.Units = r.Own+own, r.Units+units
	for begin, spent := CPU(), time.Duration(0); spent < own; {
		r.market.Play(5000)
		r.Played += 5000
		was := spent
		spent = CPU() - begin
		r.Kernel += spent - was
	}
}

// PerUnit is the processor time of a unit of work, in kernels.
func (r *Ratio) PerUnit() float64 { return r.Nanoseconds() / r.KernelNanoseconds() }

// Nanoseconds is the processor time of a unit of work.
func (r *Ratio) Nanoseconds() float64 { return float64(r.Own.Nanoseconds()) / float64(r.Units) }

// KernelNanoseconds is the processor time of the kernel's auction.
func (r *Ratio) KernelNanoseconds() float64 {
	return float64(r.Kernel.Nanoseconds()) / float64(r.Played)
}
