package site

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSentence(t *testing.T) {
	for name, want := range map[string]string{
		"modelLifeCycle": "Model life cycle", "modelDataUrl": "Model data URL", "s3DataType": "S3 data type", "s3Uri": "S3 URI",
		"supportedResponseMIMETypes": "Supported response MIME types", "kmsKeyId": "KMS key ID", "eTag": "E tag", "model_overview": "Model overview",
		"training_arn": "Training ARN", "": "", "Äpfel": "Äpfel", "__": "__", "r2": "R2",
	} {
		if got := sentence(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestMembersSayWhereTheyHold(t *testing.T) {
	w := walk{[]string{"staging", "production", "local"}, terms{}}
	doc := func(stage string) map[string]any {
		return map[string]any{
			"modelLifeCycle": map[string]any{"stage": stage, "stageStatus": "Approved"},
			"environment":    map[string]any{"MAX_WORKERS": "2"},
			"channels":       []any{map[string]any{"name": "train", "s3Uri": "s3://a"}},
		}
	}
	other := doc("QA")
	delete(other, "environment")
	got := folded(w.members([]any{doc("QA"), doc("Production"), other}, false))
	want := []member{
		{Name: "Channels", Value: "s3://a", Code: true},
		{Name: "Environment", own: true, Members: []member{{Name: "MAX_WORKERS", In: []within{{Targets: []string{"staging", "production"}, Value: "2"}, {Targets: []string{"local"}}}}}},
		{Name: "Model life cycle", Members: []member{
			{Name: "Stage", In: []within{{Targets: []string{"staging", "local"}, Value: "QA"}, {Targets: []string{"production"}, Value: "Production"}}},
			{Name: "Stage status", Value: "Approved"},
		}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(member{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	fields := w.members([]any{doc("QA"), doc("Production"), other}, false)[0].flat(nil, "")
	if !slices.Equal(fields, []field{{"Channels › train › S3 URI", "s3://a"}}) {
		t.Errorf("flat is %q", fields)
	}
}

func TestLinksStayOnTheServer(t *testing.T) {
	w := &writer{Data: &Data{Source: Source{Server: "https://github.com", Repository: "acme/models"}}}
	for address, ok := range map[string]bool{
		"https://github.com/acme/models/pull/1": true, "http://github.com/x": false, "https://evil.example/": false,
		"javascript:alert(1)": false, "//github.com/x": false, "https://github.com@evil.example/": false, "https://github.com:x/": false, "": false,
	} {
		if got := w.link(address); (got != "") != ok {
			t.Errorf("%q leads to %q", address, got)
		}
	}
}
