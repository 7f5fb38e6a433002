package registry

import (
	"fmt"
	"math"
	"reflect"

	"marketsim/auction/registry/quantity"
)

// Default sets the fields of a part to the defaults in their tags: numbers, texts and switches, those of embedded structs among them. Fields
// without a default, and those that hold other parts or lists, keep what they have. It panics on a default that is malformed or outside
// of its field's range: that is a mistake in the program.
func Default(part any) { eachField(reflect.ValueOf(part).Elem(), setDefault) }

// eachField calls a function on the tagged fields of a struct and of its embedded structs.
func eachField(v reflect.Value, do func(reflect.Value, *reflect.StructField)) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			eachField(v.Field(i), do)
		case f.Tag.Get("key") != "" && v.Field(i).CanSet():
			do(v.Field(i), &f)
		}
	}
}

func setDefault(v reflect.Value, f *reflect.StructField) {
	text, ok := f.Tag.Lookup("default")
	if !ok || text == "none" || f.Tag.Get("variant") != "" {
		return
	}
	if v.Kind() == reflect.Pointer && isScalar(v.Type().Elem().Kind()) {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch {
	case v.Kind() == reflect.String:
		v.SetString(text)
	case v.Kind() == reflect.Bool:
		v.SetBool(text == "true")
	case isScalar(v.Kind()):
		setNumber(v, f, number(text, f))
	}
}

func isScalar(k reflect.Kind) bool {
	return k == reflect.Float64 || k == reflect.Int || k == reflect.Int64 || k == reflect.String || k == reflect.Bool
}

// number reads a tag's number in the field's unit.
func number(text string, f *reflect.StructField) float64 {
	unit := f.Tag.Get("unit")
	if unit == "*" { // that of the place where the part stands
		unit = ""
	}
	x, bad := quantity.Number(text, unit)
	if bad != nil {
		panic(fmt.Sprintf("registry: default of %s: %s", f.Name, bad.Message))
	}
	return x
}

func setNumber(v reflect.Value, f *reflect.StructField, x float64) {
	if v.Kind() == reflect.Float64 {
		v.SetFloat(x)
		return
	}
	if x != math.Trunc(x) {
		panic(fmt.Sprintf("registry: %s is a whole number, and %g is none", f.Name, x))
	}
	v.SetInt(int64(x))
}

// Extremes lists variants of a part, each with one number at an end of its range: at the end itself, or just inside where the end is open.
// Ranges without an end are cut at a million.
func Extremes[T any](part T) (out []T) {
	eachField(reflect.ValueOf(part).Elem(), func(v reflect.Value, f *reflect.StructField) {
		text := f.Tag.Get("range")
		if text == "" || v.Kind() != reflect.Float64 && v.Kind() != reflect.Int && v.Kind() != reflect.Int64 {
			return
		}
		least, most, openLow, openTop, err := quantity.Range(text, f.Tag.Get("unit"))
		if err != nil {
			panic("registry: " + err.Error())
		}
		kept := reflect.New(v.Type()).Elem()
		kept.Set(v)
		for _, x := range ends(least, most, openLow, openTop, v.Kind() == reflect.Float64) {
			setNumber(v, f, x)
			out = append(out, copied(part))
		}
		v.Set(kept)
	})
	return out
}

// ends are the two ends of a range, moved inside where they are open or out of reach.
func ends(least, most float64, openLow, openTop, real bool) [2]float64 {
	if math.IsInf(least, -1) {
		least = -1e6
	}
	if math.IsInf(most, 1) {
		most, openTop = max(1e6, 10*least), false
	}
	inside := 1.0
	if real {
		inside = 1e-6
	}
	if openLow {
		least += inside
	}
	if openTop {
		most -= inside
	}
	return [2]float64{least, max(least, most)}
}

// copied is a shallow copy of a part.
func copied[T any](part T) T {
	fresh := reflect.New(reflect.TypeOf(part).Elem())
	fresh.Elem().Set(reflect.ValueOf(part).Elem())
	return fresh.Interface().(T)
}
