package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
)

// fileName is a part of a file's name that stands for a name from data, such as a campaign's. Two names never have the same part, also where a file
// system takes A for a or one way of writing a letter for another: small letters, digits, _ and - stay as they are, and the separator becomes +; all
// else is kept only as far as it can be read, and ~ with a hash of the whole name tells it from others. A part has no dot in it.
func fileName(name string, separator rune) string {
	const longest = 40 // bytes that are kept of a name
	var b strings.Builder
	plain := true
	for _, r := range name {
		shown := r
		switch {
		case r == separator:
			shown = '+'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '_', r == '-':
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r):
			plain = false
		default:
			shown, plain = '-', false
		}
		if b.Len()+len(string(shown)) > longest {
			plain = false
			break
		}
		b.WriteRune(shown)
	}
	if plain && name != "" {
		return b.String()
	}
	sum := sha256.Sum256([]byte(name))
	return b.String() + "~" + hex.EncodeToString(sum[:5])
}
