// Package cli is the command line of marketsim: verbs and flags, progress, the run folder, exit codes. It holds no knowledge
// of markets or statistics; it brings scenarios, the engine and reports together.
//
// A program that registers its own mechanisms or bidders gets the same command line by calling Main(Real()) from its main
// function. All process state is in a State, so that the command line is tested in process; only state.go and disk.go
// know the operating system.
package cli

import (
	"context"
	"io"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"marketsim/reports/figures"

	"golang.org/x/term"
)

// State is everything that the command line takes from its process.
type State struct {
	Args     []string            // without the program's name
	Env      func(string) string // a variable's value; empty when it is not set
	Stdin    io.Reader
	Stdout   io.Writer
	Stderr   io.Writer
	Dir      string                                       // relative paths start here
	Now      func() time.Time                             // wall clock: used for run.json and progress only
	Terminal func(w io.Writer) (width int, terminal bool) // whether a stream is a terminal, and its width in columns
	// Exec runs another program to its end: the one that made a base.
	Exec       func(ctx context.Context, program string, args []string, stdout, stderr io.Writer) error
	Interrupts <-chan os.Signal // nil: never interrupted
	CPUs       int              // workers when --jobs is not given
	Executable func() string    // hash of the program's file; nil: it is read
	Memory     uint64           // of the machine or container, bytes; 0: unknown
	Figures    figures.Options  // how large figures are

	After func(time.Duration) <-chan time.Time // a timer that tells when a time has passed; nil: that of the system

	given *inputs // what the command reads
}

// Real is the state of the running process.
func Real() *State {
	interrupts := make(chan os.Signal, 2)
	signal.Notify(interrupts, os.Interrupt, syscall.SIGTERM)
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	return &State{Args: os.Args[1:], Env: os.Getenv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Dir: dir, Now: time.Now,
		Terminal: terminal, Exec: execute, Interrupts: interrupts, CPUs: runtime.GOMAXPROCS(0), Memory: totalMemory()}
}

func execute(ctx context.Context, program string, args []string, stdout, stderr io.Writer) error {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	return cmd.Run()
}

func terminal(w io.Writer) (int, bool) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = 80
	}
	return width, true
}

// totalMemory is the machine's memory, or the container's limit where that is less.
func totalMemory() uint64 {
	total := machineMemory()
	text, err := os.ReadFile("/sys/fs/cgroup/memory.max")
	if err != nil {
		return total
	}
	limit, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
	if err != nil || (total > 0 && limit > total) {
		return total
	}
	return limit
}

// memoryLimit is the memory that a run may use, bytes: the machine's, or GOMEMLIMIT where that is less.
func (s *State) memoryLimit() uint64 {
	limit := s.Memory
	if limit == 0 {
		limit = math.MaxUint64
	}
	if own, ok := parseBytes(s.Env("GOMEMLIMIT")); ok {
		limit = min(limit, own)
	}
	return limit
}

// parseBytes reads a size as GOMEMLIMIT writes it: 4GiB, 512MiB, 1000000.
func parseBytes(text string) (uint64, bool) {
	shift := 0
	for i, unit := range []string{"KiB", "MiB", "GiB", "TiB"} {
		if rest, ok := strings.CutSuffix(text, unit); ok {
			text, shift = rest, 10*(i+1)
		}
	}
	n, err := strconv.ParseUint(strings.TrimSuffix(text, "B"), 10, 64)
	if err != nil || n > math.MaxUint64>>shift {
		return 0, false
	}
	return n << shift, true
}
