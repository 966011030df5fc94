package schema

import (
	"encoding/json"
	"testing"
)

// usual is a version of about fifty lines.
const usual = `{
  "apiVersion": "modelreg/v1", "kind": "ModelVersion",
  "modelPackageDescription": "Gradient boosted trees over sixty features, trained on the last two years",
  "inferenceSpecification": {
    "containers": [{
      "image": {"framework": "xgboost", "version": "1.7-1"},
      "modelDataUrl": "s3://${target.variables.bucket}/churn/output/xgboost-2025-01-15-10-20-05-283/output/model.tar.gz",
      "environment": {"SAGEMAKER_PROGRAM": "inference.py", "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code"}
    }],
    "supportedContentTypes": ["text/csv", "text/libsvm"],
    "supportedResponseMIMETypes": ["text/csv"],
    "supportedRealtimeInferenceInstanceTypes": ["ml.m5.large", "ml.m5.xlarge", "ml.c5.xlarge"],
    "supportedTransformInstanceTypes": ["ml.m5.xlarge"]
  },
  "modelMetrics": {
    "modelQuality": {"statistics": {"contentType": "application/json", "s3Uri": "s3://acme-models/churn/7/quality/statistics.json"}},
    "bias": {"report": {"contentType": "application/json", "s3Uri": "s3://acme-models/churn/7/bias/report.json"}},
    "explainability": {"report": {"contentType": "application/json", "s3Uri": "s3://acme-models/churn/7/explainability/report.json"}}
  },
  "driftCheckBaselines": {
    "modelQuality": {"constraints": {"contentType": "application/json", "s3Uri": "s3://acme-models/churn/7/quality/constraints.json"}},
    "bias": {"configFile": {"contentType": "application/json", "s3Uri": "s3://acme-models/churn/7/bias/config.json"}}
  },
  "metadataProperties": {"commitId": "0b879bc8c2a1", "repository": "https://github.com/acme/churn", "generatedBy": "arn:aws:sagemaker:us-east-1:111122223333:training-job/churn-7"},
  "customerMetadataProperties": {"team": "pricing", "dataset": "sales-2025-01", "owner": "ana@example.com"},
  "domain": "MACHINE_LEARNING", "task": "CLASSIFICATION",
  "modelLifeCycle": {"stage": "QA", "stageStatus": "InProgress"},
  "metrics": {"auc": 0.91, "rmse": 3.41, "logloss": 0.22},
  "overrides": {"production": {"modelApprovalStatus": "Approved"}},
  "modelApprovalStatus": "PendingManualApproval"
}`

func benchmarkDoc(b *testing.B) (*Set, any) {
	b.Helper()
	s, err := Compile()
	if err != nil {
		b.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal([]byte(usual), &doc); err != nil {
		b.Fatal(err)
	}
	if vs := s.Validate(Version, doc); len(vs) > 0 {
		b.Fatal(vs)
	}
	return s, doc
}

func BenchmarkValidate(b *testing.B) {
	s, doc := benchmarkDoc(b)
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		s.Validate(Version, doc)
	}
}

// BenchmarkLibrary is what the same document costs in the library's own walk.
func BenchmarkLibrary(b *testing.B) {
	s, doc := benchmarkDoc(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := s.roots[Version].Validate(doc); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		if _, err := Compile(); err != nil {
			b.Fatal(err)
		}
	}
}
