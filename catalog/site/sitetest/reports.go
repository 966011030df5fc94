package sitetest

import (
	"embed"

	"modelreg/catalog/report"
	"modelreg/catalog/site"
)

//go:embed reports/*.json
var reportFiles embed.FS

// reports are one of every kind that is shown, and one that could not be read.
func reports() []site.Report {
	const s3 = "s3://acme-models-staging/reports/"
	var all []site.Report
	for _, r := range []struct{ file, member string }{
		{"analysis", "modelMetrics.bias.report"},
		{"quality", "modelMetrics.modelQuality.statistics"},
		{"regression", "driftCheckBaselines.modelStatistics"},
		{"constraints", "modelMetrics.modelQuality.constraints"},
		{"data", "modelMetrics.modelDataQuality.statistics"},
	} {
		text, err := reportFiles.ReadFile("reports/" + r.file + ".json")
		if err != nil {
			panic(err)
		}
		all = append(all, site.Report{Member: r.member, URI: s3 + r.file + ".json", Read: func() (*report.Report, error) { return report.Read(text) }})
	}
	return append(all, site.Report{Member: "modelMetrics.explainability.report", URI: s3 + "explainability.json", Problem: "it has 912345678 bytes, and 8388608 is the most that is shown"})
}
