package figures

import "testing"

// TestRightToLeft: Arabic and Hebrew stand from right to left within a line from left to right, and Arabic letters are joined: the forms are
// those that Unicode names initial, medial and final.
func TestRightToLeft(t *testing.T) {
	if faces.of('ﻣ') == "" {
		t.Skip("no font of this machine has Arabic letters")
	}
	for text, want := range map[string]string{
		"shops":              "shops",
		"высокая ±3%":        "высокая ±3%",
		"مجموعة":             "\uFE94\uFECB\uFEEE\uFEE4\uFEA0\uFEE3",             // group: initial, medial, medial, final; initial, final
		"of مجموعة: 4% here": "of \uFE94\uFECB\uFEEE\uFEE4\uFEA0\uFEE3: 4% here", // what is around it stays where it is
		"لا":                 "\uFEFB",                                           // lam with alef is one sign
		"سلام":               "\uFEE1\uFEFC\uFEB3",
		"گپ":                 "\uFB57\uFB94", // Persian
		"שלום":               "םולש",
	} {
		if got := visual(text); got != want {
			t.Errorf("%q stands as %+q, want %+q", text, got, want)
		}
	}
}
