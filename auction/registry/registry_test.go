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

type tuned struct {
	Share  float64  `key:"share" unit:"%" default:"25%" range:"(0, 100%]"`
	Wait   int64    `key:"wait" unit:"time" default:"90m" range:"[0, 1d]"`
	Mode   string   `key:"mode" default:"slow"`
	On     bool     `key:"on" default:"true"`
	Cap    *float64 `key:"cap" unit:"USD" default:"0.5 USD"`
	Needed float64  `key:"needed"`
}

func (*tuned) area() float64 { return 0 }

// TestDefaultsStandInTags: what a registry hands out has the defaults of the tags, and what has none keeps the prototype's.
func TestDefaultsStandInTags(t *testing.T) {
	r := New[shape]("shape")
	r.Register("tuned", "Has parameters.", &tuned{Share: 3, Needed: 7})
	got, _ := r.Get("tuned")
	x := got.(*tuned)
	if x.Share != 0.25 || x.Wait != 90*60*1e6 || x.Mode != "slow" || !x.On || x.Cap == nil || *x.Cap != 0.5 || x.Needed != 7 {
		t.Errorf("got %+v", x)
	}
	if again, _ := r.Get("tuned"); again.(*tuned).Cap == x.Cap {
		t.Error("two parts share what a default points to")
	}
	var ends []float64
	for _, e := range Extremes(got) {
		ends = append(ends, e.(*tuned).Share, float64(e.(*tuned).Wait))
	}
	if want := []float64{1e-6, 5400e6, 1, 5400e6, 0.25, 0, 0.25, 86400e6}; !slices.Equal(ends, want) || x.Share != 0.25 {
		t.Errorf("extremes %v, want %v", ends, want)
	}
}
