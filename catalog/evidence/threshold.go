package evidence

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Thresholds are those of a group: what it says about a metric replaces what
// registry.yaml says about it.
func Thresholds(registry, group map[string]Metric) map[string]Metric {
	all := make(map[string]Metric, len(registry)+len(group))
	maps.Copy(all, registry)
	maps.Copy(all, group)
	return all
}

// Stricter are those of a group that can only tighten what registry.yaml bounds.
func Stricter(registry, group map[string]Metric) map[string]Metric {
	all := Thresholds(registry, group)
	for name, least := range registry {
		m := all[name]
		if m.Min == nil || least.Min != nil && *least.Min > *m.Min {
			m.Min = least.Min
		}
		if m.Max == nil || least.Max != nil && *least.Max < *m.Max {
			m.Max = least.Max
		}
		all[name] = m
	}
	return all
}

// admits reports whether a version with this value of the metric can be
// approved. One that does not have the metric, nil, has shown nothing.
func (m Metric) admits(value *float64) bool {
	if value == nil {
		return m.Min == nil && m.Max == nil
	}
	return (m.Min == nil || *value >= *m.Min) && (m.Max == nil || *value <= *m.Max)
}

// A Miss is a metric with which a version cannot be approved, unless that is
// waived.
type Miss struct {
	Metric    string
	Value     *float64 // nil: the version does not have it
	Threshold Metric
	Waiver    *Waiver // nil: the version carries none for it
}

// Missed gives the thresholds that a version misses, sorted by metric. doc is
// the version as it is in one target. Whether a waiver still counts is the
// caller's to ask.
func Missed(doc map[string]any, thresholds map[string]Metric) []Miss {
	metrics, _ := doc["metrics"].(map[string]any)
	var missed []Miss
	for _, name := range slices.Sorted(maps.Keys(thresholds)) {
		m := Miss{Metric: name, Threshold: thresholds[name]}
		if v, ok := metrics[name].(float64); ok {
			m.Value = &v
		}
		if !m.Threshold.admits(m.Value) {
			m.Waiver = waiver(doc, name)
			missed = append(missed, m)
		}
	}
	return missed
}

// String says what is missed, and by how much:
//
//	metric "auc" is 0.75, below its min 0.8
func (m Miss) String() string {
	least, most := m.Threshold.Min, m.Threshold.Max
	switch {
	case m.Value != nil && least != nil && *m.Value < *least:
		return fmt.Sprintf("metric %q is %v, below its min %v", m.Metric, *m.Value, *least)
	case m.Value != nil:
		return fmt.Sprintf("metric %q is %v, above its max %v", m.Metric, *m.Value, *most)
	case least != nil:
		return fmt.Sprintf("metric %q is missing, and its min is %v", m.Metric, *least)
	}
	return fmt.Sprintf("metric %q is missing, and its max is %v", m.Metric, *most)
}

// A Waiver is somebody's word that a version may miss a threshold.
type Waiver struct {
	Who, Why string
	Until    string // the last day on which it counts, in UTC: 2026-12-31
}

// waiver is the one that a version carries for a metric, or nil.
func waiver(doc map[string]any, metric string) *Waiver {
	all, _ := doc["waivers"].([]any)
	for _, item := range all {
		w, _ := item.(map[string]any)
		if w["metric"] == metric {
			who, _ := w["who"].(string)
			why, _ := w["why"].(string)
			until, _ := w["until"].(string)
			return &Waiver{who, why, until}
		}
	}
	return nil
}

// Counts reports whether the waiver counts at a time.
func (w Waiver) Counts(at time.Time) bool {
	until, _ := time.Parse(time.DateOnly, w.Until) // what is no day is long past
	return at.Before(until.AddDate(0, 0, 1))
}
