//go:build unix

package sagemaker

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	stdsync "sync"
	"syscall"
	"testing"
	"time"

	"modelreg/sync"
)

// wordy is a registry whose packages say as much as a version file of some
// fifty lines does: a container, reports, baselines, metadata, a card.
type wordy struct{ small }

func (w wordy) record(i int) map[string]any {
	record := w.small.record(i)
	bucket := fmt.Sprintf("s3://acme-models/g-%d/%d/", i%w.groups, i)
	report := func(name string) map[string]any {
		return map[string]any{"ContentType": "application/json", "S3Uri": bucket + name + ".json"}
	}
	record["ModelPackageRegistrationType"] = "Registered"
	record["ModelLifeCycle"] = map[string]any{"Stage": "Production", "StageStatus": "Approved", "StageDescription": "in use"}
	record["InferenceSpecification"] = map[string]any{
		"Containers": []any{map[string]any{
			"Image":        "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
			"ImageDigest":  "sha256:" + strings.Repeat("0a", 32),
			"ModelDataUrl": bucket + "model.tar.gz", "ModelDataETag": strings.Repeat("0a", 16),
			"Environment": map[string]any{"SAGEMAKER_PROGRAM": "inference.py", "SAGEMAKER_REGION": "us-east-1"},
			"Framework":   "XGBOOST", "FrameworkVersion": "1.7-1",
		}},
		"SupportedContentTypes": []any{"text/csv"}, "SupportedResponseMIMETypes": []any{"text/csv"},
		"SupportedRealtimeInferenceInstanceTypes": []any{"ml.m5.large", "ml.m5.xlarge"},
		"SupportedTransformInstanceTypes":         []any{"ml.m5.large"},
	}
	record["ModelMetrics"] = map[string]any{
		"ModelQuality":   map[string]any{"Statistics": report("statistics")},
		"Bias":           map[string]any{"Report": report("bias")},
		"Explainability": map[string]any{"Report": report("explainability")},
	}
	record["DriftCheckBaselines"] = map[string]any{
		"ModelQuality": map[string]any{"Statistics": report("baseline"), "Constraints": report("constraints")},
	}
	record["CustomerMetadataProperties"] = map[string]any{
		"modelreg/catalog": "acme-models", "modelreg/version": strconv.Itoa(i), "modelreg/content": "1:" + strings.Repeat("0a", 32),
		"modelreg/approval": "1:" + strings.Repeat("0a", 32) + " pr=12 c=0123456789abcdef by=1+2",
		"metrics/auc":       "0.8712", "metrics/rmse": "3.41", "team": "pricing", "dataset": "2025-01-15",
	}
	record["MetadataProperties"] = map[string]any{"CommitId": strings.Repeat("0a", 20), "Repository": "acme/models"}
	record["ModelCard"] = map[string]any{
		"ModelCardStatus":  "Approved",
		"ModelCardContent": `{"intended_uses":{"purpose_of_model":"sale prices","risk_rating":"Low"},"business_details":{"business_problem":"what is a house worth"}}`,
	}
	record["ModelPackageStatusDetails"] = map[string]any{"ValidationStatuses": []any{}, "ImageScanStatuses": []any{}}
	record["Domain"], record["Task"] = "MACHINE_LEARNING", "REGRESSION"
	return record
}

func (w wordy) summary(i int) map[string]any {
	summary := w.small.summary(i)
	summary["ModelPackageRegistrationType"] = "Registered"
	summary["ModelLifeCycle"] = w.record(i)["ModelLifeCycle"]
	return summary
}

// answers gives the registry with whole records.
func (w wordy) answers() map[string]answer {
	answers := w.small.answers()
	groups := answers["Search"]
	answers["ListModelPackages"] = paged("ModelPackageSummaryList", w.packages, func(i int) any { return w.summary(i) })
	answers["Search"] = func(n int, in map[string]any) (int, any) {
		if in["Resource"] == "ModelPackageGroup" {
			return groups(n, in)
		}
		return paged("Results", w.packages, func(i int) any { return map[string]any{"ModelPackage": w.record(i)} })(n, in)
	}
	return answers
}

// A recorder keeps a registry's answers in memory and gives them again, so
// that a benchmark measures the client alone.
type recorder struct {
	next http.RoundTripper

	mu      stdsync.Mutex
	answers map[string][]byte // by operation and request body
	bytes   int
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	key := req.Header.Get("X-Amz-Target") + string(body)
	r.mu.Lock()
	defer r.mu.Unlock()
	text, ok := r.answers[key]
	if !ok {
		req.Body = io.NopCloser(bytes.NewReader(body))
		answer, err := r.next.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		if text, err = io.ReadAll(answer.Body); err != nil {
			return nil, err
		}
		r.answers[key] = text
	}
	r.bytes += len(text)
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(text))}, nil
}

// BenchmarkObserve reads 10,000 packages in 500 groups. cpu-ms/op is processor
// time of the whole process, garbage collector included; live-MB is what the
// snapshot holds on to.
func BenchmarkObserve(b *testing.B) {
	w := wordy{small{groups: 500, packages: 10_000}}
	r := &recorder{next: &fake{t: b, answers: w.answers()}, answers: map[string][]byte{}}
	target, err := Open(b.Context(), Options{Region: "us-east-1", AccountID: testAccount, Embedded: r})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := target.Observe(b.Context(), nil); err != nil { // records
		b.Fatal(err)
	}
	r.bytes = 0
	var snapshot sync.Snapshot
	start, before := processorTime(), liveBytes()
	for b.Loop() {
		if snapshot, err = target.Observe(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
	}
	spent := processorTime() - start
	if got := len(packagesOf(snapshot)); got != w.packages {
		b.Fatalf("observed %d packages, want %d", got, w.packages)
	}
	b.ReportMetric(float64(spent.Milliseconds())/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(r.bytes)/float64(b.N)/1e6, "MB-read/op")
	b.ReportMetric(float64(liveBytes()-before)/1e6, "live-MB")
	runtime.KeepAlive(snapshot)
}

// processorTime is what this process has used of both cores so far.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// liveBytes is the heap that is reachable.
func liveBytes() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
