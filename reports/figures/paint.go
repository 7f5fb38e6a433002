package figures

import (
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"io"
	"math"
	"sort"
	"strings"
	"sync"

	"marketsim/reports/format"
	"marketsim/sim/units/neutral"

	stdfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Colours: Okabe & Ito's palette, told apart by most colour-blind readers. Better and worse have colours of their own, which
// no arm uses.
var (
	white      = color.RGBA{255, 255, 255, 255}
	ink        = color.RGBA{34, 34, 34, 255}
	grey       = color.RGBA{96, 96, 96, 255}
	faint      = color.RGBA{222, 222, 222, 255}
	shade      = color.RGBA{240, 240, 240, 255}
	betterBlue = color.RGBA{0x00, 0x72, 0xB2, 255}
	worseRed   = color.RGBA{0xD5, 0x5E, 0x00, 255}
)

// armColours and armDashes mark arms by their place in the scenario, control first, in figures and on the page; arms beyond the seventh share the last
// grey, and those beyond the eighth its dashes.
var armColours = []color.RGBA{{64, 64, 64, 255}, {0x00, 0x9E, 0x73, 255}, {0xCC, 0x79, 0xA7, 255}, {0xB5, 0x89, 0x00, 255}, {0x96, 0x55, 0xF6, 255}, {0x79, 0x34, 0x06, 255}, {0x57, 0x19, 0x66, 255},
	{170, 170, 170, 255}}

// pale is the last of them, for what is beaten.
var pale = armColours[len(armColours)-1]

// mostLines is how many curves stand in one panel that does not show arms.
const mostLines = 5

var armDashes = [][]vg.Length{nil, {18, 8}, {4, 7}, {18, 6, 4, 6}, {10, 4}, {26, 5}, {14, 4, 3, 4}, {2, 4}}

// Stroke is how the line of an arm is drawn.
type Stroke struct {
	Light string    `json:"light"` // colour on a light ground: #009e73
	Dark  string    `json:"dark"`
	Dash  []float64 `json:"dash"` // lengths in pixels of a page; empty: solid
}

// StrokeOf is the stroke of the arm at a place in the scenario: the same on the page as in figures.
func StrokeOf(arm int) Stroke {
	hex := func(c color.Color) string {
		x := color.RGBAModel.Convert(c).(color.RGBA)
		return fmt.Sprintf("#%02x%02x%02x", x.R, x.G, x.B)
	}
	out := Stroke{Light: hex(armColour(arm)), Dark: hex(darkTheme[armColour(arm)]), Dash: []float64{}}
	for _, length := range armDash(arm) {
		out.Dash = append(out.Dash, math.Round(float64(length)*2/3))
	}
	return out
}

func armColour(i int) color.RGBA { return armColours[min(i, len(armColours)-1)] }
func armDash(i int) []vg.Length  { return armDashes[min(i, len(armDashes)-1)] }

// clear is a colour through which what lies below can be seen.
func clear(c color.RGBA) color.NRGBA { return color.NRGBA{c.R, c.G, c.B, 56} }

// Text sizes in pixels on a page 1,920 wide; nothing is smaller than 24.
const (
	titleSize = 42
	textSize  = 26
	smallSize = 24
)

// point is a place on the page in pixels from its top left corner.
type point struct{ x, y float64 }

// paper is a page to draw on, in pixels from the top left corner.
type paper struct {
	c             draw.Canvas
	save          func(io.Writer) error
	theme         theme // nil is the light one
	width, height float64
	vector        bool      // texts are kept as texts
	texts         []written // what was written so far, for tests of the layout
	data          [][]point // lines of data that were drawn so far: labels keep clear of them
	notes         []written // labels that stand among data
	bars          []bar     // intervals that were drawn so far, for tests
}

// bar is an interval with two corners of the panel in which it stands.
type bar struct{ from, to, corner, opposite point }

// written is a line of text with the rectangle that it takes.
type written struct {
	text                     string
	size                     float64
	left, top, right, bottom float64
}

// packer packs PNGs; its memory of more than a MiB, which takes longer to clear than a small figure to pack, serves the next.
var packer = png.Encoder{BufferPool: &packing}

var packing buffers

type buffers struct{ pool sync.Pool }

// Get implements png.EncoderBufferPool.
func (b *buffers) Get() *png.EncoderBuffer {
	e, _ := b.pool.Get().(*png.EncoderBuffer)
	return e
}

// Put implements png.EncoderBufferPool.
func (b *buffers) Put(e *png.EncoderBuffer) { b.pool.Put(e) }

// paper is a page that is saved as PNG.
func (o Options) paper(t theme) *paper {
	o = o.whole()
	p := &paper{theme: t, width: float64(o.Width), height: float64(o.Height)}
	dpi := o.DPI
	if dpi == 0 {
		dpi = 72
	}
	img := vgimg.NewWith(vgimg.UseWH(vg.Length(o.Width), vg.Length(o.Height)), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(p.tone(white)))
	p.c, p.save = draw.New(img), func(w io.Writer) error { return packer.Encode(w, img.Image()) }
	return p
}

// vector is a page that is saved as SVG. Liberation Sans has the widths of Arial and Helvetica, which stand in for it.
func (o Options) vector(t theme) *paper {
	o = o.whole()
	p := &paper{theme: t, width: float64(o.Width), height: float64(o.Height), vector: true}
	svg := vgsvg.NewWith(vgsvg.UseWH(vg.Length(o.Width), vg.Length(o.Height)))
	p.c = draw.New(svg)
	p.fill([]point{{0, 0}, {p.width, 0}, {p.width, p.height}, {0, p.height}}, white)
	p.save = func(w io.Writer) error {
		var b bytes.Buffer
		if _, err := svg.WriteTo(&b); err != nil {
			return err
		}
		text := strings.ReplaceAll(b.String(), "font-family:Liberation Sans;", "font-family:Liberation Sans,Arial,Helvetica,sans-serif;")
		text = strings.Replace(text, fmt.Sprintf(`width="%dpt" height="%dpt"`, o.Width, o.Height), fmt.Sprintf(`width="%d" height="%d" role="img"`, o.Width, o.Height), 1)
		return neutral.Write(w, text)
	}
	return p
}

func (p *paper) at(q point) vg.Point {
	return vg.Point{X: vg.Length(q.x), Y: vg.Length(p.height - q.y)}
}

func style(size float64, bold bool, c color.Color) draw.TextStyle {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Length(size)}
	if bold {
		f.Weight = stdfont.WeightBold
	}
	return draw.TextStyle{Color: c, Font: f, Handler: plot.DefaultTextHandler}
}

