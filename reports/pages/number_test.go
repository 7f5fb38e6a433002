package pages

import "testing"

// TestSentencesAreNoNumbers: a sentence that begins with a digit stands to the left; values with intervals and units stand to the right.
func TestSentencesAreNoNumbers(t *testing.T) {
	for text, want := range map[string]bool{"1 of 2 targets are met; before, the misfit was 35.56": false, "none": false, "-4.75% [-5.08, -4.42]": true, "0.2 USD to 4 USD": true, "3 of 4": true, "[-3.83, +1.72]": true, "": true} {
		if got := (&table{Rows: [][]string{{"a", text}}}).Number(1); got != want {
			t.Errorf("%q is a number: %t, want %t", text, got, want)
		}
	}
}

// TestTextsTakeTheirRoom: a number may break before its interval alone, a flag is not broken, and only a column of several words has a least width.
func TestTextsTakeTheirRoom(t *testing.T) {
	if got := whole("+1% [-2, +4], 0.2 USD to 4 USD"); got != `+1% <wbr>[-2, +4], 0.2 USD <wbr>to 4 USD` {
		t.Error(got)
	}
	if got := told("more of them (-n) tell `a-b`, well-known"); got != `more of them (<span class="flag">-n</span>) tell <code>a-b</code>, well-known` {
		t.Error(got)
	}
	x := &table{Rows: [][]string{{"a", "day 133", "a sentence of more than some words"}}}
	if x.Long(1) || !x.Long(2) {
		t.Error("the widths of columns")
	}
}
