package data

import "bytes"

// spaced visits the rows of a log whose cells stand apart by spaces, as those of web servers: a cell in quotes or in square brackets may hold
// spaces, and \ keeps a quote inside of quotes.
func spaced(text []byte, line int, visit func(record) bool) *Error {
	for len(text) > 0 {
		row, rest, _ := bytes.Cut(text, []byte("\n"))
		text = rest
		line++
		if len(row) > maxRow {
			return mistake(line, 1, "shorten it", "the row has more than %d MiB", maxRow>>20)
		}
		cells, columns := pieces(row)
		if long := longest(cells); len(cells) > 0 && len(cells[long]) > maxCell {
			return mistake(line, columns[long], "shorten it", "cell %d has %d bytes; the limit is %d", long+1, len(cells[long]), maxCell)
		}
		if !blank(cells) && !visit(record{cells, nil, line, func(cell int) int { return columns[cell] }}) {
			return nil
		}
	}
	return nil
}

// pieces are the cells of a row and where they begin, from 1.
func pieces(row []byte) (cells []string, columns []int) {
	for i := 0; i < len(row); {
		if row[i] == ' ' {
			i++
			continue
		}
		cell, next := piece(row[i:])
		cells, columns = append(cells, cell), append(columns, i+1)
		i += next
	}
	return cells, columns
}

// piece is the cell at the beginning of a row, without what encloses it, and how many bytes it takes.
func piece(row []byte) (cell string, size int) {
	end := map[byte]byte{'"': '"', '[': ']'}[row[0]]
	for i := 1; end != 0 && i < len(row); i++ {
		if row[i] == '\\' && end == '"' {
			i++
		} else if row[i] == end && (i+1 == len(row) || row[i+1] == ' ') {
			return string(row[1:i]), i + 1
		}
	}
	if i := bytes.IndexByte(row, ' '); i >= 0 {
		return string(row[:i]), i
	}
	return string(row), len(row)
}
