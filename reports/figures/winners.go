package figures

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg/draw"

	"marketsim/reports"
	"marketsim/reports/format"
)

// winners shows which campaigns an arm makes better or worse off, by group and size, and the ten largest one by one.
func winners(_ *reports.Input, s *reports.Summary) *figure {
	f := &figure{name: "winners", title: "There is one arm: nobody gains or loses", header: []string{"arm", "vs", "series", "name", "campaigns", "mean", "lo", "hi", "verdict", "level", "why"}}
	f.subtitle = fmt.Sprintf("Simulated, %s.", replications(s))
	var of []*reports.Winners
	for i := range s.Winners {
		of = append(of, &s.Winners[i])
	}
	for _, w := range of {
		for _, p := range w.Parts {
			for _, side := range []struct {
				name  string
				share reports.Share
			}{{"better off", p.Better}, {"worse off", p.Worse}} {
				f.rows = append(f.rows, []string{w.Arm, w.Versus, side.name, p.Part, number(p.Campaigns), number(get(side.share.Mean)), number(get(side.share.Lo)),
					number(get(side.share.Hi)), "", number(side.share.Level), side.share.Why})
			}
		}
		for _, a := range w.Largest {
			f.rows = append(f.rows, []string{w.Arm, w.Versus, "change of surplus / spend, by rank", strconv.Itoa(a.Rank), "1", number(get(a.Change.Mean)),
				number(get(a.Change.Lo)), number(get(a.Change.Hi)), a.Verdict, number(a.Change.Level), a.Change.Why})
		}
	}
	if len(of) == 0 {
		f.alt = f.title + "."
		f.paint = func(g *page) { g.nothing("There are no two arms whose campaigns could be compared.") }
		return f
	}
	w := of[0]
	if lead := leadArm(s); lead != nil && s.WinnersOf(lead.Name) != nil {
		w = s.WinnersOf(lead.Name)
	}
	f.title = winnersTitle(s, w)
	f.subtitle = fmt.Sprintf("Simulated, %s against %s, whole horizon, %s. Better or worse off: the surplus moves by more than %s of spend. Lines: 95%% CI, of what only the correction leaves open at its level; dash: unclear.",
		w.Arm, w.Versus, replications(s), percent(100*w.Tolerance))
	if others := len(of) - 1; others > 0 {
		f.subtitle += fmt.Sprintf(" %s in winners.csv.", more(others))
	}
	f.alt = fmt.Sprintf("Bars of the share of campaigns that are worse and better off with %s, by group and size, and the change of surplus of the largest campaigns. %s.", w.Arm, f.title)
	f.paint = func(g *page) {
		middle := g.left + (g.right-g.left)*0.56
		paintShares(&page{paper: g.paper, left: g.left, top: g.top, right: middle - 40, bottom: g.bottom}, w, 80)
		paintLargest(&page{paper: g.paper, left: middle + 20, top: g.top, right: g.right, bottom: g.bottom}, w)
	}
	return f
}

// winnersTitle says how many campaigns gain and lose; one replication has no findings.
func winnersTitle(s *reports.Summary, w *reports.Winners) string {
	if s.ReplicationsDone < 2 {
		return "Who gains and who loses with " + w.Arm + ", in one replication"
	}
	all := &w.Parts[0]
	return fmt.Sprintf("%s makes %s of campaigns better off and %s worse off", w.Arm, share(all.Better), share(all.Worse))
}

func share(s reports.Share) string {
	if s.Mean == nil {
		return "an unknown share"
	}
	return strconv.FormatFloat(100**s.Mean, 'f', 0, 64) + "%"
}

// paintWinners is the part of the review about campaigns.
func (r *review) paintWinners(g *page) {
	w := r.s.WinnersOf(r.arm.Name)
	if w == nil {
		g.nothing("No campaigns to compare.")
		return
	}
	below := 34.0
	paintShares(&page{paper: g.paper, left: g.left, top: g.top, right: g.right, bottom: g.bottom - below}, w, 34)
	up, down := 0, 0
	for _, a := range w.Largest {
		switch a.Verdict {
		case reports.VerdictBetter:
			up++
		case reports.VerdictWorse:
			down++
		}
	}
	text := fmt.Sprintf("Tested one by one, of the %d largest: %d clearly gain, %d lose", len(w.Largest), up, down)
	if r.s.ReplicationsDone < 2 {
		text = "One replication: no campaign is tested"
	}
	g.text(point{g.left, g.bottom - smallSize/2}, clip(text, smallSize, g.right-g.left), smallSize, ink, -1)
}

// leastRow keeps lines of text apart.
const leastRow = smallSize + 2

