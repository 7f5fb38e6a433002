package data

import (
	"encoding/binary"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// footerOf is the footer of a Parquet file; false where there is none, or where it declares more than it holds: the library takes its word, and
// what it has no memory for ends the program.
func footerOf(content []byte) ([]byte, bool) {
	const ends = 8 // its length, and the mark
	if len(content) < ends+4 {
		return nil, false
	}
	body := content[:len(content)-ends]
	n := binary.LittleEndian.Uint32(content[len(body):])
	if n > maxFooter || int(n) > len(body) {
		return nil, false
	}
	footer := body[len(body)-int(n):]
	w := &thriftWalk{rest: footer}
	return footer, w.structure(0)
}

// maxNodes bounds the columns of a Parquet file and the groups that hold them; deepestGroups is how many may hold each other, since each
// column is known by the names of all that hold it.
const (
	maxNodes      = 4 * maxColumns
	deepestGroups = 64
)

// describedSoundly tells whether the columns of a file and its row groups are few enough to be laid out.
func describedSoundly(footer []byte) bool {
	var m format.FileMetaData
	if thrift.NewDecoder((&thrift.CompactProtocol{}).NewReaderFromBytes(footer)).Decode(&m) != nil || len(m.Schema) > maxNodes {
		return false
	}
	var open []int32 // children that are still to come, of each group
	for i := range m.Schema {
		for len(open) > 0 && open[len(open)-1] == 0 {
			open = open[:len(open)-1]
		}
		if len(open) > 0 {
			open[len(open)-1]--
		}
		if n := m.Schema[i].NumChildren; n.Valid && n.V > 0 {
			open = append(open, n.V)
		}
		if len(open) > deepestGroups {
			return false
		}
	}
	return len(m.Schema)*len(m.RowGroups) <= 2*maxDescribed
}
