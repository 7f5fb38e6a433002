package figures

import (
	"fmt"
	"image/color"
	"io"
	"slices"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/render"
	"marketsim/reports/verdict"
	"marketsim/sim/units/neutral"
)

// review is the page for a design review: what changed, by how much, how sure, and whether to ship, of one arm.
type review struct {
	in    *reports.Input
	s     *reports.Summary
	arm   *reports.Arm // nil: nothing is compared
	short reports.Window
	long  reports.Window
}

func newReview(in *reports.Input, s *reports.Summary, arm *reports.Arm) *review {
	whole := reports.Window{Name: reports.Everyone, To: s.Days}
	r := &review{in: in, s: s, arm: arm, short: whole, long: whole}
	if arm != nil {
		r.short, r.long = s.ShortRun(arm.Name), s.LastDays(arm.Name)
	}
	return r
}

// reviewVersions are the forms of the page: light and dark for slides, and one that scales.
var reviewVersions = []struct {
	suffix string
	paper  func(o Options, t theme) *paper
	theme  theme
}{{".png", Options.paper, nil}, {"-dark.png", Options.paper, darkTheme}, {".svg", Options.vector, nil}}

// reviews draws the page of the arm that leads as review, and of each further arm as review-of-ARM.
func reviews(in *reports.Input, s *reports.Summary, o Options, write func(name string, content func(io.Writer) error) error) error {
	lead := leadArm(s)
	arms := []*reports.Arm{lead}
	for i := range s.Arms {
		if a := &s.Arms[i]; a.Versus != "" && a != lead {
			arms = append(arms, a)
		}
	}
	for i, arm := range arms {
		name, versions := "review", reviewVersions
		if i > 0 {
			name, versions = "review-of-"+arm.Name, reviewVersions[:1]
		}
		f := newReview(in, s, arm).figure()
		for _, v := range versions {
			err := write(name+v.suffix, func(w io.Writer) error {
				p := v.paper(o, v.theme)
				f.layOut(p, in, s.Quick)
				return p.save(w)
			})
			if err != nil {
				return err
			}
		}
		for ext, content := range map[string]func(io.Writer) error{".csv": f.csv, ".txt": f.sentence} {
			if err := write(name+ext, content); err != nil {
				return err
			}
		}
	}
	return nil
}

// Review is the page of the arm that leads, and its title.
func Review(in *reports.Input, s *reports.Summary) (title string, p Picture) {
	f := newReview(in, s, leadArm(s)).figure()
	return f.title, f.picture(in, s.Quick, Options{})
}

func (f *figure) sentence(w io.Writer) error {
	return neutral.Write(w, quoted(f.alt)+"\n")
}

func (r *review) figure() *figure {
	f := &figure{name: "review", tall: 1680, title: "There is one arm: nothing to compare", header: []string{"arm", "vs", "side", "metric", "window", "change", "lo", "hi", "verdict", "level", "why"}}
	f.subtitle = r.subtitle()
	f.alt = f.title + "."
	f.paint = func(g *page) { g.nothing("This run has no arm besides control.") }
	if r.arm == nil {
		r.alone(f)
		return f
	}
	f.title = r.title()
	f.alt = fmt.Sprintf("Design review of %s against %s, simulated. %s. %s: %s %s", r.arm.Name, r.arm.Versus, f.title, r.arm.Answer, r.arm.Why, render.TwoWeeks(r.s, r.arm.Name))
	f.lead, f.paint = r.lead(), r.paint
	for _, side := range reviewSides {
		for _, metric := range side.metrics {
			for _, w := range r.windows() {
				if e := r.effect(metric, w); e != nil {
					f.rows = append(f.rows, []string{r.arm.Name, r.arm.Versus, side.name, metric, w.Name, number(get(e.Change)), number(get(e.Lo)), number(get(e.Hi)), e.Verdict, number(e.Level), e.Why})
				}
			}
		}
	}
	return f
}

// windows are the short and the long run, or the whole horizon alone.
func (r *review) windows() []reports.Window {
	if r.short.Name == r.long.Name {
		return []reports.Window{r.long}
	}
	return []reports.Window{r.short, r.long}
}

func (r *review) effect(metric string, w reports.Window) *reports.Effect {
	return r.s.Effect(r.arm.Name, metric, reports.Everyone, w.Name)
}

// title is the checks that the arm fails; else the finding about revenue, and beside it what becomes of Pinners; else what moved most.
func (r *review) title() string {
	if verdict.NoAd(r.s, r.arm.Name) {
		return "No ad was shown in " + r.arm.Name + ": the fill rate is 0%"
	}
	if failed := verdict.Failed(r.s, r.arm.Name); failed != "" {
		return failed
	}
	turns := r.s.LongRunOf(r.arm.Name, "revenue")
	if e := r.effect("revenue", r.long); (e == nil || !e.Moved()) && (turns == nil || turns.Crossing == nil || turns.Crossing.Day == nil) {
		if most := verdict.Most(r.s, r.arm.Name); most != "" {
			return most
		}
	}
	return r.found()
}

