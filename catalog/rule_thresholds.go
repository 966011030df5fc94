package catalog

import "fmt"

// checkThresholds finds thresholds that no value can meet. It serves
// registry.yaml and group.yaml.
//
//	metrics: {auc: {goal: maximize, min: 0.9, max: 0.8}}
func checkThresholds(doc map[string]any, r report) {
	for name, t := range mapping(doc, "metrics") {
		t, _ := t.(map[string]any)
		least, hasMin := t["min"].(float64)
		most, hasMax := t["max"].(float64)
		if hasMin && hasMax && least > most {
			r([]string{"metrics", name, "min"}, Error, "threshold", fmt.Sprintf("min %v of metric %q is above its max %v; no value is between", least, short(name), most))
		}
	}
}
