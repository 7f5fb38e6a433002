package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports/format"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/spec"
)

func (a *app) sessionsVerb() *cobra.Command {
	var c changes
	var out, style string
	cmd := &cobra.Command{
		Use: "sessions FILE", Short: "write the potential sessions of a scenario to a file",
		Args: takes(1, 1, "a scenario file, or - for standard input"),
		Example: "  marketsim sessions scenario.yaml -o sessions.parquet\n" +
			"  marketsim run scenario.yaml \\\n    --set 'market.pinners.sessions={file: sessions.parquet}'",
		Long: "Write the stream of potential sessions, all replications of it, with stable names of\n" +
			"Pinners and sessions. A scenario that replays the file gives the same run, byte for\nbyte. The name of the output ends in .parquet or .csv.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if ext := strings.ToLower(filepath.Ext(out)); ext != ".csv" && ext != ".parquet" {
				return usage("write -o sessions.parquet", "the output needs a name that ends in .parquet or .csv")
			}
			return a.sessions(cmd.Context(), args[0], &c, out, style)
		},
	}
	cmd.Flags().StringVarP(&out, "out", "o", "", "`FILE` to write, .parquet or .csv")
	c.sets(cmd)
	choose(cmd, &style, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	return cmd
}

func (a *app) sessions(ctx context.Context, name string, c *changes, out, style string) error {
	src, err := a.source(name)
	if err != nil {
		return err
	}
	s, err := a.load(src, c)
	if err != nil {
		return err
	}
	if err := a.afford(s.Spec); err != nil {
		return err
	}
	if err := a.spare(out); err != nil {
		return err
	}
	if dir := filepath.Dir(a.path(out)); !exists(dir) {
		return usage("make it first", "there is no folder %s for %s", a.show(dir), out)
	}
	n := 0
	err = a.writeTo(a.path(out), func(w io.Writer) (err error) {
		n, err = a.streamSessions(ctx, w, out, s, style)
		return err
	})
	if err != nil {
		return err
	}
	a.note("wrote %s potential sessions of %s to %s", format.Number(float64(n)), s.Name, out)
	return nil
}

// streamSessions writes every replication's potential sessions in order of time.
func (a *app) streamSessions(ctx context.Context, w io.Writer, name string, s *scenarios.Scenario, style string) (n int, err error) {
	file, err := scenarios.NewSessionWriter(w, name, s)
	if err != nil {
		return 0, err
	}
	sp := s.Spec
	days := float64(sp.Warmup+sp.Horizon) / float64(spec.Day)
	bar := a.newProgress(style, "days of sessions", days*float64(sp.Replications))
	defer bar.clear()
	for replication := range sp.Replications {
		err := sim.Potentials(ctx, sp, replication, func(p *spec.Potential) error {
			if n++; n%8192 == 0 {
				passed := float64(p.Start+sp.Warmup) / float64(spec.Day)
				bar.update((float64(replication)*days + passed) / (days * float64(sp.Replications)))
			}
			return file.Write(p)
		})
		if err != nil {
			return n, err
		}
	}
	if err := file.Close(); err != nil {
		return n, fmt.Errorf("sessions were not written: %w", err)
	}
	return n, nil
}
