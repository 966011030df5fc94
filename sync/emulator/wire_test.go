package emulator_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/sync/emulator"
)

const signed = "AWS4-HMAC-SHA256 Credential=123456789012/20260115/us-east-1/sagemaker/aws4_request, SignedHeaders=host, Signature=0"

// send sends one raw request.
func send(h http.Handler, method, target, authorization, body string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, "/", strings.NewReader(body))
	req.Header.Set("Content-Type", "application/x-amz-json-1.1")
	if target != "" {
		req.Header.Set("X-Amz-Target", target)
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

func TestWire(t *testing.T) {
	const create = "SageMaker.CreateModelPackageGroup"
	clk := newClock()
	r := open(t, emulator.Options{Clock: clk.Now})
	tests := []struct {
		name, method, target, authorization, body string
		status                                    int
		want                                      string // the whole body; "..." at the end leaves the rest open
	}{
		{"create", "POST", create, signed, `{"ModelPackageGroupName":"churn","Unknown":{"a":[1]},"Tags":null}`, 200,
			`{"ModelPackageGroupArn":"arn:aws:sagemaker:us-east-1:123456789012:model-package-group/churn"}`},
		{"times are numbers with milliseconds", "POST", "SageMaker.ListModelPackageGroups", signed, "", 200,
			`{"ModelPackageGroupSummaryList":[{"CreationTime":1768471200.123,...`},
		{"required", "POST", create, signed, `{}`, 400,
			`{"__type":"ValidationException","message":"1 validation error detected: Value null at 'modelPackageGroupName' failed to satisfy constraint: Member must not be null"}`},
		{"wrong type", "POST", create, signed, `{"ModelPackageGroupName":7}`, 400,
			`{"__type":"SerializationException","message":"NUMBER_VALUE can not be converted to a String"}`},
		{"fraction for an integer", "POST", "SageMaker.ListModelPackages", signed, `{"MaxResults":1.5}`, 400, `{"__type":"SerializationException",...`},
		{"text for a time", "POST", "SageMaker.ListModelPackages", signed, `{"CreationTimeAfter":"2026-01-15"}`, 400, `{"__type":"SerializationException",...`},
		{"list for a structure", "POST", "SageMaker.Search", signed, `{"Resource":"ModelPackage","SearchExpression":[]}`, 400, `{"__type":"SerializationException",...`},
		{"structure for a list", "POST", create, signed, `{"ModelPackageGroupName":"a","Tags":{}}`, 400, `{"__type":"SerializationException",...`},
		{"not JSON", "POST", create, signed, `{`, 400, `{"__type":"SerializationException",...`},
		{"not an object", "POST", create, signed, `[]`, 400, `{"__type":"SerializationException",...`},
		{"null", "POST", create, signed, `null`, 400, `{"__type":"ValidationException",...`},
		{"too deep", "POST", create, signed, strings.Repeat(`{"a":`, 20000), 400, `{"__type":"SerializationException",...`},
		{"unknown operation", "POST", "SageMaker.CreateEndpoint", signed, `{}`, 400, `{"__type":"UnknownOperationException",...`},
		{"another service", "POST", "DynamoDB.ListTables", signed, `{}`, 400, `{"__type":"UnknownOperationException",...`},
		{"no target", "POST", "", signed, `{}`, 400, `{"__type":"UnknownOperationException",...`},
		{"browser", "GET", "", "", ``, 400, `{"__type":"UnknownOperationException",...`},
		{"get with target", "GET", create, signed, ``, 400, `{"__type":"UnknownOperationException",...`},
		{"unsigned", "POST", create, "", `{"ModelPackageGroupName":"a"}`, 400, `{"__type":"MissingAuthenticationTokenException",...`},
		{"basic authorization", "POST", create, "Basic YTpi", `{"ModelPackageGroupName":"a"}`, 400, `{"__type":"IncompleteSignatureException",...`},
		{"too large", "POST", create, signed, `{"a":"` + strings.Repeat("x", 8<<20) + `"}`, 400, `{"__type":"RequestEntityTooLargeException",...`},
		{"empty answer", "POST", "SageMaker.DeleteModelPackageGroup", signed, `{"ModelPackageGroupName":"churn"}`, 200, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := send(r, tt.method, tt.target, tt.authorization, tt.body)
			got := w.Body.String()
			if begin, open := strings.CutSuffix(tt.want, "..."); w.Code != tt.status || !strings.HasPrefix(got, begin) || !open && got != tt.want {
				t.Errorf("%d %s\nwant %d %s", w.Code, got, tt.status, tt.want)
			}
			if ct := w.Header().Get("Content-Type"); ct != "application/x-amz-json-1.1" {
				t.Errorf("content type %q", ct)
			}
			if w.Header().Get("x-amzn-RequestId") == "" {
				t.Error("no request id")
			}
		})
	}
}

