package sync_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/proposal"
	"modelreg/catalog/synthetic"
	"modelreg/schema"
	"modelreg/sync"
)

const oneTarget = `apiVersion: modelreg/v1
kind: Registry
name: acme
defaultTarget: prod
targets: {prod: {sagemaker: {region: us-east-1, accountId: "111122223333"}}}
approval: {repository: acme/models}
safety: {maxChangedPercent: 100}
`

// TestExpressUndoesRegistering registers versions with any members, and reads
// back what their files say: nothing else and nothing less, and so with the same
// digest of the content.
func TestExpressUndoesRegistering(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	docs := synthetic.Document{Pick: r.IntN}
	f := files{"registry.yaml": oneTarget, "churn/group.yaml": groupYAML}
	for label := range 30 {
		// With what the service would fill in.
		doc, lost := sync.Express(sync.Package{Full: true, Doc: withDigests(docs.Version())})
		if len(lost) > 0 {
			t.Fatalf("lost %v", lost)
		}
		f[fmt.Sprintf("churn/versions/%d.yaml", label+1)] = written(t, doc)
	}
	c := f.load(t)
	w := newWorld(t)
	w.mustSync(c, settings{})

	again := maps.Clone(f)
	for i, p := range w.packages("churn") {
		doc, lost := sync.Express(p)
		if len(lost) > 0 {
			t.Errorf("%s lost %v", p.ARN, lost)
		}
		again[fmt.Sprintf("churn/versions/%d.yaml", i+1)] = written(t, doc)
	}
	target := c.Registry.Targets[0]
	back := again.load(t)
	for i, v := range c.Groups[0].Versions {
		want, problems := v.Effective(c.Registry, target)
		got, more := back.Groups[0].Versions[i].Effective(c.Registry, target)
		if len(problems)+len(more) > 0 {
			t.Fatal(problems, more)
		}
		if want.Doc["modelApprovalStatus"] == nil {
			want.Doc["modelApprovalStatus"] = "PendingManualApproval"
		}
		if card, ok := want.Doc["modelCard"].(map[string]any); ok && card["modelCardStatus"] == nil {
			card["modelCardStatus"] = "Draft" // the service's default
		}
		if diff := cmp.Diff(want.Doc, got.Doc); diff != "" || want.Content != got.Content {
			t.Errorf("%s: -written +read back\n%s\n%s", v.Ref(), diff, f[v.Path])
		}
	}
}

// withDigests gives every image a digest, which the service would else fill in.
func withDigests(v any) map[string]any {
	var fill func(v any) any
	fill = func(v any) any {
		switch v := v.(type) {
		case []any:
			for i := range v {
				v[i] = fill(v[i])
			}
		case map[string]any:
			for name := range v {
				v[name] = fill(v[name])
			}
			if v["image"] != nil && v["imageDigest"] == nil {
				v["imageDigest"] = "sha256:" + strings.Repeat("0f", 32)
			}
		}
		return v
	}
	return fill(v).(map[string]any)
}

func written(t *testing.T, doc map[string]any) string {
	t.Helper()
	text, err := proposal.Write(schema.Version, doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
