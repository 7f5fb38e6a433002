package data

import (
	"encoding/binary"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

// parquetColumn is how the values of a column become cells: as the text that a CSV file of the same table has, so that everything behind it is the same.
type parquetColumn struct {
	kind cellKind
	text func(v parquet.Value) string
}

// columnsOf are the columns of a file, in order. A column that lies in a list has several values a row, so its cells are nested.
func columnsOf(f *parquet.File) (out []parquetColumn, bad *Error) {
	paths := f.Schema().Columns()
	for i := range f.Metadata().Schema {
		e := &f.Metadata().Schema[i]
		if !e.Type.Valid {
			continue // a group
		}
		if len(out) == len(paths) {
			return nil, notParquet
		}
		path := paths[len(out)]
		leaf, ok := f.Schema().Lookup(path...)
		if !ok {
			return nil, notParquet
		}
		c := columnOf(e)
		if leaf.MaxRepetitionLevel > 0 || c.text == nil {
			c = parquetColumn{nested, func(parquet.Value) string { return "list" }}
		}
		out = append(out, c)
	}
	if len(out) != len(paths) {
		return nil, notParquet
	}
	return out, nil
}

// columnOf is a column by its logical type, by what older files have in its place, or by its physical type. Its text is nil where no single value can be told.
func columnOf(e *format.SchemaElement) parquetColumn {
	physical := parquet.Kind(e.Type.V)
	switch t := logicalOf(e).(type) {
	case *format.DecimalType:
		return decimalColumn(physical, int(t.Scale))
	case *format.DateType:
		return written(func(v parquet.Value) string { return time.Unix(int64(v.Int32())*86400, 0).UTC().Format(time.DateOnly) })
	case *format.TimestampType:
		return timestampColumn(t)
	case *format.TimeType:
		unit := unitTime(&t.Unit)
		return written(func(v parquet.Value) string {
			return time.Unix(0, whole(v)*int64(unit)).UTC().Format("15:04:05.999999999")
		})
	case *format.IntType:
		return integerColumn(t)
	case *format.UUIDType:
		return written(func(v parquet.Value) string {
			id, err := uuid.FromBytes(bytesOf(v))
			if err != nil {
				return "no UUID of 16 bytes"
			}
			return id.String()
		})
	case *format.Float16Type:
		return parquetColumn{numeric, func(v parquet.Value) string { return halfFloat(bytesOf(v)) }}
	case *format.BsonType, *format.VariantType, *format.GeometryType, *format.GeographyType, interval:
		return parquetColumn{}
	}
	switch physical {
	case parquet.Int96:
		return written(func(v parquet.Value) string { return julian(v.Int96()) })
	case parquet.Int32, parquet.Int64, parquet.Float, parquet.Double:
		return parquetColumn{numeric, parquet.Value.String}
	}
	return written(parquet.Value.String)
}

// written is a column whose cells are read as text is.
func written(text func(parquet.Value) string) parquetColumn { return parquetColumn{textual, text} }

// interval stands for a type that has a name in older files alone.
type interval struct{}

// legacy are the logical types for which older files have another name.
var legacy = map[deprecated.ConvertedType]any{
	deprecated.Date:            &format.DateType{},
	deprecated.TimeMillis:      &format.TimeType{IsAdjustedToUTC: true, Unit: parquet.Millisecond.TimeUnit()},
	deprecated.TimeMicros:      &format.TimeType{IsAdjustedToUTC: true, Unit: parquet.Microsecond.TimeUnit()},
	deprecated.TimestampMillis: &format.TimestampType{IsAdjustedToUTC: true, Unit: parquet.Millisecond.TimeUnit()},
	deprecated.TimestampMicros: &format.TimestampType{IsAdjustedToUTC: true, Unit: parquet.Microsecond.TimeUnit()},
	deprecated.Uint8:           &format.IntType{BitWidth: 8},
	deprecated.Uint16:          &format.IntType{BitWidth: 16},
	deprecated.Uint32:          &format.IntType{BitWidth: 32},
	deprecated.Uint64:          &format.IntType{BitWidth: 64},
	deprecated.Bson:            &format.BsonType{},
	deprecated.Interval:        interval{},
}

// logicalOf is the logical type of a column; nil where it has none that matters.
func logicalOf(e *format.SchemaElement) any {
	if t := e.LogicalType.Value; t != nil {
		return t
	}
	if !e.ConvertedType.Valid {
		return nil
	}
	if e.ConvertedType.V == deprecated.Decimal {
		return &format.DecimalType{Scale: e.Scale.V, Precision: e.Precision.V}
	}
	return legacy[e.ConvertedType.V]
}

// maxScale bounds the decimals of a decimal, and its bytes: other systems have at most 76 digits.
const maxScale = 100

// decimalColumn scales whole numbers exactly.
func decimalColumn(physical parquet.Kind, scale int) parquetColumn {
	if scale < 0 || scale > maxScale {
		return parquetColumn{}
	}
	return parquetColumn{numeric, func(v parquet.Value) string {
		if physical == parquet.Int32 || physical == parquet.Int64 {
			return scaled(strconv.FormatInt(whole(v), 10), scale)
		}
		b := bytesOf(v)
		if len(b) > maxScale {
			return "a decimal of too many digits"
		}
		n := new(big.Int).SetBytes(b)
		if len(b) > 0 && b[0] >= 0x80 { // two's complement
			n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
		}
		return scaled(n.String(), scale)
	}}
}

// scaled puts the decimal point into the digits of a whole number.
func scaled(digits string, scale int) string {
	if scale == 0 {
		return digits
	}
	digits, negative := strings.CutPrefix(digits, "-")
	if short := scale + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	digits = digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
	if negative {
		return "-" + digits
	}
	return digits
}

// whole is a value of 32 or 64 bits.
func whole(v parquet.Value) int64 {
	if v.Kind() == parquet.Int32 {
		return int64(v.Int32())
	}
	return v.Int64()
}

// unitTime is how long a unit of times is; 0 of one that is not known.
func unitTime(u *format.TimeUnit) time.Duration {
	switch u.Value.(type) {
	case *format.MilliSeconds:
		return time.Millisecond
	case *format.MicroSeconds:
		return time.Microsecond
	case *format.NanoSeconds:
		return time.Nanosecond
	}
	return 0
}

// timestampColumn writes times out: with a zone where they are a point of time, without where they are what a clock on a wall shows.
func timestampColumn(t *format.TimestampType) parquetColumn {
	unit := unitTime(&t.Unit)
	if unit == 0 {
		return parquetColumn{}
	}
	layout, second := "2006-01-02T15:04:05.999999999", int64(time.Second/unit)
	if t.IsAdjustedToUTC {
		layout += "Z"
	}
	return written(func(v parquet.Value) string {
		return time.Unix(v.Int64()/second, v.Int64()%second*int64(unit)).UTC().Format(layout)
	})
}

// integerColumn reads unsigned numbers as such: they are stored in signed ones of the same bits.
func integerColumn(t *format.IntType) parquetColumn {
	return parquetColumn{numeric, func(v parquet.Value) string {
		switch {
		case t.IsSigned:
			return strconv.FormatInt(whole(v), 10)
		case v.Kind() == parquet.Int32:
			return strconv.FormatUint(uint64(v.Uint32()), 10)
		}
		return strconv.FormatUint(v.Uint64(), 10)
	}}
}

// bytesOf are those of a value; nil of one that has none.
func bytesOf(v parquet.Value) []byte {
	if k := v.Kind(); k != parquet.ByteArray && k != parquet.FixedLenByteArray {
		return nil
	}
	return v.ByteArray()
}

// halfFloat is a number of 16 bits: a sign, 5 bits of exponent, 10 of mantissa.
func halfFloat(b []byte) string {
	if len(b) != 2 {
		return string(b)
	}
	bits := binary.LittleEndian.Uint16(b)
	exponent, mantissa := int(bits>>10&31), float64(bits&1023)/1024
	x := math.Ldexp(1+mantissa, exponent-15)
	switch {
	case exponent == 31:
		return "not finite"
	case exponent == 0:
		x = math.Ldexp(mantissa, -14)
	}
	if bits>>15 == 1 {
		x = -x
	}
	return strconv.FormatFloat(x, 'g', -1, 32)
}

// julian writes a time of 96 bits out, as databases of old have them: nanoseconds of the day, then days since noon of 1 January 4713 BC.
func julian(x deprecated.Int96) string {
	const of1970 = 2440588
	return time.Unix((int64(x[2])-of1970)*86400, x.Int64()).UTC().Format("2006-01-02T15:04:05.999999999Z")
}
