package main

import (
	"bytes"
	"net/http"

	"github.com/rogpeppe/go-internal/testscript"

	"modelreg/catalog/proposal"
	"modelreg/sync/emulator"
)

// created FILE CreateModel|CreateTrainingJob JSON [METRIC=NUMBER...] makes a
// model or a training job in a local registry, which then ends with the metrics.
// JSON is a request as SageMaker has it.
func createJob(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: created FILE OPERATION JSON [METRIC=NUMBER...]")
	}
	metrics := map[string]float64{}
	for _, text := range args[3:] {
		name, value, err := proposal.ParseMetric(text)
		ts.Check(err)
		metrics[name] = value
	}
	options := emulator.Instant()
	options.TrainingMetrics = func(string) map[string]float64 { return metrics }
	reg, err := emulator.Open(ts.MkAbs(args[0]), options)
	ts.Check(err)
	defer reg.Close()
	req, err := http.NewRequest(http.MethodPost, "http://registry.invalid/", bytes.NewReader([]byte(args[2])))
	ts.Check(err)
	req.Header.Set("X-Amz-Target", "SageMaker."+args[1])
	req.Header.Set("Content-Type", "application/x-amz-json-1.1")
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+emulator.DefaultAccount+"/20260102/us-east-1/sagemaker/aws4_request, SignedHeaders=host, Signature=0")
	res, err := emulator.Transport(reg).RoundTrip(req)
	ts.Check(err)
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		var text bytes.Buffer
		_, err := text.ReadFrom(res.Body)
		ts.Check(err)
		ts.Fatalf("%s: %s", args[1], text.String())
	}
}
