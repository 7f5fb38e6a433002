package cli

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"marketsim/docs"
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
			"unit, range, default, formula. Of other words: list what mentions them, in the language,\namong verbs and flags, and in the documentation. Without a word: list all that can be explained.",
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
		RunE: func(cmd *cobra.Command, args []string) error {
			if markdown {
				if len(args) > 0 {
					return usage("leave the word out", "--markdown writes the whole language")
				}
				return scenarios.Reference(a.Stdout)
			}
			if dictionary {
				return tables.Markdown(a.Stdout)
			}
			text, err := a.explained(cmd.Root(), strings.Join(args, " "))
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(a.Stdout, a.folded(a.Stdout, text))
			return err
		},
	}
	cmd.Flags().BoolVar(&markdown, "markdown", false, "write the whole language as a Markdown page")
	cmd.Flags().BoolVar(&dictionary, "tables", false, "write the columns of all tables as a Markdown page")
	return cmd
}

// explained is what is said of a word: what is named so, else all that mentions it, in the language, among verbs and flags, and in the documentation.
func (a *app) explained(root *cobra.Command, word string) (string, error) {
	table := tables.Explain(word)
	text, err := scenarios.Explain(word)
	switch {
	case table != "" && strings.HasPrefix(text, "nothing is named"): // only what ends alike
		text, err = table, nil
	case table != "":
		text, err = strings.TrimSuffix(text, "\n")+table, nil
	}
	asked := scenarios.Asked(word)
	verbs := verbsNamed(root, word)
	if verbs == "" {
		verbs = verbsNamed(root, asked)
	}
	if err == nil {
		named, others, found := strings.Cut(text, "also in:\n")
		if columns := verbs + tables.AlsoColumns(word); found && columns != "" { // what has this very name goes before what only contains it
			return named + columns + "also in:\n" + others, nil
		}
		return text + verbs + tables.AlsoColumns(word), nil
	}
	column := tables.ExplainColumn(word)
	if column == "" && verbs == "" {
		column = cmp.Or(scenarios.Search(word), scenarios.Within(word))
	}
	text = verbs + column
	if verbs != "" && len(asked) == 1 { // the letter of a flag
		return text, nil
	}
	if pages := documented(asked); pages != "" && text != "" {
		text += "\n" + pages
	} else if pages != "" {
		text = fmt.Sprintf("nothing is named `%s`; %s", word, pages)
	}
	if text == "" {
		return "", usage("", "%v", err)
	}
	return text, nil
}

// verbsNamed documents the verb of a name, and the flags of a name, or of a letter as in -j, with the verbs that have them; empty where there is none.
func verbsNamed(root *cobra.Command, word string) string {
	var b strings.Builder
	name := strings.TrimLeft(strings.ReplaceAll(strings.ToLower(word), " ", "-"), "-")
	letter := len(word) == 2 && word[0] == '-'
	type flag struct{ name, usage string }
	found, order := map[flag][]string{}, []flag(nil)
	flags := func(set *pflag.FlagSet, verb string) {
		set.VisitAll(func(f *pflag.Flag) {
			if f.Hidden || f.Name == "help" || f.Name != name && !(letter && f.Shorthand == name) {
				return
			}
			one := flag{f.Name, strings.ReplaceAll(f.Usage, "`", "")}
			if len(found[one]) == 0 {
				order = append(order, one)
			}
			found[one] = append(found[one], verb)
		})
	}
	flags(root.PersistentFlags(), "all verbs")
	for _, c := range withSubverbs(root) {
		verb := strings.TrimPrefix(c.CommandPath(), root.Name()+" ")
		if strings.ReplaceAll(verb, " ", "-") == name {
			fmt.Fprintf(&b, "%s (verb)\n  %s; `marketsim help %s` shows more\n\n", c.CommandPath(), c.Short, verb)
		}
		flags(c.LocalNonPersistentFlags(), verb)
	}
	for _, f := range order {
		fmt.Fprintf(&b, "--%s (flag of %s)\n  %s\n\n", f.name, strings.Join(found[f], ", "), f.usage)
	}
	return b.String()
}

// withSubverbs lists all verbs, and below a verb those of its own.
func withSubverbs(cmd *cobra.Command) (all []*cobra.Command) {
	for _, c := range cmd.Commands() {
		all = append(append(all, c), withSubverbs(c)...)
	}
	return all
}

// mostPassages is how many passages of the documentation are shown.
const mostPassages = 3

// documented lists where the documentation speaks of a word; empty where it does not.
func documented(word string) string {
	var b strings.Builder
	for _, p := range docs.Find(word, mostPassages) {
		fmt.Fprintf(&b, "%s, %s\n  %s\n", p.Page, p.Heading, p.Around(word))
	}
	if b.Len() == 0 {
		return ""
	}
	return "the documentation says:\n\n" + b.String()
}
