package cli

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/scenarios/schema"
)

func completionVerb() *cobra.Command {
	shells := map[string]func(*cobra.Command, io.Writer) error{
		"bash":       func(c *cobra.Command, w io.Writer) error { return c.GenBashCompletionV2(w, true) },
		"fish":       func(c *cobra.Command, w io.Writer) error { return c.GenFishCompletion(w, true) },
		"powershell": (*cobra.Command).GenPowerShellCompletionWithDesc,
		"zsh":        (*cobra.Command).GenZshCompletion,
	}
	names := []string{"bash", "fish", "powershell", "zsh"}
	return &cobra.Command{
		Use: "completion SHELL", Short: "script that completes verbs and flags in a shell", ValidArgs: names,
		Example: "  source <(marketsim completion bash)\n  marketsim completion fish > ~/.config/fish/completions/marketsim.fish",
		Args:    takes(1, 1, "a shell: "+strings.Join(names, ", ")),
		RunE: func(cmd *cobra.Command, args []string) error {
			write, ok := shells[args[0]]
			if !ok {
				return usage(schema.Suggest(args[0], names), "there is no completion for `%s`", args[0])
			}
			return write(cmd.Root(), cmd.OutOrStdout())
		},
	}
}
