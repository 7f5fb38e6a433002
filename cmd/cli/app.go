package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"marketsim/reports/format"
	"marketsim/scenarios/data"
	"marketsim/sim"
	"marketsim/sim/units/neutral"
)

// grace is how long a verb may take to stop after an interrupt before it is abandoned.
const grace = 1500 * time.Millisecond

// Main runs one command line and returns its exit code.
func Main(s *State) int {
	state := *s
	state.given = &inputs{}
	defer state.given.letGo()
	a := &app{State: &state, seen: data.NewSeen()}
	state.Stdout, state.Stderr = a.screen(s.Stdout), a.screen(s.Stderr)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan int, 1)
	go func() { done <- a.execute(ctx) }()
	var late <-chan time.Time
	for {
		select {
		case code := <-done:
			return code
		case sig := <-s.Interrupts:
			if late != nil {
				return a.abandon() // asked twice
			}
			a.interrupt(sig)
			cancel()
			late = a.after(grace)
		case <-late:
			return a.abandon()
		}
	}
}

// after tells when a time has passed.
func (a *app) after(d time.Duration) <-chan time.Time {
	if a.After != nil {
		return a.After(d)
	}
	return time.After(d)
}

// app is one command line on its way.
type app struct {
	*State
	quiet, verbose, plain bool                       // --quiet, --verbose, --no-color
	annotate              bool                       // diagnostics are written as annotations for GitHub too
	kept                  bool                       // what was finished is kept for --resume
	seen                  *data.Seen                 // data files that the command has read
	veiled                struct{ name, set string } // beliefs from a file that is reached through a link, as the user named it and as a change
	checked               bool                       // it was looked whether its outputs have a place
	unread                bool                       // the data files of a scenario are not all known
	owing                 *outputs                   // files that were asked for and are not given yet; nil: none

	mu        sync.Mutex
	signalled int         // exit code of the interrupt that arrived; 0: none
	leave     func() bool // marks what is left behind when the verb is abandoned; tells whether there is anything
}

// interrupt notes that the user wants to stop.
func (a *app) interrupt(sig os.Signal) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.signalled = ExitInterrupted
	if sig == syscall.SIGTERM {
		a.signalled = ExitTerminated
	}
}

// interrupted is the exit code of the interrupt that arrived; 0: none did.
func (a *app) interrupted() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.signalled
}

// onLeave sets what is to be done when the verb has to be abandoned; nil takes it back.
func (a *app) onLeave(f func() bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.leave = f
}

// abandon ends a verb that did not stop in time. Files are only ever replaced whole, so nothing is left half written. What is to be done then may wait for a
// pipe that is not read, as the verb does.
func (a *app) abandon() int {
	a.mu.Lock()
	leave, code := a.leave, a.signalled
	a.mu.Unlock()
	left := make(chan bool, 1)
	go func() { left <- leave != nil && leave() }()
	for {
		select {
		case kept := <-left:
			a.tellUnread()
			if !kept {
				fmt.Fprintln(a.Stderr, "interrupted; nothing was kept")
			}
			return code
		case <-time.After(grace):
			if a.tellUnread() {
				return code
			}
		}
	}
}

// tellUnread names the pipe that the command waits for; it tells whether there is one.
func (a *app) tellUnread() bool {
	pipe := a.unreadPipe()
	if pipe != "" {
		fmt.Fprintf(a.Stderr, "%s was not written: what has it open does not read it\n", a.show(pipe))
	}
	return pipe != ""
}

// execute runs the verb and words its error.
func (a *app) execute(ctx context.Context) int {
	root := a.root()
	root.SetArgs(a.Args)
	root.SetIn(a.Stdin)
	root.SetOut(a.Stdout)
	root.SetErr(a.Stderr)
	err := a.checkVerb(root)
	if err == nil {
		err = a.guarded(func() error { return root.ExecuteContext(ctx) })
	}
	if err != nil {
		a.oweNamed(root)
	}
	a.refuse(err)
	if code := a.interrupted(); code != 0 && errors.Is(err, context.Canceled) {
		rest := "nothing was kept"
		if a.kept {
			rest = "what is finished is kept: the same command with --resume goes on"
		}
		fmt.Fprintln(a.Stderr, "interrupted; "+rest)
		return code
	}
	if out, ok := a.Stdout.(*output); ok && out.err != nil && codeOf(err) != ExitUsage {
		why, _ := reason(out.err)
		err = unfinished("run folders are whole; what should stand on standard output is not", "cannot write to standard output: %s", why)
	}
	a.tell(err)
	return codeOf(err)
}

