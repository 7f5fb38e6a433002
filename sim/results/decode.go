package results

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"unsafe"
)

// What reading may take: so many bytes of memory, and as many to unpack, and beyond them so many for each byte that is stored, so that a small
// file that declares huge tables is refused before they are made, and one that unpacks without end is not read to it.
const mostPerByte = 64

var freeMemory = 64 << 20 // less in tests

var errUnpacks = errors.New("they unpack to far more than is stored")

// Decode reads what Encode stored, also with an older or newer program: fields that the file does not have are zero and named in
// each result's Absent, those that the program does not have are passed over. It fails on damage, and where a day does not have the
// digest of its integers, so that equal digests mean equal results whoever wrote the file; so it does where fields that are passed over
// counted something. A replication that cannot be read is to be simulated again.
func Decode(r io.Reader) ([]*Result, error) {
	arms, err := readArms(r)
	if err != nil {
		return nil, err
	}
	for _, a := range arms {
		if day := unsealed(a.Days); day >= 0 {
			return nil, fmt.Errorf("stored results of arm `%s`, replication %d, do not have their digest on day %d: they were edited, or are of a version that counts otherwise",
				a.Arm, a.Replication, day)
		}
	}
	return arms, nil
}

// readArms is Decode without its look at digests.
func readArms(r io.Reader) ([]*Result, error) {
	var values []Result
	absent, err := decode(r, reflect.ValueOf(&values).Elem())
	if err != nil {
		return nil, err
	}
	arms := make([]*Result, len(values))
	for i := range values {
		arms[i] = &values[i]
		arms[i].Absent = absent
	}
	return arms, nil
}

// DecodeTrials reads what EncodeTrials stored by the same program.
func DecodeTrials(r io.Reader) ([]*Trial, error) {
	var values []storedTrial
	absent, err := decode(r, reflect.ValueOf(&values).Elem())
	switch {
	case err != nil:
		return nil, err
	case len(absent) > 0:
		return nil, fmt.Errorf("stored results are of another version of the program")
	}
	arms := make([]*Trial, len(values))
	for i := range values {
		if values[i].There {
			arms[i] = &values[i].Trial
		}
	}
	return arms, nil
}

// metered counts the bytes that are read.
type metered struct {
	in io.Reader
	n  int
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.in.Read(p)
	m.n += n
	return n, err
}

// unpacked is what a file unpacks to, as far as that is in proportion.
type unpacked struct {
	metered
	file *metered
}

func (u *unpacked) Read(p []byte) (int, error) {
	if beyond(u.n, u.file) {
		return 0, errUnpacks
	}
	return u.metered.Read(p)
}

// beyond tells whether so many bytes are more than a file may take.
func beyond(bytes int, file *metered) bool {
	return bytes > freeMemory && bytes-freeMemory > mostPerByte*file.n
}

func decode(r io.Reader, values reflect.Value) (absent []string, err error) {
	file := &metered{in: r}
	in := bufio.NewReader(file)
	header := make([]byte, len(codecHeader))
	if _, err := io.ReadFull(in, header); err != nil {
		return nil, fmt.Errorf("stored results are cut short")
	}
	if string(header) != codecHeader {
		return nil, fmt.Errorf("stored results are of another version of the program")
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, fmt.Errorf("stored results are damaged")
	}
	read := newReader(&unpacked{metered{in: z}, file})
	read.file = file
	plan := &planner{}
	read.values(values, plan)
	if read.err != nil {
		return nil, fmt.Errorf("stored results are damaged: %w", read.err)
	}
	if n, err := io.Copy(io.Discard, io.LimitReader(read.in, 1)); n != 0 || err != nil { // the end, where the checksum is
		return nil, fmt.Errorf("stored results are damaged at their end")
	}
	slices.Sort(plan.absent)
	return slices.Compact(plan.absent), nil
}

// values reads the layout and then the values.
func (r *reader) values(into reflect.Value, plan *planner) {
	text := r.text(longestLayout)
	if r.err != nil {
		return
	}
	l, err := parseLayout(text)
	if err != nil {
		r.fail(err)
		return
	}
	read := plan.of(l, into.Type(), "")
	if read == nil {
		r.fail(fmt.Errorf("they hold something else"))
		return
	}
	read(r, into)
}

// reader reads values; after an error it does nothing more.
type reader struct {
	in   *bufio.Reader
	file *metered
	used int // bytes of memory
	err  error
}

func newReader(in io.Reader) *reader {
	return &reader{in: bufio.NewReaderSize(in, 1<<16), file: &metered{}}
}

// broken fails with what reading said, in words of this program: those of the library that unpacks name its own parts and offsets.
func (r *reader) broken(err error) {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		r.fail(errors.New("they are cut short"))
	} else if err == errUnpacks {
		r.fail(err)
	} else if err != nil {
		r.fail(errors.New("they cannot be unpacked"))
	}
}

func (r *reader) fail(err error) {
	if r.err == nil && err != nil {
		r.err = err
	}
}

// claim accounts for memory that is about to be taken.
func (r *reader) claim(bytes int) bool {
	r.used += bytes
	if beyond(r.used, r.file) {
		r.fail(fmt.Errorf("they would take more than %d MB, from %d bytes", r.used>>20, r.file.n))
	}
	return r.err == nil
}

func (r *reader) uint() uint64 {
	x, err := binary.ReadUvarint(r.in)
	r.broken(err)
	return x
}

func (r *reader) int() int64 {
	x, err := binary.ReadVarint(r.in)
	r.broken(err)
	return x
}

func (r *reader) float() float64 {
	var b [8]byte
	_, err := io.ReadFull(r.in, b[:])
	r.broken(err)
	return math.Float64frombits(binary.LittleEndian.Uint64(b[:]))
}

