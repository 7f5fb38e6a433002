package data

import (
	"bytes"
	stdgzip "compress/gzip"
	"encoding/binary"
	"math"
	"testing"

	kzstd "github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/compress/brotli"
	"github.com/parquet-go/parquet-go/compress/gzip"
	"github.com/parquet-go/parquet-go/compress/snappy"
	"github.com/parquet-go/parquet-go/compress/zstd"
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
