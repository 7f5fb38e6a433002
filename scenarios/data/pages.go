package data

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// maxPage bounds what one page of a Parquet file decodes to, bytes: a page is decoded as a whole.
const maxPage = 256 << 20

var (
	swollen    = mistake(0, 0, "write it again, or as CSV", "the file decodes to more than it says, or to more than %d MiB a page and %d MiB in all", maxPage>>20, maxDecoded>>20)
	otherCodec = mistake(0, 0, "write it with zstd, snappy or gzip, or without compression", "the Parquet file is compressed in a way that is not read")
)

// pageCheck goes through the pages of a Parquet file before any of them is decoded: the footer may say less than they hold.
type pageCheck struct {
	content []byte
	decoded int64
}

// file checks all pages; nil when they are what they say, within bounds.
func (c *pageCheck) file(f *parquet.File) *Error {
	for _, g := range f.Metadata().RowGroups {
		for i := range g.Columns {
			if bad := c.chunk(&g.Columns[i].MetaData); bad != nil {
				return bad
			}
		}
	}
	return nil
}

// chunk checks the pages of a column in a row group.
func (c *pageCheck) chunk(m *format.ColumnMetaData) *Error {
	from, size := m.DataPageOffset, m.TotalCompressedSize
	if m.DictionaryPageOffset > 0 && m.DictionaryPageOffset < from {
		from = m.DictionaryPageOffset
	}
	if from < 0 || size < 0 || from > int64(len(c.content)) || size > int64(len(c.content))-from {
		return notParquet
	}
	for rest := c.content[from : from+size]; len(rest) > 0; {
		r, h := bytes.NewReader(rest), format.PageHeader{}
		if err := thrift.NewDecoder((&thrift.CompactProtocol{}).NewReader(r)).Decode(&h); err != nil || h.CompressedPageSize < 0 || int(h.CompressedPageSize) > r.Len() || h.UncompressedPageSize < 0 {
			return notParquet
		}
		page := rest[len(rest)-r.Len():][:h.CompressedPageSize]
		if bad := c.page(m.Codec, &h, page); bad != nil {
			return bad
		}
		rest = rest[len(rest)-r.Len()+len(page):]
	}
	return nil
}

// page checks that a page does not decode to more than its header says.
func (c *pageCheck) page(codec format.CompressionCodec, h *format.PageHeader, page []byte) *Error {
	says := int64(h.UncompressedPageSize)
	if c.decoded += says; says > maxPage || c.decoded > maxDecoded {
		return swollen
	}
	if v2, ok := h.DataPageHeaderV2.Get(); ok { // its levels are not compressed
		levels := int64(v2.RepetitionLevelsByteLength) + int64(v2.DefinitionLevelsByteLength)
		if levels < 0 || levels > int64(len(page)) {
			return notParquet
		}
		if page = page[levels:]; v2.IsCompressed.Valid && !v2.IsCompressed.V {
			codec = format.Uncompressed
		}
	}
	return expands(codec, page, says)
}

// expands tells whether a page decodes to more than some bytes.
func expands(codec format.CompressionCodec, page []byte, most int64) *Error {
	in := bytes.NewReader(page)
	switch codec {
	case format.Uncompressed:
	case format.Snappy:
		if n, k := binary.Uvarint(page); len(page) > 0 && (k <= 0 || n > uint64(most)) {
			return swollen
		}
	case format.Zstd:
		out, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return notParquet
		}
		defer out.Close()
		return holds(out, most)
	case format.Gzip:
		out, err := gzip.NewReader(in)
		if err != nil {
			return notParquet
		}
		return holds(out, most)
	default:
		return otherCodec
	}
	return nil
}

// holds tells whether a stream has no more than some bytes. What is damaged in it is told when it is decoded.
func holds(out io.Reader, most int64) *Error {
	if n, _ := io.Copy(io.Discard, io.LimitReader(out, most+1)); n > most {
		return swollen
	}
	return nil
}
