package format

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// ReadTable reads a small table that somebody wrote or saved from a spreadsheet: cells apart by commas, lines that begin with # are remarks. The mark that
// spreadsheets put before the first cell is left out; cells apart by semicolons or tabs are refused as what they are.
func ReadTable(r io.Reader) ([][]string, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	c := csv.NewReader(bytes.NewReader(data))
	c.Comment, c.TrimLeadingSpace, c.FieldsPerRecord = '#', true, -1
	rows, err := c.ReadAll()
	if err != nil || len(rows) == 0 || len(rows[0]) > 1 {
		return rows, err
	}
	for mark, name := range map[string]string{";": "semicolons", "\t": "tabs"} {
		if strings.Contains(rows[0][0], mark) {
			return nil, fmt.Errorf("cells stand apart by %s: write commas between them, and points before decimals", name)
		}
	}
	return rows, nil
}
