package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"marketsim/scenarios/data"
	"marketsim/sim/units/neutral"
)

// A JSON file of campaigns is a list of objects, or an object that holds such a list under `campaigns`. An object has the columns of
// a CSV file as keys, and may have `vectors`, one list of numbers per ad, and `ad_values`, the worth of an objective event through
// each ad. The group's `columns` give other names.

func isJSON(name string) bool { return strings.EqualFold(filepath.Ext(name), ".json") }

// worldFile reads the campaigns of a JSON file.
func (c *compiler) worldFile(g *group, content []byte, full string) (out []row) {
	bad := func(line int, help, format string, args ...any) {
		c.failAt(full, &data.Error{Line: line, Column: min(line, 1), Message: fmt.Sprintf(format, args...), Help: help})
	}
	switch {
	case len(content) > maxJSON:
		bad(0, "write it as CSV or Parquet", "the file has %d bytes; the limit of JSON files is %d", len(content), maxJSON)
		return nil
	case g.Format != nil:
		bad(0, "leave `format` out", "`format` is about tables, and this is JSON")
		return nil
	}
	if err := json.Unmarshal(content, new(json.RawMessage)); err != nil {
		if oneAfterTheOther(content) {
			bad(lineOf(content, err), "put [ and ] around them and commas between them", "this is one JSON object after the other, and a list of them is expected")
			return nil
		}
		bad(lineOf(content, err), "check it with a JSON tool", "this is not valid JSON")
		return nil
	}
	list, ok := campaignList(content, g)
	if !ok {
		bad(1, "write a list of objects, or say where it is with `columns: {campaigns: KEY}`", "there is no list of campaigns in this file")
		return nil
	}
	w := &worldReader{dims: c.file.Market.Pinners.Interests.Dimensions}
	at, wrong := w.take(list)
	line := lineAt(content, list.within(content)+at)
	w.bind(g, &w.jsonObjects)
	switch {
	case wrong == nil:
		wrong = w.wrong(g)
	case w.repeated != "" && w.credible:
		wrong.Message = fmt.Sprintf("key `%s` appears twice in one object", w.repeated)
	}
	for i := 0; wrong == nil && i < len(w.starts)-1; i++ {
		var r row
		if r, wrong = w.row(i); wrong == nil {
			out = append(out, r)
		}
	}
	if wrong != nil {
		bad(line, wrong.Help, "%s", wrong.Message)
		return nil
	}
	c.note(fmt.Sprintf("%s: %d campaigns: %s", g.File, len(out), w.echo(&w.jsonObjects)))
	return out
}

// campaignList is the list of campaigns of valid JSON: all of it, or what an object has under a key.
func campaignList(content []byte, g *group) (list jsonText, ok bool) {
	start := pastBlanks(content, 0)
	all := jsonText(content[start:valueEnd(content, start)])
	if all.isObject() {
		theirs, mapped := g.Columns.Get("campaigns")
		if !mapped {
			theirs = "campaigns"
		}
		all.members(func(key, value jsonText) bool {
			if name, _ := key.text(); name == theirs {
				list = value
			}
			return true
		})
	} else {
		list = all
	}
	return list, list.isList() && list.len() > 0
}

// worldReader turns the objects of a JSON file into campaigns.
type worldReader struct {
	jsonObjects
	jsonNames
	dims int // of vectors
}

// get is what an object has in a column of ours.
func (w *worldReader) get(object int, column string) jsonText { return w.value(object, w.keys[column]) }

// row is one campaign.
func (w *worldReader) row(i int) (row, *data.Error) {
	r := unknownRow(strconv.Itoa(i))
	if name := w.get(i, "name"); len(name) > longestKey+2 {
		return r, jsonMistake("shorten it", "the name of entry %d has %d bytes; names have at most %d", i, len(name)-2, longestKey)
	} else if name, ok := name.text(); ok {
		if unseen := neutral.Unseen(name); unseen != "" {
			return r, jsonMistake("write it as one line of plain text", "the name of entry %d holds a character that is not seen, %s", i, unseen)
		}
		r.Name = name
	}
	for k := range rowNumbers {
		if bad := w.number(i, &rowNumbers[k], &r); bad != nil {
			return r, bad
		}
	}
	return r, w.ads(i, &r)
}

