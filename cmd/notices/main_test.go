package main

import (
	"bytes"
	"strings"
	"testing"
)

// Every module that is part of the program on any platform has a licence text.
func TestEveryModuleHasALicence(t *testing.T) {
	var b bytes.Buffer
	if err := write(&b, true); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Go standard library", "gonum.org/v1/plot", "github.com/spf13/cobra", "golang.org/x/sys", "github.com/inconshreveable/mousetrap"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s is not listed:\n%s", want, &b)
		}
	}
}
