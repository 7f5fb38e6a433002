package longfit

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/sim/units/neutral"
)

// Summary is the result of a fit.
type Summary struct {
	Kind     string   `json:"kind"` // fit
	Scenario string   `json:"scenario"`
	Hash     string   `json:"scenario_hash"`
	Version  string   `json:"version"`
	Seed     uint64   `json:"seed"`
	Arm      string   `json:"arm"`
	Lever    Lever    `json:"lever"`
	Effects  []Effect `json:"effects"`
	Fitted   []Fitted `json:"models"` // the best first
	Headline string   `json:"headline"`
	Notes    []string `json:"notes"`
	ExitCode int      `json:"exit_code"` // 0; 1 where no family fits the effects; 3 where several are allowed
}

// Summarise fits all families and words what that says.
func Summarise(in *reports.Input, arm string, l *Lever, effects []Effect) *Summary {
	s := &Summary{Kind: "fit", Scenario: in.Scenario, Hash: in.Hash, Version: in.Version, Seed: in.Seed, Arm: arm, Lever: *l, Effects: effects, Fitted: Fit(effects, l), Notes: []string{}}
	for i := range s.Fitted {
		if p := s.Fitted[i].P; math.IsNaN(p) || math.IsInf(p, 0) {
			s.Fitted[i].P = -1 // there are as many parameters as effects
		}
	}
	best := &s.Fitted[0]
	fits := best.Allowed
	var allowed []string
	for i := range s.Fitted {
		if s.Fitted[i].Allowed {
			allowed = append(allowed, s.Fitted[i].Family)
		}
	}
	s.Headline = fmt.Sprintf("The effects allow %s", format.And(allowed))
	switch {
	case !fits:
		s.ExitCode = reports.ExitFail
		s.Headline = fmt.Sprintf("No model fits the effects; %s is nearest", best.Family)
		s.Notes = append(s.Notes, "the nearest model leaves more than chance would: chi-square "+format.Value(best.Chi2, "")+
			" with "+strconv.Itoa(best.Freedom)+" degrees of freedom. Weights compare the models with each other; none is allowed, so there are no beliefs")
	case len(allowed) > 1 && !(len(allowed) == 2 && Twin(allowed[0]) == allowed[1]):
		s.ExitCode = reports.ExitInconclusive
	}
	if slices.ContainsFunc(allowed, func(name string) bool { return Twin(name) != "" }) {
		s.Notes = append(s.Notes, s.twins(l))
	}
	if best.Family == "none" && fits {
		s.Notes = append(s.Notes, "the effects show no reaction of Pinners")
	}
	if slices.ContainsFunc(s.Fitted, func(f Fitted) bool { return f.Allowed && f.Class == Sight }) && l.Fatigue && l.moves() {
		s.Notes = append(s.Notes,
			"this market has fatigue (market.pinners.fatigue), which moves clicks per view within days when the ad load changes; it is no long-run model and is not taken out, so that rates and changes come out too large")
	}
	s.Notes = append(s.Notes, l.scheduled()...)
	s.Notes = append(append(s.Notes, s.holding()...), "`satisfaction` is not among the models, and its effects may look like those of another")
	s.Notes = append(s.Notes, atOnce(effects)...)
	s.Notes = append(s.Notes, best.wandering()...)
	for i := range s.Fitted {
		f := &s.Fitted[i]
		for _, p := range f.Params {
			if f.Allowed && p.Open {
				s.Notes = append(s.Notes, fmt.Sprintf("the effects do not identify %s of %s", p.Key, f.Family))
			}
		}
	}
	return s
}

// scheduled words when the change comes, where not all of it is there from the first day on.
func (l *Lever) scheduled() []string {
	first, whole, gone := -1, -1, -1
	for d, share := range l.Course {
		switch {
		case share > 0 && first < 0:
			first = d
		case share == 0 && first >= 0 && gone < 0:
			gone = d
		}
		if share == 1 && whole < 0 {
			whole = d
		}
	}
	if first < 0 {
		return nil
	}
	text := fmt.Sprintf("the change comes as the scenario schedules the arm: %s of it on day %d", format.Percent(l.Course[first], 0), first)
	if whole > first {
		text += fmt.Sprintf(", all of it from day %d on", whole)
	}
	if gone > 0 {
		text += fmt.Sprintf(", none from day %d on", gone)
	}
	return []string{text + ". Days of effects are counted from the first day of the run, not of the change"}
}

