// Package fieldtest holds copies and sums to their types: a test gives every field a value of its own, and looks what of it arrives. A field that is added later
// is then in the test by itself.
package fieldtest

import (
	"fmt"
	"reflect"
	"slices"
	"unsafe"
)

// Open makes a field that is not exported settable.
func Open(v reflect.Value) reflect.Value {
	return reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
}

// Fill gives every number, truth and text below what to points at a value of its own, counted on from *next, none of them zero, and every slice two
// entries. Pointers, interfaces, functions and maps stay as they are.
func Fill(to any, next *int) { fill(reflect.ValueOf(to).Elem(), next) }

func fill(v reflect.Value, next *int) {
	*next++
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(Open(v.Field(i)), next)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), next)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), next)
		}
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString("filled")
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(*next))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(1 + *next%100))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(1 + *next%100))
	}
}

// Numbers calls visit for every whole number below v with where it stands, as in "Total.Clicks".
func Numbers(v reflect.Value, at string, visit func(at string, x int64)) {
	switch {
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			Numbers(v.Field(i), at+"."+v.Type().Field(i).Name, visit)
		}
	case v.CanInt():
		visit(at, v.Int())
	}
}

// Shared lists the slices, maps and pointers below two values of one type that lie in the same memory, by where they stand.
func Shared(a, b reflect.Value, at string) (list []string) {
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			list = append(list, Shared(a.Field(i), b.Field(i), at+"."+a.Type().Field(i).Name)...)
		}
	case reflect.Pointer, reflect.Map:
		if !a.IsNil() && a.Pointer() == b.Pointer() {
			return []string{at}
		}
	case reflect.Slice:
		if a.Len() > 0 && a.Pointer() == b.Pointer() {
			return []string{at}
		}
		fallthrough
	case reflect.Array:
		for i := range min(a.Len(), b.Len()) {
			list = append(list, Shared(a.Index(i), b.Index(i), at)...)
		}
	}
	return list
}

// Copy compares a copy of a struct with the original, both given as pointers: fields named anew, as in "Logs.Marked", are zero in the copy, all others equal, and
// the two share no memory. It returns what is wrong.
func Copy(original, copied any, anew ...string) (wrong []string) {
	return compare(reflect.ValueOf(original).Elem(), reflect.ValueOf(copied).Elem(), "", anew)
}

func compare(was, is reflect.Value, at string, anew []string) (wrong []string) {
	for i := range was.NumField() {
		name := at + was.Type().Field(i).Name
		a, b := Open(was.Field(i)), Open(is.Field(i))
		switch {
		case slices.Contains(anew, name):
			if !b.IsZero() {
				wrong = append(wrong, fmt.Sprintf("%s is %v in the copy, which begins it anew", name, b))
			}
		case a.Kind() == reflect.Struct:
			wrong = append(wrong, compare(a, b, name+".", anew)...)
		case !reflect.DeepEqual(a.Interface(), b.Interface()):
			wrong = append(wrong, fmt.Sprintf("%s is %v in the copy, %v in the original", name, b, a))
		default:
			for _, x := range Shared(a, b, name) {
				wrong = append(wrong, "the copy shares "+x)
			}
		}
	}
	return wrong
}
