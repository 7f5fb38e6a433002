package horizon

import (
	"fmt"
	"slices"
	"strconv"

	"marketsim/reports/format"
)

// missed is a method that could not read after some waits, and why.
type missed struct {
	name, why string
	told      string // the arm of the launch that is told, in code quotes, read at every week's end; empty: all launches, after the waits of the tables
	waits     []int
}

// misses notes that a method could not read after a wait, the launch that is told or, where that is nil, all of them.
func (r *Report) misses(name string, told *Launch, wait int, err error) {
	x := missed{name: name, why: err.Error()}
	if told != nil {
		x.told = "`" + told.Arm + "`"
	}
	at := slices.IndexFunc(r.missed, func(o missed) bool { return o.name == x.name && o.why == x.why && o.told == x.told })
	if at < 0 {
		at, r.missed = len(r.missed), append(r.missed, x)
	}
	r.missed[at].waits = append(r.missed[at].waits, wait)
}

// sayMissing says which methods could not read, after which waits and why: those that never could without waits, and once.
func (r *Report) sayMissing() {
	for i := range r.missed {
		x := &r.missed[i]
		never := func(o missed) bool {
			return o.name == x.name && o.why == x.why && o.told == "" && len(o.waits) == len(r.waits())
		}
		switch whole := slices.ContainsFunc(r.missed, never); {
		case whole && x.told == "":
			r.Missing = append(r.Missing, fmt.Sprintf("%s: %s", x.name, x.why))
		case whole:
		case x.told == "":
			r.Missing = append(r.Missing, fmt.Sprintf("%s over all launches after %s days: %s", x.name, listed(x.waits), x.why))
		default:
			r.Missing = append(r.Missing, fmt.Sprintf("%s for %s after %s days: %s", x.name, x.told, listed(x.waits), x.why))
		}
	}
}

// listed are days in words; week's ends that follow each other are told by the first and the last.
func listed(days []int) string {
	var out []string
	for i := 0; i < len(days); {
		last := i
		for last+1 < len(days) && days[last+1] == days[last]+7 {
			last++
		}
		if text := strconv.Itoa(days[i]); last > i+1 {
			out = append(out, text+" to "+strconv.Itoa(days[last]))
		} else {
			last = i
			out = append(out, text)
		}
		i = last + 1
	}
	return format.And(out)
}
