package neutral

import (
	"regexp"
	"strings"
)

// Markdown is text for a paragraph or a table's cell of a Markdown page: one line in which nothing is a link, an image, a tag, a mention of a
// user, a mail address, a reference to an issue or the begin of another block, and that ends no cell. Emphasis and code between backticks stay,
// and what is shown is the text.
func Markdown(text string) string {
	text = entity.ReplaceAllString(lines.ReplaceAllString(text, " "), "&amp;$1")
	text = strings.NewReplacer("\\", "\\\\", "|", "\\|", "<", "&lt;", "](", "]\\(", "][", "]\\[", "]:", "]\\:").Replace(text)
	text = address.ReplaceAllString(text, "$1\\$2")
	text = mention.ReplaceAllString(text, "@\u200b$1")
	text = reference.ReplaceAllString(text, "$1\u200b$2")
	if at := block.FindStringSubmatchIndex(text); at != nil {
		text = strings.TrimLeft(text[:at[2]], " ") + "\\" + text[at[2]:]
	}
	return text
}

var (
	lines     = regexp.MustCompile(`[\n\r]|^(\t| {4})\s*`) // breaks, and blanks that make code of a paragraph
	entity    = regexp.MustCompile(`&(#|[0-9A-Za-z])`)
	address   = regexp.MustCompile(`(?i)(https?:|ftp:|www)(//|\.)`) // what code hosts make a link of without any brackets, after a digit or _ too
	mention   = regexp.MustCompile(`@([0-9A-Za-z_.-])`)
	reference = regexp.MustCompile(`(?i)(#|gh-)(\d)`)
	block     = regexp.MustCompile("^ *(?:\\d{1,9})?(#{1,6}(?:\\s|$)|>|[-+*.)]\\s|={2,}|-{3,}|~{3,}|`{3,}|\\*{3,}|_{3,})")
)