// paintShares draws a bar per set of campaigns: worse to the left of the middle, better to the right, each with its number.
func paintShares(g *page, w *reports.Winners, most float64) {
	names := 300.0
	number := 70.0
	g.styled(point{g.left, g.top + 14}, "Campaigns worse and better off", style(textSize, true, ink), -1)
	left, right := g.left+names+number, g.right-number
	middle := (left + right) / 2
	y := g.top + 52
	g.verdictMark(point{middle - 92, y}, reports.VerdictWorse)
	g.text(point{middle - 14, y}, "worse", smallSize, grey, 1)
	g.verdictMark(point{middle + 22, y}, reports.VerdictBetter)
	g.text(point{middle + 38, y}, "better", smallSize, grey, -1)
	y += 24
	parts := w.Parts[:min(len(w.Parts), max(1, int((g.bottom-y)/leastRow)))] // the rest is in the CSV
	row := min(most, (g.bottom-y)/float64(len(parts)))
	scale := (right - middle) / widest(w)
	shown := partNames(parts, names-10)
	for i, p := range parts {
		at := y + row/2
		g.text(point{g.left, at}, shown[i], smallSize, ink, -1)
		half := row * 0.32
		for _, side := range []struct {
			share reports.Share
			sign  float64
		}{{p.Worse, -1}, {p.Better, 1}} {
			length := get(side.share.Mean) * scale
			if math.IsNaN(length) {
				continue
			}
			end := middle + side.sign*length
			colour := betterBlue
			if side.sign < 0 {
				colour = worseRed
			}
			g.fill([]point{{middle, at - half}, {end, at - half}, {end, at + half}, {middle, at + half}}, colour)
			reach := length
			if side.share.Lo != nil && side.share.Hi != nil {
				lo, hi := max(0, *side.share.Lo)*scale, min(1, *side.share.Hi)*scale
				g.line([]point{{middle + side.sign*lo, at}, {middle + side.sign*hi, at}}, ink, 3, nil)
				reach = max(reach, hi)
			}
			align := -1
			if side.sign < 0 {
				align = 1
			}
			g.text(point{middle + side.sign*(reach+8), at}, share(side.share), smallSize, ink, align)
		}
		y += row
	}
	g.line([]point{{middle, g.top + 76}, {middle, y}}, ink, 2.5, nil)
}

// widest is the largest share shown, its interval included.
func widest(w *reports.Winners) float64 {
	most := 0.05
	for _, p := range w.Parts {
		for _, s := range []reports.Share{p.Better, p.Worse} {
			for _, x := range []*float64{s.Mean, s.Hi} {
				if x != nil {
					most = max(most, min(1, *x))
				}
			}
		}
	}
	return most
}

// partNames are what parts of the campaigns are called, with how many campaigns each has; names that are too long are shortened apart.
func partNames(parts []reports.WinnersPart, width float64) []string {
	names, most := make([]string, len(parts)), 0.0
	for i := range parts {
		names[i], most = partName(&parts[i]), max(most, textWidth(partCount(&parts[i]), smallSize, false))
	}
	names = cutAll(names, smallSize, width-most)
	for i := range parts {
		names[i] += partCount(&parts[i])
	}
	return names
}

func partCount(p *reports.WinnersPart) string { return " (" + short(math.Round(p.Campaigns)) + ")" }

func partName(p *reports.WinnersPart) string {
	kind, name, _ := strings.Cut(p.Part, "=")
	switch kind {
	case "group":
		return "Group " + name
	case "size":
		return format.Capital(name)
	}
	return "All campaigns"
}

// largestNames are what the largest campaigns are called: by name where it is the same in all replications, else by rank.
func largestNames(w *reports.Winners, width float64) []string {
	names := make([]string, len(w.Largest))
	for i, a := range w.Largest {
		if names[i] = a.Name; a.Name == "" {
			names[i] = fmt.Sprintf("rank %d", a.Rank)
		}
	}
	return cutAll(names, smallSize, width)
}

// paintLargest draws the change of surplus of the largest campaigns with intervals.
func paintLargest(g *page, w *reports.Winners) {
	g.styled(point{g.left, g.top + 14}, fmt.Sprintf("Change of surplus of the %d largest by %s, %% of spend", len(w.Largest), w.Size), style(textSize, true, ink), -1)
	var ends []float64
	for _, a := range w.Largest {
		ends = append(ends, 100*get(a.Change.Mean), 100*get(a.Change.Lo), 100*get(a.Change.Hi))
	}
	p := &panel{p: g.paper, left: g.left + 250, right: g.right - 30, top: g.top + 52, bottom: g.bottom - 44, y0: 0, y1: 1}
	p.x0, p.x1 = span(true, ends)
	p.x0 -= (p.x1 - p.x0) * 0.04
	for _, t := range ticks(p.x0, p.x1, 4) {
		at := p.place(t, 0).x
		c, width := faint, 1.5
		if math.Abs(t) < 1e-9 {
			c, width = ink, 2.5
		}
		g.line([]point{{at, p.top}, {at, p.bottom}}, c, width, nil)
		g.text(point{at, p.bottom + 26}, signedPercent(t), smallSize, grey, 0)
	}
	row := (p.bottom - p.top) / float64(max(1, len(w.Largest)))
	names := largestNames(w, 190)
	for i, a := range w.Largest {
		y := p.top + (float64(i)+0.5)*row
		g.text(point{g.left, y}, names[i], smallSize, ink, -1)
		g.verdictMark(point{g.left + 220, y}, a.Verdict)
		if a.Change.Mean == nil {
			continue
		}
		c := grey
		switch a.Verdict {
		case reports.VerdictBetter:
			c = betterBlue
		case reports.VerdictWorse:
			c = worseRed
		}
		if a.Change.Lo != nil && a.Change.Hi != nil {
			g.line([]point{{p.place(100**a.Change.Lo, 0).x, y}, {p.place(100**a.Change.Hi, 0).x, y}}, c, 4, nil)
		}
		g.mark(point{p.place(100**a.Change.Mean, 0).x, y}, draw.BoxGlyph{}, c, 8)
	}
}