// number reads one number of a campaign.
func (w *worldReader) number(i int, field *rowNumber, r *row) *data.Error {
	v := w.get(i, field.name)
	switch {
	case len(v) == 0:
		return nil
	case v.missing() && field.budget():
		*field.of(r) = math.Inf(1)
		return nil
	}
	number, ok := v.number()
	if least, most := field.bounds(); !ok || number < least || number > most {
		return jsonMistake("write a plain number", "`%s` of entry %d is not a number in [%g, %g]", w.keys[field.name].name, i, least, most)
	}
	*field.of(r) = number
	return nil
}

// mostAds is how many ads a campaign may have.
const mostAds = 1000

// ads reads the vectors and the values of a campaign's ads.
func (w *worldReader) ads(i int, r *row) *data.Error {
	var mistake string
	if r.AdValues, mistake = w.numbers(w.get(i, "ad_values"), 0, mostAds); mistake == "" {
		r.Vectors, mistake = w.vectors(w.get(i, "vectors"))
	}
	if mistake == "" && len(r.Vectors) > 0 && len(r.AdValues) > 0 && len(r.Vectors) != len(r.AdValues) {
		mistake = fmt.Sprintf("%d vectors for %d ad values", len(r.Vectors), len(r.AdValues))
	}
	if mistake != "" {
		return jsonMistake("give one vector per ad with one number per dimension, and one value per ad", "entry %d: %s", i, mistake)
	}
	return nil
}

// maxJSON bounds a JSON file, which takes many times its size in memory.
const maxJSON = 64 << 20

// oneAfterTheOther tells whether JSON is more than one value, as lines of objects are.
func oneAfterTheOther(content []byte) bool {
	values := json.NewDecoder(bytes.NewReader(content))
	for range 2 {
		var value any
		if values.Decode(&value) != nil {
			return false
		}
	}
	return true
}

// lineOf is the line of a syntax error.
func lineOf(data []byte, err error) int {
	if e, ok := err.(*json.SyntaxError); ok {
		return 1 + strings.Count(string(data[:e.Offset]), "\n")
	}
	return 1
}

// numbers reads a list of finite numbers of at least a bound, and of no more than some; nil when there is none.
func (w *worldReader) numbers(x jsonText, least float64, most int) (out []float64, mistake string) {
	switch {
	case x.missing():
		return nil, ""
	case !x.isList():
		return nil, "a list of numbers is expected"
	}
	n := x.len()
	if n > most {
		return nil, fmt.Sprintf("%d numbers where at most %d are read", n, most)
	}
	out = make([]float64, 0, n)
	x.entries(func(v jsonText) bool {
		number, ok := v.number()
		if out = append(out, number); !ok || number < least {
			mistake = fmt.Sprintf("%s is not a number of at least %g", w.quoted(v), least)
		}
		return mistake == ""
	})
	return out, mistake
}

// quoted is a value as a message may show it.
func (w *worldReader) quoted(v jsonText) string {
	const most = 40
	switch {
	case !w.credible:
		return "a value"
	case len(v) > most:
		return "`" + strings.ToValidUTF8(string(v[:most]), "") + "...`"
	}
	return "`" + string(v) + "`"
}

func (w *worldReader) vectors(x jsonText) (out [][]float32, mistake string) {
	switch {
	case x.missing():
		return nil, ""
	case !x.isList():
		return nil, "a list of vectors is expected"
	}
	if n := x.len(); n > mostAds {
		return nil, fmt.Sprintf("%d vectors; a campaign has at most %d ads", n, mostAds)
	}
	x.entries(func(v jsonText) bool {
		var numbers []float64
		if n := v.len(); v.isList() && n != w.dims || v.missing() {
			mistake = fmt.Sprintf("a vector of %d numbers in a market of %d dimensions", n, w.dims)
		} else {
			numbers, mistake = w.numbers(v, math.Inf(-1), w.dims)
		}
		if mistake != "" {
			return false
		}
		vector := make([]float32, w.dims)
		for k, n := range numbers {
			vector[k] = float32(n)
		}
		out = append(out, vector)
		return true
	})
	return out, mistake
}
