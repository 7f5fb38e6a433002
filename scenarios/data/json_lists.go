package data

import (
	"fmt"
	"math"

	"marketsim/scenarios/schema"
)

// oneEach is the remedy of lists that do not fit.
const oneEach = "give one vector per ad with one number per dimension, and one value per ad"

// Numbers is a cell of a column of lists as finite numbers of at least a bound, and of no more than some; nil where it is empty. What is wrong the row holds as a mistake.
func (r *Row) Numbers(handle int, least float64, most int) []float64 {
	out, wrong := r.numbers(r.value(handle), least, most)
	r.misfit(handle, wrong)
	return out
}

// Vectors is a cell of a column of lists as lists of so many numbers each, and of no more than some lists; nil where it is empty. What is wrong the row holds as a mistake.
func (r *Row) Vectors(handle, dims, most int) [][]float32 {
	out, wrong := r.vectors(r.value(handle), dims, most)
	r.misfit(handle, wrong)
	return out
}

// Uneven notes that a row has lists of different lengths.
func (r *Row) Uneven(handle int, message string) { r.misfit(handle, message) }

func (r *Row) misfit(handle int, wrong string) {
	if wrong != "" {
		r.Fail(handle, oneEach, "column `%s`: %s", r.table.columns[handle].theirs, wrong)
	}
}

// value is a cell as it is written in JSON.
func (r *Row) value(handle int) jsonText {
	return r.table.source.(*jsonSource).row.values[r.table.columns[handle].at]
}

func (r *Row) numbers(x jsonText, least float64, most int) (out []float64, wrong string) {
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
			wrong = fmt.Sprintf("%s is not a number of at least %g", r.Quote(string(v)), least)
		}
		return wrong == ""
	})
	return out, wrong
}

func (r *Row) vectors(x jsonText, dims, most int) (out [][]float32, wrong string) {
	switch {
	case x.missing():
		return nil, ""
	case !x.isList():
		return nil, "a list of vectors is expected"
	}
	if n := x.len(); n > most {
		return nil, fmt.Sprintf("%d vectors; at most %d are read", n, most)
	}
	x.entries(func(v jsonText) bool {
		var numbers []float64
		if n := v.len(); v.isList() && n != dims || v.missing() {
			wrong = fmt.Sprintf("a vector of %s in a market of %s", schema.Count(n, "number"), schema.Count(dims, "dimension"))
		} else {
			numbers, wrong = r.numbers(v, math.Inf(-1), dims)
		}
		if wrong != "" {
			return false
		}
		vector := make([]float32, dims)
		for k, n := range numbers {
			vector[k] = float32(n)
		}
		out = append(out, vector)
		return true
	})
	return out, wrong
}
