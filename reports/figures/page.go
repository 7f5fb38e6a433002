// Package figures draws a run as pictures that can go into a design review as they are: the title is the finding, the subtitle
// says what is drawn, the footer says which run it was. Beside each PNG are the numbers behind it as CSV and one sentence for
// readers who cannot see it.
package figures

import (
	"fmt"
	"image/color"
	"io"
	"math"
	"path/filepath"
	"sort"
	"strings"

	"gonum.org/v1/plot/vg"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/sim/units/files"
	"marketsim/sim/units/neutral"
)

// Options says how large the figures are; zero values are 1920 x 1080 at 72 dots per inch. Another resolution gives the same layout in more
// or fewer dots.
type Options struct{ Width, Height, DPI int }

// whole fills in what was left out.
func (o Options) whole() Options {
	if o.Width == 0 {
		o.Width = 1920
	}
	if o.Height == 0 {
		o.Height = 1080
	}
	return o
}

// figure is one picture: what it says, how it is drawn, and the numbers behind it.
type figure struct {
	name     string
	title    string
	lead     string // at most two lines below the title; may be empty
	subtitle string
	alt      string
	header   []string
	rows     [][]string
	tall     float64 // how high the part between title and footer is on a phone
	paint    func(*page)
}

// page is the part of the paper between title and footer.
type page struct {
	*paper
	left, top, right, bottom float64
}

const margin = 60

// phone is how wide a sheet for a phone is: the text of a figure that is shown 360 pixels wide is still 9 pixels high.
const phone = 960

// narrow tells whether parts of a figure stand below each other.
func (p *paper) narrow() bool { return p.width < 1200 }

// margin is how much is left free at the edges.
func (p *paper) margin() float64 {
	if p.narrow() {
		return 20
	}
	return margin
}

// Draw writes every figure of a run into a folder: NAME.png, NAME.csv and NAME.txt, the review also dark and as SVG. It returns the names of the files written,
// sorted. A figure that has nothing to show says so on its page.
func Draw(dir string, in *reports.Input, s *reports.Summary, o Options) ([]string, error) {
	if err := files.MakeDirs(dir); err != nil {
		return nil, fmt.Errorf("the folder for figures cannot be made: %w", err)
	}
	var files []string
	write := func(name string, content func(io.Writer) error) error {
		if err := reports.WriteFile(filepath.Join(dir, name), content); err != nil {
			return fmt.Errorf("figure %s cannot be written: %w", name, err)
		}
		files = append(files, name)
		return nil
	}
	list := []*figure{daily(in, s), effects(in, s), hourly(in, s), budgets(in, s), longRun(in, s), pacing(in, s), winners(in, s)}
	if s.Board != nil { // one arm is not set side by side
		list = append(list, arms(in, s))
	}
	for _, f := range list {
		for ext, content := range map[string]func(io.Writer) error{
			".png": func(w io.Writer) error { return f.render(w, in, s.Quick, o) }, ".csv": f.csv, ".txt": f.sentence,
		} {
			if err := write(f.name+ext, content); err != nil {
				return files, err
			}
		}
	}
	if err := reviews(in, s, o, write); err != nil {
		return files, err
	}
	sort.Strings(files)
	return files, nil
}

func (f *figure) csv(w io.Writer) error {
	c := neutral.NewCSV(w)
	if err := c.Write(f.header); err != nil {
		return err
	}
	return c.WriteAll(f.rows)
}

// render draws the page as PNG.
func (f *figure) render(w io.Writer, in *reports.Input, quick bool, o Options) error {
	p := o.paper(nil)
	f.layOut(p, in, quick)
	return p.save(w)
}

// heading is what stands above the picture, in lines, and how high it is.
func (f *figure) heading(quick bool, width float64) (title, lead, subtitle []string, height float64) {
	title = wrap(format.Marked(quoted(f.title), quick), titleSize, true, width)
	if f.lead != "" {
		lead = atMost(2, wrap(quoted(f.lead), textSize, false, width), width)
	}
	subtitle = wrap(quoted(f.subtitle), textSize, false, width)
	return title, lead, subtitle, titleSize/2.0 + float64(len(title))*titleSize*1.25 + float64(len(lead)+len(subtitle))*textSize*1.3 + 18
}

