package sagemaker

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strconv"
	"strings"
	stdsync "sync"
	"time"

	sm "github.com/aws/aws-sdk-go-v2/service/sagemaker"

	"modelreg/sync"
)

// packageMembers are the members of a package's document, by their Go names:
// what Create and Update take, less what a catalog cannot say.
var packageMembers = func() map[string]bool {
	members := map[string]bool{}
	for _, input := range []reflect.Type{
		reflect.TypeFor[sm.CreateModelPackageInput](), reflect.TypeFor[sm.UpdateModelPackageInput](),
	} {
		for _, f := range fieldsOf(input) {
			members[f.goName] = true
		}
	}
	for _, name := range []string{
		"ModelPackageArn", "ModelPackageName", "ModelPackageGroupName", // identity, kept beside the document
		"Tags", "ClientToken", "CertifyForMarketplace", "ManagedStorageType", // not for versioned packages of a catalog
	} {
		delete(members, name)
	}
	return members
}()

// packageDoc turns a package as the SDK gives it (a pointer to an output, a
// Search record or a summary) into a document.
func packageDoc(pkg any) sync.Doc {
	doc := structDoc(reflect.ValueOf(pkg).Elem(), packageMembers)
	if card, ok := doc["modelCard"].(map[string]any); ok {
		if text, ok := card["modelCardContent"].(string); ok {
			card["modelCardContent"] = parseContent(text)
		}
	}
	return doc
}

// parseContent reads JSON that SageMaker keeps as a string. What is no JSON
// stays the string it is, and so differs from any mapping.
func parseContent(text string) any {
	var content any
	if err := json.Unmarshal([]byte(text), &content); err != nil {
		return text
	}
	return content
}

// packageInput fills input, a pointer to a Create or Update input, from a
// document. Nulls, empty lists and empty mappings are not sent: the service
// refuses them. A member that the operation does not take is an error.
func packageInput(doc sync.Doc, input any) error {
	doc, err := withCardText(doc)
	if err != nil {
		return err
	}
	text, err := json.Marshal(prune(doc))
	if err != nil {
		return fmt.Errorf("writing the document: %w", err)
	}
	// The SDK's structs carry no JSON tags; encoding/json matches names without
	// regard to case, which is all that tells containerHostname from ContainerHostname.
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(input); err != nil {
		return fmt.Errorf("filling %s: %w", reflect.TypeOf(input).Elem().Name(), err)
	}
	return nil
}

// withCardText gives the document with the content of its model card as text. The content
// is not pruned: to the registry it is one string.
func withCardText(doc sync.Doc) (sync.Doc, error) {
	card, _ := doc["modelCard"].(map[string]any)
	content, _ := card["modelCardContent"].(map[string]any)
	if len(content) == 0 {
		return doc, nil
	}
	text, err := oneLine(content)
	if err != nil {
		return nil, fmt.Errorf("writing modelCardContent: %w", err)
	}
	card, doc = maps.Clone(card), maps.Clone(doc)
	card["modelCardContent"] = text
	doc["modelCard"] = card
	return doc, nil
}

// prune copies a value without nulls, empty lists and empty mappings.
func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, member := range v {
			if member = prune(member); member != nil {
				out[key] = member
			}
		}
		if len(out) > 0 {
			return out
		}
		return nil
	case []any:
		if len(v) == 0 {
			return nil
		}
		out := make([]any, len(v))
		for i, item := range v {
			if out[i] = prune(item); out[i] == nil {
				out[i] = item
			}
		}
		return out
	}
	return v
}

// oneLine writes a mapping as JSON on a single line, as SageMaker's patterns
// for JSON in a string demand.
func oneLine(content map[string]any) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(content); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// structDoc turns an SDK struct into a document; keep names the members wanted
// by their Go names, nil wants all.
func structDoc(v reflect.Value, keep map[string]bool) sync.Doc {
	doc := sync.Doc{}
	for _, f := range fieldsOf(v.Type()) {
		if keep != nil && !keep[f.goName] {
			continue
		}
		if member := docValue(v.Field(f.index)); member != nil {
			doc[f.docName] = member
		}
	}
	return doc
}

// docValue turns a member's value into a document's; nil means nothing to say.
func docValue(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return docValue(v.Elem())
	case reflect.Struct:
		if doc := structDoc(v, nil); len(doc) > 0 {
			return doc
		}
		return nil
	case reflect.Slice:
		if v.Len() == 0 {
			return nil
		}
		items := make([]any, v.Len())
		for i := range items {
			items[i] = listItem(v.Index(i))
		}
		return items
	case reflect.Map: // free keys, string values: SageMaker has no other maps
		if v.Len() == 0 {
			return nil
		}
		entries := make(map[string]any, v.Len())
		for key, value := range v.Interface().(map[string]string) {
			entries[key] = value
		}
		return entries
	case reflect.String:
		if v.Len() == 0 {
			return nil
		}
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int32, reflect.Int64:
		return float64(v.Int())
	case reflect.Float32, reflect.Float64:
		return shortest(v)
	}
	panic(fmt.Sprintf("no document form for %s", v.Type()))
}

// shortest is the number whose shortest decimal is that of v: 2.84, and not the
// 2.8399999141693115 that a metric of 32 bits is to the letter.
func shortest(v reflect.Value) float64 {
	f, err := strconv.ParseFloat(strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits()), 64)
	if err != nil {
		return v.Float() // NaN and the infinities read back
	}
	return f
}

// listItem is docValue for a place in a list, which stays even when empty.
func listItem(v reflect.Value) any {
	if item := docValue(v); item != nil {
		return item
	}
	if v.Kind() == reflect.String {
		return ""
	}
	return map[string]any{}
}

// A field is a member of an SDK struct.
type field struct {
	index   int
	goName  string // ModelDataUrl, which is the API's own name as well
	docName string // modelDataUrl
}

var fieldCache stdsync.Map // reflect.Type -> []field

// fieldsOf lists the members of an SDK struct that can be in a document.
// Timestamps and the SDK's own bookkeeping cannot.
func fieldsOf(t reflect.Type) []field {
	if fields, ok := fieldCache.Load(t); ok {
		return fields.([]field)
	}
	var fields []field
	for _, f := range reflect.VisibleFields(t) {
		if !f.IsExported() || len(f.Index) != 1 || f.Name == "ResultMetadata" || f.Type == reflect.TypeFor[*time.Time]() {
			continue
		}
		fields = append(fields, field{f.Index[0], f.Name, strings.ToLower(f.Name[:1]) + f.Name[1:]})
	}
	fieldCache.Store(t, fields)
	return fields
}
