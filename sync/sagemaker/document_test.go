package sagemaker

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	sm "github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"modelreg/sync"
)

// drawDoc makes up a document for an SDK type: any of its members, or all.
func drawDoc(t *rapid.T, typ reflect.Type, path string, all bool) any {
	switch typ.Kind() {
	case reflect.Pointer:
		return drawDoc(t, typ.Elem(), path, all)
	case reflect.Struct:
		doc := map[string]any{}
		for _, f := range fieldsOf(typ) {
			if all || rapid.Bool().Draw(t, path+"?") {
				doc[f.docName] = drawDoc(t, typ.Field(f.index).Type, path+"."+f.docName, all)
			}
		}
		if len(doc) == 0 { // an empty mapping is never sent
			f := fieldsOf(typ)[0]
			doc[f.docName] = drawDoc(t, typ.Field(f.index).Type, path+"."+f.docName, all)
		}
		return doc
	case reflect.Slice:
		items := make([]any, 1)
		if !all { // a document of all members is large enough
			items = make([]any, rapid.IntRange(1, 2).Draw(t, path+" length"))
		}
		for i := range items {
			items[i] = drawDoc(t, typ.Elem(), fmt.Sprintf("%s.%d", path, i), all)
		}
		return items
	case reflect.Map:
		entries := map[string]any{}
		for _, key := range rapid.SliceOfN(drawString, 1, 3).Draw(t, path+" keys") {
			entries[key] = drawString.Draw(t, path+" value")
		}
		return entries
	case reflect.String:
		return drawString.Draw(t, path)
	case reflect.Bool:
		return rapid.Bool().Draw(t, path)
	case reflect.Int32:
		return float64(rapid.Int32().Draw(t, path))
	}
	t.Fatalf("%s: %s is new to the generator", path, typ)
	return nil
}

var drawString = rapid.StringN(1, 8, -1)

// drawInput makes up a document for a whole Create or Update input.
func drawInput(t *rapid.T, typ reflect.Type, all bool) sync.Doc {
	doc := drawDoc(t, typ, typ.Name(), all).(sync.Doc)
	if card, ok := doc["modelCard"].(map[string]any); ok && card["modelCardContent"] != nil {
		card["modelCardContent"] = map[string]any{
			"intended_uses": map[string]any{"purpose_of_model": drawString.Draw(t, "purpose"), "explanations": []any{}},
		}
	}
	return doc
}

var inputTypes = []reflect.Type{reflect.TypeFor[sm.CreateModelPackageInput](), reflect.TypeFor[sm.UpdateModelPackageInput]()}

// What goes into an input comes out of it, for every member there is.
func TestDocumentRoundTrip(t *testing.T) {
	for _, typ := range inputTypes {
		for _, all := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/all=%t", typ.Name(), all), rapid.MakeCheck(func(t *rapid.T) {
				want := drawInput(t, typ, all)
				input := reflect.New(typ)
				if err := packageInput(want, input.Interface()); err != nil {
					t.Fatal(err)
				}
				got := structDoc(input.Elem(), nil)
				if card, ok := got["modelCard"].(map[string]any); ok && card["modelCardContent"] != nil {
					card["modelCardContent"] = parseContent(card["modelCardContent"].(string))
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("-want +got\n%s", diff)
				}
			}))
		}
	}
}

// The wire carries a document's members under the same names, first letter
// raised: so Go's names are the API's, and nothing is lost or added.
func TestDocumentOnTheWire(t *testing.T) {
	for _, typ := range inputTypes {
		target, f := openFake(t, map[string]answer{
			"CreateModelPackage": func(int, map[string]any) (int, any) { return 200, map[string]any{} },
			"UpdateModelPackage": func(int, map[string]any) (int, any) { return 200, map[string]any{} },
		})
		t.Run(typ.Name(), rapid.MakeCheck(func(rt *rapid.T) {
			doc := drawInput(rt, typ, true)
			// set by the calls themselves
			for _, name := range []string{"modelPackageGroupName", "modelPackageArn", "clientToken"} {
				delete(doc, name)
			}
			var err error
			if typ == reflect.TypeFor[sm.CreateModelPackageInput]() {
				_, err = target.CreatePackage(t.Context(), "churn", doc, "token")
			} else {
				err = target.UpdatePackage(t.Context(), "arn", doc)
			}
			if err != nil {
				rt.Fatal(err)
			}
			got := f.last()
			for _, name := range []string{"ModelPackageGroupName", "ModelPackageArn", "ClientToken"} {
				delete(got, name)
			}
			if diff := cmp.Diff(onWire(doc, typ), any(got)); diff != "" {
				rt.Fatalf("-want +got\n%s", diff)
			}
		}))
	}
}

