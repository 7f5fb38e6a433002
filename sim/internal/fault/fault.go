// Package fault turns what breaks in a goroutine into an error of the run. Whoever starts goroutines in the simulation starts them here or
// recovers in them: a plug-in that panics must never end the process.
package fault

import (
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Broken is the error of a run in which some part did what no part may do, such as reading past the end of a list. It is a
// mistake of the program, or of a plug-in.
type Broken struct {
	Cause any
	Stack string // where it happened
}

// Error says what broke.
func (b *Broken) Error() string { return "a part of the simulation broke: " + fmt.Sprint(b.Cause) }

// Recovered makes an error of what recover returned; nil when there was nothing. It is called while the stack still stands.
func Recovered(cause any) *Broken {
	if cause == nil {
		return nil
	}
	if b, ok := cause.(*Broken); ok { // and no look at what it wraps: Unwrap of a plug-in's error may panic as well
		return b
	}
	return &Broken{cause, string(debug.Stack())}
}

// Share lets so many goroutines do their part, numbered from 0, and waits for all. What breaks first in any of them breaks the caller.
func Share(workers int, part func(k int)) {
	var (
		all   sync.WaitGroup
		first atomic.Pointer[Broken]
	)
	for k := range workers {
		all.Go(func() {
			defer func() {
				if b := Recovered(recover()); b != nil {
					first.CompareAndSwap(nil, b)
				}
			}()
			part(k)
		})
	}
	all.Wait()
	if b := first.Load(); b != nil {
		panic(b)
	}
}
