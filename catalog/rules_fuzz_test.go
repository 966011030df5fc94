package catalog

import (
	"encoding/json"
	"testing"
)

// FuzzRules feeds arbitrary documents to the rules, which run on what violates
// the schema as well: never a panic, and paths that start in the document.
func FuzzRules(f *testing.F) {
	for _, seed := range []string{
		`{"inferenceSpecification":{"containers":[{"image":"1.dkr.ecr.x.y/","modelDataUrl":"s3://","environment":3},null,[]]}}`,
		`{"additionalInferenceSpecifications":[1,{"name":2,"containers":{"a":1}}],"sourceUri":"arn:::::"}`,
		`{"overrides":{"local":1},"waivers":[1,{"metric":"a","until":"0000-00-00"}],"metrics":{"a":[]}}`,
		`{"targets":{"a":{"local":{"path":3}},"b":null},"defaultTarget":"c","approval":{"gates":[1,"="],"rules":[null,{"groups":[2,"["],"approvers":{"users":3}}]}}`,
		`{"targets":{"a":{"sagemaker":{}}},"approval":{"branch":"refs/heads/","repository":"/","machineUsers":["a",1],"policy":{"approvers":{"users":["A"],"teams":["/",2]}},"rules":[{"groups":["/**","**"],"targets":["a",1]},{"groups":["**"],"targets":3}]}}`,
		`{"resourcePolicy":{"Version":1,"Statement":[null,{"Effect":1,"Principal":{"AWS":[1]},"Resource":[null,"arn:"]}]},"tags":{"aws:":1}}`,
		`{"modelCard":{"modelCardContent":{"evaluation_details":[{"metric_groups":[{"metric_data":[{"type":"matrix"},1]}]}]}}}`,
		`{"s3Uri":["s3://"],"modelDataSource":{"s3DataSource":{"s3Uri":"s3:///","s3DataType":1,"compressionType":"Gzip"}}}`,
	} {
		f.Add([]byte(seed))
	}
	reg := &Registry{Targets: []*Target{
		{Name: "local", Local: &LocalTarget{Region: "us-east-1", AccountID: "000000000000"}},
		{Name: "remote", SageMaker: &SageMakerTarget{Region: "cn-north-1", AccountID: "111122223333"}, Evidence: evidenceGitHub},
	}}
	f.Fuzz(func(t *testing.T, text []byte) {
		var doc map[string]any
		if json.Unmarshal(text, &doc) != nil {
			return
		}
		r := func(path []string, sev Severity, rule, message string) {
			if len(path) == 0 || doc[path[0]] == nil || rule == "" || message == "" {
				t.Errorf("%v: %s [%s]", path, message, rule)
			}
		}
		g := &Group{Path: "g", Name: "g", Doc: doc}
		checkVersionDoc(doc, nil, g, r)
		checkVersionDoc(doc, reg, g, r)
		for _, target := range reg.Targets {
			checkEffectiveDoc(doc, textMembers(doc), reg, g, target, r)
		}
		checkGroupDoc(doc, reg, r)
		checkRegistryDoc(doc, decodeRegistry(doc, nil), r)
		checkAcross(&Catalog{Registry: reg, Groups: []*Group{g}})
	})
}