// footing is how high the footer is with the blank above it.
const footing = 54

// onPhone is the sheet for a phone: as high as what stands on it.
func (f *figure) onPhone(quick bool) Options {
	edge := (&paper{width: phone}).margin()
	_, _, _, above := f.heading(quick, phone-2*edge)
	return Options{Width: phone, Height: int(math.Ceil(2*edge + above + f.tall + footing))}
}

// layOut puts title, subtitle, picture and footer on a paper.
func (f *figure) layOut(p *paper, in *reports.Input, quick bool) {
	edge := p.margin()
	g := &page{paper: p, left: edge, right: p.width - edge, bottom: p.height - edge - footing}
	title, lead, subtitle, height := f.heading(quick, g.right-g.left)
	y := edge + titleSize/2.0
	for _, line := range title {
		p.styled(point{g.left, y}, line, style(titleSize, true, ink), -1)
		y += titleSize * 1.25
	}
	y += 4
	for i, line := range append(lead, subtitle...) {
		colour := grey
		if i < len(lead) {
			colour = ink
		}
		p.text(point{g.left, y}, line, textSize, colour, -1)
		y += textSize * 1.3
	}
	g.top = edge + height
	f.paint(g)
	footer := fmt.Sprintf("%s   scenario %s   seed %d   marketsim %s   run %s", in.Scenario, in.Hash, in.Seed, in.Version, in.RunID)
	if note := format.QuickNote(quick, ""); note != "" {
		footer = note + ".   " + footer
	}
	p.text(point{g.left, p.height - edge - smallSize/2}, clip(footer, smallSize, g.right-g.left), smallSize, grey, -1)
}

// quoted is a text in which what stands between backticks, as on a screen, stands between quotation marks, as in a picture.
func quoted(text string) string { return format.Backticked(text, "“", "”") }

// atMost joins the lines beyond a number and clips them to a width.
func atMost(n int, lines []string, width float64) []string {
	if len(lines) <= n {
		return lines
	}
	return append(lines[:n-1:n-1], clip(strings.Join(lines[n-1:], " "), textSize, width))
}

// replications words how many there are.
func replications(s *reports.Summary) string {
	if s.ReplicationsDone == 1 {
		return "1 replication"
	}
	return s.Draws()
}

// bands words what the bands are.
func bands(s *reports.Summary) string {
	if s.ReplicationsDone < 2 {
		return "one replication, so no bands"
	}
	return "bands: 95% CI of the mean over " + replications(s)
}

func number(x float64) string { return format.Shortest(x) }

// label is a text that wants to stand at a height.
type label struct {
	text   string
	y      float64
	colour int // arm
}

// spread moves labels apart so that none covers another, in the order of their heights, within [top, bottom].
func spread(labels []label, gap, top, bottom float64) {
	sort.SliceStable(labels, func(i, j int) bool { return labels[i].y < labels[j].y })
	for i := range labels {
		labels[i].y = max(labels[i].y, top)
		if i > 0 {
			labels[i].y = max(labels[i].y, labels[i-1].y+gap)
		}
	}
	for i := len(labels) - 1; i >= 0; i-- {
		limit := bottom
		if i < len(labels)-1 {
			limit = labels[i+1].y - gap
		}
		labels[i].y = min(labels[i].y, limit)
	}
}

// drawLabels writes the names of arms beside the ends of their lines.
func (a *panel) drawLabels(labels []label, width float64) { a.labelled(labels, width, armColour) }

// labelled writes them in colours of their own.
func (a *panel) labelled(labels []label, width float64, colour func(int) color.RGBA) {
	a.beside(labels, 14, width, colour)
}

