package data

import (
	"encoding/binary"

	"github.com/parquet-go/parquet-go/encoding/thrift"
)

// Bounds of what describes a Parquet file: the library makes room for all of it at once, and for each entry before it reads one.
const (
	maxFooter      = 32 << 20 // bytes
	maxDescribed   = 1 << 20  // entries of its lists that are structs: columns of row groups, above all
	deepestStructs = 32       // structs and lists within each other; the format has ten
)

// thriftWalk goes through what is written in the compact protocol of Thrift, as footers and headers of pages are, before the library does: a list
// declares how long it is, and no list may be longer than the bytes that are left.
type thriftWalk struct {
	rest    []byte
	structs int // that lists held so far
}

// structure steps over a struct; false where it breaks off or declares too much.
func (w *thriftWalk) structure(depth int) bool {
	for depth < deepestStructs {
		head, ok := w.byte()
		switch kind := thrift.Type(head & 15); {
		case !ok:
			return false
		case head == 0:
			return true
		case head>>4 == 0 && !w.number(): // the number of the field stands apart
			return false
		case kind == thrift.TRUE, kind == thrift.FALSE: // says the value too
		case !w.value(kind, depth+1):
			return false
		}
	}
	return false
}

// value steps over a value that takes bytes of its own.
func (w *thriftWalk) value(kind thrift.Type, depth int) bool {
	switch kind {
	case thrift.TRUE, thrift.FALSE, thrift.I8:
		return w.skip(1)
	case thrift.I16, thrift.I32, thrift.I64:
		return w.number()
	case thrift.DOUBLE:
		return w.skip(8)
	case thrift.UUID:
		return w.skip(16)
	case thrift.BINARY:
		n, ok := w.count()
		return ok && w.skip(n)
	case thrift.LIST, thrift.SET:
		return w.list(depth)
	case thrift.MAP:
		n, ok := w.count()
		if !ok || n == 0 {
			return ok
		}
		kinds, ok := w.byte()
		return ok && w.entries(n, depth, thrift.Type(kinds>>4), thrift.Type(kinds&15))
	case thrift.STRUCT:
		return w.structure(depth)
	}
	return false
}

func (w *thriftWalk) list(depth int) bool {
	head, ok := w.byte()
	n := uint64(head >> 4)
	if ok && n == 15 {
		n, ok = w.count()
	}
	return ok && w.entries(n, depth, thrift.Type(head&15))
}

// entries steps over so many entries of a list, or of a map, each of some kinds; every one takes a byte at least.
func (w *thriftWalk) entries(n uint64, depth int, kinds ...thrift.Type) bool {
	if n > uint64(len(w.rest)) || depth >= deepestStructs {
		return false
	}
	for range n {
		for _, kind := range kinds {
			if kind == thrift.STRUCT {
				w.structs++
			}
			if w.structs > maxDescribed || !w.value(kind, depth+1) {
				return false
			}
		}
	}
	return true
}

func (w *thriftWalk) byte() (b byte, ok bool) {
	if len(w.rest) == 0 {
		return 0, false
	}
	b, w.rest = w.rest[0], w.rest[1:]
	return b, true
}

func (w *thriftWalk) skip(n uint64) bool {
	if n > uint64(len(w.rest)) {
		return false
	}
	w.rest = w.rest[n:]
	return true
}

// count is a length that is declared.
func (w *thriftWalk) count() (n uint64, ok bool) {
	n, k := binary.Uvarint(w.rest)
	return n, k > 0 && w.skip(uint64(k))
}

func (w *thriftWalk) number() bool {
	_, ok := w.count()
	return ok
}
