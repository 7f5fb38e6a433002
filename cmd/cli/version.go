package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// module is this program's module: a program with plug-ins depends on it.
const module = "marketsim"

// version is the module's version, dev when it was built from a working copy without one.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "dev"
	}
	found := ""
	if info.Main.Path == module {
		found = info.Main.Version
	}
	for _, d := range info.Deps {
		if d.Path == module {
			found = d.Version
			if d.Replace != nil {
				found = d.Replace.Version
			}
		}
	}
	if found == "" || found == "(devel)" {
		return "dev"
	}
	return found
}

// commit is the revision that the program was built from, with + behind it when files differed; empty when unknown.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	revision, modified := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = "+"
		}
	}
	return revision + modified
}

func platform() string { return runtime.GOOS + "/" + runtime.GOARCH + " " + runtime.Version() }

// versionText is what version and --version print.
func versionText() string {
	text := fmt.Sprintf("marketsim %s %s\n", version(), platform())
	if c := commit(); c != "" {
		text += fmt.Sprintf("commit %s\n", c)
	}
	return text
}

func versionVerb() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "version, commit and platform", Example: "  marketsim version", Args: takes(0, 0, ""),
		Run: func(cmd *cobra.Command, _ []string) { fmt.Fprint(cmd.OutOrStdout(), versionText()) },
	}
}
