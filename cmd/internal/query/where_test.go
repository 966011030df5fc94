package query

import (
	"strings"
	"testing"

	"modelreg/catalog"
)

func TestWhere(t *testing.T) {
	label, err := catalog.ParseLabel("10")
	if err != nil {
		t.Fatal(err)
	}
	v := Version{
		Ref: "churn/10", Group: "churn", Label: "10", Order: label, Status: "Approved", Owners: []string{"@ana"},
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
		`label == "10" and target == "production"`:     true,
		`label > "9"`:                                  true,
		`"9" < label and "11" > label`:                 true,
		`label >= "11"`:                                false,
		`label <= "10" and label >= "10"`:              true,
		`label != "9"`:                                 true,
		`label == "9"`:                                 false,
		`label > "1.0.0"`:                              false,
		`label < "1.0.0"`:                              false,
		`label != "1.0.0"`:                             true,
		`label in ["9", "10"]`:                         true,
		`group startsWith "ch"`:                        true,
		`any(owners, # startsWith "@a")`:               true,
		`metrics?.mae > 1`:                             false,
		`any(owners, # == tags.crew)`:                  false,
		`not any(owners, # == tags.crew)`:              false,
		`all([metrics.mae], # < 10)`:                   false,
		`none([metrics.mae], # < 10)`:                  false,
		`max([metrics.mae, 1]) < 10`:                   false,
		`max(metrics.mae, 1) < 10`:                     false,
		`max([metrics.rmse, 1]) < 10`:                  true,
		`3 in [metrics.mae]`:                           false,
		`not (3 in [metrics.mae])`:                     false,
		`any(values(metrics), # > 0.9)`:                true,
		`any(keys(metadata), # matches "^data")`:       true,
		`len(lower(metadata["data set"])) == 1`:        true,
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

// TestWhereBroken holds that what a file says is not known where the file could
// not be understood, and that what its name and its group say is.
func TestWhereBroken(t *testing.T) {
	v := Version{Ref: "churn/3", Group: "churn", Label: "3", Tags: map[string]string{"team": "risk"}, Problem: "it has problems"}
	for text, want := range map[string]bool{
		`status != "Approved"`:            false,
		`not (status == "Rejected")`:      false,
		`stage == ""`:                     false,
		`metrics.auc == nil`:              false,
		`(metrics.auc ?? 0) < 1`:          false,
		`not ("auc" in metrics)`:          false,
		`len(metadata) == 0`:              false,
		`none(keys(metrics), # == "auc")`: false,
		`tags.crew == nil`:                true,
		`tags.team == "risk"`:             true,
		`ref == "churn/3"`:                true,
		`true`:                            true,
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
		`metrics.auc >`:                `is wrong at character 13: unexpected token EOF`,
		`metrik.auc > 1`:               `unknown name "metrik" at character 1 of "metrik.auc > 1"; did you mean "metrics"?`,
		`metrics.auc`:                  `is wrong`,
		`label`:                        `is wrong`,
		`status > 3`:                   `is wrong at character 8: invalid operation: > (mismatched types string and int)`,
		`unsaid`:                       `unknown name "unsaid"`,
		`nope(1)`:                      `nope`,
		``:                             `is wrong`,
		`label > 9`:                    `is wrong at character 9: a label compares with another one in quotes`,
		`label > "1.10"`:               `label "1.10" is not a version`,
		`label > status`:               `a label compares with another one in quotes`,
		`let m = metrics; m.mape < 10`: `let is not offered in a filter; use comparisons`,
		`let a = 1..1000; all(a, all(a, all(a, true)))`: `let is not offered`,
		`all(1..1000, # > 1)`:                           `.. is not offered`,
		`reduce(owners, #acc + #, "a") == ""`:           `reduce is not offered; use one of abs keys len`,
		`any(owners, any(owners, # == ""))`:             `any is within another one`,
		`any(filter(owners, true), true)`:               `filter is not offered`,
		`len(repeat("a", 1000000)) > 1`:                 `repeat is not offered`,
		`metrics["ma"+"pe"] < 10`:                       `by a name that is written out`,
		`owners[0] == "@ana"`:                           `by a name that is written out`,
		`owners[0:1] == []`:                             `a slice is not offered`,
		`status == "a" ? true : false`:                  `a condition with ? and :, or if, is not offered`,
		`{"a": 1} == {}`:                                `a map is not offered`,
		`2 ** 9 > metrics.auc`:                          `** is not offered`,
		`true; true`:                                    `a sequence is not offered`,
		`any(owners, #index > 0)`:                       `#index is not offered`,
		strings.Repeat("(", 2000):                       `has 2000 characters; use 1000 at most`,
	} {
		_, err := ParseWhere(text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