// led is labelled with a leader from the end of each line to its name, for many lines that end close together.
func (a *panel) led(labels []label, width float64, colour func(int) color.RGBA) {
	const indent = 34
	var ends []float64
	for _, l := range labels {
		ends = append(ends, l.y)
	}
	sort.Float64s(ends)
	a.beside(labels, indent, width, colour)
	for i, l := range labels {
		a.p.line([]point{{a.right + 3, ends[i]}, {a.right + indent - 5, l.y}}, colour(l.colour), 1.5, nil)
	}
}

// beside writes labels so far beside the panel, moved apart and sorted by their heights.
func (a *panel) beside(labels []label, indent, width float64, colour func(int) color.RGBA) {
	spread(labels, smallSize*1.15, a.top, a.bottom)
	names := make([]string, len(labels))
	for i, l := range labels {
		names[i] = l.text
	}
	names = cutAll(names, smallSize, width-indent)
	for i, l := range labels {
		a.p.text(point{a.right + indent, l.y}, names[i], smallSize, colour(l.colour), -1)
	}
}

// positive keeps a band from below 0 where no mean is: its interval is by a symmetric law, and the quantity has no such values.
func positive(mean, lo []float64) []float64 {
	for _, m := range mean {
		if m < 0 {
			return lo
		}
	}
	out := make([]float64, len(lo))
	for i, x := range lo {
		out[i] = max(0, x)
	}
	return out
}

// curve draws a line with its band in the stroke of an arm, in pieces where numbers are missing.
func (a *panel) curve(xs, mean, lo, hi []float64, arm int) {
	a.stroke(xs, mean, lo, hi, armColour(arm), armDash(arm))
}

// stroke draws such a line in any colour and dash.
func (a *panel) stroke(xs, mean, lo, hi []float64, colour color.RGBA, dash []vg.Length) {
	xs, mean, lo, hi = thin(xs, mean, lo, hi)
	flush := func(from, to int) {
		if to-from < 1 {
			return
		}
		var line, band []point
		for i := from; i < to; i++ {
			line = append(line, a.place(xs[i], mean[i]))
			if !math.IsNaN(lo[i]) && !math.IsNaN(hi[i]) {
				band = append(band, a.place(xs[i], hi[i]))
			}
		}
		for i := to - 1; i >= from; i-- {
			if !math.IsNaN(lo[i]) && !math.IsNaN(hi[i]) {
				band = append(band, a.place(xs[i], lo[i]))
			}
		}
		if len(band) > 2 {
			a.p.fill(band, clear(colour))
		}
		if len(line) == 1 {
			q := line[0]
			line = []point{{q.x - 6, q.y}, {q.x + 6, q.y}}
		}
		a.p.line(line, colour, 3.5, dash)
		a.p.data = append(a.p.data, line)
	}
	from := 0
	for i := range mean {
		if math.IsNaN(mean[i]) {
			flush(from, i)
			from = i + 1
		}
	}
	flush(from, len(mean))
}

// parts are places for panels beside each other, or on a phone below each other.
func (g *page) parts(n int) (out []*page) {
	width, height := (g.right-g.left)/float64(n), g.bottom-g.top
	if g.narrow() {
		width, height = g.right-g.left, height/float64(n)
	}
	for i := range n {
		x := &page{paper: g.paper, left: g.left + float64(i)*width, top: g.top}
		if g.narrow() {
			x.left, x.top = g.left, g.top+float64(i)*height
		}
		x.right, x.bottom = x.left+width, x.top+height
		out = append(out, x)
	}
	return out
}

// panel is a panel with so much room around it.
func (g *page) panel(left, top, right, bottom float64) *panel {
	return &panel{p: g.paper, left: g.left + left, top: g.top + top, right: g.right - right, bottom: g.bottom - bottom}
}

// nothing says that there is nothing to draw.
func (g *page) nothing(why string) {
	g.text(point{(g.left + g.right) / 2, (g.top + g.bottom) / 2}, why, textSize, grey, 0)
}
