package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"modelreg/cmd/internal/cli"
	"modelreg/schema"
)

// section adds commands to the root, and to its help under a title.
func section(root *cobra.Command, title string, commands ...*cobra.Command) {
	root.AddGroup(&cobra.Group{ID: title, Title: title + ":"})
	for _, c := range commands {
		c.GroupID = title
	}
	root.AddCommand(commands...)
}

// helpWidth is what help texts are written for; flags fit narrower terminals.
const helpWidth = 80

// fit makes the help of every command fit the terminal, or helpWidth.
func (a *app) fit(root *cobra.Command) {
	width := helpWidth
	if a.StdoutWidth > 0 {
		width = min(a.StdoutWidth, helpWidth)
	}
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages", fmt.Sprintf(".FlagUsagesWrapped %d", width)))
}

// parent makes a command that only has subcommands: alone it shows its help,
// and a mistyped subcommand is wrong usage.
func parent(c *cobra.Command) {
	c.Args = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		var names []string
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() {
				names = append(names, sub.Name())
			}
		}
		hint := c.CommandPath() + " --help lists the commands"
		if near := short(args[0], names); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		return cli.Misused(hint, "unknown command %q for %s", args[0], c.CommandPath())
	}
	c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
}

// short gives the one name that starts like it, or else the nearest one.
func short(typed string, names []string) string {
	var starts []string
	for _, name := range names {
		if strings.HasPrefix(name, typed) {
			starts = append(starts, name)
		}
	}
	if len(starts) == 1 {
		return starts[0]
	}
	return schema.Nearest(typed, names)
}

// wrongFlag says which flag was probably meant.
func wrongFlag(c *cobra.Command, err error) error {
	hint := c.CommandPath() + " --help lists its flags"
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok && unknown.GetSpecifiedShortnames() == "" {
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near := schema.Nearest(unknown.GetSpecifiedName(), names); near != "" {
			hint = fmt.Sprintf("did you mean --%s?", near)
		}
	}
	return cli.Misused(hint, "%w", err)
}

// helping makes the command that cobra brings along refuse what there is no
// help for.
func helping(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	help, _, err := root.Find([]string{"help"})
	if err != nil {
		return // there is one, it was just made
	}
	help.Short = "Show the help of a command"
	help.Long = "help shows the help of a command, as its flag --help does."
	help.Example = `  modelreg help sync
  modelreg help local serve`
	help.Args = func(_ *cobra.Command, args []string) error {
		about, rest, err := root.Find(args)
		if err != nil || len(rest) == 0 {
			return err
		}
		return about.ValidateArgs(rest)
	}
}
