package cli

import (
	"github.com/spf13/cobra"

	"marketsim/scenarios"
)

func (a *app) schemaVerb() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "JSON Schema of scenarios, for editors", Args: takes(0, 0, ""),
		Example: "  marketsim schema > marketsim.schema.json",
		Long: "Write the JSON Schema of a scenario, so that an editor completes and checks keys.\n" +
			"It is made from what this program has registered, plug-ins included.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			data, err := scenarios.JSONSchema()
			if err != nil {
				return err
			}
			_, err = a.Stdout.Write(append(data, '\n'))
			return err
		},
	}
}
