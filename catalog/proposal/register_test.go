package proposal

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"modelreg/catalog"
)

func TestNextLabel(t *testing.T) {
	for _, c := range []struct{ highest, bump, want string }{
		{"", "", "1"}, {"7", "", "8"}, {"999999998", "", "999999999"},
		{"", "major", "1.0.0"}, {"", "minor", "0.1.0"}, {"", "patch", "0.0.1"},
		{"1.4.0", "", "1.4.1"}, {"1.4.0", "patch", "1.4.1"}, {"1.4.2", "minor", "1.5.0"}, {"1.4.2", "major", "2.0.0"},
		{"2.0.0-rc.1", "", "2.0.0"}, {"2.0.0-rc.1", "minor", "2.1.0"},
		{"7", "minor", "no part"}, {"999999999", "", "out of range"},
	} {
		var highest catalog.Label
		if c.highest != "" {
			highest = label(t, c.highest)
		}
		got, err := NextLabel(highest, c.bump)
		if err != nil && !strings.Contains(err.Error(), c.want) || err == nil && got.String() != c.want {
			t.Errorf("after %q by %q: %q, %v; want %q", c.highest, c.bump, got, err, c.want)
		}
	}
}

func label(t *testing.T, s string) catalog.Label {
	t.Helper()
	l, err := catalog.ParseLabel(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestParseSetting(t *testing.T) {
	for text, want := range map[string]Setting{
		`a=1`:            {Change: set(1.0, "a")},
		`a.b=x: 1`:       {Change: set(map[string]any{"x": 1.0}, "a", "b")},
		`a[0].b=[x]`:     {Change: set([]any{"x"}, "a", "0", "b"), lists: []int{1}},
		`a[1][2]=""`:     {Change: set("", "a", "1", "2"), lists: []int{1, 2}},
		`a["b.[=c"].d=x`: {Change: set("x", "a", "b.[=c", "d")},
		`a["b\"c"]=x=y`:  {Change: set("x=y", "a", `b"c`)},
		`a=null`:         {Change: drop("a")},
		`a=`:             {Change: drop("a")},
		`a=2026-01-02`:   {Change: set("2026-01-02", "a")},
		`metrics/x=0.5`:  {Change: set(0.5, "metrics/x")},
	} {
		got, err := ParseSetting(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(Setting{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
	for text, want := range map[string]string{
		"": "use member", "a": "use member", "=1": "use member", "a..b=1": "use member", "a.=1": "use member", ".a=1": "use member",
		"[0]=1": "use member", "a[x]=1": "use member", "a[01]=1": "use member", "a[-1]=1": "use member", "a[0=1": "use member",
		"a[0]b=1": "use member", "a.[0]=1": "use member", `a["b=1`: "use member", `a["b"x]=1`: "use member",
		"kind=X": "written by itself", "apiVersion=X": "written by itself",
		"a={": "no YAML", "a=&x 1": "anchor", "a=0x1F": "no plain decimal", "a=[.inf]": "no plain decimal", "a=x\n---\ny": "more than one", "a={b: 1, b: 2}": "again",
	} {
		if s, err := ParseSetting(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v; want an error with %q", text, s, err, want)
		}
	}
}

func TestReadMetrics(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		want    map[string]float64
		skipped []string
	}{
		"flat":            {`{"rmse": 2.9, "mae": 2, "model": "x", "more": {"a": 1}}`, map[string]float64{"rmse": 2.9, "mae": 2}, []string{"model", "more"}},
		"regression":      {`{"version": 0.0, "dataset": {"item_count": 6}, "regression_metrics": {"rmse": {"value": 2.9, "standard_deviation": 0.1}}}`, map[string]float64{"rmse": 2.9}, nil},
		"classification":  {`{"binary_classification_metrics": {"confusion_matrix": {"0": {"0": 1}}, "auc": {"value": 0.9, "standard_deviation": "NaN"}, "f1": {"value": "NaN"}}}`, map[string]float64{"auc": 0.9}, []string{"binary_classification_metrics.confusion_matrix", "binary_classification_metrics.f1"}},
		"several classes": {`{"multiclass_classification_metrics": {"accuracy": {"value": 1}}}`, map[string]float64{"accuracy": 1}, nil},
	} {
		got, skipped, err := ReadMetrics([]byte(c.text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(c.skipped, skipped); diff != "" {
			t.Errorf("%s, skipped (-want +got):\n%s", name, diff)
		}
	}
	for text, want := range map[string]string{
		``: "unexpected end", `[1]`: "array", `{}`: "no number", `null`: "no number", `{"a": "1"}`: "no number", `{"a": NaN}`: "invalid character", `{"a": 1e999}`: "1e999",
		`{"a_metrics": {"x": {"value": 1}}, "b_metrics": {"x": {"value": 1}}}`: "twice",
	} {
		if got, _, err := ReadMetrics([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v; want an error with %q", text, got, err, want)
		}
	}
}

func TestParseMetric(t *testing.T) {
	for text, want := range map[string]float64{"rmse=2.9": 2.9, "top=5=1e-3": 0.001, "a b=-1": -1} {
		if name, got, err := ParseMetric(text); err != nil || got != want || !strings.HasPrefix(text, name+"=") {
			t.Errorf("%s: %q, %v, %v", text, name, got, err)
		}
	}
	for _, text := range []string{"", "rmse", "=1", "rmse=", "rmse=abc", "rmse=NaN", "rmse=Inf", "rmse=1e999"} {
		if _, _, err := ParseMetric(text); err == nil || !strings.Contains(err.Error(), "write name=value") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestGivenOn says what becomes of a document.
func TestGivenOn(t *testing.T) {
	setting := func(text string) Setting {
		s, err := ParseSetting(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	packed := func() map[string]any {
		return map[string]any{"inferenceSpecification": map[string]any{"containers": []any{map[string]any{
			"image": "a/b:1", "imageDigest": "sha256:0", "modelDataSource": map[string]any{}, "modelDataETag": "x", "framework": "XGBOOST",
		}}, "supportedResponseMIMETypes": []any{"text/csv"}}}
	}
	for name, c := range map[string]struct {
		given Given
		doc   map[string]any
		want  map[string]any
		err   string
	}{
		"what an image and an artifact replace": {Given{Image: "xgboost:1.7-1", ModelData: "s3://b/k", ContentTypes: []string{"a/b"}}, packed(),
			map[string]any{"inferenceSpecification": map[string]any{
				"containers":            []any{map[string]any{"image": map[string]any{"framework": "xgboost", "version": "1.7-1"}, "modelDataUrl": "s3://b/k", "framework": "XGBOOST"}},
				"supportedContentTypes": []any{"a/b"}, "supportedResponseMIMETypes": []any{"text/csv"},
			}}, ""},
		"reports": {Given{Reports: map[string]string{"modelMetrics.bias.report": "s3://b/x.csv", "modelMetrics.modelQuality.statistics": "s3://b/x"}}, Blank(),
			map[string]any{"modelApprovalStatus": "PendingManualApproval", "modelMetrics": map[string]any{
				"bias":         map[string]any{"report": map[string]any{"contentType": "text/csv", "s3Uri": "s3://b/x.csv"}},
				"modelQuality": map[string]any{"statistics": map[string]any{"contentType": "application/octet-stream", "s3Uri": "s3://b/x"}},
			}}, ""},
		"lists are made":         {Given{Set: []Setting{setting("a[0].b[0]=1"), setting("a[0].b[1]=2"), setting("a[1]=x")}}, map[string]any{}, map[string]any{"a": []any{map[string]any{"b": []any{1.0, 2.0}}, "x"}}, ""},
		"settings come last":     {Given{Description: "x", Set: []Setting{setting("modelPackageDescription=y")}}, Blank(), map[string]any{"modelApprovalStatus": "PendingManualApproval", "modelPackageDescription": "y"}, ""},
		"gone":                   {Given{Set: []Setting{setting("a.b="), setting("c[3].d=")}}, map[string]any{"a": map[string]any{"b": 1.0}, "x": 1.0}, map[string]any{"x": 1.0}, ""},
		"no list there":          {Given{Set: []Setting{setting("a[0]=1")}}, map[string]any{"a": map[string]any{}}, nil, `setting "a.0": "a" is no list`},
		"too far":                {Given{Set: []Setting{setting("a[2]=1")}}, map[string]any{"a": []any{}}, nil, "no index into a list of 0"},
		"below a text":           {Given{Set: []Setting{setting("a.b=1")}}, map[string]any{"a": "x"}, nil, "no mapping"},
		"one of several":         {Given{ModelData: "s3://b/k"}, map[string]any{"inferenceSpecification": map[string]any{"containers": []any{map[string]any{}, map[string]any{}}}}, nil, "2 containers"},
		"neither URI nor anyone": {Given{Image: "xgboost"}, Blank(), nil, "neither a URI nor"},
	} {
		got, err := c.given.On(c.doc)
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v, want %q", name, err, c.err)
			continue
		}
		if diff := cmp.Diff(c.want, got); err == nil && diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestFrom(t *testing.T) {
	const arn = "arn:aws:sagemaker:us-east-1:000000000000:training-job/x"
	doc, notes, err := FromTrainingJob(map[string]any{
		"trainingJobName": "x", "trainingJobStatus": "Completed", "trainingJobArn": arn, "environment": map[string]any{"A": "b"},
		"modelArtifacts": map[string]any{"s3ModelArtifacts": "s3://b/${k}"}, "algorithmSpecification": map[string]any{"algorithmName": "mine"},
		"finalMetricDataList": []any{map[string]any{"metricName": "rmse", "value": 2.9}},
	})
	want := map[string]any{
		"inferenceSpecification": map[string]any{"containers": []any{map[string]any{"modelDataUrl": "s3://b/$${k}"}}},
		"metadataProperties":     map[string]any{"generatedBy": arn}, "metrics": map[string]any{"rmse": 2.9}, status: pending,
	}
	if diff := cmp.Diff(want, doc); diff != "" || err != nil || len(notes) != 1 {
		t.Errorf("%v, notes %v (-want +got):\n%s", err, notes, diff)
	}
	for want, job := range map[string]map[string]any{`"x" is Failed`: {"trainingJobName": "x", "trainingJobStatus": "Failed"}} {
		if _, _, err := FromTrainingJob(job); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	for want, model := range map[string]map[string]any{
		"use --from with that": {"primaryContainer": map[string]any{"modelPackageName": "arn"}},
		"has no container":     {"modelName": "x"},
	} {
		if _, _, err := FromModel(model); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// TestCopy: a copy that nothing changes is the original, but for what was
// decided about it.
func TestCopy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(head + someVersion(t))
		s, err := parse(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Copy(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err = (Given{}).On(got); err != nil {
			t.Fatal(err)
		}
		want := map[string]any{status: pending}
		for name, v := range s.doc {
			switch name {
			case "apiVersion", "kind", status, "approvalDescription", "approvalRequest", "modelLifeCycle", "waivers":
			case "overrides":
				left := map[string]any{}
				patches, _ := v.(map[string]any)
				for target, patch := range patches {
					kept := maps.Clone(patch.(map[string]any))
					for _, own := range []string{status, "approvalDescription", "approvalRequest", "modelLifeCycle", "waivers"} {
						delete(kept, own)
					}
					if len(kept) > 0 {
						left[target] = kept
					}
				}
				if len(left) > 0 {
					want[name] = left
				}
			default:
				want[name] = v
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("of\n%s(-want +got):\n%s", text, diff)
		}
	})
	if _, err := Copy([]byte("a: *b\n")); err == nil {
		t.Error("a file with an alias is copied")
	}
}

// TestRegistered: whatever is given and valid is in the version as it is in a
// target, and nothing else but the approval state.
func TestRegistered(t *testing.T) {
	word := rapid.StringMatching(`[a-zA-Z][a-zA-Z0-9 _.:/=@-]{0,20}[a-z0-9]`)
	media := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,8}/[a-z+]{1,8}`), 1, 3, rapid.ID[string])
	valid := 0
	rapid.Check(t, func(t *rapid.T) {
		g := Given{
			Description:  word.Draw(t, "description"),
			Image:        rapid.SampledFrom([]string{"xgboost:1.7-1", "111122223333.dkr.ecr.us-east-1.amazonaws.com/a:1", "linear-learner:1"}).Draw(t, "image"),
			ModelData:    "s3://models/" + rapid.StringMatching(`[a-zA-Z0-9!_.*'()-]{1,20}`).Draw(t, "key"),
			ContentTypes: media.Draw(t, "types"),
			Metrics:      rapid.MapOfN(word, rapid.Float64Range(-1e300, 1e300), 0, 4).Draw(t, "metrics"),
			Commit:       rapid.StringMatching(`[0-9a-f]{7,40}`).Draw(t, "commit"),
			Card:         map[string]any{"model_overview": map[string]any{"model_creator": rapid.StringMatching(`[ -~äß\n]{1,30}`).Draw(t, "creator")}},
		}
		g.Card = unplaced(g.Card).(map[string]any)
		doc, err := g.On(Blank())
		if err != nil {
			t.Fatal(err)
		}
		r := Registration{Group: "a/b", Label: mustLabel("3"), Doc: doc, GroupDoc: map[string]any{}}
		p, err := r.Propose(func(*Proposal) ([]catalog.Candidate, error) { return nil, nil }, nil)
		if err != nil {
			t.Fatal(err)
		}
		v, reg := loaded(t, p)
		if v == nil {
			return // validate refuses it
		}
		valid++
		got, problems := v.In(reg.Targets[0])
		if problems != nil {
			t.Fatal(problems)
		}
		want := map[string]any{
			status: pending, "modelPackageDescription": g.Description,
			"metadataProperties": map[string]any{"commitId": g.Commit}, "modelCard": map[string]any{"modelCardContent": g.Card},
		}
		image, err := ParseImage(g.Image)
		if err != nil {
			t.Fatal(err)
		}
		want["inferenceSpecification"] = map[string]any{
			"containers":            []any{map[string]any{"image": image, "modelDataUrl": g.ModelData}},
			"supportedContentTypes": anyList(g.ContentTypes), "supportedResponseMIMETypes": anyList(g.ContentTypes),
		}
		if len(g.Metrics) > 0 {
			metrics := map[string]any{}
			for name, value := range g.Metrics {
				metrics[name] = value
			}
			want["metrics"] = metrics
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s\n%s", diff, p.Files[0].Text)
		}
	})
	if valid == 0 {
		t.Errorf("nothing was valid")
	}
}

// unplaced takes what would be a placeholder out of texts.
func unplaced(v any) any {
	switch v := v.(type) {
	case string:
		return strings.ReplaceAll(v, "${", "{")
	case map[string]any:
		for name := range v {
			v[name] = unplaced(v[name])
		}
	}
	return v
}

func mustLabel(s string) catalog.Label {
	l, err := catalog.ParseLabel(s)
	if err != nil {
		panic(err)
	}
	return l
}

// loaded is the version of a proposal in a catalog that has nothing else; nil
// where it is not valid.
func loaded(t *rapid.T, p *Proposal) (*catalog.Version, *catalog.Registry) {
	below := fstest.MapFS{"registry.yaml": {Data: []byte("apiVersion: modelreg/v1\nkind: Registry\nname: test\ndefaultTarget: local\ntargets: {local: {local: {path: x.db}}}\n")}}
	c, problems, err := catalog.Load(testContext, Over(below, p.Files), catalog.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if catalog.HasErrors(problems) {
		return nil, nil
	}
	return c.Groups[0].Versions[0], c.Registry
}

// TestBody: what others wrote is no markup where reviewers read it.
func TestBody(t *testing.T) {
	doc, err := Given{Description: "`</code>` @ana\n# big", Image: "a/b:1", ModelData: "s3://b/`|k", Commit: "<b>"}.On(Blank())
	if err != nil {
		t.Fatal(err)
	}
	r := Registration{Group: "churn", Label: label(t, "1"), Doc: doc, GroupDoc: map[string]any{}}
	body := r.body(nil, []string{"made from ```\n@bob"})
	want := "A new version, `churn/1`, the first one of a new group. Merging this registers it and approves nothing.\n\n" +
		"- description: `` `</code>` @ana # big ``\n- image: `a/b:1`\n- model data: ``s3://b/`|k``\n- at commit: `<b>`\n\n" +
		"How it was made:\n\n````text\nmade from ```\n@bob\n````\n"
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	failed := errors.New("no")
	if _, err := r.Propose(func(*Proposal) ([]catalog.Candidate, error) { return nil, failed }, nil); !errors.Is(err, failed) {
		t.Errorf("candidates that can't be had: %v", err)
	}
}

// TestBodyInTargets: what overrides say of the model is shown, too.
func TestBodyInTargets(t *testing.T) {
	doc, err := ParseValue([]byte(`
modelPackageDescription: Who leaves
sourceUri: s3://b/notebook
inferenceSpecification: {containers: [{image: "a/b:1", modelDataUrl: s3://b/1}, {image: "a/c:1"}]}
overrides:
  staging:
    sourceUri: null
    inferenceSpecification: {containers: [{image: "a/b:1", modelDataUrl: s3://staging/1}, {image: "a/c:1"}]}
  production: {task: OTHER}
`))
	if err != nil {
		t.Fatal(err)
	}
	body := Registration{Group: "churn", Label: label(t, "1"), Doc: doc.(map[string]any)}.body(nil, nil)
	want := "A new version, `churn/1`. Merging this registers it and approves nothing.\n\n" +
		"- description: `Who leaves`\n- image: `a/b:1`\n- model data: `s3://b/1`\n- image: `a/c:1`\n- source: `s3://b/notebook`\n" +
		"- model data in `staging`: `s3://staging/1`\n- source in `staging`: none\n"
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
