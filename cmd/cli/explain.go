package cli

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports/tables"
	"marketsim/scenarios"
	"marketsim/sim/results"
)

func (a *app) explainVerb() *cobra.Command {
	markdown, dictionary := false, false
	cmd := &cobra.Command{
		Use: "explain [KEY | METRIC | CODE | PART | TABLE]", Short: "what a key, metric, table or part means", Args: takes(0, -1, ""),
		Example: "  marketsim explain\n  marketsim explain mechanism.reserve\n" +
			"  marketsim explain roas\n  marketsim explain E204\n  marketsim explain pandora\n  marketsim explain effects.p_adjusted",
		Long: "Explain a key of the scenario, a metric, a diagnostic or a registered part: type,\n" +
			"unit, range, default, formula. Of other words: list what mentions them. Without a\nword: list all that can be explained.",
		ValidArgsFunction: func(*cobra.Command, []string, string) (words []string, _ cobra.ShellCompDirective) {
			for _, k := range scenarios.Keys() {
				words = append(words, k.Path)
			}
			for _, m := range results.Metrics() {
				words = append(words, m.Name)
			}
			for _, t := range tables.All() {
				words = append(words, t.Name)
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
			if dictionary {
				return tables.Markdown(a.Stdout)
			}
			word := strings.Join(args, " ")
			table := tables.Explain(word)
			text, err := scenarios.Explain(word)
			switch {
			case table != "" && strings.HasPrefix(text, "nothing is named"): // only what ends alike
				text, err = table, nil
			case table != "":
				text, err = strings.TrimSuffix(text, "\n")+table, nil
			}
			if err != nil {
				text = cmp.Or(tables.ExplainColumn(word), scenarios.Search(word))
			}
			if text == "" {
				return usage("", "%v", err)
			}
			_, err = fmt.Fprint(a.Stdout, a.folded(a.Stdout, text))
			return err
		},
	}
	cmd.Flags().BoolVar(&markdown, "markdown", false, "write the whole language as a Markdown page")
	cmd.Flags().BoolVar(&dictionary, "tables", false, "write the columns of all tables as a Markdown page")
	return cmd
}
