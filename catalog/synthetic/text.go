package synthetic

import (
	"bytes"
	"fmt"
	"math/rand/v2"
)

var (
	subjects   = []string{"churn", "fraud", "house-price", "demand", "ranking", "uplift", "risk", "basket"}
	frameworks = [][2]string{{"xgboost", "1.7-1"}, {"linear-learner", "1"}, {"sklearn", "1.2-1"}}
)

const registry = `apiVersion: modelreg/v1
kind: Registry
name: synthetic-models
defaultTarget: local
targets:
  local:
    local: {path: .modelreg/registry.db}
    variables: {bucket: synthetic-models-local}
  staging:
    sagemaker: {region: us-east-1, accountId: "111122223333"}
    variables: {bucket: synthetic-models-staging}
  production:
    sagemaker: {region: eu-west-1, accountId: "444455556666", roleArn: "arn:aws:iam::444455556666:role/modelreg-sync"}
    variables: {bucket: synthetic-models-production}
    versions: approved
approval:
  repository: acme/models
  branch: main
  rules:
    - groups: ["**"]
      approvals: 1
      approvers: {users: [ana, bob], teams: [acme/ml-governance]}
metrics:
  rmse: {goal: minimize}
  auc: {goal: maximize, min: 0.5}
`

func group(r *rand.Rand, g int) []byte {
	return fmt.Appendf(nil, `apiVersion: modelreg/v1
kind: ModelGroup
modelPackageGroupDescription: Synthetic models number %d, about %s
tags:
  team: team-%02d
  cost-center: "%04d"
`, g, pick(r, subjects), g%20, 1000+r.IntN(9000))
}

// version writes about fifty lines, as people and training jobs do: every
// third with reports, every fifth with an override, the newest approved.
func version(r *rand.Rand, name string, n int, newest bool) []byte {
	var b bytes.Buffer
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	framework := frameworks[r.IntN(len(frameworks))]
	job := fmt.Sprintf("%s-2025-%02d-%02d-10-20-05-%03d", name, 1+r.IntN(12), 1+r.IntN(28), r.IntN(1000))

	line("# Trained on the weekly snapshot.")
	line("apiVersion: modelreg/v1")
	line("kind: ModelVersion")
	line("modelPackageDescription: %s, training run %d on the weekly snapshot", name, n)
	line("domain: MACHINE_LEARNING")
	line("task: REGRESSION")
	line("inferenceSpecification:")
	line("  containers:")
	line("    - containerHostname: model")
	line("      image: {framework: %s, version: %q}", framework[0], framework[1])
	line("      modelDataUrl: s3://${target.variables.bucket}/%s/%s/output/model.tar.gz", name, job)
	line("      environment:")
	line("        SAGEMAKER_CONTAINER_LOG_LEVEL: \"20\"")
	line("        SAGEMAKER_REGION: ${target.region}")
	line("        MODEL_CACHE: s3://${target.variables.bucket}/cache")
	line("  supportedContentTypes: [text/csv]")
	line("  supportedResponseMIMETypes: [text/csv, application/json]")
	line("  supportedRealtimeInferenceInstanceTypes: [ml.m5.large, ml.m5.xlarge, ml.c5.xlarge]")
	line("  supportedTransformInstanceTypes:")
	line("    - ml.m5.xlarge")
	line("    - ml.m5.2xlarge")
	if n%3 == 0 {
		reports(line, name, job)
	}
	line("metadataProperties:")
	line("  commitId: %016x%016x", r.Uint64(), r.Uint64())
	line("  projectId: p-%s", name)
	line("customerMetadataProperties:")
	line("  owner: team-%s", name)
	line("  dataset: weekly-%04d-%02d", 2020+r.IntN(6), 1+r.IntN(52))
	line("  training-job: %s", job)
	line("  training-hours: \"%d\"", 1+r.IntN(40))
	line("  feature-set: \"%d.%d\"", 1+r.IntN(5), r.IntN(20))
	line("metrics:")
	line("  rmse: %.4f", 2+3*r.Float64())
	line("  mae: %.4f", 1+2*r.Float64())
	line("  auc: %.5f", 0.6+0.39*r.Float64())
	line("modelLifeCycle:")
	line("  stage: Development")
	line("  stageStatus: Pending")
	line("  stageDescription: waits for the review of run %d", n)
	switch {
	case newest:
		line("modelApprovalStatus: Approved")
		line("approvalDescription: better than the version before by %d percent", 1+r.IntN(9))
	case n%7 == 0:
		line("modelApprovalStatus: Rejected")
		line("approvalDescription: worse than the version before")
	default:
		line("modelApprovalStatus: PendingManualApproval")
	}
	if n%5 == 0 {
		line("overrides:")
		line("  production:")
		line("    modelApprovalStatus: PendingManualApproval")
		line("    inferenceSpecification:")
		line("      supportedRealtimeInferenceInstanceTypes: [ml.m5.4xlarge]")
		line("    customerMetadataProperties:")
		line("      feature-set: null")
	}
	return b.Bytes()
}

func reports(line func(string, ...any), name, job string) {
	line("modelMetrics:")
	for _, kind := range []struct{ member, report, file string }{
		{"modelQuality", "statistics", "quality"}, {"bias", "report", "bias"}, {"explainability", "report", "explainability"},
	} {
		line("  %s:", kind.member)
		line("    %s:", kind.report)
		line("      contentType: application/json")
		line("      s3Uri: s3://${target.variables.bucket}/%s/%s/reports/%s.json", name, job, kind.file)
	}
}
