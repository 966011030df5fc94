package proposal

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// ParseMetric reads name=value. A name may have a "=" itself.
func ParseMetric(text string) (name string, value float64, err error) {
	i := strings.LastIndex(text, "=")
	if i > 0 {
		value, err = strconv.ParseFloat(text[i+1:], 64)
	}
	if i <= 0 || err != nil || value-value != 0 { // NaN and the infinities
		return "", 0, fmt.Errorf("metric %q is no number; write name=value", text)
	}
	return text[:i], value, nil
}

// ReadMetrics reads a file of metrics: a flat JSON object of numbers, or the
// statistics that SageMaker's model quality monitor and evaluation steps write,
// where regression_metrics, binary_classification_metrics or
// multiclass_classification_metrics have an object with a value for each metric.
// Skipped names what is no number, such as a confusion matrix.
// https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-model-quality-metrics.html
func ReadMetrics(text []byte) (metrics map[string]float64, skipped []string, err error) {
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, nil, err
	}
	metrics = map[string]float64{}
	statistics := false
	for _, name := range slices.Sorted(maps.Keys(doc)) {
		group, ok := doc[name].(map[string]any)
		if !ok || !strings.HasSuffix(name, "_metrics") {
			continue
		}
		statistics = true
		for _, metric := range slices.Sorted(maps.Keys(group)) {
			entry, _ := group[metric].(map[string]any)
			if value, ok := entry["value"].(float64); !ok {
				skipped = append(skipped, name+"."+metric)
			} else if _, twice := metrics[metric]; twice {
				return nil, nil, fmt.Errorf("metric %q is there twice; give one of them with --metric", metric)
			} else {
				metrics[metric] = value
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(doc)) {
		if statistics {
			break // version, dataset and the like are about the file
		}
		if value, ok := doc[name].(float64); ok {
			metrics[name] = value
		} else {
			skipped = append(skipped, name)
		}
	}
	if len(metrics) == 0 {
		return nil, nil, errors.New(`it has no number; write a flat object such as {"rmse": 2.9}, or SageMaker's model quality statistics`)
	}
	return metrics, skipped, nil
}
