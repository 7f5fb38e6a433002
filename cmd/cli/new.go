package cli

import (
	"fmt"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/scenarios"
)

func (a *app) newVerb() *cobra.Command {
	template, list := "", false
	cmd := &cobra.Command{
		Use: "new [FILE]", Short: "write a commented scenario to start from", Args: takes(0, 1, ""),
		Example: "  marketsim new --list\n  marketsim new --list theory\n  marketsim new first.yaml\n  marketsim new --template quickstart\n" +
			"  marketsim new - --template quickstart | marketsim run -",
		Long: "Write a commented scenario to start from. FILE is the template's name when it is\n" +
			"left out, and - is standard output. An existing file is never overwritten.",
		RunE: func(_ *cobra.Command, args []string) error {
			if list {
				return a.listTemplates(strings.Join(args, ""))
			}
			data, err := scenarios.Read(template)
			if err != nil {
				return usage("`marketsim new --list` shows them", "%v", err)
			}
			name := path.Base(template) + ".yaml"
			if len(args) > 0 {
				name = args[0]
			}
			if name == "-" {
				_, err := a.Stdout.Write(data)
				return err
			}
			if err := a.writeNew(a.path(name), data); err != nil {
				return err
			}
			a.note("wrote %s; next: %s", name, scenarios.Next(template, word(name)))
			return nil
		},
	}
	cmd.Flags().StringVarP(&template, "template", "t", scenarios.Starter, "`NAME` of the template")
	cmd.Flags().BoolVarP(&list, "list", "l", false, "list the templates; with the name of a folder those in it")
	names := func(*cobra.Command, []string, string) (names []string, _ cobra.ShellCompDirective) {
		for _, t := range scenarios.Templates() {
			names = append(names, t.Name)
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
	if !a.completing() {
		return cmd
	}
	if err := cmd.RegisterFlagCompletionFunc("template", names); err != nil {
		panic(err) // a flag that was not added, or twice
	}
	return cmd
}

// templateFolders says what templates that are no starters are, by their folder.
var templateFolders = []struct{ name, doc string }{{"theory", "markets whose answer is known"}, {"bench", "markets on which speed is told"}, {"gate", "markets whose behaviour is accepted"}}

// listTemplates lists the starters, or the templates of a folder.
func (a *app) listTemplates(folder string) error {
	count := map[string]int{}
	for _, t := range scenarios.Templates() {
		dir := path.Dir(t.Name)
		if count[dir]++; dir != folder && (dir != "." || folder != "") {
			continue
		}
		mark := ""
		if t.Name == scenarios.Starter {
			mark = " (the default)"
		}
		if _, err := fmt.Fprintf(a.Stdout, "%s%s\n    %s\n", t.Name, mark, strings.ReplaceAll(wrapped(t.Doc), "\n", "\n    ")); err != nil {
			return err
		}
	}
	if folder != "" && count[folder] == 0 {
		return usage("`marketsim new --list` shows them", "there is no folder of templates named `%s`", folder)
	}
	if folder != "" {
		return nil
	}
	for _, f := range templateFolders {
		if _, err := fmt.Fprintf(a.Stdout, "%s/...\n    %d %s: marketsim new --list %s\n", f.name, count[f.name], f.doc, f.name); err != nil {
			return err
		}
	}
	return nil
}
