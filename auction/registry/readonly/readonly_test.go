package readonly_test

import (
	"math"
	"sync"
	"testing"

	"marketsim/auction/registry/readonly"
)

type part struct {
	count *int
	table map[string][]float64
	any   any
	self  *part
	idle  sync.Pool
	on    bool
}

// TestAskedSeesEveryWrite: a write is seen wherever a part can reach it, and answers without writes change nothing, whatever the part holds.
func TestAskedSeesEveryWrite(t *testing.T) {
	n := 3
	p := &part{count: &n, table: map[string][]float64{"a": {1, math.NaN()}, "b": nil}, any: &[]string{"x"}}
	p.self = p
	var lock sync.Mutex
	asked := func(write func()) bool {
		return readonly.Asked(func() {
			lock.Lock()
			defer lock.Unlock()
			write()
		}, p)
	}
	if !asked(func() { p.idle.Put(p.idle.Get()) }) {
		t.Error("nothing is written, and something is seen")
	}
	for what, write := range map[string]func(){
		"behind a pointer": func() { *p.count++ }, "a field": func() { p.on = true }, "a new entry": func() { p.table["c"] = nil }, "within an entry": func() { p.table["a"][0] = 2 },
		"behind an interface": func() { (*p.any.(*[]string))[0] = "y" }, "another pointer": func() { p.count = new(int) },
	} {
		if asked(write) {
			t.Errorf("%s is written, and it is not seen", what)
		}
	}
}
