package sync_test

import (
	"context"
	"maps"
	"strings"

	"github.com/google/uuid"

	"modelreg/catalog/evidence"
	"modelreg/sync"
)

// adopting are the settings of a catalog whose target counts packages by their
// content.
var adopting = files{"registry.yaml": strings.Replace(registryYAML, "accountId: \"111122223333\"}\n", "accountId: \"111122223333\"}\n    adopt: match\n", 1)}

// fill registers what a sync of the catalog would, without any markers, as
// pipelines did before there was a catalog. It gives the packages' ARNs by ref.
func (w *world) fill(c files) map[string]string {
	w.t.Helper()
	template := newWorld(w.t)
	template.mustSync(c.load(w.t), settings{})
	arns := map[string]string{}
	for _, g := range template.snapshot().Groups {
		tags := maps.Clone(g.Tags)
		delete(tags, "modelreg:catalog")
		delete(tags, "modelreg:managed")
		w.group(g.Name, g.Description, tags)
		for _, p := range g.Packages {
			arns[g.Name+"/"+marker(p, "version")] = w.register(g.Name, p.Doc)
		}
	}
	template.reg.Close()
	return arns
}

func (w *world) group(name, description string, tags map[string]string) {
	w.t.Helper()
	if _, err := w.target.CreateGroup(w.t.Context(), name, description, tags); err != nil {
		w.t.Fatal(err)
	}
}

// register creates a package as boto3 would, with none of our markers.
func (w *world) register(group string, doc sync.Doc) string {
	w.t.Helper()
	doc = maps.Clone(doc)
	delete(doc, "approvalDescription")
	without(doc, "customerMetadataProperties", func(k, _ string) bool { return strings.HasPrefix(k, "modelreg/") })
	without(doc, "metadataProperties", func(_, v string) bool { return strings.HasPrefix(v, "modelreg ") })
	var later sync.Doc
	if doc["inferenceSpecification"] != nil && doc["sourceUri"] != nil {
		later = sync.Doc{"sourceUri": doc["sourceUri"]}
		delete(doc, "sourceUri")
	}
	arn, err := w.target.CreatePackage(w.t.Context(), group, doc, uuid.NewString())
	if err != nil {
		w.t.Fatal(err)
	}
	if later != nil {
		w.byHand(arn, later)
	}
	return arn
}

// without removes entries of a mapping, and the mapping once it is empty.
func without(doc sync.Doc, member string, which func(k, v string) bool) {
	m, _ := doc[member].(map[string]any)
	m = maps.Clone(m)
	maps.DeleteFunc(m, func(k string, v any) bool { return which(k, v.(string)) })
	if doc[member] = m; len(m) == 0 {
		delete(doc, member)
	}
}

// has describes one package.
func (w *world) has(arn string) sync.Package {
	w.t.Helper()
	p, err := w.target.Describe(w.t.Context(), arn)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// byRef judges each version by itself.
func byRef(verdicts map[string]evidence.Verdict) sync.Judge {
	return func(_ context.Context, asked []sync.Request) (evidence.Verdicts, error) {
		vs := evidence.Verdicts{}
		for _, r := range asked {
			vs[r.Key] = verdicts[r.Ref]
		}
		return vs, nil
	}
}
