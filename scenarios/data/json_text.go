package data

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// jsonText is a value of valid JSON as it is written, without blanks around it. It is taken apart without decoding what nobody reads: a decoded
// value takes many times its size.
type jsonText []byte

func (x jsonText) isList() bool   { return len(x) > 0 && x[0] == '[' }
func (x jsonText) isObject() bool { return len(x) > 0 && x[0] == '{' }

// missing tells whether there is no value, or null.
func (x jsonText) missing() bool { return len(x) == 0 || x[0] == 'n' }

// within is the place of a value in the text of which it was cut: both reach to the end of one array.
func (x jsonText) within(text []byte) int { return cap(text) - cap(x) }

// number is a finite number.
func (x jsonText) number() (float64, bool) {
	if len(x) == 0 || x[0] != '-' && (x[0] < '0' || x[0] > '9') {
		return 0, false
	}
	number, err := strconv.ParseFloat(string(x), 64)
	return number, err == nil
}

// text is a text.
func (x jsonText) text() (text string, ok bool) {
	if len(x) == 0 || x[0] != '"' {
		return "", false
	}
	return text, json.Unmarshal(x, &text) == nil
}

// entries visits the values of a list; a function that returns false ends it.
func (x jsonText) entries(visit func(jsonText) bool) {
	for i := pastBlanks(x, 1); i < len(x) && x[i] != ']'; {
		end := valueEnd(x, i)
		if !visit(x[i:end]) {
			return
		}
		i = pastComma(x, end)
	}
}

// len is how many values a list has; 0 of what is none.
func (x jsonText) len() (n int) {
	if !x.isList() {
		return 0
	}
	x.entries(func(jsonText) bool { n++; return true })
	return n
}

// members visits the keys of an object, as they are written, and their values; a function that returns false ends it.
func (x jsonText) members(visit func(key, value jsonText) bool) {
	for i := pastBlanks(x, 1); i < len(x) && x[i] != '}'; {
		colon := valueEnd(x, i)
		from := pastBlanks(x, pastBlanks(x, colon)+1)
		end := valueEnd(x, from)
		if !visit(x[i:colon], x[from:end]) {
			return
		}
		i = pastComma(x, end)
	}
}

func pastBlanks(x []byte, i int) int {
	for i < len(x) && (x[i] == ' ' || x[i] == '\n' || x[i] == '\r' || x[i] == '\t') {
		i++
	}
	return i
}

func pastComma(x []byte, i int) int {
	if i = pastBlanks(x, i); i < len(x) && x[i] == ',' {
		return pastBlanks(x, i+1)
	}
	return i
}

// valueEnd is where the value ends that begins at a place.
func valueEnd(x []byte, i int) int {
	for open := 0; i < len(x); i++ {
		switch x[i] {
		case '"':
			if i = textEnd(x, i); open == 0 {
				return i + 1
			}
		case '{', '[':
			open++
		case '}', ']':
			if open--; open < 0 { // of what holds the value
				return i
			}
			if open == 0 {
				return i + 1
			}
		case ',', ':', ' ', '\n', '\r', '\t':
			if open == 0 {
				return i
			}
		}
	}
	return i
}

// textEnd is the closing quote of the text that begins at a place.
func textEnd(x []byte, i int) int {
	for i++; i < len(x) && x[i] != '"'; i++ {
		if x[i] == '\\' {
			i++
		}
	}
	return i
}

// lineAt is the line of a place.
func lineAt(content []byte, at int) int {
	return 1 + bytes.Count(content[:min(at, len(content))], []byte("\n"))
}
