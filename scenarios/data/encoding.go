package data

import (
	"bytes"
	"regexp"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Encodings as Format and the echo name them.
const (
	utf8Name   = "utf-8"
	utf16Name  = "utf-16"
	latin1Name = "latin-1" // with the characters that Windows adds to it
)

// decode turns a file into UTF-8 text with \n line ends and tells what encoding it was in.
func decode(data []byte, stated string) ([]byte, string, *Error) {
	if bad := otherKind(data); bad != nil {
		return nil, stated, bad
	}
	encoding := stated
	if encoding == "" {
		encoding = detect(data)
	}
	var err error
	switch encoding {
	case utf16Name:
		data, err = unicode.UTF16(order(data), unicode.UseBOM).NewDecoder().Bytes(data)
	case latin1Name:
		data, err = charmap.Windows1252.NewDecoder().Bytes(data)
	default:
		data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	}
	if bad := doubtful(data, encoding); bad != nil && stated == "" {
		return nil, encoding, bad
	}
	if err != nil || !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return nil, encoding, notText
	}
	if bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	return data, encoding, nil
}

// notText is the mistake of a file that is neither text nor of a kind that is known.
var notText = mistake(0, 0, "save the table as CSV text in UTF-8, or as Parquet with a name that ends in .parquet", "this is not a table of text")

// foreign is text that is hardly of a language that is written in Latin-1: three letters with accents in a row, or bytes that it does not have.
var foreign = regexp.MustCompile("[\u0081\u008d\u008f\u0090\u009d\ufffd]|[À-ÖØ-öø-ÿ]{3}")

// doubtful is the mistake of text that was taken for Latin-1 and hardly is.
func doubtful(text []byte, encoding string) *Error {
	if encoding != latin1Name || bytes.HasPrefix(text, []byte("PK")) {
		return nil
	}
	at := foreign.FindIndex(text)
	if at == nil {
		return nil
	}
	line := 1 + bytes.Count(text[:at[0]], []byte{'\n'})
	e := mistake(line, 1, "save it as UTF-8, or state `format: {encoding: latin-1}` if it is that", "the text is not UTF-8, and does not look like Latin-1 either")
	e.Key = "format"
	return e
}

// detect recognises an encoding: by its mark, by the zero bytes of UTF-16, else UTF-8 where the text is valid in it.
func detect(data []byte) string {
	sample := data[:min(len(data), 4096)]
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return utf8Name
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return utf16Name
	case bytes.Count(sample, []byte{0}) > len(sample)/4:
		return utf16Name
	case utf8.Valid(data):
		return utf8Name
	}
	return latin1Name
}

// order is the byte order of UTF-16 text without a mark: the zero bytes of its Latin letters come first or second.
func order(data []byte) unicode.Endianness {
	even := 0
	for i := 0; i+1 < min(len(data), 4096); i += 2 {
		if data[i] == 0 {
			even++
		} else if data[i+1] == 0 {
			even--
		}
	}
	if even > 0 {
		return unicode.BigEndian
	}
	return unicode.LittleEndian
}
