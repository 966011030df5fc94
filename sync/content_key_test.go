package sync_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/sync"
)

// TestWhatIsOverlookedIsNoDifference: what the service fills in, says otherwise
// or leaves out does not keep a package from being found for its version.
func TestWhatIsOverlookedIsNoDifference(t *testing.T) {
	container := func(more sync.Doc) sync.Doc {
		c := sync.Doc{"image": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1", "modelDataUrl": "s3://acme/x/model.tar.gz", "environment": map[string]any{"image": "a"}}
		for k, v := range more {
			c[k] = v
		}
		return sync.Doc{"inferenceSpecification": map[string]any{"containers": []any{map[string]any(c)}}}
	}
	spec := strings.Replace(model("x"), "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1", "{framework: xgboost, version: \"1.7-1\"}", 1) + "      environment: {image: a}\n"
	with := func(doc sync.Doc, more sync.Doc) sync.Doc {
		for k, v := range more {
			doc[k] = v
		}
		return doc
	}
	for name, tt := range map[string]struct {
		says string
		have sync.Doc
		same bool
	}{
		"digests":                  {spec, container(sync.Doc{"imageDigest": "sha256:1", "modelDataETag": "2"}), true},
		"another account's image":  {spec, container(sync.Doc{"image": "evil.example.com/x:1"}), false},
		"another environment":      {spec, container(sync.Doc{"environment": map[string]any{"image": "b"}}), false},
		"empty things":             {spec, with(container(sync.Doc{"containerHostname": ""}), sync.Doc{"task": "", "modelMetrics": map[string]any{"bias": map[string]any{}}, "validationSpecification": map[string]any{"validationProfiles": []any{}}}), true},
		"no validation":            {spec, with(container(nil), sync.Doc{"skipModelValidation": "None"}), true},
		"validation skipped":       {spec, with(container(nil), sync.Doc{"skipModelValidation": "All"}), false},
		"a source beside it":       {spec, with(container(nil), sync.Doc{"sourceUri": "s3://acme/notes"}), true},
		"a specification to come":  {spec + "sourceUri: s3://acme/notes\n", sync.Doc{"sourceUri": "s3://acme/notes"}, true},
		"another source, and none": {spec + "sourceUri: s3://acme/notes\n", sync.Doc{"sourceUri": "s3://acme/other"}, false},
		"more specifications":      {spec + "additionalInferenceSpecifications: [{name: gpu, containers: [{image: a.b/c:1}]}]\n", container(nil), true},
		"projects":                 {spec + "metadataProperties: {commitId: a}\n", with(container(nil), sync.Doc{"metadataProperties": map[string]any{"commitId": "a"}}), true},
		"another commit":           {spec + "metadataProperties: {commitId: a}\n", with(container(nil), sync.Doc{"metadataProperties": map[string]any{"commitId": "b"}}), false},
	} {
		for _, label := range []string{"1", "1.0.0"} {
			in := settings{}.input(files{"churn/group.yaml": groupYAML, "churn/versions/" + label + ".yaml": version(tt.says)}.with(adopting).load(t))
			in.Have = sync.Snapshot{Groups: []sync.Group{{Name: "churn", Status: "Completed", Tags: map[string]string{}, Packages: []sync.Package{{ARN: "arn:p/1", Number: 1, Status: "Completed", Full: true, Doc: tt.have}}}}}
			if h := sync.Holdings(in, in.Catalog.Groups[0])[0]; h.Matched != tt.same {
				t.Errorf("%s: %s matches: %v, want %v", name, label, h.Matched, tt.same)
			}
		}
	}
}

// TestManyOfOneKind holds that a version is compared with few of the packages,
// however alike they are: by counting what is paired, since a comparison of all
// with all takes minutes here.
func TestManyOfOneKind(t *testing.T) {
	const n = 3000
	for name, tt := range map[string]struct {
		says    func(i int) string
		doc     func(i int) sync.Doc
		surplus int
		want    int
	}{
		"sources":          {func(i int) string { return fmt.Sprintf("sourceUri: s3://acme/%d\n", i) }, func(i int) sync.Doc { return sync.Doc{"sourceUri": fmt.Sprintf("s3://acme/%d", i)} }, 0, n},
		"domains":          {func(i int) string { return fmt.Sprintf("task: OTHER\ndomain: \"%d\"\n", i) }, func(i int) sync.Doc { return sync.Doc{"task": "OTHER", "domain": fmt.Sprint(i)} }, 0, n},
		"all the same":     {func(int) string { return "task: OTHER\n" }, func(int) sync.Doc { return sync.Doc{"task": "OTHER"} }, 0, n},
		"one package more": {func(int) string { return "task: OTHER\n" }, func(int) sync.Doc { return sync.Doc{"task": "OTHER"} }, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			in := many(t, n, tt.surplus, tt.says, tt.doc)
			plan := sync.Diff(in)
			got := 0
			for _, c := range plan.Changes {
				if c.Kind == sync.OfVersion && c.Reason == sync.Adopt {
					got++
				}
			}
			if got != tt.want {
				t.Errorf("%d match, want %d", got, tt.want)
			}
			if tt.surplus > 0 {
				i := slices.IndexFunc(plan.Changes, func(c sync.Change) bool { return c.Kind == sync.OfVersion })
				if diff := cmp.Diff(true, strings.Contains(plan.Changes[i].Detail, fmt.Sprintf(" and %d more hold the same content as churn/1.0.0", n+tt.surplus-5))); diff != "" {
					t.Errorf("%s", plan.Changes[i].Detail)
				}
			}
		})
	}
}

// many is a group of versions, and packages that nobody owns.
func many(t testing.TB, n, surplus int, says func(i int) string, doc func(i int) sync.Doc) sync.Input {
	f, packages := files{"churn/group.yaml": groupYAML}, []sync.Package{}
	for i := range n + surplus {
		if i < n {
			f[fmt.Sprintf("churn/versions/1.%d.0.yaml", i)] = version(says(i))
		}
		packages = append(packages, sync.Package{ARN: fmt.Sprintf("arn:p/%d", i+1), Number: i + 1, Status: "Completed", Full: true, Doc: doc(i)})
	}
	in := settings{}.input(f.with(adopting).load(t))
	in.Have = sync.Snapshot{Groups: []sync.Group{{Name: "churn", Status: "Completed", Tags: map[string]string{}, Packages: packages}}}
	return in
}

// BenchmarkManySources is a plan for a group whose packages differ in nothing
// but the source. µs/version stays about the same as there are more.
func BenchmarkManySources(b *testing.B) {
	for _, n := range []int{1000, 2000, 4000, 8000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			source := func(i int) string { return fmt.Sprintf("s3://acme/%d", i) }
			in := many(b, n, 0, func(i int) string { return "sourceUri: " + source(i) + "\n" }, func(i int) sync.Doc { return sync.Doc{"sourceUri": source(i)} })
			for b.Loop() {
				if p := sync.Diff(in); p.Counts.Unchanged != n {
					b.Fatalf("%+v", p.Counts)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/version")
		})
	}
}
