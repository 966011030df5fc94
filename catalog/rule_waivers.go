package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"modelreg/schema"
)

// checkWaivers holds each waiver to something that can be waived: a metric of
// the version, and a day that exists. Whether the day is past is not asked
// here: the clock makes no file wrong. Nor does taking a threshold back make
// the waivers wrong that were merged under it, so a metric without one is only
// warned of.
//
//	waivers: [{metric: rsme, who: ana, why: known outlier, until: 2026-02-30}]
func checkWaivers(doc map[string]any, reg *Registry, g *Group, r report) {
	waivers := list(doc, "waivers")
	if len(waivers) == 0 {
		return
	}
	bounded, metrics := boundedMetrics(reg, g), mapping(doc, "metrics")
	first := map[string]int{}
	for i, w := range waivers {
		w, _ := w.(map[string]any)
		path := []string{"waivers", strconv.Itoa(i)}
		if metric := text(w, "metric"); metric != "" {
			j, again := first[metric]
			_, has := metrics[metric]
			switch {
			case again:
				r(below(path, "metric"), Error, "waiver", fmt.Sprintf("metric %q is waived twice; first at index %d", short(metric), j))
			case len(bounded) == 0:
				r(below(path, "metric"), Warning, "waiver", fmt.Sprintf("metric %q has no threshold to waive; no metric has one", short(metric)))
			case !slices.Contains(bounded, metric):
				r(below(path, "metric"), Warning, "waiver", fmt.Sprintf("metric %q has no threshold to waive; %s", short(metric), schema.Suggest(metric, bounded)))
			case !has:
				r(below(path, "metric"), Error, "waiver", fmt.Sprintf("metric %q is waived, but this version does not have it; add it to metrics", short(metric)))
			}
			if !again {
				first[metric] = i
			}
		}
		until := text(w, "until")
		if _, err := time.Parse(time.DateOnly, until); err != nil && len(until) == len(time.DateOnly) && !strings.Contains(until, "${") {
			r(below(path, "until"), Error, "waiver", fmt.Sprintf("until %q is not a day of the calendar; write one as YYYY-MM-DD", until))
		}
	}
}

// boundedMetrics are the metrics with a floor or a ceiling for versions of g,
// sorted. What a group says about a metric replaces what registry.yaml says.
func boundedMetrics(reg *Registry, g *Group) []string {
	bounded := map[string]bool{}
	for name, t := range reg.Metrics {
		bounded[name] = t.Min != nil || t.Max != nil
	}
	for name, t := range mapping(g.Doc, "metrics") {
		t, _ := t.(map[string]any)
		bounded[name] = t["min"] != nil || t["max"] != nil
	}
	maps.DeleteFunc(bounded, func(_ string, has bool) bool { return !has })
	return slices.Sorted(maps.Keys(bounded))
}
