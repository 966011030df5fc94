package query

import (
	"strings"
	"testing"
)

func TestWhere(t *testing.T) {
	v := Version{
		Ref: "churn/3", Group: "churn", Label: "3", Status: "Approved", Owners: []string{"@ana"},
		Metrics: map[string]float64{"auc": 0.91, "rmse": 3}, Tags: map[string]string{"team": "risk"}, Metadata: map[string]string{"data set": "x"},
	}
	for text, want := range map[string]bool{
		`metrics.auc > 0.8`:                            true,
		`metrics["auc"] > 0.95`:                        false,
		`0.8 < metrics.auc`:                            true,
		`metrics.rmse == 3`:                            true,
		`metrics.mae < 1`:                              false,
		`not (metrics.mae < 1)`:                        false,
		`metrics.mae != 1`:                             false,
		`metrics.mae < 1 or metrics.auc > 0.8`:         true,
		`metrics.auc > 0.8 or not (metrics.mae < 1)`:   true,
		`metrics.mae < 1 and metrics.auc > 0.8`:        false,
		`(metrics.mae ?? 0) < 1`:                       true,
		`metrics.mae == nil`:                           true,
		`"mae" in metrics`:                             false,
		`metrics.auc - metrics.mae > 0`:                false,
		`abs(metrics.mae) > 0`:                         false,
		`-metrics.auc < 0`:                             true,
		`status == "Approved" and tags.team == "risk"`: true,
		`tags.crew == "risk"`:                          false,
		`tags.crew != "risk"`:                          false,
		`tags.team in ["risk", "fraud"]`:               true,
		`tags.crew in ["risk", "fraud"]`:               false,
		`metadata["data set"] == "x"`:                  true,
		`"@ana" in owners`:                             true,
		`label == "3" and target == "production"`:      true,
		`group startsWith "ch"`:                        true,
		`any(owners, # startsWith "@a")`:               true,
		`metrics?.mae > 1`:                             false,
		`let m = metrics; m.auc > 0.5`:                 true,
	} {
		w, err := ParseWhere(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := w.Match(v, "production"); got != want || err != nil {
			t.Errorf("%s gives %v, want %v: %v", text, got, want, err)
		}
	}
}

func TestWrongWhere(t *testing.T) {
	for text, want := range map[string]string{
		`metrics.auc >`:  `is wrong at character 13: unexpected token EOF`,
		`metrik.auc > 1`: `unknown name "metrik" at character 1 of "metrik.auc > 1"; did you mean "metrics"?`,
		`metrics.auc`:    `is wrong`,
		`label`:          `is wrong`,
		`status > 3`:     `is wrong at character 8: invalid operation: > (mismatched types string and int)`,
		`unsaid`:         `unknown name "unsaid"`,
		`nope(1)`:        `nope`,
		``:               `is wrong`,
	} {
		_, err := ParseWhere(text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