// guarded turns a panic into an error. Runs recover by themselves; scenarios are read, replayed and planned with the same plug-ins.
func (a *app) guarded(verb func() error) (err error) {
	defer func() {
		if b := sim.Recovered(recover()); b != nil {
			a.detail("%s", b.Stack)
			err = unfinished("it is a mistake of the program, or of a plug-in; --verbose shows where it happened", "%v", b)
		}
	}()
	return verb()
}

// output is a stream for people, with the first error of writing to it. What names and texts from files could do to a terminal or to the log of
// a CI job is made harmless.
type output struct {
	neutral.Screen
	err error
}

// screen is a stream as verbs write to it.
func (s *State) screen(w io.Writer) *output {
	_, terminal := s.Terminal(w)
	return &output{Screen: neutral.Screen{W: w, Colors: terminal}}
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.Screen.Write(p)
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// commands writes workflow commands, which are meant as such.
func (o *output) commands(all []neutral.Command) error {
	for _, c := range all {
		if err := o.Command(c); err != nil {
			o.err = errors.Join(o.err, err)
			return err
		}
	}
	return nil
}

// writeJSON writes a value as JSON in which no character acts.
func writeJSON(w io.Writer, v any, indent string, html bool) error {
	data, err := neutral.JSON(v, indent, html)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// bare is the stream behind an output: for the bar of progress, which moves the cursor.
func bare(w io.Writer) io.Writer {
	if o, ok := w.(*output); ok {
		return o.W
	}
	return w
}

// tell writes an error to the user.
func (a *app) tell(err error) {
	var f *failure
	switch {
	case err == nil:
	case !errors.As(err, &f):
		fmt.Fprintf(a.Stderr, "marketsim: error: %v\n", err)
	case !f.quiet:
		fmt.Fprintf(a.Stderr, "marketsim: error: %s\n", f.message)
		if f.help != "" {
			fmt.Fprintf(a.Stderr, "  = help: %s\n", f.help)
		}
	}
}

// note tells the user what happens, unless --quiet.
func (a *app) note(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.Stderr, format+"\n", args...)
	}
}

// detail is note for --verbose.
func (a *app) detail(format string, args ...any) {
	if a.verbose && !a.quiet {
		fmt.Fprintf(a.Stderr, format+"\n", args...)
	}
}

// colored tells whether escape sequences may be written to a stream.
func (a *app) colored(w io.Writer) bool {
	_, ok := a.Terminal(bare(w))
	return ok && !a.plain && a.Env("NO_COLOR") == "" && a.Env("TERM") != "dumb"
}

// leastWidth is the narrowest screen that a table is made for.
const leastWidth = 60

// width is how many columns a stream has: those that COLUMNS states, else those of the terminal, else 80.
func (a *app) width(w io.Writer) int {
	if n, err := strconv.Atoi(a.Env("COLUMNS")); err == nil && n > 0 {
		return max(leastWidth, n)
	}
	if n, ok := a.Terminal(bare(w)); ok && n > 0 {
		return max(leastWidth, n)
	}
	return 80
}

// style is how a table is drawn on a stream: names are cut to the width of a screen only, never in a pipe or a file.
func (a *app) style(w io.Writer) format.Style {
	_, terminal := a.Terminal(bare(w))
	return format.Style{Width: a.width(w), Color: a.colored(w), Full: !terminal && a.Env("COLUMNS") == ""}
}

// folded breaks the lines of a page at the width of a stream, where that has one; what follows stands below the text that it goes on with.
func (a *app) folded(w io.Writer, page string) string {
	if a.style(w).Full {
		return page
	}
	lines := strings.Split(page, "\n")
	for i, line := range lines {
		if indent := hanging.FindString(line); format.Displayed(line) > a.width(w) {
			below := "\n" + strings.Repeat(" ", len(indent))
			lines[i] = indent + strings.Join(format.Wrap(line[len(indent):], a.width(w)-len(indent)), below)
		}
	}
	return strings.Join(lines, "\n")
}

// hanging is what stands before the text of a line: blanks, and the name of what it tells in a column of its own.
var hanging = regexp.MustCompile(`^ *([a-z]\S*  +)?`)

// fitted breaks a line of text at the width of a stream, where that has one; what follows the first line is indented.
func (a *app) fitted(w io.Writer, line string) string {
	if a.style(w).Full {
		return line
	}
	return strings.Join(format.Wrap(line, a.width(w)-2), "\n  ")
}
