package sitetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing/fstest"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/report"
	"modelreg/catalog/site"
	"modelreg/schema"
)

// Odd is a group in folders that mean something in addresses and on pages.
const Odd = "ü 50%20/<b>#?&='"

// Gone is a group that the catalog [Made] does not have any more.
const Gone = "gone " + Odd

// Made is a catalog with a group made, in which version n says words[n-1]
// wherever files, registries and GitHub can put a text. The group says all of
// them. Of the group refused every version has problems, and the third is [Odd].
// Version n of [Gone] says words[n-1], too.
func Made(words []string) *site.Data {
	files := fstest.MapFS{
		"registry.yaml":      {Data: []byte(madeRegistry), Mode: 0o644},
		"made/group.yaml":    {Data: []byte("apiVersion: modelreg/v1\nkind: ModelGroup\n"), Mode: 0o644},
		"refused/group.yaml": {Data: []byte("apiVersion: modelreg/v1\nkind: ModelGroup\n"), Mode: 0o644},
	}
	files[Odd+"/group.yaml"] = &fstest.MapFile{Data: []byte("apiVersion: modelreg/v1\nkind: ModelGroup\nmodelPackageGroupName: odd\n"), Mode: 0o644}
	for _, label := range []string{"1.0.0-a.b", "1.0.0"} {
		files[Odd+"/versions/"+label+".yaml"] = &fstest.MapFile{Data: File(accepted(madeVersion("odd"))), Mode: 0o644}
	}
	for i, word := range words {
		files[fmt.Sprintf("made/versions/%d.yaml", i+1)] = &fstest.MapFile{Data: File(accepted(madeVersion(word))), Mode: 0o644}
		files[fmt.Sprintf("refused/versions/%d.yaml", i+1)] = &fstest.MapFile{Data: File(madeRefused(word)), Mode: 0o644}
	}
	d := of(files)
	d.Unread = strings.Join(words, " ")
	d.Source.Tool, d.Source.Folder = strings.Join(words, " "), "catalog/"+words[0]
	d.Targets = []site.Target{
		{Name: "local", Where: strings.Join(words, " "), Read: now},
		{Name: "production", Where: "a region", Problem: strings.Join(words, " ")},
	}
	made, _ := d.Catalog.Group("made")
	madeGroup(made, words)
	d.Owners = map[string][]string{"made": words}
	d.Live, d.Proofs, d.Reports = map[site.Key]site.Live{}, map[site.Key]site.Proof{}, map[string][]site.Report{}
	whole := Example().Proofs[site.Key{Group: "house-price", Label: "2", Target: "production"}].Bundle
	for i, word := range words {
		key := site.Key{Group: "made", Label: fmt.Sprint(i + 1), Target: "local"}
		d.Live[key] = site.Live{ARN: word, Number: i + 1, Status: "Approved", Stage: word, Created: now, Modified: now, ModifiedBy: word, Drift: []string{word}, Alarm: i%2 == 0}
		d.Proofs[key] = site.Proof{Outcome: evidence.Rederived, Reason: word, Bundle: madeBundle(*whole, word)}
		d.Waiting = append(d.Waiting, site.Waiting{Key: key, Reason: word, Who: []string{word}, Needed: 1, Since: now})
		d.Reports[key.Group+"/"+key.Label] = madeReports(word)
		for day, kind := range []site.EventKind{site.Approved, site.Registered, site.Rejected} {
			d.Events = append(d.Events, site.Event{
				Key: key, Kind: kind, When: now.AddDate(0, 0, -day), Commit: merged, Subject: word, By: []string{word, "ana"}, Pull: i + 1, URL: word,
				State: evidence.Held, Why: word,
			})
		}
		key.Group = Gone
		d.Live[key] = site.Live{ARN: word, Status: "Approved", Stage: word, ModifiedBy: word, Modified: now, Drift: []string{word}}
		d.Events = append(d.Events, site.Event{
			Key: key, Kind: site.Removed, When: now, Commit: merged, Subject: word, By: []string{word}, Role: site.Opener, Pull: i + 1, URL: word,
		})
	}
	return d
}

const madeRegistry = `apiVersion: modelreg/v1
kind: Registry
name: made
defaultTarget: local
targets:
  local: {local: {path: .modelreg/registry.db}}
  production: {sagemaker: {region: eu-west-1, accountId: "444455556666"}}
approval: {repository: acme/models, rules: [{groups: ["**"], approvals: 1, approvers: {users: [ana]}}]}
`

