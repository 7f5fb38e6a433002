package cli

import (
	"errors"
	"fmt"

	"marketsim/reports"
	"marketsim/scenarios/schema"
)

// Exit codes. As with diff and grep, 1 is a valid "no" and above 1 there is no answer.
const (
	ExitPass          = reports.ExitPass         // every check passed
	ExitFail          = reports.ExitFail         // a check failed or an invariant broke
	ExitUsage         = 2                        // usage or scenario error: nothing was simulated, no folder was made
	ExitInconclusive  = reports.ExitInconclusive // a check is inconclusive or had no data
	ExitIncomplete    = reports.ExitIncomplete   // the run did not finish; what is finished is kept and marked
	ExitNotComparable = 5                        // a baseline is missing or not comparable
	ExitInterrupted   = 130                      // Ctrl-C; --resume completes the run
	ExitTerminated    = 143                      // SIGTERM; --resume completes the run
)

// failure is an error with the exit code that it leads to and what to do about it.
type failure struct {
	code    int
	message string
	help    string // empty: nothing to add
	quiet   bool   // everything was said already

	mistakes schema.Diagnostics // of a scenario, which standard error has
}

func (f *failure) Error() string { return f.message }

// usage is a mistake of the caller: nothing was simulated.
func usage(help, format string, args ...any) error {
	return &failure{code: ExitUsage, message: fmt.Sprintf(format, args...), help: help}
}

// unfinished is a failure on the way: what is finished is kept.
func unfinished(help, format string, args ...any) error {
	return &failure{code: ExitIncomplete, message: fmt.Sprintf(format, args...), help: help}
}

// said is a failure whose message was written already.
func said(code int) error {
	if code == ExitPass {
		return nil
	}
	return &failure{code: code, quiet: true}
}

// codeOf is the exit code of an error.
func codeOf(err error) int {
	var f *failure
	switch {
	case err == nil:
		return ExitPass
	case errors.As(err, &f):
		return f.code
	}
	return ExitIncomplete
}
