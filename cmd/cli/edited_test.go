package cli

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A value of a baseline that was edited passes nowhere, whichever metric it is of and however little it moved: neither where digests may change, nor
// beside a run.
func TestEditedValues(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 2)
	invoke(t, dir, 0, "baseline", "accept", "tiny.yaml", "--reason", "first")
	invoke(t, dir, 0, "run", "tiny.yaml", "-q")
	place := filepath.Join(dir, "tiny.baseline")
	whole, err := os.ReadFile(place)
	must(t, err)
	for _, metric := range []string{"roi", "impressions", "clicks", "revenue"} {
		line := regexp.MustCompile(`(?m)^(value control ` + metric + `) (\S+)`)
		text := line.ReplaceAllStringFunc(string(whole), func(line string) string {
			words := strings.Fields(line)
			x, err := strconv.ParseFloat(words[3], 64)
			must(t, err)
			return strings.Join(words[:3], " ") + " " + strconv.FormatFloat(x*1.0009765625, 'g', 10, 64)
		})
		if text == string(whole) {
			t.Fatalf("%s: nothing was edited", metric)
		}
		must(t, os.WriteFile(place, []byte(text), 0o644))
		for _, args := range [][]string{{"compare", "tiny.baseline", "runs/tiny"}, {"baseline", "verify", "tiny.yaml", "--within-tolerance", "--tolerance", "50%"}} {
			stdout, _ := invoke(t, dir, 1, append(args, "--junit", "gate.xml")...)
			report, err := os.ReadFile(filepath.Join(dir, "gate.xml"))
			must(t, errors.Join(err, os.Remove(filepath.Join(dir, "gate.xml"))))
			if !strings.Contains(stdout, "VALUES CHANGED: tiny") || !strings.Contains(string(report), `<failure type="VALUES CHANGED"`) {
				t.Errorf("%s, %v:\n%s\n%s", metric, args, stdout, report)
			}
		}
	}
}
