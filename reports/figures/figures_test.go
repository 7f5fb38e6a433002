package figures_test

import (
	"bytes"
	"encoding/csv"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/figures"
	"marketsim/reports/reportstest"
	"marketsim/reports/verdict"
)

// names lists the figures of a run that compares so many arms: one is not set side by side with others.
func names(compared int) []string {
	list := []string{"arms", "budget", "daily", "effects", "hourly", "longrun", "pacing", "review", "winners"}
	if compared < 2 {
		list = list[1:]
	}
	return list
}

// drawn draws an input's figures and returns the folder.
func drawn(t *testing.T, in *reports.Input, o figures.Options) string {
	t.Helper()
	s, err := verdict.Summarise(in)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files, err := figures.Draw(dir, in, s, o)
	if err != nil {
		t.Fatal(err)
	}
	if compared := len(in.Arms) - 1; compared < 2 && slices.Contains(files, "arms.png") {
		t.Error("a figure of all arms shows one")
	}
	for _, name := range names(len(in.Arms) - 1) {
		for _, ext := range []string{".png", ".csv", ".txt"} {
			if !slices.Contains(files, name+ext) {
				t.Errorf("%s%s was not drawn", name, ext)
			}
		}
	}
	return dir
}

func picture(t *testing.T, dir, name string) image.Image {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// half are pages of half the resolution: packing and unpacking dots takes longer than all else here. Some are of dots enough to see that they are there.
var half, few = figures.Options{DPI: 36}, figures.Options{DPI: 9}

// TestFiguresKeepTheirMargins: every page is 1920 x 1080, has something on it, and nothing within 50 pixels of its edge, for
// the usual run and, at half the resolution, for the odd ones.
func TestFiguresKeepTheirMargins(t *testing.T) {
	long := reportstest.Sized(3, 2, 20)
	long.Arms[1].Name = "an-arm-with-a-very-long-name-that-nobody-would-write-but-somebody-will-paste"
	for _, arms := range long.Results {
		arms[1].Arm = long.Arms[1].Name
	}
	quick := reportstest.Sized(2, 2, 3)
	quick.Quick = true
	for name, in := range map[string]*reports.Input{
		"usual": reportstest.Input(), "one arm": reportstest.Sized(1, 3, 20), "one replication": reportstest.Sized(2, 1, 20), "one day": reportstest.Sized(2, 2, 1),
		"five arms": fiveArms(), "long names": long, "quick": quick,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := half
			if name == "usual" {
				o.DPI = 72
			}
			dir := drawn(t, in, o)
			for _, figure := range names(len(in.Arms) - 1) {
				margins(t, figure, picture(t, dir, figure), o.DPI)
			}
		})
	}
}

// fiveArms repeats two arms of a run under other names.
func fiveArms() *reports.Input {
	in := reportstest.Sized(3, 2, 20)
	in.Arms = append(in.Arms, reports.ArmInfo{Name: "fourth"}, reports.ArmInfo{Name: "fifth"})
	for r, arms := range in.Results {
		fourth, fifth := *arms[1], *arms[2]
		fourth.Arm, fifth.Arm = "fourth", "fifth"
		in.Results[r] = append(arms, &fourth, &fifth)
	}
	return in
}

func margins(t *testing.T, name string, img image.Image, dpi int) {
	t.Helper()
	b, margin := img.Bounds(), 50*dpi/72
	if b.Dx() != 1920*dpi/72 || b.Dy() != 1080*dpi/72 {
		t.Errorf("%s is %d x %d", name, b.Dx(), b.Dy())
	}
	pixels := rgba(t, img)
	marks := 0
	for y := range b.Dy() {
		for x := range b.Dx() {
			if at := pixels.PixOffset(x, y); pixels.Pix[at]&pixels.Pix[at+1]&pixels.Pix[at+2] == 255 {
				continue
			}
			marks++
			if x < margin || y < margin || x >= b.Dx()-margin || y >= b.Dy()-margin {
				t.Fatalf("%s: something stands at (%d, %d), within the margin", name, x, y)
			}
		}
	}
	if marks < 5000*dpi/72*dpi/72 {
		t.Errorf("%s is nearly empty: %d pixels", name, marks)
	}
}

func rgba(t *testing.T, img image.Image) *image.RGBA {
	t.Helper()
	pixels, ok := img.(*image.RGBA)
	if !ok {
		t.Fatalf("a picture is decoded as %T", img)
	}
	return pixels
}

// TestFiguresAreTheSameEachTime compares bytes.
func TestFiguresAreTheSameEachTime(t *testing.T) {
	a, b := drawn(t, reportstest.Sized(2, 2, 10), few), drawn(t, reportstest.Sized(2, 2, 10), few)
	for _, name := range names(1) {
		for _, ext := range []string{".png", ".csv", ".txt"} {
			x, err := os.ReadFile(filepath.Join(a, name+ext))
			if err != nil {
				t.Fatal(err)
			}
			y, err := os.ReadFile(filepath.Join(b, name+ext))
			if err != nil || !bytes.Equal(x, y) {
				t.Errorf("%s%s differs between two drawings (%v)", name, ext, err)
			}
		}
	}
}

// TestNumbersBehindTheFigures: the CSV of the daily figure has every day, arm and metric, and the sentence says the finding.
func TestNumbersBehindTheFigures(t *testing.T) {
	in := reportstest.Input()
	dir := drawn(t, in, few)
	f, err := os.Open(filepath.Join(dir, "daily.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + in.Days*min(4, len(in.Arms))*3; len(rows) != want {
		t.Errorf("%d rows, want %d", len(rows), want)
	}
	alt, err := os.ReadFile(filepath.Join(dir, "daily.txt"))
	if err != nil || !strings.Contains(string(alt), "Most revenue: "+in.Arms[1].Name) {
		t.Errorf("the sentence does not say the finding: %s (%v)", alt, err)
	}
}

// TestArmsHaveColours looks for the treatment's colour on the daily figure.
func TestArmsHaveColours(t *testing.T) {
	img := rgba(t, picture(t, drawn(t, reportstest.Input(), half), "daily"))
	want, found := color.RGBA{0x00, 0x9E, 0x73, 255}, 0
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if img.RGBAAt(x, y) == want {
				found++
			}
		}
	}
	if found < 500 {
		t.Errorf("%d pixels in the colour of the first arm", found)
	}
}