// TestOverANetwork does what a boto3 client does, over a real connection.
func TestOverANetwork(t *testing.T) {
	server := httptest.NewServer(open(t, emulator.Instant()))
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), "POST", server.URL, strings.NewReader(`{"ModelPackageGroupName":"churn"}`))
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range map[string]string{"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "SageMaker.DescribeModelPackageGroup", "Authorization": signed} {
		req.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var body map[string]string
	if err := json.Unmarshal(text, &body); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"__type": "ValidationException", "message": "ModelPackageGroup " + groupPrefix + "churn does not exist."}
	if diff := cmp.Diff(want, body); diff != "" || res.StatusCode != 400 {
		t.Errorf("%d %s", res.StatusCode, diff)
	}
}

// FuzzRequest hands anything to any operation. Whatever it is, the answer is
// JSON (or nothing), and blames the client if anybody.
func FuzzRequest(f *testing.F) {
	r, err := emulator.Open("", emulator.Instant())
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { r.Close() })
	send(r, "POST", "SageMaker.CreateModelPackageGroup", signed, `{"ModelPackageGroupName":"g"}`)
	arn := "arn:aws:sagemaker:us-east-1:123456789012:model-package/g/1"
	for _, seed := range [][2]string{
		{"CreateModelPackageGroup", `{"ModelPackageGroupName":"h","Tags":[{"Key":"a","Value":"b"}]}`},
		{"CreateModelPackage", `{"ModelPackageGroupName":"g","InferenceSpecification":{"Containers":[{"Image":"i","ModelDataUrl":"s3://b/k","Environment":{"A":"b"}}]}}`},
		{"CreateModelPackage", `{"ModelPackageGroupName":"g","SourceUri":"` + arn + `","ModelCard":{"ModelCardContent":"{}"}}`},
		{"CreateModelPackage", `{"ModelPackageGroupName":"g","ValidationSpecification":{"ValidationRole":"arn:aws:iam::123456789012:role/r","ValidationProfiles":[]}}`},
		{"CreateModelPackage", `{"ModelPackageGroupName":"arn:aws:sagemaker:us-east-1:123456789012:x/g"}`},
		{"UpdateModelPackage", `{"ModelPackageArn":"` + arn + `","CustomerMetadataProperties":{"a":"b"},"CustomerMetadataPropertiesToRemove":["c",null],"ClientToken":"t"}`},
		{"Search", `{"Resource":"ModelPackage","SearchExpression":{"Filters":[{"Name":"Tags.a","Operator":"Equals","Value":"b"}],"NestedFilters":[{"NestedPropertyName":"ModelPackageStatusDetails.ValidationStatuses","Filters":[{"Name":"Name","Operator":"Exists"}]}]},"SortBy":"ModelCard"}`},
		{"Search", `{"Resource":"ModelPackageGroup","SortBy":"Tags.a","NextToken":"AAAA"}`},
		{"ListModelPackages", `{"ModelPackageType":"Both","CreationTimeAfter":1e9,"MaxResults":3}`},
		{"DescribeModelPackage", `{"ModelPackageName":"g/1"}`},
		{"BatchDescribeModelPackage", `{"ModelPackageArnList":["` + arn + `"]}`},
		{"PutModelPackageGroupPolicy", `{"ModelPackageGroupName":"g","ResourcePolicy":"{\"Statement\":[]}"}`},
		{"AddTags", `{"ResourceArn":"arn:aws:sagemaker:us-east-1:123456789012:model-package-group/g","Tags":[]}`},
		{"DeleteTags", `{"ResourceArn":"arn:x","TagKeys":["a"]}`},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, op, body string) {
		w := send(r, "POST", "SageMaker."+op, signed, body)
		if w.Code != 200 && w.Code != 400 {
			t.Fatalf("%s: %d %s", op, w.Code, w.Body)
		}
		if w.Body.Len() > 0 && !json.Valid(w.Body.Bytes()) {
			t.Fatalf("%s: %s", op, w.Body)
		}
		if _, known := emulator.TheModel().Operations[op]; known && w.Code == 200 {
			if err := emulator.CheckAnswer(op, w.Body.Bytes()); err != nil {
				t.Fatal(err)
			}
		}
	})
}
