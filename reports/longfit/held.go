package longfit

import (
	"slices"
	"strconv"
	"strings"
)

// Held is a parameter that the effects hardly tell. It stays at what the scenario states of it, where that has the model, and else at the language's default.
type Held struct {
	Key    string  `json:"key"`
	Unit   string  `json:"unit"`
	Value  float64 `json:"value"`
	Stated bool    `json:"stated"` // by the scenario
}

// words are the parameter as the language writes it.
func (h *Held) words(between string) string {
	if h.Unit == "d" {
		return h.Key + between + strconv.FormatFloat(h.Value, 'f', -1, 64) + h.Unit
	}
	return h.Key + between + value(h.Value, h.Unit)
}

// holdings are what families hold, at the language's defaults.
var holdings = map[string][]Held{
	"geometric_churn": {{Key: "per_session", Unit: "%", Value: 0.01}, {Key: "growth_per_ad"}},
	"active_dormant":  {{Key: "dormancy", Unit: "%", Value: 0.05}},
	"linkedin":        {{Key: smoothing}},
	"pandora":         {{Key: "depth", Unit: "%", Value: 0.18}, {Key: "measured_after", Unit: "d", Value: 625}, {Key: "leaving", Unit: "%"}, {Key: smoothing}},
	"ad_blindness":    {{Key: smoothing}},
}

// smoothing is held by the models that average a load, at the value that the scenario states of any of them: it says how Pinners see the load.
const smoothing = "smoothing"

// holds are what a family holds.
func (l *Lever) holds(family string) []Held {
	out := slices.Clone(holdings[family])
	for i := range out {
		h, name := &out[i], family+"."+out[i].Key
		if h.Key == smoothing {
			h.Value, name = l.Smoothing, smoothing
		} else {
			h.Value = l.held(name)
		}
		_, h.Stated = l.Stated[name]
	}
	return out
}

// held is what a family holds a parameter at; both are named, as in geometric_churn.per_session.
func (l *Lever) held(name string) float64 {
	if x, ok := l.Stated[name]; ok {
		return x
	}
	family, key, _ := strings.Cut(name, ".")
	for _, h := range holdings[family] {
		if h.Key == key {
			return h.Value
		}
	}
	panic("longfit: nothing holds " + name)
}

// within is a family whose parameters have the ranges that what it holds leaves them: depth and staying of pandora add up to less than 1.
func (l *Lever) within(f Family) *Family {
	if f.Name == "pandora" {
		f.Params = slices.Clone(f.Params)
		staying := &f.Params[1]
		staying.Hi = min(staying.Hi, 0.98-l.held("pandora.depth"))
	}
	return &f
}
