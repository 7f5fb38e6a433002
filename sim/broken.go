package sim

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// Broken is the error of a run in which some part did what no part may do, such as reading past the end of a list. It is a
// mistake of the program, or of a plug-in.
type Broken struct {
	Cause any
	Stack string // where it happened
}

func (b *Broken) Error() string { return fmt.Sprintf("a part of the simulation broke: %v", b.Cause) }

// broken makes an error of what recover returned; nil when there was nothing. It is called while the stack still stands.
func broken(cause any) *Broken {
	if cause == nil {
		return nil
	}
	var b *Broken
	if err, ok := cause.(error); ok && errors.As(err, &b) {
		return b
	}
	return &Broken{cause, string(debug.Stack())}
}
