package emulator_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/smithy-go"

	"modelreg/sync/emulator"
)

// notOurs are members of the SDK's types that the model leaves out on purpose.
func notOurs(owner, name string) bool {
	switch {
	case name == "ResultMetadata" || name == "noSmithyDocumentSerde":
		return true
	case owner == "SearchRecord": // the other things that SageMaker can search
		return name != "ModelPackage" && name != "ModelPackageGroup"
	}
	return false
}

// openEnums are checked by pattern only: SageMaker adds values all the time.
var openEnums = []string{"TransformInstanceType", "ProductionVariantInstanceType", "TrainingInstanceType", "ProcessingInstanceType"}

// TestModelIsTheSDKs walks the SDK's types beside the model: each member of the
// one must be in the other, with the same type and values.
func TestModelIsTheSDKs(t *testing.T) {
	m := emulator.TheModel()
	client := reflect.TypeFor[*sagemaker.Client]()
	for op, shapes := range m.Operations {
		method, ok := client.MethodByName(op)
		if !ok {
			t.Errorf("the SDK has no operation %s", op)
			continue
		}
		w := walker{t: t, model: m, seen: map[reflect.Type]bool{}}
		w.walk(op, shapes.Input, method.Type.In(2).Elem())
		output := method.Type.Out(0).Elem()
		if shapes.Output != "" {
			w.walk(op, shapes.Output, output)
		} else if output.NumField() > 2 {
			t.Errorf("%s answers nothing, in the SDK %s", op, output)
		}
	}
}

type walker struct {
	t     *testing.T
	model emulator.Model
	seen  map[reflect.Type]bool
}

func (w walker) walk(path, name string, typ reflect.Type) {
	shape := w.model.Shapes[strings.TrimSuffix(name, "!")]
	if shape == nil {
		w.t.Fatalf("%s: no shape %s", path, name)
	}
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if got := kindOf(typ); got != shape.Type {
		w.t.Errorf("%s is %s in the model and %s in the SDK", path, shape.Type, got)
		return
	}
	switch shape.Type {
	case "list":
		w.walk(path+"[]", shape.Of, typ.Elem())
	case "map":
		w.walk(path+"{}", shape.Of, typ.Elem())
	case "string":
		w.enum(path, name, shape, typ)
	case "structure":
		if w.seen[typ] {
			return
		}
		w.seen[typ] = true
		var names []string
		for i := range typ.NumField() {
			f := typ.Field(i)
			if notOurs(typ.Name(), f.Name) {
				continue
			}
			names = append(names, f.Name)
			if of := shape.Members[f.Name]; of != "" {
				w.walk(path+"."+f.Name, of, f.Type)
			} else {
				w.t.Errorf("%s.%s is missing in the model", path, f.Name)
			}
		}
		for member := range shape.Members {
			if !slices.Contains(names, member) {
				w.t.Errorf("%s.%s is unknown to the SDK", path, member)
			}
		}
	}
}

func (w walker) enum(path, name string, shape *emulator.Shape, typ reflect.Type) {
	method, isEnum := typ.MethodByName("Values")
	if !isEnum || slices.Contains(openEnums, strings.TrimSuffix(name, "!")) {
		if len(shape.Enum) > 0 {
			w.t.Errorf("%s is an enum in the model only", path)
		}
		return
	}
	var values []string
	list := method.Func.Call([]reflect.Value{reflect.Zero(typ)})[0]
	for i := range list.Len() {
		values = append(values, list.Index(i).String())
	}
	if !slices.Equal(slices.Sorted(slices.Values(values)), slices.Sorted(slices.Values(shape.Enum))) {
		w.t.Errorf("%s has the values %v in the model and %v in the SDK", path, shape.Enum, values)
	}
}

func kindOf(typ reflect.Type) string {
	switch typ.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int32, reflect.Int64:
		return "integer"
	case reflect.Float32, reflect.Float64:
		return "float"
	case reflect.Slice:
		return "list"
	case reflect.Map:
		return "map"
	}
	if typ == reflect.TypeFor[time.Time]() {
		return "timestamp"
	}
	return "structure"
}

// TestModelRequiresWhatTheSDKRequires leaves out one member at a time and asks
// the SDK's client, which checks required members before it sends anything.
func TestModelRequiresWhatTheSDKRequires(t *testing.T) {
	m := emulator.TheModel()
	_, c := start(t, emulator.Instant())
	checked := 0
	for op, shapes := range m.Operations {
		method := reflect.ValueOf(c).MethodByName(op)
		input := method.Type().In(1).Elem()
		for _, path := range memberPaths(m, shapes.Input, input, nil) {
			in := reflect.New(input)
			fill(in.Elem(), path.names)
			out := method.Call([]reflect.Value{reflect.ValueOf(t.Context()), in})
			err, _ := out[1].Interface().(error)
			var invalid smithy.InvalidParamsError
			refused := errors.As(err, &invalid)
			if refused != path.required {
				t.Errorf("%s.%s: required in the model: %v; SDK: %v", op, strings.Join(path.names, "."), path.required, err)
			}
			checked++
		}
	}
	if checked < 300 {
		t.Errorf("only %d members checked", checked)
	}
}

type memberPath struct {
	names    []string
	required bool
}

// recursive is the one member that holds what it is in. It stays empty here.
const recursive = "SubExpressions"

// memberPaths lists all members below a structure, by SDK field names.
func memberPaths(m emulator.Model, name string, typ reflect.Type, above []string) []memberPath {
	shape := m.Shapes[strings.TrimSuffix(name, "!")]
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
		typ = typ.Elem()
		if shape.Type == "list" {
			shape = m.Shapes[shape.Of]
		}
	}
	if shape.Type != "structure" || len(above) > 0 && above[len(above)-1] == recursive {
		return nil
	}
	var out []memberPath
	for member, of := range shape.Members {
		f, ok := typ.FieldByName(member)
		if !ok {
			continue // TestModelIsTheSDKs says so
		}
		names := slices.Concat(above, []string{member})
		out = append(out, memberPath{names, strings.HasSuffix(of, "!")})
		out = append(out, memberPaths(m, of, f.Type, names)...)
	}
	return out
}

// fill sets every member below v but the one that the path names.
func fill(v reflect.Value, without []string) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), without)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), without)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
	case reflect.String:
		v.SetString("x")
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if notOurs(v.Type().Name(), name) || name == recursive {
				continue
			}
			var rest []string
			if len(without) > 0 && without[0] == name {
				if len(without) == 1 {
					continue
				}
				rest = without[1:]
			}
			fill(v.Field(i), rest)
		}
	}
}
