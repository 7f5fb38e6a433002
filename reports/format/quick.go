package format

// Marked is a title that says when numbers are of a small version.
func Marked(title string, quick bool) string {
	if quick {
		return "QUICK: " + title
	}
	return title
}

// QuickNote says of numbers that they are of a small version, and what was made smaller, where that is known; empty for a whole scenario.
func QuickNote(quick bool, shortened string) string {
	switch {
	case !quick:
		return ""
	case shortened != "":
		shortened = " (" + shortened + ")"
	}
	return "QUICK: small numbers, no basis for a decision" + shortened
}
