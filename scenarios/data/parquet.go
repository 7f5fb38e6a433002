package data

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// maxDecoded bounds what a Parquet file says that it decodes to, and what its cells decode to, bytes: a dictionary holds once what many rows repeat.
const maxDecoded = 2 << 30

// parquetSource is a Parquet file; its first row is the header.
type parquetSource struct {
	file   *parquet.File
	header []string
	as     []parquetColumn
	kinds  []cellKind
	most   int // bytes that its cells may decode to
}

func (s *parquetSource) typed() bool { return true }

var notParquet = mistake(0, 0, "check how it was written", "this is not a readable Parquet file")

// openParquet reads the footer of a file and refuses what it says is too large before anything is decoded, the footer included.
func openParquet(content []byte, maxRows int) (s *parquetSource, bad *Error) {
	defer func() {
		if recover() != nil { // the library panics on some malformed files
			s, bad = nil, notParquet
		}
	}()
	if footer, ok := footerOf(content); !ok || !describedSoundly(footer) {
		return nil, notParquet
	}
	f, err := parquet.OpenFile(bytes.NewReader(content), int64(len(content)), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, notParquet
	}
	if f.NumRows() > int64(maxRows) {
		return nil, tooMany(f.NumRows(), maxRows)
	}
	decoded := int64(0)
	for _, g := range f.Metadata().RowGroups {
		for i := range g.Columns {
			decoded += g.Columns[i].MetaData.TotalUncompressedSize
		}
	}
	if decoded > maxDecoded || decoded < 0 {
		return nil, mistake(0, 0, "split it", "the file decodes to %d MiB; the limit is %d", decoded>>20, maxDecoded>>20)
	}
	if bad := (&pageCheck{content: content}).file(f); bad != nil {
		return nil, bad
	}
	s = &parquetSource{file: f, most: maxDecoded}
	for _, c := range f.Schema().Columns() {
		s.header = append(s.header, strings.Join(c, "."))
	}
	if len(s.header) > maxColumns {
		return nil, mistake(0, 0, "keep the columns that are read", "the file has %d columns; the limit is %d", len(s.header), maxColumns)
	}
	if s.as, bad = columnsOf(f); bad != nil {
		return nil, bad
	}
	for _, c := range s.as {
		s.kinds = append(s.kinds, c.kind)
	}
	return s, nil
}

func tooMany(rows int64, limit int) *Error {
	return mistake(0, 0, "split it, or sum it up with `marketsim ingest`", "the file has %d rows; the limit is %d", rows, limit)
}

func (s *parquetSource) each(visit func(record) bool) (bad *Error) {
	defer func() {
		if recover() != nil {
			bad = notParquet
		}
	}()
	decoded := 0
	none := func(int) int { return 0 }
	if !visit(record{s.header, nil, 0, none}) {
		return nil
	}
	for _, g := range s.file.RowGroups() {
		more, err := s.group(g, &decoded, func(cells []string) bool { return visit(record{cells, s.kinds, 0, none}) })
		if large := (*Error)(nil); errors.As(err, &large) {
			return large
		}
		if err != nil {
			return mistake(0, 0, "write it again", "the Parquet file breaks off")
		}
		if !more {
			return nil
		}
	}
	return nil
}

// group visits the rows of a row group and adds what their cells decode to; more is false when the visitor has seen enough.
func (s *parquetSource) group(g parquet.RowGroup, decoded *int, visit func([]string) bool) (more bool, err error) {
	rows := g.Rows()
	defer func() { err = errors.Join(err, rows.Close()) }()
	buffer, cells := make([]parquet.Row, 64), make([]string, len(s.header))
	for {
		n, err := rows.ReadRows(buffer)
		for _, r := range buffer[:n] {
			clear(cells)
			for _, v := range r {
				if v.IsNull() || v.Column() < 0 || v.Column() >= len(cells) {
					continue
				}
				if k := v.Kind(); k == parquet.ByteArray || k == parquet.FixedLenByteArray {
					n := len(v.ByteArray())
					if *decoded += n; n > maxCell || *decoded > s.most {
						return false, mistake(0, 0, "keep the columns that are read", "a cell of column `%s` has %d bytes, and cells so far %d MiB; the limits are %d bytes and %d MiB", s.header[v.Column()], n, *decoded>>20, maxCell, s.most>>20)
					}
				}
				cells[v.Column()] = s.as[v.Column()].text(v)
			}
			if !visit(cells) {
				return false, nil
			}
		}
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil || n == 0 {
			return false, errors.Join(err, io.ErrNoProgress)
		}
	}
}
