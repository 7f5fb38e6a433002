package neutral

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// JSON is a value as indented JSON with a line end, in which no character acts: all that Screen would write as an escape is an escape of JSON.
// Tags of HTML are escaped too where html is true, so that the text can stand in a page.
func JSON(v any, indent string, html bool) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", indent)
	e.SetEscapeHTML(html)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return seen(b.Bytes()), nil
}

// seen writes what acts in a text of JSON as escapes, which changes no value: such characters stand in its strings only.
func seen(data []byte) []byte {
	out := make([]byte, 0, len(data))
	var s Screen
	for rest := data; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		switch {
		case Acts(r), r == '[' && s.marks == 2:
			out = fmt.Appendf(out, "\\u%04x", r)
		default:
			out = append(out, rest[:n]...)
		}
		s.follow(r)
		rest = rest[n:]
	}
	return out
}
