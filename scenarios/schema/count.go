package schema

import (
	"fmt"
	"strings"
)

// Count words a number of things: 1 day, 2 days, 1 probability, 2 probabilities.
func Count(n int, what string) string {
	switch stem, y := strings.CutSuffix(what, "y"); {
	case n == 1:
	case y && !strings.ContainsAny(stem[len(stem)-1:], "aeo"):
		what = stem + "ies"
	default:
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// Verb is the verb that goes with so many things: is or are.
func Verb(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}
