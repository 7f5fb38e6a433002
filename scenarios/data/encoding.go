package data

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// Encodings as Format and the echo name them.
const (
	utf8Name   = "utf-8"
	utf16Name  = "utf-16"
	latin1Name = "latin-1" // with the characters that Windows adds to it
)

// stated are encodings that are read where a format states them: text does not show for certain which of them it is in.
var stated = map[string]encoding.Encoding{"shift-jis": japanese.ShiftJIS, "gbk": simplifiedchinese.GB18030, "big5": traditionalchinese.Big5, "euc-kr": korean.EUCKR}

// decode turns a file into UTF-8 text with \n line ends and tells what encoding it was in.
func decode(data []byte, named string) ([]byte, string, *Error) {
	if bad := otherKind(data); bad != nil {
		return nil, named, bad
	}
	name := named
	if name == "" {
		name = detect(data)
	}
	if kind := twoBytes(data); kind != "" && name == latin1Name && named == "" {
		e := mistake(0, 0, "save it as UTF-8, or state its encoding, as `format: {encoding: "+strings.Split(kind, ",")[0]+"}`", "the text is not UTF-8; it looks like %s", kind)
		e.Key = "format"
		return nil, name, e
	}
	var err error
	switch name {
	case utf16Name:
		data, err = unicode.UTF16(order(data), unicode.UseBOM).NewDecoder().Bytes(data)
	case latin1Name:
		data, err = charmap.Windows1252.NewDecoder().Bytes(data)
	case "shift-jis", "gbk", "big5", "euc-kr":
		if data, err = stated[name].NewDecoder().Bytes(data); bytes.ContainsRune(data, utf8.RuneError) {
			e := mistake(1+bytes.Count(data[:bytes.IndexRune(data, utf8.RuneError)], []byte{'\n'}), 1, "state another encoding, or save it as UTF-8", "the text is not %s, which `format` states", name)
			e.Key = "format"
			return nil, name, e
		}
	default:
		data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	}
	if bad := doubtful(data, name); bad != nil && named == "" {
		return nil, name, bad
	}
	if err != nil || !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return nil, name, notText
	}
	if bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	return data, name, nil
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

// twoBytes tells which encodings of Japanese, Chinese and Korean a text that is not UTF-8 may be in; empty where it is none of them. Their frequent characters begin with bytes
// that Latin-1 has signs and capitals with accents for, or none, and most of what is no ASCII is such pairs; ÇÃO and ÖSS are not.
func twoBytes(data []byte) string {
	kana, wide, others := 0, 0, 0
	for i := 0; i < len(data); i++ {
		lead, next := data[i], byte(0)
		if lead < 0x80 {
			continue
		}
		if i+1 < len(data) {
			next = data[i+1]
		}
		switch {
		case next >= 0x40 && next != 0x7f && bytes.IndexByte([]byte("\x81\x82\x83\x87\x88\x89\x8b\x8d\x8f\x90"), lead) >= 0:
			kana++
			i++
		case next >= 0x40 && next < 0x7f && lead >= 0xa4 && lead <= 0xbf && bytes.IndexByte([]byte("\xa9\xae\xb0\xb5"), lead) < 0: // of Big5
			wide++
			i++
		case next >= 0xa1 && next != 0xff && lead >= 0xa4 && lead <= 0xd7 && !(lead == 0xc7 && (next == 0xc3 || next == 0xd5)) && !(lead == 0xd6 && next == 0xdf):
			wide++
			i++
		default:
			others++
		}
	}
	switch {
	case kana >= 2 && kana > wide+others:
		return "shift-jis"
	case wide >= 2 && wide > kana+others:
		return "gbk, big5 or euc-kr"
	}
	return ""
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
