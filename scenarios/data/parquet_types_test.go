package data

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// parquetOf is a file with some rows, its columns in the order of their names.
func parquetOf(t *testing.T, nodes parquet.Group, rows ...[]parquet.Value) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewWriter(&b, parquet.NewSchema("t", nodes))
	for _, values := range rows {
		row := make(parquet.Row, len(values))
		for i, v := range values {
			row[i] = v.Level(0, 0, i)
		}
		if _, err := w.WriteRows([]parquet.Row{row}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// 2 March 2026 is day 20514 after 1 January 1970, and 10:00 then is 1,772,445,600 s.
const tenOClock = 1772445600

// TestParquetCellsAreWhatATableOfTextHas: the logical type of a column says what its values are.
func TestParquetCellsAreWhatATableOfTextHas(t *testing.T) {
	bytesOf := func(b ...byte) parquet.Value { return parquet.FixedLenByteArrayValue(b) }
	for name, c := range map[string]struct {
		node parquet.Node
		in   parquet.Value
		want string
		kind cellKind
	}{
		"decimal of 32 bits":         {parquet.Decimal(2, 9, parquet.Int32Type), parquet.Int32Value(3000), "30.00", numeric},
		"decimal of 64 bits":         {parquet.Decimal(2, 18, parquet.Int64Type), parquet.Int64Value(845), "8.45", numeric},
		"decimal below 1":            {parquet.Decimal(4, 18, parquet.Int64Type), parquet.Int64Value(-31), "-0.0031", numeric},
		"decimal without decimals":   {parquet.Decimal(0, 18, parquet.Int64Type), parquet.Int64Value(845), "845", numeric},
		"decimal of fixed bytes":     {parquet.Decimal(2, 9, parquet.FixedLenByteArrayType(4)), bytesOf(0, 0, 1, 4), "2.60", numeric},
		"decimal below 0":            {parquet.Decimal(2, 9, parquet.FixedLenByteArrayType(4)), bytesOf(0xff, 0xff, 0xff, 0x38), "-2.00", numeric},
		"decimal of bytes":           {parquet.Decimal(1, 30, parquet.ByteArrayType), parquet.ByteArrayValue([]byte{1, 0, 0, 0, 0, 0, 0, 0, 0}), "1844674407370955161.6", numeric},
		"whole number":               {parquet.Int(64), parquet.Int64Value(-7), "-7", numeric},
		"unsigned of 32 bits":        {parquet.Uint(32), parquet.Int32Value(-1), "4294967295", numeric},
		"unsigned of 64 bits":        {parquet.Uint(64), parquet.Int64Value(-1), "18446744073709551615", numeric},
		"plain whole number":         {parquet.Leaf(parquet.Int64Type), parquet.Int64Value(1250), "1250", numeric},
		"floating":                   {parquet.Leaf(parquet.DoubleType), parquet.DoubleValue(1.255), "1.255", numeric},
		"floating of 32 bits":        {parquet.Leaf(parquet.FloatType), parquet.FloatValue(0.0031), "0.0031", numeric},
		"truth":                      {parquet.Leaf(parquet.BooleanType), parquet.BooleanValue(true), "true", textual},
		"date":                       {parquet.Date(), parquet.Int32Value(20514), "2026-03-02", textual},
		"date before 1970":           {parquet.Date(), parquet.Int32Value(-1), "1969-12-31", textual},
		"ms":                         {parquet.Timestamp(parquet.Millisecond), parquet.Int64Value(tenOClock*1e3 + 250), "2026-03-02T10:00:00.25Z", textual},
		"us":                         {parquet.Timestamp(parquet.Microsecond), parquet.Int64Value(tenOClock * 1e6), "2026-03-02T10:00:00Z", textual},
		"ns":                         {parquet.Timestamp(parquet.Nanosecond), parquet.Int64Value(tenOClock*1e9 + 1), "2026-03-02T10:00:00.000000001Z", textual},
		"ns before 1970":             {parquet.Timestamp(parquet.Nanosecond), parquet.Int64Value(-1), "1969-12-31T23:59:59.999999999Z", textual},
		"local us":                   {parquet.TimestampAdjusted(parquet.Microsecond, false), parquet.Int64Value(tenOClock * 1e6), "2026-03-02T10:00:00", textual},
		"96 bits":                    {parquet.Leaf(parquet.Int96Type), parquet.Int96Value(deprecated.Int96{36_000_000_000_000 & 0xffffffff, 36_000_000_000_000 >> 32, 2440588 + 20514}), "2026-03-02T10:00:00Z", textual},
		"time of day in ms":          {parquet.Time(parquet.Millisecond), parquet.Int32Value(6*3600e3 + 1500), "06:00:01.5", textual},
		"time of day in ns":          {parquet.Time(parquet.Nanosecond), parquet.Int64Value(6 * 3600e9), "06:00:00", textual},
		"text":                       {parquet.String(), parquet.ByteArrayValue([]byte("0,31 %")), "0,31 %", textual},
		"one of a few":               {parquet.Enum(), parquet.ByteArrayValue([]byte("home")), "home", textual},
		"JSON":                       {parquet.JSON(), parquet.ByteArrayValue([]byte("{}")), "{}", textual},
		"UUID":                       {parquet.UUID(), bytesOf(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255), "00010203-0405-0607-0809-0a0b0c0d0eff", textual},
		"half a floating number":     {nil, bytesOf(0, 0x38), "0.5", numeric},
		"half a floating number < 0": {nil, bytesOf(0, 0xc5), "-5", numeric},
	} {
		as := columnOf(&format.SchemaElement{Type: some(format.FixedLenByteArray), LogicalType: format.LogicalType{Value: &format.Float16Type{}}})
		got := ""
		if c.node == nil {
			got = as.text(c.in)
		} else {
			s, bad := openParquet(parquetOf(t, parquet.Group{"x": c.node}, []parquet.Value{c.in}), 10)
			if bad != nil {
				t.Errorf("%s: %v", name, bad)
				continue
			}
			as = s.as[0]
			s.each(func(r record) bool { got = r.cells[0]; return true })
		}
		if got != c.want || as.kind != c.kind {
			t.Errorf("%s: %q of kind %d, want %q of kind %d", name, got, as.kind, c.want, c.kind)
		}
	}
}

func some[T any](x T) (out thrift.Null[T]) {
	out.V, out.Valid = x, true
	return out
}

// TestOlderParquetFiles: before logical types there were converted ones.
func TestOlderParquetFiles(t *testing.T) {
	for _, c := range []struct {
		physical format.Type
		as       deprecated.ConvertedType
		in       parquet.Value
		want     string
	}{
		{format.Int32, deprecated.Decimal, parquet.Int32Value(3000), "30.00"},
		{format.ByteArray, deprecated.Decimal, parquet.ByteArrayValue([]byte{0xff}), "-0.01"},
		{format.Int32, deprecated.Date, parquet.Int32Value(20514), "2026-03-02"},
		{format.Int64, deprecated.TimestampMillis, parquet.Int64Value(tenOClock * 1e3), "2026-03-02T10:00:00Z"},
		{format.Int64, deprecated.TimestampMicros, parquet.Int64Value(tenOClock * 1e6), "2026-03-02T10:00:00Z"},
		{format.Int32, deprecated.TimeMillis, parquet.Int32Value(3600e3), "01:00:00"},
		{format.Int64, deprecated.TimeMicros, parquet.Int64Value(3600e6), "01:00:00"},
		{format.Int32, deprecated.Uint32, parquet.Int32Value(-1), "4294967295"},
		{format.Int32, deprecated.Uint8, parquet.Int32Value(200), "200"},
		{format.Int64, deprecated.Uint64, parquet.Int64Value(-1), "18446744073709551615"},
		{format.Int64, deprecated.Int64, parquet.Int64Value(-1), "-1"},
		{format.ByteArray, deprecated.UTF8, parquet.ByteArrayValue([]byte("Mug")), "Mug"},
		{format.ByteArray, deprecated.Enum, parquet.ByteArrayValue([]byte("Mug")), "Mug"},
	} {
		e := &format.SchemaElement{Type: some(c.physical), ConvertedType: some(c.as), Scale: some(int32(2)), Precision: some(int32(9))}
		if got := columnOf(e).text(c.in); got != c.want {
			t.Errorf("%v as %d: %q, want %q", c.physical, c.as, got, c.want)
		}
	}
	for _, as := range []deprecated.ConvertedType{deprecated.Interval, deprecated.Bson} {
		if columnOf(&format.SchemaElement{Type: some(format.FixedLenByteArray), ConvertedType: some(as)}).text != nil {
			t.Errorf("converted type %d is taken for text", as)
		}
	}
}

var purchases = &Spec{What: "a test", MaxRows: 100, Columns: []Column{{Name: "name", Kind: Text}, {Name: "price", Kind: Money, Most: 1e9}, {Name: "rate", Kind: Rate, Most: 1}, {Name: "when", Kind: Moment}}}

// said is how a table was read, and all its cells.
func said(name string, content []byte, f *Format) string {
	t, bad := Read(name, content, purchases, f)
	out := ""
	for _, e := range bad {
		out += e.Message + "\n"
	}
	if t == nil {
		return out
	}
	if len(bad) == 0 {
		_, echo, _ := strings.Cut(t.Echo(), ": ")
		out += echo + "\n"
	}
	for _, e := range t.Each(func(r *Row) {
		for i := range t.columns {
			switch c := &t.columns[i]; {
			case c.at < 0:
			case c.Kind == Text:
				out += r.Text(i) + " "
			case c.Kind == Moment:
				at, _ := r.Moment(i)
				out += fmt.Sprint(at, " ")
			default:
				out += fmt.Sprint(r.Number(i), " ")
			}
		}
		out += "\n"
	}) {
		out += e.Message + "\n"
	}
	return out
}

// TestParquetReadsAsTheSameTableOfText: in values, times, echo and mistakes.
func TestParquetReadsAsTheSameTableOfText(t *testing.T) {
	name := func(s string) parquet.Value { return parquet.ByteArrayValue([]byte(s)) }
	price := parquet.Decimal(2, 18, parquet.Int64Type)
	for what, c := range map[string]struct {
		nodes parquet.Group
		rows  [][]parquet.Value
		text  string
		has   string
	}{
		"decimals": {parquet.Group{"name": parquet.String(), "price": price},
			[][]parquet.Value{{name("a"), parquet.Int64Value(3000)}, {name("b"), parquet.Int64Value(42)}}, "name,price\na,30.00\nb,0.42\n", "a 30 \nb 0.42 \n"},
		"decimals of micros": {parquet.Group{"name": parquet.String(), "price_micros": price},
			[][]parquet.Value{{name("a"), parquet.Int64Value(300000050)}}, "name,price_micros\na,3000000.50\n", "a 3.0000005 \n"},
		"times": {parquet.Group{"name": parquet.String(), "when": parquet.Timestamp(parquet.Nanosecond)},
			[][]parquet.Value{{name("a"), parquet.Int64Value(tenOClock * 1e9)}, {name("b"), parquet.Int64Value((tenOClock + 3600) * 1e9)}},
			"name,when\na,2026-03-02T10:00:00Z\nb,2026-03-02T11:00:00Z\n", "when (written out, day 0 begins at 2026-03-02T00:00:00Z)\na 36000000000 \nb 39600000000 \n"},
		"days": {parquet.Group{"name": parquet.String(), "when": parquet.Date()},
			[][]parquet.Value{{name("a"), parquet.Int32Value(20514)}, {name("b"), parquet.Int32Value(20515)}}, "name,when\na,2026-03-02\nb,2026-03-03\n", "a 0 \nb 86400000000 \n"},
		"a day where an amount belongs": {parquet.Group{"name": parquet.String(), "price": parquet.Date()},
			[][]parquet.Value{{name("a"), parquet.Int32Value(20514)}}, "name,price\na,2026-03-02\n", "`2026-03-02` in column `price` is not a finite number"},
		"a truth where an amount belongs": {parquet.Group{"name": parquet.String(), "price": parquet.Leaf(parquet.BooleanType)},
			[][]parquet.Value{{name("a"), parquet.BooleanValue(true)}}, "name,price\na,true\n", "`true` in column `price` is not a finite number"},
		"numbers beside text with commas": {parquet.Group{"name": parquet.String(), "price": parquet.Leaf(parquet.DoubleType), "rate": parquet.String()},
			[][]parquet.Value{{name("a"), parquet.DoubleValue(1.255), name("0,31 %")}}, "name;price;rate\na;1,255;0,31 %\n", "a 1.255 0.0031 \n"},
		"percentages as text": {parquet.Group{"name": parquet.String(), "rate": parquet.String()},
			[][]parquet.Value{{name("a"), name("0,31 %")}, {name("b"), name("1,2%")}}, "name;rate\na;0,31 %\nb;1,2%\n", "a 0.0031 \nb 0.012 \n"},
	} {
		parquetSaid := said("a.parquet", parquetOf(t, c.nodes, c.rows...), &Format{})
		textSaid := strings.ReplaceAll(said("a.csv", []byte(c.text), &Format{}), "; semicolon between cells, decimal comma", "; decimal comma")
		if parquetSaid != textSaid || !strings.Contains(parquetSaid, c.has) {
			t.Errorf("%s: Parquet:\n%stext:\n%sboth must have:\n%s", what, parquetSaid, textSaid, c.has)
		}
	}
}

// TestParquetColumnsOfLists: they are named where one of ours is read from them, and left alone elsewhere; so are settings that are about text.
func TestParquetColumnsOfLists(t *testing.T) {
	type row struct {
		Name  string    `parquet:"name"`
		Price []float64 `parquet:"price"`
		Rate  float64   `parquet:"rate"`
	}
	var b bytes.Buffer
	if err := parquet.Write(&b, []row{{"a", []float64{1, 2}, 0.5}, {"b", []float64{3}, 0.25}}); err != nil {
		t.Fatal(err)
	}
	if got := said("a.parquet", b.Bytes(), &Format{}); !strings.Contains(got, "column `price` holds lists, objects or bytes") || strings.Contains(got, "not a finite number") {
		t.Error(got)
	}
	only := *purchases
	only.Columns = []Column{purchases.Columns[0], purchases.Columns[2]}
	if table, bad := Read("a.parquet", b.Bytes(), &only, &Format{}); len(bad) > 0 || !strings.HasSuffix(table.Echo(), "not read: price") {
		t.Errorf("a list that nothing reads: %v", bad)
	}
	for key, f := range map[string]*Format{"delimiter": {Delimiter: "tab"}, "encoding": {Encoding: "utf-8"}, "header": {NoHeader: true}, "title_rows": {Titles: 1}} {
		if _, bad := Read("a.parquet", b.Bytes(), &only, f); len(bad) != 1 || bad[0].Key != "format."+key {
			t.Errorf("%s is taken of Parquet: %v", key, bad)
		}
	}
}