// holding words what models hold, of which the verdict depends.
func (s *Summary) holding() (notes []string) {
	for _, stated := range []bool{true, false} {
		var parts []string
		for i := range s.Fitted {
			f, keys := &s.Fitted[i], []string(nil)
			for _, h := range f.Held {
				if h.Stated == stated && h.Key != smoothing && h.Value != 0 {
					keys = append(keys, h.words(" "))
				}
			}
			if keys != nil {
				parts = append(parts, format.And(keys)+" of "+f.Family)
			}
		}
		slices.Sort(parts)
		switch {
		case parts == nil:
		case stated:
			notes = append(notes, "held as the scenario has them: "+strings.Join(parts, "; "))
		default:
			notes = append(notes, "held at the language's defaults, since effects hardly tell them: "+strings.Join(parts, "; ")+
				". With other values other models may be allowed: state yours in market.pinners.long_run, as {kind: geometric_churn, per_session: 0.4%}")
		}
	}
	return notes
}

// atOnce words a change of clicks per view on the first day, beyond chance: it is no reaction of Pinners, whom one day has taught nothing.
func atOnce(effects []Effect) (notes []string) {
	for _, e := range effects {
		if e.Class == Sight && e.Day == 0 && math.Abs(e.Value) > 3*e.SE {
			notes = append(notes,
				fmt.Sprintf("clicks per view change by %s on the first day, before Pinners learn: other ads or places are clicked, which is no reaction. Give effects that are (1 + effect) / (1 %s) - 1, so that day 0 is 0",
					rounded(e.Value, "%"), strings.Replace(strings.Replace(format.Signed(e.Value, 4), "-", "- ", 1), "+", "+ ", 1)))
		}
	}
	return notes
}

// wandering words how the errors of days hang together, where they do.
func (f *Fitted) wandering() (notes []string) {
	for _, c := range []struct{ class, name string }{{Visits, "sessions"}, {Sight, "clicks per view"}} {
		if e := f.Errors[c.class]; e.Share > 0 {
			notes = append(notes,
				fmt.Sprintf("the errors of %s hang together from day to day: likeliest is that %.0f%% of their variance lasts, falling by e in %.0f days; intervals allow for it", c.name, 100*e.Share, e.Days))
		}
	}
	return notes
}

// twins words which of the two families with one curve the test speaks for.
func (s *Summary) twins(l *Lever) string {
	text := "`ad_blindness` and `google_search` share one curve, 1 - exp(-rate x days), but for the days over which a load is averaged: effects do not tell them apart, only what the test changed does"
	for _, f := range s.Fitted {
		if f.Refuted != "" {
			return text + ". " + format.Capital(f.Refuted) + ", so it is not `" + f.Family + "`"
		}
	}
	if l.Relevance[before] == 0 || l.Quality[before] == 0 {
		return text + ". It changed the ad load, to which `ad_blindness` answers; `google_search` would answer to relevance and landing pages"
	}
	return text + fmt.Sprintf(". It changed the ad load, to which `ad_blindness` answers, and relevance by %s and quality by %s, to which `google_search` does: both remain, and weigh the same",
		format.Percent(l.taught(l.Relevance), 1), format.Percent(l.taught(l.Quality), 1))
}

// value writes a parameter as the language does.
func value(x float64, unit string) string {
	switch unit {
	case "%":
		return strconv.FormatFloat(100*x, 'g', 4, 64) + "%"
	case "d":
		return strconv.FormatFloat(x, 'f', 1, 64) + "d"
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

func rounded(x float64, unit string) string {
	if unit == "" {
		r, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 4, 64), 64)
		if err == nil {
			x = r
		}
	}
	return value(x, unit)
}