// madeVersion says word in every member that takes any text, and in some that do
// not.
func madeVersion(word string) map[string]any {
	return map[string]any{
		"modelPackageDescription": word,
		"inferenceSpecification": map[string]any{
			"containers": []any{map[string]any{
				"image": "444455556666.dkr.ecr.eu-west-1.amazonaws.com/made:1", "environment": map[string]any{"WORD": word}, "containerHostname": "made",
			}},
			"supportedContentTypes": []any{word}, "supportedResponseMIMETypes": []any{word},
		},
		"metrics":                    map[string]any{word: 1.5, "rmse": 2.5},
		"customerMetadataProperties": map[string]any{word: "x", "owner": word},
		"metadataProperties":         map[string]any{"repository": word, "commitId": word},
		"domain":                     word, "task": word, "sourceUri": word,
		"approvalDescription": word,
		"modelLifeCycle":      map[string]any{"stage": "Development", "stageStatus": "Pending", "stageDescription": word},
		"modelCard": map[string]any{"modelCardStatus": "Draft", "modelCardContent": map[string]any{
			"model_overview":         map[string]any{"model_name": word, "model_creator": word},
			"intended_uses":          map[string]any{"purpose_of_model": word},
			"additional_information": map[string]any{"custom_details": map[string]any{word: word}},
		}},
	}
}

// accepted is a version without what the catalog refuses of it.
func accepted(doc map[string]any) map[string]any {
	for {
		refused, err := catalog.Refusals(schema.Version, doc)
		if err != nil {
			panic(err) // the schemas are embedded
		}
		if len(refused) == 0 {
			return doc
		}
		for _, r := range refused {
			remove(doc, r.Path)
		}
	}
}

// remove takes away the innermost mapping's member on a path.
func remove(doc map[string]any, path []string) {
	at, last := doc, path[0]
	for _, step := range path {
		next, ok := at[step].(map[string]any)
		last = step
		if !ok {
			break
		}
		if len(next) == 0 || step == path[len(path)-1] {
			break
		}
		at = next
	}
	delete(at, last)
}

// madeRefused is a version that is refused as a whole for what word is the name
// of.
func madeRefused(word string) map[string]any {
	return map[string]any{word: word, "modelPackageDescription": word, "metrics": map[string]any{word: word}, "modelApprovalStatus": word}
}

// File is a version as YAML, of which JSON is a part.
func File(doc map[string]any) []byte {
	doc["apiVersion"], doc["kind"] = "modelreg/v1", "ModelVersion"
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false) // so that the pages have it as it is
	out.SetIndent("", "  ")
	if err := out.Encode(doc); err != nil {
		panic(err) // it has maps, texts and numbers only
	}
	return bytes.ReplaceAll(text.Bytes(), []byte("${"), []byte("$${"))
}

// madeGroup has a group say all words, also where a file could not.
func madeGroup(g *catalog.Group, words []string) {
	tags, policy := map[string]any{}, []any{}
	for i, word := range words {
		tags[word], tags[fmt.Sprint("tag-", i)] = word, word
		policy = append(policy, word)
	}
	g.Doc = map[string]any{"modelPackageGroupDescription": strings.Join(words, " "), "tags": tags, "resourcePolicy": map[string]any{"Statement": policy}}
}

// madeBundle is a proof whose facts and findings say word.
func madeBundle(b evidence.Bundle, word string) *evidence.Bundle {
	user := evidence.User{ID: 2, Login: word, Type: "User"}
	pull := b.Facts.Pulls.Value[0]
	detail := *pull.Detail
	detail.Reviews = evidence.Known([]evidence.Review{
		{ID: 3, URL: word, User: user, State: "APPROVED", Submitted: now, Commit: merged},
		{ID: 4, URL: word, User: user, State: word, Submitted: now, Commit: word},
	})
	pull.Title, pull.URL, pull.Author, pull.Detail = word, word, user, &detail
	b.Facts.Pulls = evidence.Known([]evidence.Pull{pull})
	b.Verdict = evidence.Verdict{State: evidence.Granted, Reason: word, Text: word, Proof: word, At: now, Tree: &evidence.Finding{
		Check: "verdict", State: evidence.Granted, Text: word, Parts: []evidence.Finding{{Check: word, State: evidence.Held, Text: word}},
	}}
	b.Made = now.Add(time.Minute)
	return &b
}

// madeReports say word wherever a report has text.
func madeReports(word string) []site.Report {
	var content report.Report
	say(reflect.ValueOf(&content).Elem(), word, 1)
	return []site.Report{
		{Member: "modelMetrics.bias.report", URI: word, Read: func() (*report.Report, error) { return &content, nil }},
		{Member: word, URI: word, Problem: word},
	}
}

// say sets every text below v to word, and makes two of what there can be many
// of. Numbers are the place in their list.
func say(v reflect.Value, word string, number float64) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(word)
	case reflect.Float64:
		v.SetFloat(number)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		say(v.Elem(), word, number)
	case reflect.Struct:
		for i := range v.NumField() {
			say(v.Field(i), word, number)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			say(v.Index(i), word, float64(i))
		}
	default:
		panic("a report has a member that is " + v.Type().String())
	}
}
