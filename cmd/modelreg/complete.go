package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"modelreg/catalog"
	"modelreg/cmd/internal/query"
)

// complete gives every command below c what a shell offers for its arguments
// and flags: by what its usage calls them, unless the command has said so
// itself. Files are offered for what is called FILE, and for nothing else.
func (a *app) complete(c *cobra.Command) {
	switch {
	case c.ValidArgs != nil:
		c.ValidArgsFunction, c.ValidArgs = first(c.ValidArgs), nil
	case c.ValidArgsFunction == nil:
		c.ValidArgsFunction = a.completeArguments(c.Use)
	}
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if _, own := c.GetFlagCompletionFunc(f.Name); own || f.NoOptDefVal != "" {
			return
		}
		// The error only says that the flag does not exist, and it does.
		_ = c.RegisterFlagCompletionFunc(f.Name, a.completeFlag(f))
	})
	for _, sub := range c.Commands() {
		a.complete(sub)
	}
}

// completeArguments offers what the words of a usage line stand for, each in
// its place; a word that ends in "..." stands for the rest.
func (a *app) completeArguments(use string) cobra.CompletionFunc {
	var words []string
	for _, word := range strings.Fields(use)[1:] {
		if strings.HasPrefix(strings.TrimPrefix(word, "["), "-") {
			break
		}
		words = append(words, word)
	}
	return func(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		at := len(args)
		if last := len(words) - 1; at > last && last >= 0 && strings.Contains(words[last], "...") {
			at = last
		}
		if at >= len(words) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		word := strings.ReplaceAll(words[at], "...", "")
		if strings.HasPrefix(word, "[") {
			word = strings.TrimSuffix(word[1:], "]")
		}
		return a.completeWord(word)(c, args, typed)
	}
}

func (a *app) completeFlag(f *pflag.Flag) cobra.CompletionFunc {
	switch f.Name {
	case "target":
		return a.completeTargets
	case "like", "to":
		return a.completeLabels
	case "status":
		return cobra.FixedCompletions(query.Statuses(), cobra.ShellCompDirectiveNoFileComp)
	}
	word, _ := pflag.UnquoteUsage(f)
	return a.completeWord(word)
}

// completeWord offers what a word of a usage line stands for.
func (a *app) completeWord(word string) cobra.CompletionFunc {
	switch word {
	case "FILE":
		return fixed(cobra.ShellCompDirectiveDefault)
	case "DIR":
		return fixed(cobra.ShellCompDirectiveFilterDirs)
	case "GROUP":
		return a.completeGroups
	case "REF", "GROUP/LABEL":
		return a.completeRefs
	case "GROUP[/LABEL]":
		return a.completeGroupsAndRefs
	}
	return fixed(cobra.ShellCompDirectiveNoFileComp)
}

func fixed(d cobra.ShellCompDirective) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) { return nil, d }
}

// first offers choices for the first argument, and nothing for those behind it.
func first(choices []cobra.Completion) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return choices, cobra.ShellCompDirectiveNoFileComp
	}
}

func (a *app) completeTargets(c *cobra.Command, _ []string, _ string) (names []cobra.Completion, _ cobra.ShellCompDirective) {
	src, err := a.openAt(c.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer src.Close()
	if reg, err := src.Registry(c.Context()); err == nil && reg != nil {
		for _, t := range reg.Targets {
			names = append(names, t.Name)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

func (a *app) completeGroups(c *cobra.Command, _ []string, _ string) (paths []cobra.Completion, _ cobra.ShellCompDirective) {
	for _, g := range a.listing(c.Context()) {
		paths = append(paths, g.Path)
	}
	return paths, cobra.ShellCompDirectiveNoFileComp
}

// completeRefs offers groups with the slash that goes before a label, and the
// versions of the one group that is typed: there may be thousands in all.
func (a *app) completeRefs(c *cobra.Command, _ []string, typed string) (refs []cobra.Completion, _ cobra.ShellCompDirective) {
	directive := cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	for _, g := range a.listing(c.Context()) {
		if !strings.HasPrefix(typed, g.Path+"/") {
			refs = append(refs, g.Path+"/")
			continue
		}
		directive = cobra.ShellCompDirectiveNoFileComp
		for _, v := range g.Versions {
			refs = append(refs, v.Ref())
		}
	}
	return refs, directive
}

// completeGroupsAndRefs offers groups, and versions once a group is typed whole.
func (a *app) completeGroupsAndRefs(c *cobra.Command, _ []string, typed string) (names []cobra.Completion, _ cobra.ShellCompDirective) {
	for _, g := range a.listing(c.Context()) {
		names = append(names, g.Path)
		if typed != g.Path && !strings.HasPrefix(typed, g.Path+"/") {
			continue
		}
		for _, v := range g.Versions {
			names = append(names, v.Ref())
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeLabels offers the labels of the group that the first argument names,
// itself or by a version.
func (a *app) completeLabels(c *cobra.Command, args []string, _ string) (labels []cobra.Completion, _ cobra.ShellCompDirective) {
	for _, g := range a.listing(c.Context()) {
		if len(args) == 0 || args[0] != g.Path && !strings.HasPrefix(args[0], g.Path+"/") {
			continue
		}
		for _, v := range g.Versions {
			labels = append(labels, v.Label.String())
		}
	}
	return labels, cobra.ShellCompDirectiveNoFileComp
}

// listing is what groups and versions there are, by the names of files alone:
// a person waits for it at each press of a key. What goes wrong is nothing to
// say there.
func (a *app) listing(ctx context.Context) []*catalog.Group {
	src, err := a.openAt(ctx)
	if err != nil {
		return nil
	}
	defer src.Close()
	c, _, err := catalog.Load(ctx, src.FS(), catalog.LoadOptions{Unchanged: func(string) bool { return true }})
	if err != nil {
		return nil
	}
	return c.Groups
}
