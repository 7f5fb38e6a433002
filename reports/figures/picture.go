package figures

import (
	"bytes"
	"io"
	"sync"

	"marketsim/reports"
)

// Picture is a figure as it stands in a page and beside it. As PNG it is drawn when it is first written, and only then.
type Picture struct {
	Name, Alt string
	Write     func(io.Writer) error // as PNG
	of        *figure
	in        *reports.Input
	quick     bool
}

// picture is the figure for a page and for a file.
func (f *figure) picture(in *reports.Input, quick bool, o Options) Picture {
	drawn := sync.OnceValues(func() ([]byte, error) {
		var b bytes.Buffer
		err := f.render(&b, in, quick, o)
		return b.Bytes(), err
	})
	return Picture{Name: f.name, Alt: quoted(f.alt), of: f, in: in, quick: quick, Write: func(w io.Writer) error {
		data, err := drawn()
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	}}
}

// Forms are a picture as a page holds it, as SVG: wide for a screen and for paper, narrow for a phone, each light and dark.
type Forms struct {
	Light, Dark, Phone, DarkPhone []byte
	Width, Height                 int // of those for a phone
}

// Forms draws them.
func (p *Picture) Forms() (*Forms, error) {
	narrow := p.of.onPhone(p.quick)
	out := &Forms{Width: narrow.Width, Height: narrow.Height}
	for _, x := range []struct {
		to    *[]byte
		size  Options
		theme theme
	}{{&out.Light, Options{}, nil}, {&out.Dark, Options{}, darkTheme}, {&out.Phone, narrow, nil}, {&out.DarkPhone, narrow, darkTheme}} {
		var b bytes.Buffer
		sheet := x.size.vector(x.theme)
		p.of.layOut(sheet, p.in, p.quick)
		if err := sheet.save(&b); err != nil {
			return nil, err
		}
		*x.to = b.Bytes()
	}
	return out, nil
}