// found is the finding about revenue, with what becomes of Pinners.
func (r *review) found() string {
	title := longRunTitle(r.s, []reports.Arm{*r.arm})
	if e := r.effect("sessions_per_pinner_day", r.long); e != nil && e.Change != nil {
		title += "; sessions per Pinner and day: " + change(e)
		if r.short.Name != r.long.Name {
			title += " in the " + windowName(r.long)
		}
	}
	return title
}

// lead says what was asked, and what the arm changes.
func (r *review) lead() string {
	text := r.s.Question
	if len(r.arm.Changes) > 0 {
		var changes []string
		for _, c := range r.arm.Changes {
			changes = append(changes, strings.TrimPrefix(strings.TrimPrefix(c, "market."), "mechanism."))
		}
		text += "  " + r.arm.Name + " sets " + strings.Join(changes, "; ") + "."
	}
	return strings.TrimSpace(text)
}

func (r *review) subtitle() string {
	text := fmt.Sprintf("Simulated, %s%s, %s", format.Count(r.s.Days, "day"), render.WarmUp(r.s), replications(r.s))
	if r.arm == nil {
		return text + "."
	}
	if r.s.ReplicationsDone > 1 {
		text += " paired by common random numbers; intervals " + render.LevelsOf(r.s, r.arm.Name, slices.Concat(r.sides()...), r.windows()...) + "; verdicts after Holm's correction"
	}
	if others := countArms(r.s) - 1; others > 0 {
		text += fmt.Sprintf("; %s of other arms", format.Count(others, "more page"))
	}
	return text + "."
}

// paint lays out the verdict, the metrics on the left, time and campaigns on the right.
func (r *review) paint(g *page) {
	top := r.paintAnswer(g)
	if g.narrow() {
		sides, time := top+(g.bottom-top)*0.52, top+(g.bottom-top)*0.77
		r.paintSides(g.between(top, sides-20))
		r.paintTime(g.between(sides, time-20))
		r.paintWinners(g.between(time, g.bottom))
		return
	}
	const gutter = 56
	middle := g.left + 1080
	left := &page{paper: g.paper, left: g.left, top: top, right: middle, bottom: g.bottom}
	right := &page{paper: g.paper, left: middle + gutter, top: top, right: g.right, bottom: g.bottom}
	r.paintSides(left)
	half := top + (g.bottom-top)*0.49
	r.paintTime(&page{paper: g.paper, left: right.left, top: top, right: right.right, bottom: half - 12})
	r.paintWinners(&page{paper: g.paper, left: right.left, top: half + 12, right: right.right, bottom: g.bottom})
}

// between is the part of a page from one height to another.
func (g *page) between(top, bottom float64) *page {
	return &page{paper: g.paper, left: g.left, top: top, right: g.right, bottom: bottom}
}

// paintAnswer says whether to ship in a box, and why beside it.
func (r *review) paintAnswer(g *page) (bottom float64) {
	const pad = 18.0
	box := textWidth(r.arm.Answer, titleSize, true) + 2*pad
	height := titleSize + pad
	if g.narrow() { // why stands below
		bottom := g.paragraph(point{g.left, g.top + height + 34}, r.arm.Why)
		g.framed(r.arm.Answer, box, height, pad)
		return bottom + 20
	}
	lines := atMost(2, wrap(r.arm.Why, textSize, false, g.right-g.left-box-24), g.right-g.left-box-24)
	g.framed(r.arm.Answer, box, height, pad)
	y := g.top + height/2 - float64(len(lines)-1)*textSize*0.62
	for _, line := range lines {
		g.text(point{g.left + box + 24, y}, line, textSize, ink, -1)
		y += textSize * 1.24
	}
	return g.top + height + 22
}

// framed is an answer in a box.
func (g *page) framed(answer string, width, height, pad float64) {
	corners := []point{{g.left, g.top}, {g.left + width, g.top}, {g.left + width, g.top + height}, {g.left, g.top + height}}
	colour := answerColour(answer)
	g.line(append(corners, corners[0]), colour, 4, nil)
	g.styled(point{g.left + pad, g.top + height/2 - 3}, answer, style(titleSize, true, colour), -1)
}

// paragraph writes a text line by line and returns where it ends.
func (g *page) paragraph(from point, text string) (bottom float64) {
	for _, line := range wrap(text, textSize, false, g.right-from.x) {
		g.text(from, line, textSize, ink, -1)
		from.y += textSize * 1.24
	}
	return from.y
}

func answerColour(answer string) color.Color {
	switch answer {
	case verdict.Ship:
		return betterBlue
	case verdict.DoNotShip:
		return worseRed
	}
	return ink
}

// paintTime is the effect on revenue by day.
func (r *review) paintTime(g *page) {
	const axis = 92.0
	a := &panel{p: g.paper, left: g.left + axis, right: g.right - 16, top: g.top + 48, bottom: g.bottom - 66, x0: 0, x1: max(1, float64(r.in.Days-1))}
	title := "Change of revenue, band: 95% CI by day"
	if r.s.ReplicationsDone < 2 {
		title = "Change of revenue by day"
	}
	a.effectsByDay(r.s, []reports.Arm{*r.arm}, "revenue", title, true, 0)
	a.foot(dayTicks(a.x1), day, "")
	a.p.text(point{g.left, a.bottom + 28}, "day", smallSize, grey, -1)
}