// text writes one line; align is -1 for left, 0 for centred, 1 for right of the place, and the place is the line's middle.
func (p *paper) text(q point, s string, size float64, c color.Color, align int) {
	p.styled(q, s, style(size, false, c), align)
}

func (p *paper) styled(q point, s string, t draw.TextStyle, align int) {
	t.Color = p.tone(t.Color)
	t.YAlign, t.XAlign = draw.YCenter, draw.XLeft
	size, width := float64(t.Font.Size), widthOf(s, t)
	left := q.x - width*float64(align+1)/2
	p.texts = append(p.texts, written{s, size, left, q.y - size/2, left + width, q.y + size/2})
	if p.vector { // a browser finds the fonts itself
		p.c.FillText(t, p.at(point{left, q.y}), s)
		return
	}
	for _, r := range runs(s) {
		own := r.in(t)
		p.c.FillText(own, p.at(point{left, q.y - baseline(t, s) + baseline(own, r.text)}), r.text)
		left += float64(own.Width(r.text))
	}
}

// baseline is how far above its place a text in a style stands, so that pieces in several typefaces stand on one line.
func baseline(t draw.TextStyle, s string) float64 {
	return float64(t.Height(s)/2 - t.FontExtents().Ascent)
}

// halo is how far the ground reaches around a text that stands among data, pixels.
const halo = 3

