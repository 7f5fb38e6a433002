package data

import (
	"bytes"
	"regexp"
)

// kinds are files of other kinds, told by how they begin, with what to do about each.
var kinds = []struct{ begins, what, remedy string }{
	{"PK\x03\x04", "a workbook of a spreadsheet or an archive, not a table of text", "save the sheet as CSV"},
	{"\xd0\xcf\x11\xe0", "a workbook of a spreadsheet or an archive, not a table of text", "save the sheet as CSV"},
	{"\x1f\x8b", "compressed", "unpack it first, such as with gunzip"},
	{"\x28\xb5\x2f\xfd", "compressed", "unpack it first, such as with unzstd"},
	{"BZh", "compressed", "unpack it first, such as with bunzip2"},
	{"PAR1", "a Parquet file", "give it a name that ends in .parquet"},
	{"SQLite format 3", "a database, not a table of text", "export the table as CSV"},
	{"%PDF-", "a PDF document, not a table of cells", "export the table as CSV from where the document was made"},
	{"{\\rtf", "a document of a word processor, not a table of cells", "save the table as CSV"},
	{"\xff\xfe\x00\x00", "UTF-32", "save it in UTF-8"},
	{"\x00\x00\xfe\xff", "UTF-32", "save it in UTF-8"},
}

// object is how JSON begins: an object, or a list of them.
var object = regexp.MustCompile(`^\s*\[?\s*\{\s*"`)

// otherKind says of a file that is no table of text what it is; nil of any other.
func otherKind(content []byte) *Error {
	for _, k := range kinds {
		if bytes.HasPrefix(content, []byte(k.begins)) {
			return mistake(0, 0, k.remedy, "this is %s", k.what)
		}
	}
	return nil
}

var notJSON = mistake(1, 1, "write one row of cells for each object, such as with jq -r '[.item, .click] | @csv'", "this is JSON, not a table of cells")
