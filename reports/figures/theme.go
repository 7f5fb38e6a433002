package figures

import "image/color"

// theme says which colour each role has on a page. Drawing code names colours by their value on a light page; paper translates.
type theme map[color.RGBA]color.RGBA

// darkTheme is for dark slides: the same hues, light enough to stand out by 3:1 from the ground.
var darkTheme = theme{
	white:         {0x16, 0x19, 0x1D, 255},
	ink:           {0xEC, 0xEC, 0xEC, 255},
	grey:          {0xB4, 0xB8, 0xBD, 255},
	faint:         {0x3A, 0x3F, 0x46, 255},
	shade:         {0x25, 0x2A, 0x30, 255},
	betterBlue:    {0x56, 0xB4, 0xE9, 255},
	worseRed:      {0xF0, 0x7D, 0x2C, 255},
	armColours[0]: {0xD8, 0xD8, 0xD8, 255},
	armColours[1]: {0x1F, 0xC3, 0x93, 255},
	armColours[2]: {0xDE, 0x9A, 0xC0, 255},
	armColours[3]: {0xF0, 0xCF, 0x5A, 255},
	armColours[4]: {0x7F, 0x66, 0xF0, 255},
	armColours[5]: {0x9C, 0x5A, 0x3C, 255},
	armColours[6]: {0xB0, 0x5C, 0xD0, 255},
	armColours[7]: {0x84, 0x88, 0x8D, 255},
}

// tone is a colour as it is on this page.
func (p *paper) tone(c color.Color) color.Color {
	switch c := c.(type) {
	case color.RGBA:
		if t, ok := p.theme[c]; ok {
			return t
		}
	case color.NRGBA: // a role seen through
		if t, ok := p.theme[color.RGBA{c.R, c.G, c.B, 255}]; ok {
			return color.NRGBA{t.R, t.G, t.B, c.A}
		}
	}
	return c
}