// haloed writes a line on a halo of the ground, so that it is read over lines without hiding more of them than its letters do.
func (p *paper) haloed(q point, s string, size float64, c color.Color, align int) {
	n := len(p.texts)
	for _, d := range []point{{-halo, 0}, {halo, 0}, {0, -halo}, {0, halo}, {-2, -2}, {2, -2}, {-2, 2}, {2, 2}} {
		p.text(point{q.x + d.x, q.y + d.y}, s, size, white, align)
	}
	p.texts = p.texts[:n] // the halo is no text of its own
	p.text(q, s, size, c, align)
}

func textWidth(s string, size float64, bold bool) float64 { return widthOf(s, style(size, bold, ink)) }

// wrap breaks a text into lines that fit a width; a word that is wider than that alone is cut in its middle.
func wrap(s string, size float64, bold bool, width float64) (lines []string) {
	line := ""
	for _, word := range strings.Fields(s) {
		word = cut(word, size, bold, width)
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && textWidth(longer, size, bold) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	return append(lines, line)
}

// clip shortens a sentence to a width.
func clip(s string, size, width float64) string {
	if textWidth(s, size, false) <= width {
		return s
	}
	r := []rune(s)
	more := sort.Search(len(r)-1, func(n int) bool { return textWidth(string(r[:n+2])+"…", size, false) > width })
	return string(r[:more+1]) + "…"
}

// cut shortens a name to a width by leaving out its middle, where names differ least.
func cut(s string, size float64, bold bool, width float64) string {
	n := len([]rune(s))
	for keep := n; keep > 2; keep-- {
		if out := format.Clip(s, keep); textWidth(out, size, bold) <= width {
			return out
		}
	}
	return s
}

// cutAll shortens names to a width so that no two look the same.
func cutAll(names []string, size, width float64) []string {
	longest := 0
	for _, n := range names {
		longest = max(longest, len([]rune(n)))
	}
	for keep := longest; keep > 4; keep-- {
		out, fits := format.Names(names, keep), true
		for _, n := range out {
			fits = fits && textWidth(n, size, false) <= width
		}
		if fits {
			return out
		}
	}
	return names
}

func (p *paper) line(points []point, c color.Color, width float64, dashes []vg.Length) {
	if len(points) < 2 {
		return
	}
	pts := make([]vg.Point, len(points))
	for i, q := range points {
		pts[i] = p.at(q)
	}
	p.c.StrokeLines(draw.LineStyle{Color: p.tone(c), Width: vg.Length(width), Dashes: dashes}, pts)
}

func (p *paper) fill(points []point, c color.Color) {
	pts := make([]vg.Point, len(points))
	for i, q := range points {
		pts[i] = p.at(q)
	}
	p.c.FillPolygon(p.tone(c), pts)
}

// ringGlyph is a circle and crossGlyph two strokes, as thick as other marks are seen well; those of the plot library are half a point.
type (
	ringGlyph  struct{}
	crossGlyph struct{}
)

// DrawGlyph draws the ring.
func (ringGlyph) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: style.Color, Width: style.Radius / 3})
	var path vg.Path
	path.Move(vg.Point{X: at.X + style.Radius, Y: at.Y})
	path.Arc(at, style.Radius, 0, 2*math.Pi)
	path.Close()
	c.Stroke(path)
}

// DrawGlyph draws the cross.
func (crossGlyph) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: style.Color, Width: style.Radius / 3})
	r := style.Radius * 0.8
	for _, up := range []vg.Length{-r, r} {
		var path vg.Path
		path.Move(vg.Point{X: at.X - r, Y: at.Y - up})
		path.Line(vg.Point{X: at.X + r, Y: at.Y + up})
		c.Stroke(path)
	}
}

// mark draws a filled or hollow circle, or a diamond.
func (p *paper) mark(q point, shape draw.GlyphDrawer, c color.Color, radius float64) {
	p.c.DrawGlyph(draw.GlyphStyle{Color: p.tone(c), Radius: vg.Length(radius), Shape: shape}, p.at(q))
}