// Rows are the families as a table.
func (s *Summary) Rows() [][]string {
	rows := [][]string{{"model", "allowed", "weight", "chi2 / df", "parameters with 95% intervals"}}
	for i := range s.Fitted {
		f := &s.Fitted[i]
		var parts []string
		for _, p := range f.Params {
			parts = append(parts, fmt.Sprintf("%s %s (%s to %s)", p.Key, rounded(p.Value, p.Unit), rounded(p.Lo, p.Unit), rounded(p.Hi, p.Unit)))
		}
		for _, h := range f.Held {
			if h.Value != 0 {
				parts = append(parts, h.words(" held at "))
			}
		}
		allowed := "no"
		switch {
		case f.Allowed:
			allowed = "yes"
		case f.Near:
			allowed = "no, near"
		case f.Refuted != "":
			allowed = "no, by the change"
		}
		rows = append(rows, []string{f.Family, allowed, strconv.FormatFloat(100*f.Weight, 'f', 1, 64) + "%", fmt.Sprintf("%.1f / %d", f.Chi2, f.Freedom), strings.Join(parts, ", ")})
	}
	return rows
}

// model is a family as the language writes it; empty for one whose parameters the test cannot tell.
func (s *Summary) model(f *Fitted) string {
	parts := []string{"kind: " + f.Family}
	for _, p := range f.Params {
		if f.Family == "google_search" && p.Key == lesson {
			key, weight := s.Lever.lesson(p.Value)
			if math.Abs(weight) > heaviest {
				return ""
			}
			other := "relevance"
			if key == other {
				other = "landing_page"
			}
			parts = append(parts, key+": "+rounded(weight, p.Unit), other+": 0%")
			continue
		}
		parts = append(parts, p.Key+": "+rounded(p.Value, p.Unit))
	}
	for _, h := range f.Held {
		parts = append(parts, h.words(": "))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// shares are weights in percent with one decimal, at least 0.1, that add up to 100.
func shares(weights []float64) []float64 {
	sum, tenths, most := 0.0, 0, 0
	for i, w := range weights {
		if sum += w; w > weights[most] {
			most = i
		}
	}
	out := make([]float64, len(weights))
	for i, w := range weights {
		n := max(1, int(math.Round(1000*w/sum)))
		tenths += n
		out[i] = float64(n) / 10
	}
	if len(out) > 0 {
		out[most] = math.Round(10*out[most]+float64(1000-tenths)) / 10
	}
	return out
}

// Fragment is a piece of a scenario: the best model, and as beliefs all that the effects allow with their posterior weights, so that a decision can be
// robust. Weights are those of BIC among the models that the language can write.
func (s *Summary) Fragment(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s.\n", s.Headline)
	if s.ExitCode == reports.ExitFail {
		b.WriteString("# There are no beliefs to decide over.\n")
	} else {
		b.WriteString("# Put the model into market.pinners, or decide over all that the effects allow: marketsim tune scenario.yaml --beliefs this-file.\n")
	}
	var names, models []string
	var weights []float64
	for i := range s.Fitted {
		f := &s.Fitted[i]
		switch m := s.model(f); {
		case !f.Allowed:
		case m == "":
			fmt.Fprintf(&b, "# google_search: rate %s, sightedness changes by %s in the long run; its relevance or landing_page is that over what the test changed of them, which is too little to write.\n",
				rounded(f.Params[0].Value, ""), rounded(f.Params[1].Value, "%"))
		default:
			names, models, weights = append(names, f.Family), append(models, m), append(weights, f.Weight)
		}
	}
	if len(models) > 0 {
		fmt.Fprintf(&b, "market:\n  pinners:\n    long_run: %s\n", models[0])
	}
	if len(models) > 0 {
		b.WriteString("beliefs:\n")
	}
	for i, w := range shares(weights) {
		fmt.Fprintf(&b, "  %s: {weight: %s%%, set: {market.pinners.long_run: %s}}\n", names[i], strconv.FormatFloat(w, 'f', 1, 64), models[i])
	}
	return neutral.Write(w, b.String())
}

// JSON is the content of summary.json.
func (s *Summary) JSON() ([]byte, error) {
	return neutral.JSON(s, " ", true)
}

// Markdown is the result for people.
func (s *Summary) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", format.Escape(s.Headline))
	format.MarkdownTable(&b, s.Rows())
	b.WriteString("\n")
	for _, n := range s.Notes {
		fmt.Fprintf(&b, "- %s.\n", format.Escape(n))
	}
	fmt.Fprintf(&b, "\nArm %s: %.3g ads a session instead of %.3g, %.3g sessions per Pinner and day. marketsim %s, scenario %s.\n", format.Escape(s.Arm),
		s.Lever.After, s.Lever.Before, s.Lever.Sessions, format.Escape(s.Version), format.Escape(s.Hash))
	return neutral.Write(w, b.String())
}
