package figures

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"marketsim/sim/units/files"

	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg/draw"
)

// substitute is the name under which a font of this machine is kept that has what Liberation Sans lacks.
const substitute = "Substitute"

// typefaces finds fonts for characters. Liberation Sans, which is part of the program, has Latin, Greek and Cyrillic; for any other
// script the fonts of the machine are searched, once for each character.
type typefaces struct {
	mu    sync.Mutex
	known map[rune]string // typeface that draws a character; empty: none does
	own   []*sfnt.Font    // that were loaded, as Substitute0, Substitute1, ...
	files []string        // of fonts that were not looked at yet
	read  int64           // bytes of fonts that were read
	found bool            // files is filled
}

var faces = &typefaces{known: map[rune]string{}}

const liberation = "Liberation"

// of is the typeface that draws a character; empty where none does.
func (t *typefaces) of(r rune) string {
	if r < 0x250 { // Latin
		return liberation
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	name, ok := t.known[r]
	if !ok {
		name = t.search(r)
		t.known[r] = name
	}
	return name
}

func (t *typefaces) search(r rune) string {
	if has(style(smallSize, false, ink).Font, r) {
		return liberation
	}
	for i, f := range t.own {
		if drawable(f, r) {
			return substituteName(i)
		}
	}
	if !t.found {
		t.files, t.found = fontFiles(), true
	}
	for len(t.files) > 0 && len(t.own) < mostFonts {
		f := t.load(t.files[0])
		t.files = t.files[1:]
		if f == nil || !drawable(f, r) {
			continue
		}
		font.DefaultCache.Add(font.Collection{{Font: font.Font{Typeface: font.Typeface(substituteName(len(t.own)))}, Face: f}})
		t.own = append(t.own, f)
		return substituteName(len(t.own) - 1)
	}
	return ""
}

func substituteName(i int) string { return substitute + string(rune('0'+i)) }

// has tells whether a registered font draws a character.
func has(f font.Font, r rune) bool { return hasGlyph(font.DefaultCache.Lookup(f, f.Size).Face, r) }

func hasGlyph(f *sfnt.Font, r rune) bool {
	var b sfnt.Buffer
	i, err := f.GlyphIndex(&b, r)
	return err == nil && i != 0
}

// What is read of the fonts of a machine is bounded.
const (
	largestFont   = 64 << 20  // bytes of a font
	mostFontBytes = 512 << 20 // of all fonts of a process
	mostFonts     = 10        // that are used beside the one that is built in
	mostFontFiles = 5000      // that are listed
)

// drawable tells whether a font draws a character. Fonts are files of others: what breaks in one is that it does not.
func drawable(f *sfnt.Font, r rune) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	var b sfnt.Buffer
	i, err := f.GlyphIndex(&b, r)
	if err != nil || i == 0 {
		return false
	}
	_, err = f.LoadGlyph(&b, i, fixed.I(16), nil)
	return err == nil
}

// load reads a font, or the first of a collection; nil when it cannot be read, is no regular file, or too much was read before.
func (t *typefaces) load(path string) (f *sfnt.Font) {
	defer func() {
		if recover() != nil {
			f = nil
		}
	}()
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > largestFont || t.read+info.Size() > mostFontBytes {
		return nil
	}
	t.read += info.Size()
	data, err := files.Read(path, files.MaxRead)
	if err != nil {
		return nil
	}
	if one, err := opentype.Parse(data); err == nil {
		return one
	}
	c, err := opentype.ParseCollection(data)
	if err != nil {
		return nil
	}
	first, err := c.Font(0)
	if err != nil {
		return nil
	}
	return first
}

// fontFiles lists the fonts of this machine, those of many scripts and regular weight first.
func fontFiles() (list []string) {
	home, _ := os.UserHomeDir() // without one there are no fonts of the user
	for _, dir := range []string{"/usr/share/fonts", "/usr/local/share/fonts", filepath.Join(home, ".fonts"), filepath.Join(home, ".local/share/fonts"),
		"/System/Library/Fonts", "/Library/Fonts", `C:\Windows\Fonts`} {
		_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error { // what cannot be read is passed over
			if err == nil && !d.IsDir() && slices.Contains([]string{".ttf", ".otf", ".ttc", ".otc"}, strings.ToLower(filepath.Ext(path))) {
				list = append(list, path)
			}
			if len(list) == mostFontFiles {
				return fs.SkipAll
			}
			return nil
		})
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(preference(a), preference(b)), cmp.Compare(a, b)) })
	return list
}

// preference ranks a font by its name.
func preference(path string) int {
	name := strings.ToLower(filepath.Base(path))
	rank := 2
	for i, words := range [][]string{{"cjk", "wqy", "droidsansfallback", "pingfang", "msyh", "arialuni"}, {"noto", "dejavu"}} {
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) }) {
			rank = i
			break
		}
	}
	if strings.Contains(name, "bold") || strings.Contains(name, "black") || strings.Contains(name, "serif") && !strings.Contains(name, "sans") || strings.Contains(name, "mono") {
		rank += 3
	}
	return rank
}

// Undrawable lists the characters of some texts that no font on this machine draws, each once. Figures show a box for them; CSV, page
// and SVG keep them.
func Undrawable(texts ...string) string {
	var out []rune
	for _, r := range strings.Join(texts, "") {
		if r >= ' ' && faces.of(r) == "" && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return string(out)
}

// run is a piece of a text in one typeface.
type run struct {
	text string
	face string
}

// runs splits a text by typeface, in the order in which it stands on paper; what nothing draws becomes a box.
func runs(s string) (out []run) {
	for _, r := range visual(s) {
		face := faces.of(r)
		if face == "" {
			face, r = liberation, '□'
		}
		if n := len(out); n > 0 && out[n-1].face == face {
			out[n-1].text += string(r)
			continue
		}
		out = append(out, run{string(r), face})
	}
	return out
}

// in is a style in the typeface of a run.
func (r *run) in(t draw.TextStyle) draw.TextStyle {
	if r.face != liberation {
		t.Font.Typeface, t.Font.Variant, t.Font.Weight = font.Typeface(r.face), "", 0
	}
	return t
}

// widthOf is the width of a text in a style, pixels.
func widthOf(s string, t draw.TextStyle) (sum float64) {
	for _, r := range runs(s) {
		sum += float64(r.in(t).Width(r.text))
	}
	return sum
}
