package results

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"reflect"
	"sync"
	"unsafe"
)

// codecHeader opens every stored replication; its number changes when the meaning of a stored field does. What follows,
// compressed, is the layout and the values.
const codecHeader = "marketsim replication 2\n"

// Encode stores the results of one replication, all arms of it, so that Decode gives back every bit; equal results make equal
// bytes. A checksum is part of them. It fails when an arm is missing.
func Encode(w io.Writer, arms []*Result) error {
	values := make([]Result, len(arms))
	for i, a := range arms {
		if a == nil {
			return fmt.Errorf("arm %d has no result to store", i)
		}
		values[i] = *a
	}
	return encode(w, reflect.ValueOf(&values).Elem())
}

// EncodeTrials is Encode for what the units of tests did, by arm; nil for an arm without a test.
func EncodeTrials(w io.Writer, arms []*Trial) error {
	values := make([]storedTrial, len(arms))
	for i, t := range arms {
		if t != nil {
			values[i] = storedTrial{true, *t}
		}
	}
	return encode(w, reflect.ValueOf(&values).Elem())
}

// storedTrial is a trial that may not be there.
type storedTrial struct {
	There bool
	Trial Trial
}

// packers keep their memory, which takes longer to make than most results to pack.
var packers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // it fails for other levels only
	return z
}}

func encode(w io.Writer, values reflect.Value) error {
	if _, err := io.WriteString(w, codecHeader); err != nil {
		return err
	}
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(w)
	l, out := layoutOf(values.Type()), writer{out: bufio.NewWriterSize(z, 1<<16)}
	out.text(l.String())
	out.value(values, l)
	if err := out.out.Flush(); err != nil { // an earlier error of the buffer comes back here
		return err
	}
	return z.Close()
}

// writer lays values out: integers as varints, floats as their bits, texts and lists after their length. A nil list differs from
// an empty one. The standard gob would do, but it drops the sign of -0 and its bytes depend on what else the process has
// encoded.
type writer struct {
	out     *bufio.Writer // keeps its first error
	scratch [binary.MaxVarintLen64]byte
}

func (w *writer) uint(x uint64) { w.out.Write(binary.AppendUvarint(w.scratch[:0], x)) }
func (w *writer) int(x int64)   { w.out.Write(binary.AppendVarint(w.scratch[:0], x)) }

func (w *writer) text(s string) {
	w.uint(uint64(len(s)))
	w.out.WriteString(s)
}

// value writes an addressable value of a layout.
func (w *writer) value(v reflect.Value, l *layout) {
	switch {
	case v.Kind() == reflect.Bool:
		w.int(map[bool]int64{true: 1}[v.Bool()])
	case l.kind == kindInt && v.CanInt():
		w.int(v.Int())
	case l.kind == kindInt:
		w.int(int64(v.Uint()))
	case l.kind == kindFloat:
		w.out.Write(binary.LittleEndian.AppendUint64(w.scratch[:0], math.Float64bits(v.Float())))
	case l.kind == kindText:
		w.text(v.String())
	case l.kind == kindList:
		w.list(v, l)
	case l.packed(v.Type()):
		w.integers(v.Addr().UnsafePointer(), l.width)
	case l.kind == kindArray:
		for i := range v.Len() {
			w.value(v.Index(i), l.elem)
		}
	default:
		i := 0
		for k := range v.NumField() {
			if stored(v.Type().Field(k)) {
				w.value(v.Field(k), l.fields[i].layout)
				i++
			}
		}
	}
}

// packed tells whether values of the type are nothing but 64-bit integers, one after the other.
func (l *layout) packed(t reflect.Type) bool { return l.width > 0 && t.Size() == uintptr(8*l.width) }

func (w *writer) list(v reflect.Value, l *layout) {
	if v.IsNil() {
		w.uint(0)
		return
	}
	w.uint(uint64(v.Len()) + 1)
	if l.elem.packed(v.Type().Elem()) {
		w.integers(v.UnsafePointer(), v.Len()*l.elem.width)
		return
	}
	for i := range v.Len() {
		w.value(v.Index(i), l.elem)
	}
}

func (w *writer) integers(at unsafe.Pointer, n int) {
	for _, x := range unsafe.Slice((*int64)(at), n) {
		w.int(x)
	}
}
