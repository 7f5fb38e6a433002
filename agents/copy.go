package agents

import "reflect"

// Copy duplicates a bidder or pacer when the market forks into arms: by its own Clone method where it has one, else by copying the
// struct.
func Copy[T any](x T) T {
	if c, ok := any(x).(interface{ Clone() T }); ok {
		return c.Clone()
	}
	v := reflect.ValueOf(x)
	if v.Kind() != reflect.Pointer {
		return x
	}
	fresh := reflect.New(v.Elem().Type())
	fresh.Elem().Set(v.Elem())
	return fresh.Interface().(T)
}
