package render

import (
	"marketsim/reports"
	"marketsim/reports/format"
)

// text words a reading: +3.2% [+3.0, +3.4].
func readingText(r *reports.Reading) string {
	if r == nil {
		return "-"
	}
	return format.Change(format.ValueOf(r.Change), format.ValueOf(r.Lo), format.ValueOf(r.Hi))
}

// share words a fraction that is a share: 65.2% [64.8, 65.6].
func readingShare(r *reports.Reading) string {
	if r == nil || r.Change == nil {
		return "-"
	}
	text := format.Percent(*r.Change, 1)
	if r.Lo != nil && r.Hi != nil {
		text += " [" + format.Fixed(100**r.Lo, 1) + ", " + format.Fixed(100**r.Hi, 1) + "]"
	}
	return text
}

func shareText(x *float64) string {
	if x == nil {
		return "-"
	}
	return format.Percent(*x, 1)
}
