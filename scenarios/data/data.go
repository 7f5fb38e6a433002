// Package data reads the tables that scenarios name: campaigns, sessions, forecasts, logs of events. It is the only place that
// opens data files, and one reader serves all kinds of them.
//
// A table is read in steps. Access.Read opens a regular file below the folders that are allowed. Read finds out how the file is
// written (encoding, delimiter, decimal sign, units of columns), binds its columns to the ones that the caller knows, and looks
// through every cell once. Table.Each then hands out the rows. What can be read in two ways is an error that names the remedy, and
// Table.Echo says in one line how the file was understood.
package data

import (
	"fmt"
	"math"
)

// Error is a mistake in a data file: where, what, and what to do.
type Error struct {
	Line, Column int      // from 1; 0 where the mistake has no place
	Message      string   // what is wrong
	Help         string   // the remedy
	Key          string   // key of the scenario that the remedy is about, such as columns.value; empty: the file
	Header       []string // of the file, where columns of ours are missing
}

// Error is the message; its remedy stands apart.
func (e *Error) Error() string { return e.Message }

func mistake(line, column int, help, format string, args ...any) *Error {
	return &Error{Line: line, Column: column, Message: fmt.Sprintf(format, args...), Help: help}
}

// Kind is what the cells of a column hold.
type Kind uint8

// The kinds of columns.
const (
	Text   Kind = iota
	Number      // a plain number
	Money       // an amount, in the scenario's currency
	Rate        // a fraction, or a percentage
	Moment      // a point of time
	Mark        // whether something happened, as a word, or how often
	Mixed       // numbers of which each has its own unit: percent, an amount or none
	Lists       // lists of numbers, or of lists of them; only in JSON
)

// Column is a column that a kind of file may have.
type Column struct {
	Name        string   // ours
	Kind        Kind     // of its cells
	Aliases     []string // names by which it is also recognised, whatever their case and punctuation
	Least, Most float64  // of numbers, after conversion of units
	Required    bool     // it must be there
	Empty       string   // what an empty cell means, in words; cells may not be empty when this is ""
	Shared      bool     // another of ours may be read from the same column
	Unless      string   // a column of ours in whose presence this one is not read
	Unit        string   // of times that are numbers, where the file does not tell
	Note        string   // what the echo adds to the column, in words
	Count       bool     // it counts something: 12.000 are twelve thousand, not twelve
	Origin      bool     // times that are written out need a stated origin
}

// Any is the range of a column without bounds.
var Any = [2]float64{math.Inf(-1), math.Inf(1)}

// Format is how a file is written, as far as somebody states it. The zero value recognises everything but lines to be skipped.
type Format struct {
	Delimiter string            // comma, semicolon, tab, pipe or space; empty: recognised
	Decimal   string            // point or comma; empty: recognised
	Encoding  string            // one of formatWords; empty: recognised
	NoHeader  bool              // the first row is data, and columns go by their number
	Titles    int               // lines before the header
	Totals    int               // rows after the data
	Told      bool              // Totals is stated: where it is 0, the last rows are entries whatever they are called
	Units     map[string]string // by our column: fraction, percent, units, cents or micros
	DateOrder string            // day_first or month_first, of dates with slashes; empty: recognised
	TimeUnit  string            // of times that are numbers: us, ms, s, m, h or d; empty: recognised
	Origin    string            // the time at which day 0 begins; empty: midnight before the first time of the file
	Columns   map[string]string // by our column: its name in the file, or its number from 1
}

// onlyOfText is the mistake of a setting that is about a table of text, where the file is none.
func (f *Format) onlyOfText(what string, encoded bool) *Error {
	for _, s := range []struct {
		key    string
		stated bool
	}{{"delimiter", f.Delimiter != ""}, {"encoding", encoded && f.Encoding != ""}, {"header", f.NoHeader}, {"title_rows", f.Titles > 0}} {
		if s.stated {
			return &Error{Message: "`" + s.key + "` is about a table of text, and this is " + what, Help: "leave it out", Key: "format." + s.key}
		}
	}
	return nil
}

// Limits of data files.
const (
	MaxBytes   = 1 << 30 // of a file, as it is stored
	maxColumns = 2000
	maxCell    = 64 << 10 // bytes of text
	maxText    = 1 << 10  // bytes of a cell that is read as text
	maxRow     = 8 << 20  // bytes of a row of text
	// MaxErrors is how many mistakes of one file are listed.
	MaxErrors = 20
)
