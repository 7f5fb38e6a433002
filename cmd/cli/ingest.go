package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"marketsim/scenarios/data"
	"marketsim/scenarios/ingest"
	"marketsim/scenarios/schema"
)

// ingestFlags are what `ingest` is told of a log.
type ingestFlags struct {
	log                           ingest.Log
	kind, out                     string
	impression, click, conversion string
	format                        []string
}

func (a *app) ingestVerb() *cobra.Command {
	o := &ingestFlags{}
	cmd := &cobra.Command{
		Use: "ingest LOG", Short: "sum up a log of single events for a scenario",
		Args: takes(1, 1, "a log: CSV or Parquet, one row an event"),
		Example: "  marketsim ingest bandit.csv --as ads --item item_id --click click -o ads.csv\n" +
			"  marketsim ingest events.csv --as sessions --pinner visitorid --time timestamp \\\n    -o sessions.csv\n" +
			"  marketsim ingest visits.csv --as forecast --week -o week.csv",
		Long: "Sum up a log of single events into a table that a scenario reads: campaigns with\ntheir counts, sessions, or the traffic by hour. Columns go by their names or their\n" +
			"numbers; what is recognised need not be named. The same formats are read as by\nscenarios, and what was understood is said. docs/data.md has recipes.",
		RunE: func(_ *cobra.Command, args []string) error { return a.ingest(args[0], o) },
	}
	f, l := cmd.Flags(), &o.log
	choose(cmd, &o.kind, "as", "what it becomes", ingest.Kinds...)
	f.StringVarP(&o.out, "out", "o", "", "CSV `FILE` to write; - is standard output")
	f.StringVar(&l.Item, "item", "", "ads: `COLUMN` of the ad")
	f.StringVar(&o.impression, "impression", "", "ads: `COLUMN[=VALUE]` of rows that are impressions; all when left out")
	f.StringVar(&o.click, "click", "", "ads: `COLUMN[=VALUE]` of rows that were clicked")
	f.StringVar(&o.conversion, "conversion", "", "ads: `COLUMN[=VALUE]` of rows that converted")
	f.StringVar(&l.Pinner, "pinner", "", "sessions: `COLUMN` of the person")
	f.StringVar(&l.Time, "time", "", "sessions, forecast: `COLUMN` of the time")
	f.StringVar(&l.Session, "session", "", "sessions: `COLUMN` that names the session, in place of a gap")
	f.DurationVar(&l.Gap, "gap", 30*time.Minute, "sessions: `TIME` without a row that ends a session")
	f.StringVar(&l.Segment, "segment", "", "sessions: `COLUMN` of the person's segment")
	f.StringVar(&l.Surface, "surface", "", "sessions: `COLUMN` of the surface")
	f.StringVar(&l.Count, "count", "", "sessions, forecast: `COLUMN` of how many events a row stands for")
	f.BoolVar(&l.Week, "week", false, "forecast: of seven days from the log's first, not of one")
	f.StringArrayVar(&o.format, "format", nil, "how the log is written, `KEY=VALUE` as in a scenario's format, such as decimal=comma, header=false or time_unit=s; repeatable")
	return cmd
}

func (a *app) ingest(name string, o *ingestFlags) error {
	if o.out == "" {
		return usage("write -o ads.csv, or -o - for standard output", "the output has no name")
	}
	o.log.Impression, o.log.Click, o.log.Conversion = eventOf(o.impression), eventOf(o.click), eventOf(o.conversion)
	if err := o.log.Format.State(o.format); err != nil {
		return usage("the keys are those of a scenario's `format`; see `marketsim explain format`", "--format: %v", err)
	}
	full, content, err := data.Access{Dir: a.Dir, WorkDir: a.Dir}.Read(name, true)
	var unread *data.Error
	if errors.As(err, &unread) {
		return usage(unread.Help, "%s", unread.Message)
	}
	if a.reads(full); o.out != "-" {
		if err := a.spare(o.out); err != nil {
			return err
		}
	}
	var out bytes.Buffer
	said, bad := ingest.Sum(&out, o.kind, name, content, &o.log)
	if len(bad) > 0 {
		return a.refuseLog(name, bad)
	}
	for _, line := range said {
		a.note("%s", line)
	}
	if o.out == "-" {
		_, err := a.Stdout.Write(out.Bytes())
		return err
	}
	return a.writeTo(a.path(o.out), func(w io.Writer) error {
		_, err := w.Write(out.Bytes())
		return err
	})
}

// refuseLog writes what is wrong with a log as `validate` would.
func (a *app) refuseLog(name string, bad []*data.Error) error {
	var ds schema.Diagnostics
	for _, e := range bad {
		ds = append(ds, schema.Diagnostic{File: name, Line: e.Line, Column: e.Column, Severity: schema.Error, Code: "E206", Message: e.Message, Help: flagHelp(e.Help)})
	}
	if err := ds.Write(a.Stderr, "text"); err != nil {
		return err
	}
	fmt.Fprintln(a.Stderr, strings.Replace(ds.Summary(), "nothing was run", "nothing was written", 1))
	return said(ExitUsage)
}

var (
	formatKey = regexp.MustCompile("`format: \\{(\\w+: [^},]+(?:, \\w+: [^},]+)*)\\}`")
	otherKey  = regexp.MustCompile("`\\{(\\w+): ([^}]+)\\}`")
	columnKey = regexp.MustCompile("`columns: \\{(\\w+): [^}]*\\}`")
)

// flagHelp words a remedy that is a key of a scenario as the flag that does the same.
func flagHelp(help string) string {
	help = formatKey.ReplaceAllStringFunc(help, func(key string) string {
		list := strings.Split(formatKey.FindStringSubmatch(key)[1], ", ")
		for i := range list {
			list[i] = "--format " + strings.Replace(list[i], ": ", "=", 1)
		}
		return "`" + strings.Join(list, " ") + "`"
	})
	return columnKey.ReplaceAllString(otherKey.ReplaceAllString(help, "`$1=$2`"), "`--$1 COLUMN`")
}

// eventOf reads COLUMN or COLUMN=VALUE.
func eventOf(text string) ingest.Event {
	column, value, _ := strings.Cut(text, "=")
	return ingest.Event{Column: column, Value: value}
}
