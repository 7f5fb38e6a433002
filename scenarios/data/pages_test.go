package data

import (
	"bytes"
	stdgzip "compress/gzip"
	"encoding/binary"
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
