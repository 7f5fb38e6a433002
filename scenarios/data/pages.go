package data

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// maxPage bounds what one page of a Parquet file decodes to, bytes: a page is decoded as a whole.
const maxPage = 256 << 20

var (
	swollen    = mistake(0, 0, "write it again, or as CSV", "the file decodes to more than it says, or to more than %d MiB a page and %d MiB in all", maxPage>>20, maxDecoded>>20)
	otherCodec = mistake(0, 0, "write it with zstd, snappy or gzip, or without compression", "the Parquet file is compressed in a way that is not read")
)

// pageCheck goes through the pages of a Parquet file before any of them is decoded: the footer may say less than they hold, and a page may say that a few
// bytes of it are very many values.
type pageCheck struct {
	content []byte
	decoded int64
	stored  int64 // bytes of the columns so far, as they are stored
}

// levels is how deep the lists of a column are, and how many of its parts may be missing; 0, 0 of one with a value in every row.
type levels struct{ lists, missing int }

// file checks all pages; nil when they are what they say, within bounds.
func (c *pageCheck) file(f *parquet.File) *Error {
	for _, g := range f.Metadata().RowGroups {
		for i := range g.Columns {
			m := &g.Columns[i].MetaData
			leaf, ok := f.Schema().Lookup(m.PathInSchema...)
			if !ok {
				return notParquet
			}
			if bad := c.chunk(m, levels{leaf.MaxRepetitionLevel, leaf.MaxDefinitionLevel}, leaf.Node.Type(), g.NumRows); bad != nil {
				return bad
			}
		}
	}
	return nil
}

// chunk checks the pages of a column of a type in a row group of so many rows.
func (c *pageCheck) chunk(m *format.ColumnMetaData, deep levels, of parquet.Type, rows int64) *Error {
	from, size := m.DataPageOffset, m.TotalCompressedSize
	if m.DictionaryPageOffset > 0 && m.DictionaryPageOffset < from {
		from = m.DictionaryPageOffset
	}
	if from < 0 || size < 0 || from > int64(len(c.content)) || size > int64(len(c.content))-from {
		return notParquet
	}
	if c.stored += size; c.stored > int64(len(c.content)) { // columns that lie over each other are looked through again and again
		return notParquet
	}
	for rest := c.content[from : from+size]; len(rest) > 0; {
		if w := (&thriftWalk{rest: rest}); !w.structure(0) {
			return notParquet
		}
		r, h := bytes.NewReader(rest), format.PageHeader{}
		if err := thrift.NewDecoder((&thrift.CompactProtocol{}).NewReader(r)).Decode(&h); err != nil || h.CompressedPageSize < 0 || int(h.CompressedPageSize) > r.Len() || h.UncompressedPageSize < 0 {
			return notParquet
		}
		page := rest[len(rest)-r.Len():][:h.CompressedPageSize]
		values, encoding := valuesOf(&h)
		if bad := c.values(values, deep, &rows); bad != nil {
			return bad
		}
		if !fits(&h, of, values) {
			return swollen
		}
		if bad := c.page(m.Codec, &h, page); bad != nil {
			return bad
		}
		if bad := c.packed(m.Codec, &h, encoding, deep, page); bad != nil {
			return bad
		}
		rest = rest[len(rest)-r.Len()+len(page):]
	}
	return nil
}

// valuesOf is how many values a page of data says that it has, missing ones too, and how they are written; none of another page.
func valuesOf(h *format.PageHeader) (n int64, how format.Encoding) {
	if v1, ok := h.DataPageHeader.Get(); ok {
		return int64(v1.NumValues), v1.Encoding
	}
	if v2, ok := h.DataPageHeaderV2.Get(); ok {
		return int64(v2.NumValues), v2.Encoding
	}
	return 0, format.Plain
}

// listValue is what a value of a list takes at least, bytes: of all others a group has at most one a row.
const listValue = 16

// values checks how many values a page has: without lists no more than rows are left. What says which are missing takes a byte for each.
func (c *pageCheck) values(n int64, deep levels, left *int64) *Error {
	takes := n
	if deep.lists > 0 {
		takes = n * listValue
	} else if *left -= n; *left < 0 {
		return swollen
	}
	if c.decoded += takes; n < 0 || takes > maxPage || c.decoded > maxDecoded {
		return swollen
	}
	return nil
}

// fits tells whether a page can hold so many values of a type: for texts of one length room is made for all that it says, and for those of a
// dictionary, which are all different and written out.
func fits(h *format.PageHeader, of parquet.Type, values int64) bool {
	width := int64(4) // a number, or the length of a text
	switch of.Kind() {
	case parquet.Boolean:
		width = 1 // there are two
	case parquet.FixedLenByteArray:
		width = max(1, int64(of.Length()))
		if values*width > maxPage {
			return false
		}
	}
	d, ok := h.DictionaryPageHeader.Get()
	return !ok || d.NumValues >= 0 && int64(d.NumValues)*width <= int64(h.UncompressedPageSize)+1
}

// page checks that a page does not decode to more than its header says.
func (c *pageCheck) page(codec format.CompressionCodec, h *format.PageHeader, page []byte) *Error {
	says := int64(h.UncompressedPageSize)
	if c.decoded += says; says > maxPage || c.decoded > maxDecoded {
		return swollen
	}
	codec, page, bad := compressed(codec, h, page)
	if bad != nil {
		return bad
	}
	return expands(codec, page, says)
}

