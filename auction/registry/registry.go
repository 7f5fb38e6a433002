// Package registry names the interchangeable parts of a market: mechanisms, bidding strategies, pacing methods, long-run
// models, distributions. A part is registered once, with a prototype; defaults stand in its fields' tags alone. Whatever is
// registered can be named in a scenario, appears in its schema and is documented by the program, plug-ins included.
//
// Parameters are the exported fields of the prototype's struct, with tags
//
//	key:"slope" unit:"%" default:"-2%" range:"[-100%, 0%]" enum:"a|b" doc:"change of activity per ad"
//
// that the scenario language reads.
package registry

import (
	"fmt"
	"reflect"
	"sort"
	"sync/atomic"
)

// Registry holds the parts of one kind by name. Registration happens in init functions and before a program's first run;
// lookups may then come from many goroutines.
type Registry[T any] struct {
	kind    string
	entries map[string]entry[T]
}

type entry[T any] struct {
	doc       string
	prototype T
}

// New makes an empty registry; kind is what its parts are called in messages.
func New[T any](kind string) *Registry[T] {
	return &Registry[T]{kind: kind, entries: map[string]entry[T]{}}
}

// Register adds a part. The prototype is a pointer to a struct of parameters. It panics when the name is empty or taken or
// the prototype is not such a pointer: these are mistakes in the program, not in its input.
func (r *Registry[T]) Register(name, doc string, prototype T) {
	if name == "" || doc == "" {
		panic(fmt.Sprintf("registry: a %s needs a name and a sentence that documents it (%q)", r.kind, name))
	}
	if _, taken := r.entries[name]; taken {
		panic(fmt.Sprintf("registry: %s %q is registered twice", r.kind, name))
	}
	if t := reflect.TypeOf(prototype); t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		panic(fmt.Sprintf("registry: the prototype of %s %q is not a pointer to a struct", r.kind, name))
	}
	r.entries[name] = entry[T]{doc: doc, prototype: prototype}
	registered.Add(1)
}

var registered atomic.Int64

// Registered counts the parts of all kinds that were registered so far: what is made of all of them can be kept for as long as it does not rise.
func Registered() int64 { return registered.Load() }

// Kind is what the parts are called.
func (r *Registry[T]) Kind() string { return r.kind }

// Names lists the registered parts, sorted.
func (r *Registry[T]) Names() []string {
	names := make([]string, 0, len(r.entries))
	for name := range r.entries {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Doc is the sentence that documents a part; empty when there is no such part.
func (r *Registry[T]) Doc(name string) string { return r.entries[name].doc }

// Get makes a fresh part with the defaults that stand in the tags of its fields; what has none there is the prototype's.
func (r *Registry[T]) Get(name string) (T, bool) {
	e, ok := r.entries[name]
	if !ok {
		var none T
		return none, false
	}
	part := copied(e.prototype)
	Default(part)
	return part, true
}

// Make is Get without the type: what the scenario language uses to decode parameters.
func (r *Registry[T]) Make(name string) (any, bool) {
	part, ok := r.Get(name)
	return part, ok
}
