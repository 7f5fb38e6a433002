package figures

import (
	"bytes"
	"io"
	"sync"

	"marketsim/reports"
)

// Picture is a figure as it stands in a page and beside it. It is drawn when it is first written, and only then: files and pages have the same bytes.
type Picture struct {
	Name, Alt string
	Write     func(io.Writer) error // as PNG
	of        *figure               // nil: it has no numbers of its own
}

// newPicture makes a picture of what draws a PNG.
func newPicture(name, alt string, draw func(io.Writer) error) Picture {
	drawn := sync.OnceValues(func() ([]byte, error) {
		var b bytes.Buffer
		err := draw(&b)
		return b.Bytes(), err
	})
	return Picture{Name: name, Alt: quoted(alt), Write: func(w io.Writer) error {
		data, err := drawn()
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	}}
}

// picture is the figure for a page and for a file.
func (f *figure) picture(in *reports.Input, quick bool, o Options) Picture {
	p := newPicture(f.name, f.alt, func(w io.Writer) error { return f.render(w, in, &reports.Summary{Quick: quick}, o.whole()) })
	p.of = f
	return p
}

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
