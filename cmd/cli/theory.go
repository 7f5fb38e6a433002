package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"marketsim/cmd/theory"
)

// theoryFlags are the flags of theory.
type theoryFlags struct {
	list, markdown bool
	share          float64
	jobs           count
	lags           string
	seed           uint64
}

// options are how an entry is run with so many workers.
func (o *theoryFlags) options(jobs int) theory.Options {
	return theory.Options{Jobs: jobs, Seed: o.seed}
}

func (a *app) theoryVerb() *cobra.Command {
	o := &theoryFlags{}
	cmd := &cobra.Command{
		Use: "theory [ID...]", Short: "compare the engine with known answers",
		Example: "  marketsim theory\n  marketsim theory A1 B2 --share 0.1\n  marketsim theory D --lags 0,10m,1h\n  marketsim theory N13 --seed 11\n  marketsim theory --list",
		Long: "Run the catalogue of facts with known answers on this program's engine and write\n" +
			"what theory says beside what was simulated. An ID is an entry, such as A1, or a\n" +
			"section, such as A; \"defaults\" is section N. Exit code 1 when one misses.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := chosenEntries(args)
			switch {
			case err != nil:
				return err
			case o.share <= 0 || o.share > 1:
				return usage("such as --share 0.1", "`--share %g`: it takes a number above 0 and up to 1", o.share)
			case o.list:
				for _, e := range chosen {
					fmt.Fprintf(a.Stdout, "%-4s %s\n", e.ID, e.Title)
				}
				return nil
			}
			if o.lags != "" {
				return a.theoryLags(cmd.Context(), chosen, o)
			}
			return a.theory(cmd.Context(), chosen, o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVar(&o.list, "list", false, "name the entries and run nothing")
	f.BoolVar(&o.markdown, "markdown", false, "write the page docs/theory.md")
	f.Float64Var(&o.share, "share", 1, "`SHARE` of the full samples, in (0, 1]; tolerances widen with its root")
	f.StringVar(&o.lags, "lags", "", "run the entries that are exact in time with these feedback `LAGS`, such as 0,10m,1h")
	f.Uint64Var(&o.seed, "seed", 0, "seed `N` of every scenario, from 1 on (default: each its own)")
	f.VarP(&o.jobs, "jobs", "j", "entries at a time; never changes a result (default: one per processor)")
	return cmd
}

// defaultsSection is another name of section N, what a user meets without writing theory.
const defaultsSection = "defaults"

// chosenEntries are the entries named by ID or section; all when none is.
func chosenEntries(ids []string) (out []theory.Entry, err error) {
	all := theory.Entries()
	if len(ids) == 0 {
		return all, nil
	}
	known := []string{defaultsSection}
	for _, e := range all {
		known = append(known, e.ID)
	}
	names := func(id, entry string) bool {
		id = strings.TrimPrefix(strings.ToUpper(id), "P-")
		return entry == id || entry[:1] == id || id == strings.ToUpper(defaultsSection) && entry[:1] == theory.DefaultsSection
	}
	for _, id := range ids {
		if !slices.ContainsFunc(all, func(e theory.Entry) bool { return names(id, e.ID) }) {
			return nil, usage(suggest(id, known, "", "marketsim theory --list names them"), "there is no entry `%s`", id)
		}
	}
	for _, e := range all {
		if slices.ContainsFunc(ids, func(id string) bool {
			return names(id, e.ID)
		}) {
			out = append(out, e)
		}
	}
	return out, nil
}

// theory runs entries side by side and writes them in order as they finish.
func (a *app) theory(ctx context.Context, chosen []theory.Entry, o *theoryFlags) error {
	type outcome struct {
		rows []theory.Row
		err  error
	}
	outcomes := make([]chan outcome, len(chosen))
	for i := range outcomes {
		outcomes[i] = make(chan outcome, 1)
	}
	next := make(chan int)
	var workers sync.WaitGroup
	for range a.workers(o.jobs) {
		workers.Go(func() {
			for i := range next {
				rows, err := chosen[i].Do(ctx, o.share, o.options(1))
				outcomes[i] <- outcome{rows, err}
			}
		})
	}
	go func() {
		for i := range chosen {
			next <- i
		}
		close(next)
	}()
	defer workers.Wait()
	if o.markdown {
		fmt.Fprint(a.Stdout, theoryHead)
	}
	rows, missed := 0, 0
	var failed error
	for i := range chosen {
		done := <-outcomes[i]
		if done.err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", chosen[i].ID, done.err))
			continue
		}
		a.writeEntry(&chosen[i], done.rows, o.markdown)
		rows += len(done.rows)
		for _, r := range done.rows {
			if !r.OK {
				missed++
			}
		}
	}
	if failed != nil {
		return failed
	}
	if !o.markdown || missed > 0 {
		entries := fmt.Sprintf("%d entries", len(chosen))
		if len(chosen) == 1 {
			entries = "1 entry"
		}
		a.note("%d of %d comparisons in %s hold", rows-missed, rows, entries)
	}
	if missed > 0 {
		return said(ExitFail)
	}
	return nil
}

const theoryHead = `# The engine against known answers

Made by

    marketsim theory --markdown

Every entry runs scenario files of ` + "`scenarios/theory`" + ` on the engine, or an exported part that the engine itself uses, and holds the
result against what is known. The tolerance of a sampled number is 4 standard errors unless it says otherwise (one false alarm in 16,000);
exact answers have that of rounding. Section N, which ` + "`marketsim theory defaults`" + ` runs as well, is what a user meets without writing theory.
It states intervals, of a known deviation (normal) or of replications (Student's t), since its tolerances are required ones: the full sample
checks that no standard error exceeds a quarter of its tolerance. ` + "`go test ./cmd/theory`" + ` holds smaller samples against the same answers.
`

func (a *app) writeEntry(e *theory.Entry, rows []theory.Row, markdown bool) {
	if markdown {
		writeEntryMarkdown(a.Stdout, e, rows)
		return
	}
	fmt.Fprintf(a.Stdout, "%s  %s\n", e.ID, e.Title)
	for _, r := range rows {
		mark := "  "
		if !r.OK {
			mark = "! "
		}
		theoretical, simulated := rowCells(&r)
		if e.Defaults() {
			simulated += intervalCell(&r)
		}
		switch {
		case r.Detail != "" && r.OK:
			fmt.Fprintf(a.Stdout, "%s%s: holds\n", mark, r.What)
		case r.Detail != "":
			fmt.Fprintf(a.Stdout, "%s%s: does not hold; %s\n", mark, r.What, r.Detail)
		default:
			fmt.Fprintf(a.Stdout, "%s%-44s %12s  %s\n", mark, r.What, theoretical, simulated)
		}
	}
}

func writeEntryMarkdown(w io.Writer, e *theory.Entry, rows []theory.Row) {
	fmt.Fprintf(w, "\n## %s. %s\n\n%s.", e.ID, e.Title, strings.TrimSuffix(e.Source, "."))
	for i, f := range e.Files {
		sep := ", "
		if i == 0 {
			sep = " Scenarios: "
		}
		fmt.Fprintf(w, "%s[%s](../scenarios/theory/%s.yaml)", sep, f, f)
	}
	intervals := ""
	if e.Defaults() {
		intervals = " [95% CI]"
	}
	fmt.Fprintf(w, "\n\n| | theory | simulated%s | holds |\n|---|---:|---:|---|\n", intervals)
	for _, r := range rows {
		theoretical, simulated := rowCells(&r)
		if e.Defaults() {
			simulated += intervalCell(&r)
		}
		verdict := "yes"
		if !r.OK {
			verdict = "**no**"
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", strings.ReplaceAll(r.What, "|", "\\|"), theoretical, strings.ReplaceAll(simulated, "|", "\\|"), verdict)
	}
}

// rowCells words what is known with its tolerance, and what was simulated.
func rowCells(r *theory.Row) (theoretical, simulated string) {
	if r.Detail != "" {
		return "", r.Detail
	}
	return fmt.Sprintf("%s ± %s", digits(r.Want, 7), digits(r.Tolerance, 2)), digits(r.Got, 7)
}

// intervalCell words the interval of what was simulated, where one is known.
func intervalCell(r *theory.Row) string {
	switch {
	case r.Exact:
		return " (exact)"
	case r.Half > 0:
		return fmt.Sprintf(" [%s, %s]", digits(r.Got-r.Half, 5), digits(r.Got+r.Half, 5))
	}
	return ""
}

func digits(x float64, n int) string { return strconv.FormatFloat(x, 'g', n, 64) }