// compressed is what is compressed of a page, and how: in the second version of pages not their levels.
func compressed(codec format.CompressionCodec, h *format.PageHeader, page []byte) (format.CompressionCodec, []byte, *Error) {
	v2, ok := h.DataPageHeaderV2.Get()
	if !ok {
		return codec, page, nil
	}
	levels := int64(v2.RepetitionLevelsByteLength) + int64(v2.DefinitionLevelsByteLength)
	if levels < 0 || levels > int64(len(page)) {
		return codec, nil, notParquet
	}
	if v2.IsCompressed.Valid && !v2.IsCompressed.V {
		codec = format.Uncompressed
	}
	return codec, page[levels:], nil
}

// packed checks a page whose numbers, or lengths of texts, are written as differences: before them stands how many there are, for which room is made
// before any is read.
func (c *pageCheck) packed(codec format.CompressionCodec, h *format.PageHeader, how format.Encoding, deep levels, page []byte) *Error {
	if how != format.DeltaBinaryPacked && how != format.DeltaLengthByteArray && how != format.DeltaByteArray {
		return nil
	}
	codec, page, bad := compressed(codec, h, page)
	if bad != nil {
		return bad
	}
	out, done, bad := decompressed(codec, page)
	if bad != nil {
		return bad
	}
	defer done()
	plain, err := io.ReadAll(out) // no more than its header says, which was checked
	if err != nil {
		return notParquet
	}
	if _, first := h.DataPageHeader.Get(); first {
		for _, depth := range []int{deep.lists, deep.missing} {
			if depth == 0 {
				continue
			}
			if len(plain) < 4 || int64(binary.LittleEndian.Uint32(plain)) > int64(len(plain)-4) {
				return notParquet
			}
			plain = plain[4+binary.LittleEndian.Uint32(plain):]
		}
	}
	values, _ := valuesOf(h)
	block, ok := blocksOf(plain, values)
	if !ok || how != format.DeltaByteArray {
		return refused(ok)
	}
	// How much each text repeats of the one before it, and how long the rest of it is.
	repeats, err := (&delta.BinaryPackedEncoding{}).DecodeInt32(nil, plain)
	if err != nil {
		return notParquet
	}
	long := int64(0)
	for _, n := range repeats {
		long += int64(n)
	}
	if c.decoded += long; long > maxPage || c.decoded > maxDecoded {
		return swollen
	}
	plain, ok = block.skip(plain)
	if ok {
		_, ok = blocksOf(plain, values)
	}
	return refused(ok)
}

func refused(ok bool) *Error {
	if ok {
		return nil
	}
	return swollen
}

// blocks is what numbers that are written as differences begin with.
type blocks struct{ size, parts, values, head int }

// blocksOf reads it; false where it tells more than so many values, or blocks that nobody writes.
func blocksOf(b []byte, values int64) (x blocks, ok bool) {
	for field, to := range []*int{&x.size, &x.parts, &x.values} {
		n, k := binary.Uvarint(b[x.head:])
		if most := []uint64{maxBlock, maxBlock, uint64(values)}[field]; k <= 0 || n > most {
			return x, k == 0 && values == 0
		}
		*to, x.head = int(n), x.head+k
	}
	_, k := binary.Varint(b[x.head:]) // the first value
	x.head += max(0, k)
	return x, k > 0 && (x.parts > 0 && x.size%x.parts == 0)
}

// skip is what follows the blocks; false where they break off.
func (x blocks) skip(b []byte) (rest []byte, ok bool) {
	b = b[x.head:]
	for left := x.values - 1; left > 0; {
		_, k := binary.Varint(b) // the least difference
		if k <= 0 || len(b) < k+x.parts {
			return nil, false
		}
		widths := b[k : k+x.parts]
		b = b[k+x.parts:]
		for _, width := range widths {
			if left <= 0 {
				break
			}
			bytes := int(width) * (x.size / x.parts) / 8
			if bytes > len(b) {
				return nil, false
			}
			b, left = b[bytes:], left-x.size/x.parts
		}
	}
	return b, true
}

// maxBlock bounds the values of one block of differences, which is decoded as a whole; writers take 128.
const maxBlock = 1 << 16

// expands tells whether a page decodes to more than some bytes.
func expands(codec format.CompressionCodec, page []byte, most int64) *Error {
	switch codec {
	case format.Uncompressed:
		return nil
	case format.Snappy: // says how much it is
		if n, k := binary.Uvarint(page); len(page) > 0 && (k <= 0 || n > uint64(most)) {
			return swollen
		}
		return nil
	}
	out, done, bad := decompressed(codec, page)
	if bad != nil {
		return bad
	}
	defer done()
	return holds(out, most)
}

// decompressed reads what a page decodes to.
func decompressed(codec format.CompressionCodec, page []byte) (out io.Reader, done func(), bad *Error) {
	in := bytes.NewReader(page)
	switch codec {
	case format.Uncompressed:
		return in, func() {}, nil
	case format.Snappy:
		plain, err := snappy.Decode(nil, page)
		if err != nil {
			return nil, nil, notParquet
		}
		return bytes.NewReader(plain), func() {}, nil
	case format.Zstd:
		out, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, nil, notParquet
		}
		return out, out.Close, nil
	case format.Gzip:
		out, err := gzip.NewReader(in)
		if err != nil {
			return nil, nil, notParquet
		}
		return out, func() {}, nil
	}
	return nil, nil, otherCodec
}

// holds tells whether a stream has no more than some bytes. What is damaged in it is told when it is decoded.
func holds(out io.Reader, most int64) *Error {
	if n, _ := io.Copy(io.Discard, io.LimitReader(out, most+1)); n > most {
		return swollen
	}
	return nil
}
