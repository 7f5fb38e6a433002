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
	var all any
	if err := json.Unmarshal(content, &all); err != nil {
		if oneAfterTheOther(content) {
			bad(lineOf(content, err), "put [ and ] around them and commas between them", "this is one JSON object after the other, and a list of them is expected")
			return nil
		}
		bad(lineOf(content, err), "check it with a JSON tool", "this is not valid JSON")
		return nil
	}
	if key, line := twiceInJSON(content); line > 0 {
		bad(line, "keep one", "key `%s` appears twice in one object", key)
		return nil
	}
	names := &jsonNames{group: g, read: map[string]bool{}}
	key := names.of
	list, ok := all.([]any)
	if object, isObject := all.(map[string]any); isObject {
		list, ok = object[key("campaigns")].([]any)
	}
	if !ok || len(list) == 0 {
		bad(1, "write a list of objects, or say where it is with `columns: {campaigns: KEY}`", "there is no list of campaigns in this file")
		return nil
	}
	dims := c.file.Market.Pinners.Interests.Dimensions
	names.see(list)
	for i, x := range list {
		object, ok := x.(map[string]any)
		if !ok {
			bad(1, "write an object for each campaign", "entry %d is not an object", i)
			return nil
		}
		r := unknownRow(strconv.Itoa(i))
		if name, ok := object[key("name")].(string); ok {
			if unseen := neutral.Unseen(name); unseen != "" {
				bad(1, "write it as one line of plain text", "the name of entry %d holds a character that is not seen, %s", i, unseen)
				return nil
			}
			r.Name = name
		}
		for _, field := range rowNumbers {
			v, there := object[key(field.name)]
			if v == nil && there && field.budget() {
				*field.of(&r) = math.Inf(1)
				continue
			}
			if !there {
				continue
			}
			number, ok := v.(float64)
			least, most := field.bounds()
			if !ok || number < least || number > most {
				bad(1, "write a plain number", "`%s` of entry %d is not a number in [%g, %g]", key(field.name), i, least, most)
				return nil
			}
			*field.of(&r) = number
		}
		var mistake string
		if r.AdValues, mistake = numbersOf(object[key("ad_values")], 0); mistake == "" {
			r.Vectors, mistake = vectorsOf(object[key("vectors")], dims)
		}
		if mistake == "" && len(r.Vectors) > 0 && len(r.AdValues) > 0 && len(r.Vectors) != len(r.AdValues) {
			mistake = fmt.Sprintf("%d vectors for %d ad values", len(r.Vectors), len(r.AdValues))
		}
		if mistake != "" {
			bad(1, "give one vector per ad with one number per dimension, and one value per ad", "entry %d: %s", i, mistake)
			return nil
		}
		out = append(out, r)
	}
	c.note(fmt.Sprintf("%s: %d campaigns: %s", g.File, len(out), names.echo()))
	return out
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

// numbersOf reads a list of finite numbers of at least a bound; nil when there is none.
func numbersOf(x any, least float64) (out []float64, mistake string) {
	if x == nil {
		return nil, ""
	}
	list, ok := x.([]any)
	if !ok {
		return nil, "a list of numbers is expected"
	}
	for _, v := range list {
		number, ok := v.(float64)
		if !ok || number < least {
			text, _ := json.Marshal(v) // it was read from JSON
			return nil, fmt.Sprintf("`%s` is not a number of at least %g", text, least)
		}
		out = append(out, number)
	}
	return out, ""
}

func vectorsOf(x any, dims int) (out [][]float32, mistake string) {
	if x == nil {
		return nil, ""
	}
	list, ok := x.([]any)
	if !ok {
		return nil, "a list of vectors is expected"
	}
	for _, v := range list {
		numbers, mistake := numbersOf(v, math.Inf(-1))
		if mistake != "" {
			return nil, mistake
		}
		if len(numbers) != dims {
			return nil, fmt.Sprintf("a vector of %d numbers in a market of %d dimensions", len(numbers), dims)
		}
		vector := make([]float32, dims)
		for k, n := range numbers {
			vector[k] = float32(n)
		}
		out = append(out, vector)
	}
	return out, ""
}
