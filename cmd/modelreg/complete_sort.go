package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"modelreg/cmd/internal/query"
)

// completeSort offers what list can sort by: its fields, and the metrics that
// registry.yaml names. What is typed may begin with a minus, and with other
// fields and a comma.
func (a *app) completeSort(c *cobra.Command, _ []string, typed string) (fields []cobra.Completion, _ cobra.ShellCompDirective) {
	before, last := "", typed
	if i := strings.LastIndexByte(typed, ','); i >= 0 {
		before, last = typed[:i+1], typed[i+1:]
	}
	if strings.HasPrefix(last, "-") {
		before += "-"
	}
	for _, field := range append(query.Fields(), a.metricFields(c)...) {
		fields = append(fields, before+field)
	}
	return fields, cobra.ShellCompDirectiveNoFileComp
}

func (a *app) metricFields(c *cobra.Command) (fields []string) {
	src, err := a.openAt(c.Context())
	if err != nil {
		return nil
	}
	defer src.Close()
	if reg, err := src.Registry(c.Context()); err == nil && reg != nil {
		for _, name := range slices.Sorted(maps.Keys(reg.Metrics)) {
			fields = append(fields, "metrics."+name)
		}
	}
	return fields
}
