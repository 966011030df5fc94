package main

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/example"
	"modelreg/catalog/report"
	"modelreg/catalog/site"
)

func main() {
	c, _, err := catalog.Load(context.Background(), example.FS, catalog.LoadOptions{Dir: "catalog/example"})
	if err != nil {
		panic(err)
	}
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	d := &site.Data{Catalog: c, Files: example.FS,
		Source:  site.Source{Repository: "acme/models", Server: "https://github.com", Commit: "4f2c9d181be03a2c0e1f7a6a5a4c9b8d7e6f5a4b", When: now.Add(-5 * time.Hour), Made: now, Tool: "modelreg v1.2.0"},
		Targets: []site.Target{{Name: "local", Where: "a file", Read: now}, {Name: "production", Where: "eu-west-1 of 444455556666", Problem: "the token has expired"}, {Name: "staging", Where: "us-east-1 of 111122223333", Read: now.Add(-time.Minute)}},
		Live: map[site.Key]site.Live{
			{"house-price", "2", "local"}:             {Status: "Approved", ARN: "arn:aws:sagemaker:us-east-1:000000000000:model-package/house-price/2", Number: 2},
			{"house-price", "3", "staging"}:           {Status: "Approved", ARN: "arn:aws:sagemaker:us-east-1:111122223333:model-package/house-price/3", Number: 3, Drift: []string{"set to Approved by hand; nothing proves that approval"}, Alarm: true},
			{"pricing/valuation", "1.1.0", "staging"}: {Status: "Approved", ARN: "arn:x", Number: 2},
		},
		Events:  []site.Event{{Key: site.Key{"house-price", "2", "local"}, Kind: site.Approved, When: now.AddDate(0, -3, 0), By: []string{"bob"}, Pull: 17}},
		Waiting: []site.Waiting{{Key: site.Key{"pricing/valuation", "1.1.0", "production"}, Reason: "1 of 2 approvals", Who: []string{"ana", "bob", "chen"}, Needed: 2}},
		Owners:  map[string][]string{"house-price": {"@acme/platform"}, "pricing/valuation": {"@acme/pricing"}, "pricing/rental-yield": {"@acme/pricing"}},
	}
	for i, text := range []string{analysis, quality, data} {
		r, err := report.Read([]byte(text))
		if err != nil {
			panic(err)
		}
		if d.Reports == nil {
			d.Reports = map[string][]site.Report{}
		}
		d.Reports["pricing/valuation/1.1.0"] = append(d.Reports["pricing/valuation/1.1.0"], site.Report{Member: []string{"modelMetrics.bias.report", "modelMetrics.modelQuality.statistics", "modelMetrics.modelDataQuality.statistics"}[i], URI: "s3://acme/x.json", Content: r})
	}
	d.Reports["pricing/valuation/1.1.0"] = append(d.Reports["pricing/valuation/1.1.0"], site.Report{Member: "modelMetrics.explainability.report", URI: "s3://acme/y.json", Problem: "it has 912345678 bytes, and 8388608 is the most that is shown"})
	out := os.Args[1]
	err = site.Write(context.Background(), d, func(p string, b []byte) error {
		f := filepath.Join(out, p)
		os.MkdirAll(filepath.Dir(f), 0o755)
		return os.WriteFile(f, b, 0o644)
	})
	if err != nil {
		panic(err)
	}
}

const analysis = `{"version":"1.0","pre_training_bias_metrics":{"label":"lend","facets":{"district":[{"value_or_threshold":"north","metrics":[{"name":"CI","description":"Class Imbalance (CI)","value":0.31},{"name":"DPL","description":"Difference in Positive Proportions in Labels (DPL)","value":-0.04}]}]}},"post_training_bias_metrics":{"label":"lend","facets":{"district":[{"value_or_threshold":"north","metrics":[{"name":"DI","description":"Disparate Impact (DI)","value":0.94},{"name":"AD","description":"Accuracy Difference (AD)","value":null,"error":"not enough rows"}]}]}},"explanations":{"kernel_shap":{"label0":{"global_shap_values":{"living_area":0.61,"district":0.33,"year_built":0.21,"energy_class":0.14,"rooms":0.09,"garden":0.02},"expected_value":0.5}}}}`
const quality = `{"binary_classification_metrics":{"auc":{"value":0.91,"standard_deviation":0.01},"precision":{"value":0.83,"standard_deviation":"NaN"},"confusion_matrix":{"0":{"0":812,"1":43},"1":{"0":61,"1":284}},"receiver_operating_characteristic_curve":{"false_positive_rates":[0,0.02,0.05,0.1,0.2,0.4,0.7,1],"true_positive_rates":[0,0.4,0.62,0.78,0.89,0.96,0.99,1]},"precision_recall_curve":{"precisions":[1,0.97,0.93,0.88,0.8,0.6,0.29],"recalls":[0,0.3,0.5,0.7,0.85,0.95,1]}}}`
const data = `{"version":0,"features":[{"name":"living_area","inferred_type":"Fractional","numerical_statistics":{"common":{"num_present":1200,"num_missing":3},"mean":88.2,"std_dev":31.1,"min":18,"max":412}},{"name":"district","inferred_type":"String","string_statistics":{"common":{"num_present":1203,"num_missing":0},"distinct_count":14}}]}`
