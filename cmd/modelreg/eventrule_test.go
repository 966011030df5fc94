package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"modelreg/cmd/internal/cli"
	"modelreg/sync"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

var eventRule = regexp.MustCompile("(?ms)^```json\n(\\{\n  \"source\": \\[\"aws.sagemaker\"\\].*?)^```$")

// TestEventRule holds the README's EventBridge rule against the events of all
// that happens to a package: it fires when sync approves, and at nothing else.
func TestEventRule(t *testing.T) {
	found := eventRule.FindStringSubmatch(readText(t, "../../README.md"))
	if found == nil {
		t.Fatal("README.md has no event rule")
	}
	rule, ok := decoded(t, []byte(found[1])).(map[string]any)
	if !ok {
		t.Fatal("the event rule is no object")
	}
	tm := newTeam(t)
	tm.git("checkout -q --detach origin/main")
	last := uint64(0)
	for _, step := range []struct {
		name   string
		do     func()
		events int // at least
		fires  int
	}{
		{"registered", tm.sync, 1, 0},
		{"approved by a hand", func() { tm.byHand(sync.Doc{"modelApprovalStatus": "Approved"}) }, 1, 0},
		{"put back", tm.sync, 1, 0},
		{"rejected by a hand, and approved", func() {
			tm.byHand(sync.Doc{"modelApprovalStatus": "Rejected"})
			tm.byHand(sync.Doc{"modelApprovalStatus": "Approved"})
		}, 2, 0},
		{"put back again", tm.sync, 1, 0},
		{"approved", func() { tm.merge(); tm.sync() }, 1, 1},
		{"approved still", tm.sync, 0, 0},
		{"metadata", func() { tm.byHand(sync.Doc{"customerMetadataProperties": map[string]any{"owner": "ana"}}) }, 1, 0},
		{"a life cycle", func() {
			tm.byHand(sync.Doc{"modelLifeCycle": map[string]any{"stage": "Production", "stageStatus": "InProgress"}})
		}, 1, 0},
		{"stopped by a hand", func() { tm.byHand(sync.Doc{"modelApprovalStatus": "Rejected"}) }, 1, 0},
	} {
		step.do()
		events := tm.events(last)
		last += uint64(len(events))
		fired := 0
		for _, e := range events {
			if fires(rule, e) {
				fired++
			}
		}
		if fired != step.fires || len(events) < step.events {
			text, err := json.MarshalIndent(events, "", " ")
			t.Errorf("%s: the rule fired %d times at %d events, want %d\n%s%v", step.name, fired, len(events), step.fires, text, err)
		}
	}
}

// TestFires holds the matcher of TestEventRule to what EventBridge does.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
func TestFires(t *testing.T) {
	event := map[string]any{"a": "one two", "list": []any{"x", "y"}, "in": map[string]any{"b": "c"}}
	for pattern, want := range map[string]bool{
		`{"a": ["one two"]}`:                                      true,
		`{"a": ["one"]}`:                                          false,
		`{"a": ["one", "one two"]}`:                               true,
		`{"list": ["y", "z"]}`:                                    true,
		`{"list": ["z"]}`:                                         false,
		`{"none": ["z"]}`:                                         false,
		`{"in": {"b": ["c"]}, "a": ["one two"]}`:                  true,
		`{"in": {"b": ["c"]}, "a": ["two"]}`:                      false,
		`{"a": [{"wildcard": "*two"}]}`:                           true,
		`{"a": [{"wildcard": "two*"}]}`:                           false,
		`{"a": [{"anything-but": {"wildcard": ["x*", "*two"]}}]}`: false,
		`{"a": [{"anything-but": {"wildcard": ["x*", "two*"]}}]}`: true,
		`{"none": [{"anything-but": {"wildcard": ["x"]}}]}`:       false,
	} {
		if got := fires(decoded(t, []byte(pattern)).(map[string]any), event); got != want {
			t.Errorf("%s: %v", pattern, got)
		}
	}
}

// fires matches an event as EventBridge does: all members of a pattern, each by
// one of its choices; of a list in the event, one item.
func fires(pattern, event map[string]any) bool {
	for name, want := range pattern {
		have, there := event[name]
		switch want := want.(type) {
		case map[string]any:
			inner, _ := have.(map[string]any)
			if !fires(want, inner) {
				return false
			}
		case []any:
			items, isList := have.([]any)
			if !isList {
				items = []any{have}
			}
			match := false
			for _, item := range items {
				for _, choice := range want {
					match = match || there && chosen(choice, item)
				}
			}
			if !match {
				return false
			}
		}
	}
	return true
}

func chosen(choice, value any) bool {
	operator, ok := choice.(map[string]any)
	if !ok {
		return choice == value
	}
	text, _ := value.(string)
	if w, ok := operator["wildcard"].(string); ok {
		pattern := strings.ReplaceAll(regexp.QuoteMeta(w), `\*`, "(?s:.*)")
		return regexp.MustCompile(`\A` + pattern + `\z`).MatchString(text)
	}
	but, ok := operator["anything-but"].(map[string]any)
	wildcards, isList := but["wildcard"].([]any)
	if !ok || !isList {
		panic(fmt.Sprintf("the matcher does not know %v", operator))
	}
	for _, w := range wildcards {
		if chosen(map[string]any{"wildcard": w}, value) {
			return false
		}
	}
	return true
}

func (tm *team) sync() {
	tm.t.Helper()
	if out, code := tm.run("sync"); code != cli.OK {
		tm.t.Fatalf("sync ends with %d\n%s", code, out)
	}
}

func (tm *team) registry() *emulator.Registry {
	tm.t.Helper()
	reg, err := emulator.Open("catalog/.modelreg/registry.db", emulator.Instant())
	if err != nil {
		tm.t.Fatal(err)
	}
	return reg
}

// byHand updates the one package of the team's registry.
func (tm *team) byHand(doc sync.Doc) {
	tm.t.Helper()
	reg := tm.registry()
	defer reg.Close()
	target, err := sagemaker.Open(tm.t.Context(), sagemaker.Options{Region: "us-east-1", AccountID: "000000000000", Embedded: emulator.Transport(reg)})
	if err == nil {
		err = target.UpdatePackage(tm.t.Context(), "arn:aws:sagemaker:us-east-1:000000000000:model-package/house-price/1", doc)
	}
	if err != nil {
		tm.t.Fatal(err)
	}
}

// events are those of the team's registry since the last one, as EventBridge
// delivers them.
func (tm *team) events(last uint64) (all []map[string]any) {
	tm.t.Helper()
	reg := tm.registry()
	defer reg.Close()
	events, err := reg.Events(last)
	if err != nil {
		tm.t.Fatal(err)
	}
	text, err := json.Marshal(events)
	if err != nil {
		tm.t.Fatal(err)
	}
	if err := json.Unmarshal(text, &all); err != nil {
		tm.t.Fatal(err)
	}
	return all
}
