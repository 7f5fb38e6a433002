package pages

import "testing"

// TestSentencesAreNoNumbers: a sentence that begins with a digit stands to the left; values with intervals and units stand to the right.
func TestSentencesAreNoNumbers(t *testing.T) {
	for text, want := range map[string]bool{"1 of 2 targets are met; before, the misfit was 35.56": false, "none": false, "-4.75% [-5.08, -4.42]": true, "0.2 USD to 4 USD": true, "3 of 4": true, "": true} {
		if got := (&table{Rows: [][]string{{"a", text}}}).Number(1); got != want {
			t.Errorf("%q is a number: %t, want %t", text, got, want)
		}
	}
}