// onWire raises the first letter of member names, but not of a map's keys, and
// writes a card's content as text.
func onWire(v any, typ reflect.Type) any {
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch v := v.(type) {
	case map[string]any:
		if typ.Kind() == reflect.String {
			text, _ := json.Marshal(v)
			var b strings.Builder
			b.Write(text)
			return unescape(b.String())
		}
		out := map[string]any{}
		for key, member := range v {
			if typ.Kind() == reflect.Map {
				out[key] = member
				continue
			}
			name := strings.ToUpper(key[:1]) + key[1:]
			f, _ := typ.FieldByName(name)
			out[name] = onWire(member, f.Type)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = onWire(v[i], typ.Elem())
		}
		return out
	}
	return v
}

// unescape undoes what encoding/json escapes for HTML pages' sake.
func unescape(s string) string {
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(s)
}

// Every output that a document is made from: filled to the brim, it gives
// every member that a document has and that output knows, and no other.
func TestDocumentOfOutputs(t *testing.T) {
	readOnly := []string{"modelPackageStatus", "createdBy", "lastModifiedBy", "modelPackageVersion", "modelPackageArn", "tags", "managedStorageType"}
	rapid.Check(t, func(t *rapid.T) {
		doc := drawInput(t, reflect.TypeFor[sm.CreateModelPackageInput](), true)
		for name := range doc {
			if f, ok := reflect.TypeFor[sm.DescribeModelPackageOutput]().FieldByName(strings.ToUpper(name[:1]) + name[1:]); !ok || !packageMembers[f.Name] {
				delete(doc, name)
			}
		}
		doc["approvalDescription"] = "fine"
		var out sm.DescribeModelPackageOutput
		if err := packageInput(doc, &out); err != nil {
			t.Fatal(err)
		}
		now := time.Now()
		out.CreationTime, out.LastModifiedTime = &now, &now
		out.ModelPackageStatus, out.ManagedStorageType = "Completed", "Restricted"
		got := packageDoc(&out)
		if diff := cmp.Diff(doc, got); diff != "" {
			t.Fatalf("-want +got\n%s", diff)
		}
		for _, name := range readOnly {
			if _, ok := got[name]; ok {
				t.Errorf("%s is in the document", name)
			}
		}
	})
}

func TestPackageInput(t *testing.T) {
	tests := []struct {
		name string
		doc  sync.Doc
		want map[string]any // on the wire
		err  string
	}{
		{
			name: "nothing empty is sent",
			doc: sync.Doc{
				"customerMetadataProperties": map[string]any{}, "modelMetrics": map[string]any{"bias": map[string]any{}},
				"additionalInferenceSpecifications": []any{}, "task": nil,
				"modelCard": map[string]any{"modelCardStatus": "Draft", "modelCardContent": map[string]any{}},
				"domain":    "TEXT",
			},
			want: map[string]any{"Domain": "TEXT", "ModelCard": map[string]any{"ModelCardStatus": "Draft"}},
		},
		{
			name: "an empty text is a text",
			doc:  sync.Doc{"sourceUri": ""},
			want: map[string]any{"SourceUri": ""},
		},
		{
			name: "a card is one line, its own empty members stay",
			doc:  sync.Doc{"modelCard": map[string]any{"modelCardContent": map[string]any{"a": "<b>\n", "c": []any{}}}},
			want: map[string]any{"ModelCard": map[string]any{"ModelCardContent": `{"a":"<b>\n","c":[]}`}},
		},
		{
			name: "a member of Update alone",
			doc:  sync.Doc{"approvalDescription": "fine"},
			err:  `creating model package in group churn: filling CreateModelPackageInput: json: unknown field "approvalDescription"`,
		},
		{
			name: "a number that is no integer",
			doc: sync.Doc{"validationSpecification": map[string]any{"validationProfiles": []any{map[string]any{
				"transformJobDefinition": map[string]any{"maxPayloadInMB": 1.5},
			}}}},
			err: "creating model package in group churn: filling CreateModelPackageInput: json: cannot unmarshal number 1.5 into Go struct field",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			target, f := openFake(t, map[string]answer{
				"CreateModelPackage": func(int, map[string]any) (int, any) { return 200, map[string]any{} },
			})
			_, err := target.CreatePackage(t.Context(), "churn", tt.doc, "token")
			if tt.err != "" {
				if err == nil || !strings.HasPrefix(err.Error(), tt.err) {
					t.Fatalf("got error %v, want %s", err, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got := f.last()
			delete(got, "ModelPackageGroupName")
			delete(got, "ClientToken")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
