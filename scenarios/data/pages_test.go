package data

import (
	"bytes"
	stdgzip "compress/gzip"
	"encoding/binary"
	"io"
	"math"
	"slices"
	"testing"

	kzstd "github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/compress/brotli"
	"github.com/parquet-go/parquet-go/compress/gzip"
	"github.com/parquet-go/parquet-go/compress/snappy"
	"github.com/parquet-go/parquet-go/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// A page that decodes to more than its header says is refused before the library makes room for it, whatever it is compressed with.
func TestPagesThatSwell(t *testing.T) {
	zeros := make([]byte, 1<<20)
	var z, g bytes.Buffer
	w, err := kzstd.NewWriter(&z) // a stream, which does not say its size
	if err == nil {
		_, err = w.Write(zeros)
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	zip := stdgzip.NewWriter(&g)
	if _, err := zip.Write(zeros); err != nil || zip.Close() != nil {
		t.Fatal(err)
	}
	said := binary.AppendUvarint(nil, 1<<20)
	for name, c := range map[string]struct {
		codec format.CompressionCodec
		page  []byte
	}{"zstd": {format.Zstd, z.Bytes()}, "gzip": {format.Gzip, g.Bytes()}, "snappy": {format.Snappy, said}} {
		if bad := expands(c.codec, c.page, 1<<20); bad != nil {
			t.Errorf("%s: a page that is as large as it says: %v", name, bad)
		}
		if bad := expands(c.codec, c.page, 1<<20-1); bad != swollen {
			t.Errorf("%s: a page that is larger than it says: %v", name, bad)
		}
	}
	if bad := expands(format.Brotli, nil, 1); bad != otherCodec {
		t.Errorf("brotli: %v", bad)
	}
}

// Whole files of every codec that is read pass, and are counted in full; others, and such as break off, do not.
func TestPagesOfWholeFiles(t *testing.T) {
	type one struct {
		Name  string  `parquet:"name,dict"`
		Value float64 `parquet:"value,optional"`
	}
	for name, codec := range map[string]compress.Codec{"none": &parquet.Uncompressed, "zstd": &zstd.Codec{}, "gzip": &gzip.Codec{}, "snappy": &snappy.Codec{}, "brotli": &brotli.Codec{}} {
		for _, version := range []int{1, 2} {
			var b bytes.Buffer
			w := parquet.NewGenericWriter[one](&b, parquet.Compression(codec), parquet.DataPageVersion(version))
			rows := make([]one, 5000)
			for i := range rows {
				rows[i] = one{"ad", float64(i)}
			}
			if _, err := w.Write(rows); err != nil || w.Close() != nil {
				t.Fatal(err)
			}
			s, bad := openParquet(b.Bytes(), 10_000)
			if name == "brotli" {
				if bad != otherCodec {
					t.Errorf("brotli: %v", bad)
				}
				continue
			}
			if bad != nil {
				t.Fatalf("%s, version %d: %v", name, version, bad)
			}
			c := &pageCheck{content: b.Bytes()}
			if bad := c.file(s.file); bad != nil || c.decoded < 40_000 {
				t.Errorf("%s, version %d: %d bytes are counted, %v", name, version, c.decoded, bad)
			}
			c = &pageCheck{content: b.Bytes(), decoded: maxDecoded}
			if bad := c.file(s.file); bad != swollen {
				t.Errorf("%s: more than the limit of a file: %v", name, bad)
			}
			c = &pageCheck{content: b.Bytes()[:b.Len()/4]}
			if bad := c.file(s.file); bad != notParquet {
				t.Errorf("%s: a file that breaks off: %v", name, bad)
			}
		}
	}
}

// Cells are counted over all row groups, however often a dictionary repeats them, and anew in every reading. Numbers that are none are refused.
func TestCellsOfWholeFiles(t *testing.T) {
	type one struct {
		Name  string  `parquet:"name,dict"`
		Value float64 `parquet:"value"`
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[one](&b)
	for range 2 { // row groups
		if _, err := w.Write([]one{{"four", 1}, {"four", math.NaN()}, {"four", math.Inf(1)}}); err != nil || w.Flush() != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	s, bad := openParquet(b.Bytes(), 100)
	if bad != nil {
		t.Fatal(bad)
	}
	for most, want := range map[int]int{24: 7, 23: 6, 12: 4, 11: 3, 3: 1} { // bytes: rows that are read, with the header
		rows := 0
		s.most = most
		if bad := s.each(func(record) bool { rows++; return true }); (bad == nil) != (most >= 24) || rows != want {
			t.Errorf("%d of 24 bytes: %d rows, want %d: %v", most, rows, want, bad)
		}
	}
	table, wrong := Read("a.parquet", b.Bytes(), &Spec{What: "a test", MaxRows: 100, Columns: []Column{{Name: "name", Kind: Text}, {Name: "value", Kind: Number, Most: 10}}}, &Format{})
	if len(wrong) > 0 {
		t.Fatal(wrong[0])
	}
	at, _ := table.Column("value")
	var sum, none int
	wrong = table.Each(func(r *Row) {
		if x := r.Number(at); math.IsNaN(x) {
			none++
		} else {
			sum += int(x)
		}
	})
	if sum != 2 || none != 4 || len(wrong) != 4 {
		t.Errorf("the numbers sum to %d, %d are none, and %d are refused: %v", sum, none, len(wrong), wrong)
	}
}

// counted is a row whose columns are written as differences, may miss a value, or are lists.
type counted struct {
	Name  string   `parquet:"name,delta"`
	Value int32    `parquet:"value,delta"`
	Rate  *float64 `parquet:"rate,optional"`
	List  []int32  `parquet:"list"`
}

// TestCountsOfPages: a page of a few bytes that says it holds two thousand million values, missing ones, numbers or lengths of texts, is refused before room is made for them;
// the same pages that say what they hold are read.
func TestCountsOfPages(t *testing.T) {
	for _, version := range []int{1, 2} {
		for codecName, codec := range map[string]compress.Codec{"none": &parquet.Uncompressed, "snappy": &parquet.Snappy, "zstd": &parquet.Zstd, "gzip": &parquet.Gzip} {
			var b bytes.Buffer
			w := parquet.NewGenericWriter[counted](&b, parquet.Compression(codec), parquet.DataPageVersion(version))
			if _, err := w.Write([]counted{{"mugs", 1, nil, []int32{1, 2, 3}}, {"plates", 2, nil, nil}, {"cups", 3, nil, nil}}); err != nil || w.Close() != nil {
				t.Fatal(err)
			}
			s, bad := openParquet(b.Bytes(), 10)
			rows := 0
			if bad == nil {
				bad = s.each(func(record) bool { rows++; return true })
			}
			if bad != nil || rows != 4 { // the header is one
				t.Fatalf("version %d, %s: %d rows, %v", version, codecName, rows, bad)
			}
		}
		for what, column := range map[string]int{"missing values": 2, "values of lists": 3} {
			if _, bad := openParquet(recounted(t, version, column, math.MaxInt32, nil), 10); bad != swollen {
				t.Errorf("version %d, %s: %v", version, what, bad)
			}
		}
		repeats, err := (&delta.BinaryPackedEncoding{}).EncodeInt32(nil, []int32{0, 1 << 30, 1 << 30})
		if err != nil {
			t.Fatal(err)
		}
		if _, bad := openParquet(recounted(t, version, 0, 3, repeats), 10); bad != swollen {
			t.Errorf("version %d, texts that repeat the one before: %v", version, bad)
		}
		many := binary.AppendVarint(binary.AppendUvarint(binary.AppendUvarint(binary.AppendUvarint(nil, 128), 4), 2_000_000_000), 1)
		blocks := binary.AppendVarint(binary.AppendUvarint(binary.AppendUvarint(binary.AppendUvarint(nil, 1<<40), 4), 3), 1)
		for what, page := range map[string][]byte{"many": many, "large blocks": blocks} {
			for name, column := range map[string]int{"lengths of texts": 0, "numbers": 1} {
				if _, bad := openParquet(recounted(t, version, column, 3, page), 10); bad != swollen {
					t.Errorf("version %d, %s, %s: %v", version, what, name, bad)
				}
			}
		}
	}
}

// recounted is a file of three rows in which the page of a column says that it has so many values, and has other content where one is given.
func recounted(t *testing.T, version, column int, values int32, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[counted](&b, parquet.Compression(&parquet.Uncompressed), parquet.DataPageVersion(version))
	if _, err := w.Write([]counted{{"mugs", 1, nil, []int32{1}}, {"plates", 2, nil, nil}, {"cups", 3, nil, nil}}); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	meta, protocol := *f.Metadata(), &thrift.CompactProtocol{}
	m := &meta.RowGroups[0].Columns[column].MetaData
	r, h := bytes.NewReader(b.Bytes()[m.DataPageOffset:][:m.TotalCompressedSize]), format.PageHeader{}
	if err := thrift.NewDecoder(protocol.NewReader(r)).Decode(&h); err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if content != nil {
		page = content
	}
	if version == 1 {
		h.DataPageHeader.V.NumValues = values
	} else {
		h.DataPageHeaderV2.V.NumValues = values
	}
	m.NumValues = int64(values)
	h.CompressedPageSize, h.UncompressedPageSize, h.CRC = int32(len(page)), int32(len(page)), 0
	head, err := thrift.Marshal(protocol, &h)
	if err != nil {
		t.Fatal(err)
	}
	body := b.Bytes()[:b.Len()-8-int(binary.LittleEndian.Uint32(b.Bytes()[b.Len()-8:]))]
	m.DataPageOffset, m.TotalCompressedSize = int64(len(body)), int64(len(head)+len(page))
	m.TotalUncompressedSize = m.TotalCompressedSize
	foot, err := thrift.Marshal(protocol, &meta)
	if err != nil {
		t.Fatal(err)
	}
	out := slices.Concat(body, head, page, foot)
	return append(binary.LittleEndian.AppendUint32(out, uint32(len(foot))), "PAR1"...)
}
