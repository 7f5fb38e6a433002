package scenarios

import (
	"strings"
	"testing"
)

// TestFilesOfBeliefsAreBounded: a file of beliefs is read as a scenario is, and is as large.
func TestFilesOfBeliefsAreBounded(t *testing.T) {
	for n, want := range map[int]string{10: "", 200_001: "the file has about 200005 values"} {
		set, err := BeliefsIn("b.yaml", []byte("beliefs: {a: {weight: 1}}\nmore: ["+strings.Repeat("1,", n)+"]\n"))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) || err == nil && !strings.HasPrefix(set, "beliefs=") {
			t.Errorf("%d values: %.100s, %v", n, set, err)
		}
	}
}
