package cli

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"marketsim/scenarios/schema"
)

// count is a flag that takes a whole number above 0; 0 is not given.
type count int

func (c *count) String() string { return strconv.Itoa(int(*c)) }
func (*count) Type() string     { return "N" }
func (c *count) Set(text string) error {
	n, err := strconv.ParseInt(strings.ReplaceAll(text, "_", ""), 10, 31)
	if err != nil || n < 1 {
		return errors.New("it takes a whole number from 1")
	}
	*c = count(n)
	return nil
}

// seed is a flag that takes a seed; nil is not given.
type seed struct{ value **uint64 }

func (s seed) String() string {
	if s.value == nil || *s.value == nil {
		return ""
	}
	return strconv.FormatUint(**s.value, 10)
}
func (seed) Type() string { return "N" }
func (s seed) Set(text string) error {
	n, err := strconv.ParseUint(strings.ReplaceAll(text, "_", ""), 10, 64)
	if err != nil {
		return errors.New("it takes a whole number from 0")
	}
	*s.value = &n
	return nil
}

// choice is a flag that takes one of a few words.
type choice struct {
	value   *string
	allowed []string
}

func (c choice) String() string {
	if c.value == nil {
		return ""
	}
	return *c.value
}
func (c choice) Type() string { return strings.Join(c.allowed, "|") }
func (c choice) Set(text string) error {
	for _, word := range c.allowed {
		if word == text {
			*c.value = text
			return nil
		}
	}
	return errors.New("it takes " + strings.Join(c.allowed[:len(c.allowed)-1], ", ") + " or " + c.allowed[len(c.allowed)-1])
}

// choose adds a choice flag with its completion; the value is set to the first allowed word.
func choose(cmd *cobra.Command, value *string, name, doc string, allowed ...string) {
	*value = allowed[0]
	cmd.Flags().Var(choice{value, allowed}, name, doc)
}

// completing tells whether a shell asks how a word could go on.
func (a *app) completing() bool {
	return len(a.Args) > 0 && strings.HasPrefix(a.Args[0], cobra.ShellCompRequestCmd)
}

// offerChoices lets a shell complete the words of flags that have a choice. It is done only when a shell asks, since cobra keeps what is registered
// for as long as the process lives.
func offerChoices(cmd *cobra.Command) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		c, ok := f.Value.(choice)
		if !ok {
			return
		}
		words := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return c.allowed, cobra.ShellCompDirectiveNoFileComp
		}
		if err := cmd.RegisterFlagCompletionFunc(f.Name, words); err != nil {
			panic(err) // registered twice
		}
	})
	for _, sub := range cmd.Commands() {
		offerChoices(sub)
	}
}

// flagError words what is wrong with a flag.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var missing *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown) && cmd.Name() == "explain": // somebody asks what a flag means
		name := unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			name = "-- -" + name[:1]
		}
		return usage("write `marketsim explain "+name+"`", "`explain` has no such flag itself")
	case errors.As(err, &unknown):
		if unknown.GetSpecifiedShortnames() != "" {
			return usage(seeHelp(cmd), "unknown flag `-%s`", unknown.GetSpecifiedName()[:1])
		}
		return usage(suggest(unknown.GetSpecifiedName(), flagNames(cmd), "--", seeHelp(cmd)), "unknown flag `--%s`", unknown.GetSpecifiedName())
	case errors.As(err, &missing):
		return usage(seeHelp(cmd), "flag `--%s` needs a value", missing.GetFlag().Name)
	case errors.As(err, &invalid):
		return usage("", "`--%s %s`: %s", invalid.GetFlag().Name, invalid.GetValue(), plainCause(invalid))
	}
	return usage(seeHelp(cmd), "%v", err)
}

// plainCause is the cause in our words; a switch that is given a value is the only one that pflag words itself.
func plainCause(err *pflag.InvalidValueError) string {
	if err.GetFlag().Value.Type() == "bool" {
		return "it takes no value"
	}
	return err.Unwrap().Error()
}

func flagNames(cmd *cobra.Command) (names []string) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// suggest names the nearest word, else falls back on other help.
func suggest(word string, among []string, prefix, otherwise string) string {
	if near := schema.Nearest(word, among); near != "" {
		return fmt.Sprintf("did you mean `%s%s`?", prefix, near)
	}
	return otherwise
}

func seeHelp(cmd *cobra.Command) string { return fmt.Sprintf("see `%s --help`", cmd.CommandPath()) }

// takes checks how many arguments a verb gets; what names them.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return usage(seeHelp(cmd), "`%s` needs %s", cmd.CommandPath(), what)
		case most >= 0 && len(args) > most:
			return usage(seeHelp(cmd), "unexpected argument `%s`", args[most])
		}
		return nil
	}
}

var duration = regexp.MustCompile(`^[0-9]+(ms|s|m|h|d)$`)

// lagOf reads a feedback lag; ok is false when it is none.
func lagOf(text string) (d time.Duration, ok bool) {
	if text == "0" {
		return 0, true
	}
	if !duration.MatchString(text) {
		return 0, false
	}
	days, isDays := strings.CutSuffix(text, "d")
	if isDays {
		n, err := strconv.Atoi(days)
		return time.Duration(n) * 24 * time.Hour, err == nil
	}
	d, err := time.ParseDuration(text)
	return d, err == nil
}
