package reports

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"reflect"
)

// writer lays values out by their type: integers as varints, floats as their bits, strings and slices after their length. A nil
// slice differs from an empty one. The standard gob would do, but it drops the sign of -0 and its bytes depend on what else
// the process has encoded.
type writer struct {
	out     *bufio.Writer // keeps its first error
	scratch [binary.MaxVarintLen64]byte
}

func (w *writer) uint(x uint64) { w.out.Write(binary.AppendUvarint(w.scratch[:0], x)) }

func (w *writer) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		w.out.Write(binary.AppendVarint(w.scratch[:0], v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		w.uint(v.Uint())
	case reflect.Float64:
		w.out.Write(binary.LittleEndian.AppendUint64(w.scratch[:0], math.Float64bits(v.Float())))
	case reflect.String:
		w.uint(uint64(v.Len()))
		w.out.WriteString(v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			w.value(v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice {
			w.uint(sliceLength(v))
		}
		for i := range v.Len() {
			w.value(v.Index(i))
		}
	default:
		panic(fmt.Sprintf("reports: results have a field of kind %v, which is not stored", v.Kind()))
	}
}

// sliceLength is one more than the length, and 0 for nil.
func sliceLength(v reflect.Value) uint64 {
	if v.IsNil() {
		return 0
	}
	return uint64(v.Len()) + 1
}

// reader is the reverse of writer; after an error it does nothing more.
type reader struct {
	in  *bufio.Reader
	err error
}

func (r *reader) uint() uint64 {
	x, err := binary.ReadUvarint(r.in)
	r.fail(err)
	return x
}

func (r *reader) fail(err error) {
	if r.err == nil && err != nil {
		r.err = err
	}
}

func (r *reader) value(v reflect.Value) {
	if r.err != nil {
		return
	}
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		x, err := binary.ReadVarint(r.in)
		r.fail(err)
		v.SetInt(x)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(r.uint())
	case reflect.Float64:
		var b [8]byte
		_, err := io.ReadFull(r.in, b[:])
		r.fail(err)
		v.SetFloat(math.Float64frombits(binary.LittleEndian.Uint64(b[:])))
	case reflect.String:
		v.SetString(r.text(r.uint()))
	case reflect.Struct:
		for i := range v.NumField() {
			r.value(v.Field(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			r.value(v.Index(i))
		}
	case reflect.Slice:
		r.slice(v, r.uint())
	}
}

// slice grows as elements arrive, so that a damaged length cannot claim memory that its data do not fill.
func (r *reader) slice(v reflect.Value, length uint64) {
	if length == 0 {
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), 0, int(min(length-1, 1024))))
	for i := 0; uint64(i) < length-1 && r.err == nil; i++ {
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		r.value(v.Index(i))
	}
}

func (r *reader) text(length uint64) string {
	if length > 1<<20 {
		r.fail(fmt.Errorf("a name of %d bytes", length))
		return ""
	}
	b := make([]byte, length)
	_, err := io.ReadFull(r.in, b)
	r.fail(err)
	return string(b)
}
