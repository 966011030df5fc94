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

// checkWaivers holds each waiver to something that can be waived, a metric with
// a threshold, and to a day that exists. A metric that was not measured can be
// waived, too. Whether the day is past is not asked here: the clock makes no
// file wrong. Nor does taking a threshold back make the waivers wrong that were
// merged under it, so a metric without one is only warned of.
//
//	waivers: [{metric: rsme, who: ana, why: known outlier, until: 2026-02-30}]
func checkWaivers(doc map[string]any, reg *Registry, g *Group, r report) {
	waivers := list(doc, "waivers")
	if len(waivers) == 0 {
		return
	}
	bounded := boundedMetrics(reg, g)
	first := map[string]int{}
	for i, w := range waivers {
		w, _ := w.(map[string]any)
		path := []string{"waivers", strconv.Itoa(i)}
		if metric := text(w, "metric"); metric != "" {
			j, again := first[metric]
			switch {
			case again:
				r(below(path, "metric"), Error, "waiver", fmt.Sprintf("metric %q is waived twice; first at index %d", short(metric), j))
			case len(bounded) == 0:
				r(below(path, "metric"), Warning, "waiver", fmt.Sprintf("metric %q has no threshold to waive; no metric has one", short(metric)))
			case !slices.Contains(bounded, metric):
				r(below(path, "metric"), Warning, "waiver", fmt.Sprintf("metric %q has no threshold to waive; %s", short(metric), schema.Suggest(metric, bounded)))
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
// sorted.
func boundedMetrics(reg *Registry, g *Group) []string {
	all := g.Thresholds(reg)
	maps.DeleteFunc(all, func(_ string, t Threshold) bool { return t.Min == nil && t.Max == nil })
	return slices.Sorted(maps.Keys(all))
}
