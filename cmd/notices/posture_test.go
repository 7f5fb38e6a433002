package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func text(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The image holds a static binary and the notices, nothing else, and is run by a user who is not root.
func TestImageIsWithoutRights(t *testing.T) {
	stages := strings.Split(text(t, "Dockerfile"), "\nFROM ")
	last := stages[len(stages)-1]
	if !strings.HasPrefix(last, "scratch\n") {
		t.Errorf("the last stage is not empty at first:\n%s", last)
	}
	users := regexp.MustCompile(`(?m)^USER (\d+)(:\d+)?$`).FindAllStringSubmatch(last, -1)
	if len(users) != 1 || users[0][1] == "0" || users[0][2] == ":0" || users[0][2] == "" {
		t.Errorf("it is run by %v", users)
	}
	for _, want := range []string{"CGO_ENABLED=0", "-trimpath", "go run ./cmd/notices"} {
		if !strings.Contains(stages[0]+stages[1], want) {
			t.Errorf("it is not built with %s", want)
		}
	}
}

// SECURITY.md justifies every module that nobody maintains and that is still needed, and none that is not; pbnjay/memory is replaced.
func TestUnmaintainedModulesAreJustified(t *testing.T) {
	modules, said := text(t, "go.mod"), text(t, "SECURITY.md")
	for module, needed := range map[string]bool{"github.com/golang/freetype": true, "github.com/ajstarks/svgo": true, "git.sr.ht/~sbinet/gg": true, "github.com/pbnjay/memory": false} {
		if there := strings.Contains(modules, module+" v"); there != needed || strings.Contains(said, "`"+module+"`") != needed {
			t.Errorf("%s: needed %v, in go.mod %v; SECURITY.md must name it where it is", module, needed, there)
		}
	}
	for _, title := range []string{"## How to report", "## What a scenario may do", "## What a run folder holds", "## Plug-ins", "## Supply chain"} {
		if !strings.Contains(said, "\n"+title+"\n") {
			t.Errorf("SECURITY.md has no %q", title)
		}
	}
}
