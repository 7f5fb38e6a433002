package reports

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"reflect"
	"strings"

	"marketsim/sim/results"
	"marketsim/sim/rng"
)

// codecVersion changes when the meaning of a stored field does; a changed shape of the types is noticed by itself.
const codecVersion = 1

// codecHeader opens every stored replication, with the fingerprint of the types as they were.
func codecHeader() string {
	return fmt.Sprintf("marketsim replication %d %016x\n", codecVersion, rng.Hash(shape(reflect.TypeFor[results.Result]())))
}

// Encode stores the results of one replication, all arms of it, so that Decode gives back every bit; equal results make equal
// bytes. A checksum is part of them. It fails when an arm is missing.
func Encode(w io.Writer, arms []*results.Result) error {
	if _, err := io.WriteString(w, codecHeader()); err != nil {
		return err
	}
	z, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return err
	}
	values := make([]results.Result, len(arms))
	for i, a := range arms {
		if a == nil {
			return fmt.Errorf("arm %d has no result to store", i)
		}
		values[i] = *a
	}
	out := writer{out: bufio.NewWriter(z)}
	out.value(reflect.ValueOf(values))
	if err := out.out.Flush(); err != nil { // an earlier error of the buffer comes back here
		return err
	}
	return z.Close()
}

// Decode reads what Encode stored. It fails on what another version of the program stored, and on damage; a replication that
// cannot be read is to be simulated again.
func Decode(r io.Reader) ([]*results.Result, error) {
	in := bufio.NewReader(r)
	want := codecHeader()
	header := make([]byte, len(want))
	if _, err := io.ReadFull(in, header); err != nil {
		return nil, fmt.Errorf("stored results are cut short")
	}
	if string(header) != want {
		return nil, fmt.Errorf("stored results are of another version of the program")
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, fmt.Errorf("stored results are damaged: %w", err)
	}
	var values []results.Result
	read := reader{in: bufio.NewReader(z)}
	read.value(reflect.ValueOf(&values).Elem())
	if read.err != nil {
		return nil, fmt.Errorf("stored results are damaged: %w", read.err)
	}
	if n, err := io.Copy(io.Discard, read.in); n != 0 || err != nil { // to the end, where the checksum is
		return nil, fmt.Errorf("stored results are damaged at their end")
	}
	arms := make([]*results.Result, len(values))
	for i := range values {
		arms[i] = &values[i]
	}
	return arms, nil
}

// shape spells a type out with all of its fields, in order.
func shape(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct:
		var b strings.Builder
		for i := range t.NumField() {
			fmt.Fprintf(&b, "%s %s;", t.Field(i).Name, shape(t.Field(i).Type))
		}
		return "{" + b.String() + "}"
	case reflect.Slice:
		return "[]" + shape(t.Elem())
	case reflect.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), shape(t.Elem()))
	}
	return t.Kind().String()
}
