package main

import (
	"slices"

	"github.com/spf13/cobra"

	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/schema"
)

func (a *app) schema() *cobra.Command {
	var names []string
	for _, k := range schema.Kinds() {
		names = append(names, string(k))
	}
	names = append(names, render.SchemaNames()...)
	slices.Sort(names)
	return &cobra.Command{
		Use:   "schema NAME",
		Short: "Print a JSON Schema",
		Long: `schema prints a JSON Schema: for editors, of the catalog's files (registry,
group, version); for tools, of the files in --evidence-dir (proof) and of what a
command prints with -o json, under the command's name. What edits the catalog
prints an edit, validate problems, sync a report, init --check settings.`,
		Example: `  modelreg schema version
  modelreg schema plan`,
		ValidArgs: names,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Misused("", "schema takes one name: %s", choice(names))
			}
			if !slices.Contains(names, args[0]) {
				return cli.Misused("", "unknown schema %q; %s", args[0], schema.Suggest(args[0], names))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			text := schema.Text(schema.Kind(args[0]))
			if text == nil {
				text = render.Schema(args[0])
			}
			_, err := a.Stdout.Write(text)
			return err
		},
	}
}
