package format

import "strings"

// MarkdownLimit keeps a page below what code hosts accept as a comment (65,536 characters).
const MarkdownLimit = 60_000

// Escape keeps a name from breaking out of a table's cell or opening a tag.
func Escape(text string) string {
	return strings.NewReplacer("|", "\\|", "\n", " ", "\r", " ", "<", "&lt;").Replace(text)
}
