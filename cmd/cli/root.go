package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const introduction = `Simulate an ads marketplace: Pinners, advertisers, auctions, months of time.

A scenario is a YAML file that states a market and variants of it (arms); a run
simulates it and leaves a folder with numbers, intervals and figures.`

func init() { cobra.EnableCommandSorting = false } // verbs are listed in the order in which they are used

// root is the tree of verbs.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use: "marketsim", Long: introduction, SilenceErrors: true, SilenceUsage: true, TraverseChildren: false,
		Example: "  marketsim new first.yaml --template first-look\n  marketsim run first.yaml\n" +
			"  marketsim run first.yaml --set mechanism.reserve='0.10 USD' -n 16\n" +
			"  marketsim explain mechanism.reserve",
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		Args:              cobra.NoArgs,
		Run:               func(cmd *cobra.Command, _ []string) { help(cmd, nil) },
	}
	root.PersistentFlags().BoolVarP(&a.quiet, "quiet", "q", false, "say nothing but results and errors")
	root.PersistentFlags().BoolVarP(&a.verbose, "verbose", "v", false, "say more about what happens")
	root.PersistentFlags().BoolVar(&a.plain, "no-color", false, "no colour, as with NO_COLOR set")
	root.Version = version()
	root.SetVersionTemplate(versionText())
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(help)
	root.SetHelpCommand(a.helpVerb())
	root.AddCommand(
		a.newVerb(), a.validateVerb(), a.planVerb(),
		a.runVerb(), a.sweepVerb(), a.tuneVerb(), a.calibrateVerb(), a.fitVerb(), a.decideVerb(),
		a.compareVerb(), a.baselineVerb(),
		a.reportVerb(), a.traceVerb(),
		a.ingestVerb(), a.sessionsVerb(), a.lagVerb(), a.probeVerb(), a.experimentVerb(), a.readoutVerb(), a.horizonVerb(), a.theoryVerb(), a.longRunVerb(), a.advertisersVerb(),
		a.explainVerb(), a.schemaVerb(), completionVerb(), versionVerb(),
	)
	if a.completing() {
		offerChoices(root)
	}
	return root
}

// checkVerb reports an unknown verb before its flags are looked at.
func (a *app) checkVerb(root *cobra.Command) error {
	if len(a.Args) == 0 || strings.HasPrefix(a.Args[0], "-") {
		return nil
	}
	verb := a.Args[0]
	names := []string{"help"}
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	for _, name := range append(names, cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd) {
		if name == verb {
			return nil
		}
	}
	return usage(suggest(verb, names, "", "one of: "+strings.Join(names[1:], ", ")), "unknown verb `%s`", verb)
}

// helpVerb is `marketsim help VERB`.
func (a *app) helpVerb() *cobra.Command {
	return &cobra.Command{
		Use: "help [VERB]", Short: "how a verb is used", Args: takes(0, 1, "nothing"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				help(cmd.Root(), nil)
				return nil
			}
			verb, _, err := cmd.Root().Find(args)
			if err != nil || verb == cmd.Root() {
				a.Args = args
				return a.checkVerb(cmd.Root())
			}
			help(verb, nil)
			return nil
		},
	}
}

// help writes a verb's page: what it does, examples, flags. It fits 80 columns.
func help(cmd *cobra.Command, _ []string) {
	w := cmd.OutOrStdout()
	text := cmd.Long
	if text == "" {
		text = strings.ToUpper(cmd.Short[:1]) + cmd.Short[1:] + "."
	}
	use := cmd.UseLine()
	if !cmd.HasParent() {
		use = cmd.Name() + " VERB [flags]"
	}
	fmt.Fprintf(w, "%s\n\nExamples:\n%s\n\nUsage:\n  %s\n", wrapped(text), cmd.Example, use)
	if cmd.HasAvailableSubCommands() {
		fmt.Fprint(w, "\nVerbs:\n")
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				fmt.Fprintf(w, "  %-11s %s\n", c.Name(), c.Short)
			}
		}
	}
	flags(w, "Flags", usages(cmd.LocalNonPersistentFlags()))
	if cmd.HasParent() {
		flags(w, "Flags of all verbs", usages(cmd.InheritedFlags()))
	} else {
		flags(w, "Flags of all verbs", usages(cmd.PersistentFlags()))
		fmt.Fprint(w, "\nExit codes: 0 checks passed, 1 a check failed, 2 usage or scenario error,\n"+
			"3 inconclusive, 4 the run did not finish, 5 no baseline or not comparable,\n130 or 143 interrupted.\n")
	}
}

// wrapped breaks paragraphs into lines of at most 76 columns.
func wrapped(text string) string {
	const columns = 76 // leaves room for an indentation of 4
	var out []string
	for _, paragraph := range strings.Split(text, "\n\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			switch {
			case line == "":
				line = word
			case len(line)+1+len(word) > columns:
				out, line = append(out, line), word
			default:
				line += " " + word
			}
		}
		out = append(out, line, "")
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n")
}

// usages words flags in 80 columns. Switches stand by their name alone: that they also take =true and =false is of no use to who reads it.
func usages(set *pflag.FlagSet) string {
	shown := pflag.NewFlagSet("", pflag.ContinueOnError)
	shown.SortFlags = set.SortFlags
	set.VisitAll(func(f *pflag.Flag) {
		one := *f
		if f.Value.Type() == "bool" {
			one.Value = struct{ pflag.Value }{f.Value} // which hides that it is a switch
		}
		shown.AddFlag(&one)
	})
	return shown.FlagUsagesWrapped(80)
}

func flags(w io.Writer, title, usages string) {
	if usages != "" {
		fmt.Fprintf(w, "\n%s:\n%s", title, usages)
	}
}