func (r *reader) text(longest uint64) string {
	n := r.uint()
	if n > longest {
		r.fail(fmt.Errorf("a text of %d bytes", n))
	}
	if r.err != nil || !r.claim(int(n)) {
		return ""
	}
	b := make([]byte, n)
	_, err := io.ReadFull(r.in, b)
	r.broken(err)
	return string(b)
}

// longestText bounds names and the like.
const longestText = 1 << 20

// planner makes of a stored layout and a type what reads one into the other.
type planner struct{ absent []string }

// step reads a value, or passes over it when its place is not valid.
type step func(r *reader, v reflect.Value)

// of plans to read a layout into a type; nil when they do not fit.
func (p *planner) of(l *layout, t reflect.Type, place string) step {
	kind := layoutOf(t).kind
	switch {
	case kind != l.kind:
		return nil
	case kind == kindInt:
		return readInt
	case kind == kindFloat:
		return func(r *reader, v reflect.Value) { v.SetFloat(r.float()) }
	case kind == kindText:
		return func(r *reader, v reflect.Value) { v.SetString(r.text(longestText)) }
	case kind == kindStruct:
		return p.structure(l, t, place)
	case kind == kindList:
		return p.list(l, t, place)
	case l.n != t.Len():
		return nil
	}
	one := p.of(l.elem, t.Elem(), place)
	if one == nil {
		return nil
	}
	return func(r *reader, v reflect.Value) {
		for i := 0; i < l.n && r.err == nil; i++ {
			one(r, v.Index(i))
		}
	}
}

func readInt(r *reader, v reflect.Value) {
	x := r.int()
	switch {
	case v.Kind() == reflect.Bool:
		if x != 0 && x != 1 {
			r.fail(fmt.Errorf("the number %d where yes or no belongs", x))
		}
		v.SetBool(x == 1)
	case !v.CanInt():
		if v.OverflowUint(uint64(x)) {
			r.fail(fmt.Errorf("the number %d where a smaller one belongs", uint64(x)))
			return
		}
		v.SetUint(uint64(x))
	case v.OverflowInt(x):
		r.fail(fmt.Errorf("the number %d where a smaller one belongs", x))
	default:
		v.SetInt(x)
	}
}

func (p *planner) structure(l *layout, t reflect.Type, place string) step {
	to, steps := make([]int, len(l.fields)), make([]step, len(l.fields))
	wanted := make([]string, t.NumField()) // by field of the program; empty: not stored, or found
	for k := range wanted {
		if f := t.Field(k); stored(f) {
			wanted[k] = storedName(f)
		}
	}
	for i, f := range l.fields {
		to[i] = -1
		for k, name := range wanted {
			if name != "" && name == f.name {
				if s := p.of(f.layout, t.Field(k).Type, join(place, f.name)); s != nil {
					to[i], steps[i], wanted[k] = k, s, ""
				}
			}
		}
		if to[i] < 0 {
			steps[i] = passOver(f.layout)
		}
	}
	for _, name := range wanted {
		if name != "" {
			p.absent = append(p.absent, join(place, name))
		}
	}
	return func(r *reader, v reflect.Value) {
		for i := 0; i < len(steps) && r.err == nil; i++ {
			if to[i] < 0 {
				steps[i](r, v)
				continue
			}
			steps[i](r, v.Field(to[i]))
		}
	}
}

func join(place, name string) string {
	if place == "" {
		return name
	}
	return place + "." + name
}

// list grows as elements arrive, so that a damaged length cannot claim memory that its data do not fill.
func (p *planner) list(l *layout, t reflect.Type, place string) step {
	one := p.of(l.elem, t.Elem(), place)
	if one == nil {
		return nil
	}
	size := int(t.Elem().Size())
	same := l.elem.packed(t.Elem()) && l.elem.String() == layoutOf(t.Elem()).String()
	return func(r *reader, v reflect.Value) {
		n := r.uint()
		if n == 0 || r.err != nil {
			return
		}
		list := reflect.MakeSlice(t, 0, int(min(n-1, 1024)))
		for at := uint64(0); at < n-1 && r.err == nil; {
			part := int(min(n-1-at, 1024))
			if !r.claim(part * size) {
				return
			}
			from := list.Len()
			list = reflect.AppendSlice(list, reflect.MakeSlice(t, part, part))
			if same {
				r.integers(list.Index(from).Addr().UnsafePointer(), part*l.elem.width)
			} else {
				for i := from; i < list.Len() && r.err == nil; i++ {
					one(r, list.Index(i))
				}
			}
			at += uint64(part)
		}
		v.Set(list)
	}
}

func (r *reader) integers(at unsafe.Pointer, n int) {
	for i, into := 0, unsafe.Slice((*int64)(at), n); i < n && r.err == nil; i++ {
		into[i] = r.int()
	}
}

// passOver reads a value of a layout that the program has no place for.
func passOver(l *layout) step {
	switch l.kind {
	case kindInt:
		return func(r *reader, _ reflect.Value) { r.int() }
	case kindFloat:
		return func(r *reader, _ reflect.Value) { r.float() }
	case kindText:
		return func(r *reader, _ reflect.Value) { r.text(longestText) }
	case kindStruct:
		steps := make([]step, len(l.fields))
		for i, f := range l.fields {
			steps[i] = passOver(f.layout)
		}
		return func(r *reader, v reflect.Value) {
			for i := 0; i < len(steps) && r.err == nil; i++ {
				steps[i](r, v)
			}
		}
	}
	one, list, n := passOver(l.elem), l.kind == kindList, uint64(l.n)
	return func(r *reader, v reflect.Value) {
		times := n
		if list {
			times = max(r.uint(), 1) - 1
		}
		for i := uint64(0); i < times && r.err == nil; i++ {
			one(r, v)
		}
	}
}
