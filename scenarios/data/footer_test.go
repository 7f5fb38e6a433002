package data

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"runtime"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// withFooter is a Parquet file that has nothing but a footer.
func withFooter(footer string) []byte {
	return append(binary.LittleEndian.AppendUint32([]byte("PAR1"+footer), uint32(len(footer))), "PAR1"...)
}

func unhex(t *testing.T, s string) string {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestFootersThatDeclareTooMuch: files of a hundred bytes whose footers declare lists of millions are refused before room is made for any of it.
func TestFootersThatDeclareTooMuch(t *testing.T) {
	zeros := strings.Repeat("00", 100)
	chain := format.FileMetaData{Version: 1}
	for range 7000 {
		chain.Schema = append(chain.Schema, format.SchemaElement{Name: "g", NumChildren: thrift.New[int32](1)})
	}
	chain.Schema = append(chain.Schema, format.SchemaElement{Name: "leaf", Type: thrift.New(format.Int32)})
	deep, err := thrift.Marshal(&thrift.CompactProtocol{}, &chain)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"2^31-1 columns":             withFooter(unhex(t, "1502 19fc ffffffff07"+zeros)),
		"200,000,000 columns":        withFooter(unhex(t, "1502 19fc 8084af5f"+zeros)),
		"2^31-1 groups of rows":      withFooter(unhex(t, "1502 191c 48016100 1602 19fc ffffffff07"+zeros)),
		"200,000,000 groups of rows": withFooter(unhex(t, "1502 191c 48016100 1602 19fc 8084af5f"+zeros)),
		"a name of 2^31-1 bytes":     withFooter(unhex(t, "1502 191c 48 ffffffff07 6100"+zeros)),
		"empty columns":              withFooter(unhex(t, "1502 19fc 80897a") + strings.Repeat("\x00", 3<<20)),
		"groups of groups":           withFooter(string(deep)),
		"lists of lists":             withFooter(unhex(t, "1502 09c801") + strings.Repeat("\x19", 3<<20)),
		"a map":                      withFooter(unhex(t, "1502 0bc801 ffffffff07 55"+zeros)),
		"a length of 4 GiB":          []byte("PAR1\xff\xff\xff\xffPAR1"),
		"nothing":                    []byte("PAR1"),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, bad := openParquet(content, 1000)
		runtime.ReadMemStats(&after)
		if made := after.TotalAlloc - before.TotalAlloc; bad != notParquet || made > 64<<20 {
			t.Errorf("%s: %v, and %d MiB were made", name, bad, made>>20)
		}
	}
}

// TestPagesThatDeclareTooMuch: the header of a page and the type of a column do not get the room that they declare, either.
func TestPagesThatDeclareTooMuch(t *testing.T) {
	type one struct {
		Name string   `parquet:"name,dict"`
		ID   [16]byte `parquet:"id"`
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[one](&b, parquet.Compression(&parquet.Uncompressed))
	if _, err := w.Write([]one{{Name: "mug"}, {Name: "cup"}}); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	s, bad := openParquet(b.Bytes(), 10)
	if bad != nil {
		t.Fatal(bad)
	}
	name, id := s.file.Schema().Columns()[0], s.file.Schema().Columns()[1]
	leaf := func(path []string) parquet.Type { l, _ := s.file.Schema().Lookup(path...); return l.Node.Type() }
	dictionary := func(values int32) *format.PageHeader {
		return &format.PageHeader{UncompressedPageSize: 14, DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: values})}
	}
	for _, c := range []struct {
		what   string
		header *format.PageHeader
		of     []string
		values int64
		fits   bool
	}{
		{"a dictionary of two names", dictionary(2), name, 0, true},
		{"a dictionary of more names than it has bytes for", dictionary(1 << 30), name, 0, false},
		{"a dictionary of fewer than no names", dictionary(-1), name, 0, false},
		{"identifiers of 256 MiB", &format.PageHeader{}, id, maxPage / 16, true},
		{"more identifiers", &format.PageHeader{}, id, maxPage/16 + 1, false},
	} {
		if got := fits(c.header, leaf(c.of), c.values); got != c.fits {
			t.Errorf("%s: %v", c.what, got)
		}
	}
	// A header whose field 5, of a page of data, holds statistics with a value of 2^31-1 bytes.
	long := []byte(unhex(t, "1500 1500 1500 2c 1502 1500 1506 1506 1c 18 ffffffff07 00000000"))
	m := &format.ColumnMetaData{TotalCompressedSize: int64(len(long))}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	bad = (&pageCheck{content: long}).chunk(m, levels{}, leaf(name), 1)
	runtime.ReadMemStats(&after)
	if made := after.TotalAlloc - before.TotalAlloc; bad != notParquet || made > 64<<20 {
		t.Errorf("a header with a value of 2 GiB: %v, and %d MiB were made", bad, made>>20)
	}
	// Two columns that are stored in one place take more than the file has.
	c := &pageCheck{content: b.Bytes(), stored: int64(b.Len())}
	if bad := c.file(s.file); bad != notParquet {
		t.Errorf("columns that lie over each other: %v", bad)
	}
}
