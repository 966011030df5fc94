package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"modelreg/catalog/synthetic"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/sync"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

// TestPullHoldsAll fills a registry with groups and packages of any members,
// and pulls it into an empty catalog: what comes of it is valid, its plan has
// nothing but adoption, and pulling again has nothing to do.
func TestPullHoldsAll(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.WriteFile("registry.yaml", []byte(pullRegistry), 0o644); err != nil {
				t.Fatal(err)
			}
			f := newFiller(t, seed)
			for _, group := range []string{"Churn", "CHURN-2", "versions", "a--b", "7"} {
				f.group(group)
			}
			want := f.versions
			f.group("churn") // a name that differs in case alone cannot be pulled beside the other
			f.close()

			out, talk := pullRun(t, cli.OK, "pull", "-o", "json")
			var edit render.Edit
			if err := json.Unmarshal([]byte(out), &edit); err != nil {
				t.Fatal(err)
			}
			var said any
			if err := json.Unmarshal([]byte(out), &said); err != nil {
				t.Fatal(err)
			}
			if err := schemaOf(t, "edit").Validate(said); err != nil {
				t.Error(err)
			}
			if len(edit.Versions) != want {
				t.Errorf("%d versions were pulled, want %d: %s%v", len(edit.Versions), want, talk, edit.Lost)
			}
			pullRun(t, cli.OK, "validate")
			out, _ = pullRun(t, cli.OK, "plan", "-o", "json")
			plan, err := sync.Decode(strings.NewReader(out))
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range plan.Changes {
				if c.Reason != sync.Adopt {
					t.Errorf("%s %s %s: %s %v", c.Action, c.Ref, c.Reason, c.Detail, c.Fields)
				}
			}
			if n := plan.Counts.Create; n > 0 {
				t.Errorf("%d are to be created", n)
			}
			if out, _ := pullRun(t, cli.OK, "pull"); out != "" {
				t.Errorf("pulled again: %s", out)
			}
		})
	}
}

const pullRegistry = `apiVersion: modelreg/v1
kind: Registry
name: acme-models
defaultTarget: local
targets:
  local: {local: {path: registry.db}}
`

// pullRun runs a command, and gives what it says.
func pullRun(t *testing.T, want cli.Code, args ...string) (out, talk string) {
	t.Helper()
	var stdout, stderr strings.Builder
	world := inProcess(args...)
	world.Stdout, world.Stderr = &stdout, &stderr
	if code := run(t.Context(), world); code != want {
		t.Fatalf("%s ended with %d: %s%s", strings.Join(args, " "), code, stderr.String(), stdout.String())
	}
	return stdout.String(), stderr.String()
}

// A filler fills a registry as other tools do.
type filler struct {
	t        *testing.T
	r        *rand.Rand
	docs     synthetic.Document
	target   *sagemaker.Target
	close    func()
	versions int // that can be pulled
}

func newFiller(t *testing.T, seed uint64) *filler {
	t.Helper()
	options := emulator.Instant()
	options.Unsynced = true
	reg, err := emulator.Open("registry.db", options)
	if err != nil {
		t.Fatal(err)
	}
	target, err := sagemaker.Open(t.Context(), sagemaker.Options{Region: "us-east-1", AccountID: emulator.DefaultAccount, Embedded: emulator.Transport(reg)})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(seed, 5))
	return &filler{t: t, r: r, docs: synthetic.Document{Pick: r.IntN}, target: target, close: func() {
		if err := reg.Close(); err != nil {
			t.Error(err)
		}
	}}
}

func (f *filler) group(name string) {
	f.t.Helper()
	doc := f.docs.Group()
	text, _ := doc["modelPackageGroupDescription"].(string)
	tags := map[string]string{}
	have, _ := doc["tags"].(map[string]any)
	for key, value := range have {
		tags[key] = value.(string)
	}
	if _, err := f.target.CreateGroup(f.t.Context(), name, text, tags); err != nil {
		f.t.Fatal(err)
	}
	if f.r.IntN(2) == 0 {
		policy := sync.Doc{"Version": "2012-10-17", "Statement": []any{map[string]any{
			"Sid": "${read}", "Effect": "Allow", "Principal": map[string]any{"AWS": "arn:aws:iam::222233334444:root"},
			"Action": []any{"sagemaker:DescribeModelPackage"}, "Resource": "*",
		}}}
		if err := f.target.PutPolicy(f.t.Context(), name, policy); err != nil {
			f.t.Fatal(err)
		}
	}
	var last sync.Doc
	for i := range 8 {
		doc := f.docs.Version()
		if i == 5 {
			doc = last // twice the same
		}
		last = doc
		f.register(name, doc)
	}
	f.register(name, sync.Doc{}) // with nothing in it
	other := sync.Doc{"modelPackageDescription": "another's", "customerMetadataProperties": map[string]any{"modelreg/catalog": "other", "modelreg/version": "1"}}
	f.register(name, other)
	f.versions-- // it is not there to be pulled
}

// register makes a package with all members of a version's document.
func (f *filler) register(group string, doc map[string]any) {
	f.t.Helper()
	create, update := sync.Doc{}, sync.Doc{}
	metadata := map[string]any{}
	for member, value := range doc {
		switch member {
		case "approvalDescription":
			update[member] = value
		case "sourceUri":
			if doc["inferenceSpecification"] != nil {
				update[member] = value
			} else {
				create[member] = value
			}
		case "metrics":
			for name, number := range value.(map[string]any) {
				metadata["metrics/"+name] = strconv.FormatFloat(number.(float64), 'g', -1, 64)
			}
		case "customerMetadataProperties":
			for key, text := range value.(map[string]any) {
				metadata[key] = text
			}
		default:
			create[member] = value
		}
	}
	if len(metadata) > 0 {
		create["customerMetadataProperties"] = metadata
	}
	arn, err := f.target.CreatePackage(f.t.Context(), group, create, fmt.Sprintf("token-%d", f.r.Uint64()))
	if err != nil {
		f.t.Fatalf("registering %v: %v", doc, err)
	}
	if status := []string{"", "Approved", "Rejected"}[f.r.IntN(3)]; status != "" {
		update["modelApprovalStatus"] = status
	}
	if len(update) > 0 {
		if err := f.target.UpdatePackage(f.t.Context(), arn, update); err != nil {
			f.t.Fatalf("updating %v: %v", update, err)
		}
	}
	f.versions++
}
