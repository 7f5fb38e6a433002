// Package rng gives counter-based random streams: every draw is a pure function of a key, and a key is derived from
// (seed, replication, entity, purpose, index). Nothing draws from a shared sequence, so adding an advertiser, a slot or a
// metric leaves every other draw as it was, and arms of a scenario share all of their randomness (common random numbers).
//
// A key is 64 bits. Children are derived by the SplitMix64 finalizer (Steele, Lea & Flood, "Fast splittable pseudorandom
// number generators", OOPSLA 2014; constants of Stafford's variant 13) applied to parent + golden*(index+1).
package rng

import "marketsim/auction/elementary"

// Key names one random stream or one draw. The zero Key is valid.
type Key uint64

const golden = 0x9e3779b97f4a7c15

// Mix is the 64-bit finalizer that every key passes through: a bijection in which each input bit flips each output bit
// with probability close to one half.
func Mix(z uint64) uint64 {
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// Root is the key of one replication of a run. Replication -1 is the stream of what a scenario holds fixed over
// replications.
func Root(seed uint64, replication int) Key {
	return Key(Mix(seed + golden)).With(uint64(int64(replication)))
}

// With derives the child of k at an index or for a purpose.
func (k Key) With(x uint64) Key { return Key(Mix(uint64(k) + golden*(x+1))) }

// Named derives the child of k for an entity's name. Names, not positions, identify entities.
func (k Key) Named(name string) Key { return k.With(Hash(name)) }

// Hash is the 64-bit FNV-1a hash of a name, finalized so that short names differ in all bits.
func Hash(name string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint64(name[i])) * 0x100000001b3
	}
	return Mix(h)
}

// Float is the key read as a uniform number in the open interval (0, 1): the midpoints of 2^52 equal cells, so that
// neither 0 nor 1 is ever drawn and inversion of any distribution is finite.
func (k Key) Float() float64 { return float64((float64(k>>12) + 0.5) * 0x1p-52) }

// Uniform is the uniform draw of stream k at an index, in (0, 1).
func (k Key) Uniform(x uint64) float64 { return k.With(x).Float() }

// Exp is the standard exponential draw (mean 1) of stream k at an index, by inversion.
func (k Key) Exp(x uint64) float64 { return -elementary.Log(k.Uniform(x)) }
