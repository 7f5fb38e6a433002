package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/scenarios"
	"marketsim/sim/results"
)

func (a *app) explainVerb() *cobra.Command {
	markdown := false
	cmd := &cobra.Command{
		Use: "explain [KEY | METRIC | CODE | PART]", Short: "what a key, metric, code or part means", Args: takes(0, 1, ""),
		Example: "  marketsim explain\n  marketsim explain mechanism.reserve\n" +
			"  marketsim explain roas\n  marketsim explain E204\n  marketsim explain pandora",
		Long: "Explain a key of the scenario, a metric, a diagnostic or a registered part: type,\n" +
			"unit, range, default, formula. Without a word: list all that can be explained.",
		ValidArgsFunction: func(*cobra.Command, []string, string) (words []string, _ cobra.ShellCompDirective) {
			for _, k := range scenarios.Keys() {
				words = append(words, k.Path)
			}
			for _, m := range results.Metrics() {
				words = append(words, m.Name)
			}
			return words, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if markdown {
				if len(args) > 0 {
					return usage("leave the word out", "--markdown writes the whole language")
				}
				return scenarios.Reference(a.Stdout)
			}
			text, err := scenarios.Explain(strings.Join(args, ""))
			if err != nil {
				return usage("", "%v", err)
			}
			_, err = fmt.Fprint(a.Stdout, text)
			return err
		},
	}
	cmd.Flags().BoolVar(&markdown, "markdown", false, "write the whole language as a Markdown page")
	return cmd
}
