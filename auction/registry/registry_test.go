package registry

import (
	"slices"
	"testing"
)

type shape interface{ area() float64 }

type square struct{ Side float64 }

func (s *square) area() float64 { return s.Side * s.Side }

func TestPartsAreCopiesOfTheirPrototype(t *testing.T) {
	r := New[shape]("shape")
	r.Register("square", "Four equal sides.", &square{Side: 3})
	first, ok := r.Get("square")
	if !ok || first.area() != 9 {
		t.Fatalf("got %v, %v", first, ok)
	}
	first.(*square).Side = 5
	if second, _ := r.Get("square"); second.area() != 9 {
		t.Error("changing one part changed the prototype")
	}
	if _, ok := r.Get("circle"); ok {
		t.Error("an unknown name was found")
	}
	if !slices.Equal(r.Names(), []string{"square"}) || r.Doc("square") == "" || r.Kind() != "shape" {
		t.Error("names, doc or kind are wrong")
	}
}

func TestMistakesOfTheProgramPanic(t *testing.T) {
	for name, register := range map[string]func(*Registry[shape]){
		"twice":   func(r *Registry[shape]) { r.Register("a", "doc", &square{}); r.Register("a", "doc", &square{}) },
		"no doc":  func(r *Registry[shape]) { r.Register("a", "", &square{}) },
		"nothing": func(r *Registry[shape]) { r.Register("a", "doc", nil) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			register(New[shape]("shape"))
		})
	}
}
