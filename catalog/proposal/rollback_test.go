package proposal

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"modelreg/catalog"
)

// TestRollback goes back in a group whose versions say what they do.
func TestRollback(t *testing.T) {
	const approvedIn, pendingIn, rejectedIn = "modelApprovalStatus: Approved\n", "modelApprovalStatus: PendingManualApproval\n", "modelApprovalStatus: Rejected\n"
	staging := func(state string) string { return "overrides:\n  staging: {modelApprovalStatus: " + state + "}\n" }
	for name, tt := range map[string]struct {
		versions []string // 1, 2 and so on
		to       string
		targets  []string
		stopped  string            // versions that no registry has approved, by label: 2; or that one has not: 2@staging
		live     string            // those of them that are approved as they were before
		back     string            // the version that was taken back in staging and is not committed
		once     string            // versions that once were approved, by label: 1 2; "?" where there is no history
		returns  []string          // target from to, and what is passed over
		want     map[string]string // texts that change, by label
		why      string
		hint     string // checked where there is one
	}{
		"to what is approved": {
			versions: []string{approvedIn, pendingIn, approvedIn}, returns: []string{"local 3 1", "production 3 1", "staging 3 1"},
			want: map[string]string{"3": "modelApprovalStatus: Rejected\napprovalDescription: leaks\n"},
		},
		"to what once was": {
			versions: []string{pendingIn, pendingIn, approvedIn}, once: "1", returns: []string{"local 3 1", "production 3 1", "staging 3 1"},
			want: map[string]string{"1": approvedIn, "3": "modelApprovalStatus: Rejected\napprovalDescription: leaks\n"},
		},
		"to the higher one of what once was": {
			versions: []string{pendingIn, pendingIn, approvedIn}, once: "1 2", returns: []string{"local 3 2", "production 3 2", "staging 3 2"},
			want: map[string]string{"2": approvedIn, "3": "modelApprovalStatus: Rejected\napprovalDescription: leaks\n"},
		},
		"never to what was rejected": {
			versions: []string{rejectedIn, approvedIn}, once: "1",
			why:  "there is nothing good to go back to from churn/2 in local, production and staging: no version below it is to be approved there, and none ever was that is not rejected now",
			hint: "modelreg reject churn/2 takes it back all the same; --to LABEL names the version to have",
		},
		"nothing is below": {
			versions: []string{approvedIn},
			why:      "there is nothing good to go back to from churn/1 in local, production and staging: no version below it is to be approved there, and none ever was that is not rejected now",
			hint:     "modelreg reject churn/1 takes it back all the same",
		},
		"nothing is good in some targets": {
			versions: []string{rejectedIn + staging(Approved), approvedIn},
			why:      "there is nothing good to go back to from churn/2 in local and production: no version below it is to be approved there, and none ever was that is not rejected now",
			hint:     "modelreg reject churn/2 --target local,production takes it back all the same; --to LABEL names the version to have",
		},
		"nothing is good in targets that have another one": {
			versions: []string{approvedIn, rejectedIn + staging(Approved)}, targets: []string{"local", "staging"}, stopped: "1@staging",
			why: "there is nothing good to go back to from churn/1 in local: no version below it is to be approved there, and none ever was that is not rejected now; " +
				"there is nothing good to go back to from churn/2 in staging: no other version below it is to be approved there, and none ever was that is not rejected now; churn/1 is passed over in staging: a hand",
			hint: "modelreg reject churn/1 --target local and modelreg reject churn/2 --target staging take them back all the same; --to LABEL names the version to have",
		},
		"a request that was stopped is not the latest, and is taken back along": {
			versions: []string{approvedIn, approvedIn, approvedIn}, stopped: "3", targets: []string{"staging"},
			returns: []string{"staging 2 1 churn/3 asks to be approved in staging, and is not: a hand"},
			want: map[string]string{
				"2": approvedIn + "overrides:\n  staging:\n    modelApprovalStatus: Rejected\n    approvalDescription: leaks\n",
				"3": approvedIn + "overrides:\n  staging:\n    modelApprovalStatus: Rejected\n    approvalDescription: leaks\n",
			},
		},
		"nothing is below what is live": {
			versions: []string{approvedIn, approvedIn}, stopped: "2", targets: []string{"staging"},
			why:  "there is nothing good to go back to from churn/1 in staging: no version below it is to be approved there, and none ever was that is not rejected now; churn/2 asks to be approved in staging, and is not: a hand",
			hint: "modelreg reject churn/1 --target staging takes it back all the same; --to 1 keeps it, and takes back what is not live above it",
		},
		"all was stopped, and nothing is good": {
			versions: []string{approvedIn, approvedIn}, stopped: "1 2", targets: []string{"staging"},
			why:  "there is nothing good to go back to from churn/2 in staging: no other version below it is to be approved there, and none ever was that is not rejected now; churn/1 is passed over in staging: a hand; churn/2 asks to be approved in staging, and is not: a hand",
			hint: "modelreg reject churn/2 --target staging takes it back all the same; --to LABEL names the version to have",
		},
		"a change of what is live was held": {
			versions: []string{approvedIn, approvedIn, approvedIn}, stopped: "3", live: "3", targets: []string{"staging"}, returns: []string{"staging 3 2"},
			want: map[string]string{"3": approvedIn + "overrides:\n  staging:\n    modelApprovalStatus: Rejected\n    approvalDescription: leaks\n"},
		},
		"what is live in one target was stopped in another": {
			versions: []string{approvedIn, approvedIn, approvedIn}, stopped: "3@staging",
			returns: []string{"local 3 2", "production 3 2", "staging 2 2 churn/3 asks to be approved in staging, and is not: a hand"},
			want:    map[string]string{"3": "modelApprovalStatus: Rejected\napprovalDescription: leaks\n"},
		},
		"to what is live already, from a request that was stopped": {
			versions: []string{approvedIn, approvedIn, approvedIn}, stopped: "3", to: "2", targets: []string{"staging"},
			returns: []string{"staging 2 2 churn/3 asks to be approved in staging, and is not: a hand"},
			want:    map[string]string{"3": approvedIn + "overrides:\n  staging:\n    modelApprovalStatus: Rejected\n    approvalDescription: leaks\n"},
		},
		"all that is to be approved was stopped, and one once was": {
			versions: []string{pendingIn, approvedIn}, stopped: "2", once: "1", targets: []string{"staging"},
			returns: []string{"staging none 1 churn/2 asks to be approved in staging, and is not: a hand"},
			want: map[string]string{
				"1": pendingIn + "overrides:\n  staging:\n    modelApprovalStatus: Approved\n",
				"2": approvedIn + "overrides:\n  staging:\n    modelApprovalStatus: Rejected\n    approvalDescription: leaks\n",
			},
		},
		"to what was rejected, if it is named": {
			versions: []string{rejectedIn + "approvalDescription: bad\n", approvedIn, approvedIn}, to: "1", returns: []string{"local 3 1", "production 3 1", "staging 3 1"},
			want: map[string]string{
				"1": approvedIn,
				"2": "modelApprovalStatus: Rejected\napprovalDescription: leaks\n", "3": "modelApprovalStatus: Rejected\napprovalDescription: leaks\n",
			},
		},
		"without a history": {
			versions: []string{pendingIn, approvedIn}, once: "?",
			why: "there is nothing good to go back to from churn/2 in local, production and staging: no version below it is to be approved there, and without the history of a clone nobody knows which one was",
		},
		"in one target": {
			versions: []string{pendingIn, approvedIn}, once: "1", targets: []string{"staging"}, returns: []string{"staging 2 1"},
			want: map[string]string{
				"1": pendingIn + "overrides:\n  staging:\n    modelApprovalStatus: Approved\n",
				"2": approvedIn + "overrides:\n  staging:\n    modelApprovalStatus: Rejected\n    approvalDescription: leaks\n",
			},
		},
		"where the latest is another one, nothing changes": {
			versions: []string{approvedIn, approvedIn, pendingIn + staging(Approved)}, returns: []string{"staging 3 2"},
			want: map[string]string{"3": "modelApprovalStatus: Rejected\napprovalDescription: leaks\n" + staging(Rejected)},
		},
		"to what is approved elsewhere": {
			versions: []string{approvedIn + staging("PendingManualApproval"), approvedIn}, once: "1", returns: []string{"local 2 1", "production 2 1", "staging 2 1"},
			want: map[string]string{"1": approvedIn + staging(Approved), "2": "modelApprovalStatus: Rejected\napprovalDescription: leaks\n"},
		},
		"all above goes": {
			versions: []string{approvedIn, approvedIn, approvedIn}, to: "1", targets: []string{"local", "production"}, returns: []string{"local 3 1", "production 3 1"},
			want: map[string]string{
				"2": approvedIn + "overrides:\n  local:\n    modelApprovalStatus: Rejected\n    approvalDescription: leaks\n  production:\n    modelApprovalStatus: Rejected\n    approvalDescription: leaks\n",
				"3": approvedIn + "overrides:\n  local:\n    modelApprovalStatus: Rejected\n    approvalDescription: leaks\n  production:\n    modelApprovalStatus: Rejected\n    approvalDescription: leaks\n",
			},
		},
		"what was stopped is passed over": {
			versions: []string{approvedIn, approvedIn, approvedIn}, stopped: "2", targets: []string{"staging"}, returns: []string{"staging 3 1 churn/2 is passed over in staging: a hand"},
			want: map[string]string{
				"2": approvedIn + "overrides:\n  staging:\n    modelApprovalStatus: Rejected\n    approvalDescription: leaks\n",
				"3": approvedIn + "overrides:\n  staging:\n    modelApprovalStatus: Rejected\n    approvalDescription: leaks\n",
			},
		},
		"what once was and was stopped is passed over": {
			versions: []string{pendingIn, pendingIn, approvedIn}, stopped: "2", once: "1 2", targets: []string{"staging"}, returns: []string{"staging 3 1 churn/2 is passed over in staging: a hand"},
			want: map[string]string{
				"1": pendingIn + "overrides:\n  staging:\n    modelApprovalStatus: Approved\n",
				"3": approvedIn + "overrides:\n  staging:\n    modelApprovalStatus: Rejected\n    approvalDescription: leaks\n",
			},
		},
		"all was stopped": {
			versions: []string{approvedIn, approvedIn}, stopped: "1", targets: []string{"staging"},
			why: "there is nothing good to go back to from churn/2 in staging: no other version below it is to be approved there, and none ever was that is not rejected now; churn/1 is passed over in staging: a hand",
		},
		"what was stopped asks again, if it is named": {
			versions: []string{approvedIn, approvedIn, approvedIn}, stopped: "1 2", to: "1", returns: []string{"local 3 1", "production 3 1", "staging 3 1"},
			want: map[string]string{
				"1": approvedIn + "approvalRequest: 1\n",
				"2": "modelApprovalStatus: Rejected\napprovalDescription: leaks\n", "3": "modelApprovalStatus: Rejected\napprovalDescription: leaks\n",
			},
		},
		"the same again": {
			versions: []string{approvedIn, approvedIn, approvedIn + staging(Rejected)}, back: "3", targets: []string{"staging"}, returns: []string{"staging 3 2 already"},
		},
		"the same again where other targets had another one": {
			versions: []string{approvedIn, approvedIn, pendingIn + staging(Rejected)}, back: "3", returns: []string{"staging 3 2 already"},
		},
		"where one target went back already": {
			versions: []string{approvedIn, approvedIn, approvedIn + staging(Rejected)}, back: "3", returns: []string{"local 3 2", "production 3 2", "staging 3 2 already"},
			want: map[string]string{"3": "modelApprovalStatus: Rejected\napprovalDescription: leaks\noverrides:\n  staging: {modelApprovalStatus: Rejected, approvalDescription: null}\n"},
		},
		"further than went back already": {
			versions: []string{approvedIn, approvedIn, approvedIn + staging(Rejected)}, back: "3", to: "1", targets: []string{"staging"}, returns: []string{"staging 2 1"},
			want: map[string]string{"2": approvedIn + "overrides:\n  staging:\n    modelApprovalStatus: Rejected\n    approvalDescription: leaks\n"},
		},
		"to the latest": {versions: []string{approvedIn, approvedIn}, to: "2"},
		"forward": {
			versions: []string{approvedIn, pendingIn}, to: "2",
			why: "churn/2 is above churn/1, the latest that is to be approved",
		},
		"nothing is approved": {
			versions: []string{pendingIn, rejectedIn}, targets: []string{"staging"},
			why: "no version of churn is to be approved in staging, so there is nothing to take back",
		},
	} {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{
				"registry.yaml":    {Data: []byte(decideRegistry)},
				"churn/group.yaml": {Data: []byte("apiVersion: modelreg/v1\nkind: ModelGroup\n")},
			}
			for i, text := range tt.versions {
				files["churn/versions/"+string(rune('1'+i))+".yaml"] = &fstest.MapFile{Data: []byte(head + text)}
			}
			c, problems, err := catalog.Load(t.Context(), files, catalog.LoadOptions{})
			if err != nil || catalog.HasErrors(problems) {
				t.Fatal(err, problems)
			}
			r := Rollback{Group: c.Groups[0], Targets: tt.targets, Reason: "leaks"}
			r.To, _ = r.Group.Version(tt.to)
			if v, ok := r.Group.Version(tt.back); ok {
				r.Back = map[string]*catalog.Version{"staging": v}
			}
			r.Stopped = func(v *catalog.Version, t *catalog.Target) (string, bool, error) {
				if all := strings.Fields(tt.stopped); slices.Contains(all, v.Label.String()) || slices.Contains(all, v.Label.String()+"@"+t.Name) {
					return "a hand", strings.Contains(tt.live, v.Label.String()), nil
				}
				return "", false, nil
			}
			if tt.once != "?" {
				r.Once = func(v *catalog.Version, _ *catalog.Target) (bool, error) {
					return slices.Contains(strings.Fields(tt.once), v.Label.String()), nil
				}
			}
			returns, err := r.Returns(c.Registry)
			if none, ok := errors.AsType[*NoReturn](err); ok {
				if none.Why != tt.why || tt.hint != "" && none.Hint != tt.hint {
					t.Errorf("it says %q and %q, want %q and %q", none.Why, none.Hint, tt.why, tt.hint)
				}
				return
			}
			if err != nil || tt.why != "" {
				t.Fatalf("got %v, want %q", err, tt.why)
			}
			var got []string
			for _, back := range returns {
				from := "none"
				if back.From != nil {
					from = back.From.Label.String()
				}
				words := slices.Concat([]string{back.Target, from, back.To.Label.String()}, back.Along, back.Passed)
				if back.Already {
					words = append(words, "already")
				}
				got = append(got, strings.Join(words, " "))
			}
			if diff := cmp.Diff(tt.returns, got); diff != "" {
				t.Error(diff)
			}
			text := func(v *catalog.Version) ([]byte, error) { return files[v.Path].Data, nil }
			rulings, err := r.Rulings(c.Registry, returns, text)
			if err != nil {
				t.Fatal(err)
			}
			changed := map[string]string{}
			for _, ruling := range rulings {
				edited, err := Edit(files[ruling.Version.Path].Data, ruling.Changes...)
				if err != nil {
					t.Fatal(err)
				}
				changed[ruling.Version.Label.String()] = strings.TrimPrefix(string(edited), head)
			}
			if diff := cmp.Diff(tt.want, changed, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestRollbackHistory: what can't be read is an error, and no version is good
// by it.
func TestRollbackHistory(t *testing.T) {
	files := fstest.MapFS{
		"registry.yaml":         {Data: []byte(decideRegistry)},
		"churn/group.yaml":      {Data: []byte("apiVersion: modelreg/v1\nkind: ModelGroup\n")},
		"churn/versions/1.yaml": {Data: []byte(head + "metrics: {}\n")},
		"churn/versions/2.yaml": {Data: []byte(head + "modelApprovalStatus: Approved\n")},
	}
	c, _, err := catalog.Load(t.Context(), files, catalog.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	shallow := errors.New("shallow")
	nothing := func(*catalog.Version, *catalog.Target) (string, bool, error) { return "", false, nil }
	r := Rollback{Group: c.Groups[0], Stopped: nothing, Once: func(*catalog.Version, *catalog.Target) (bool, error) { return false, shallow }}
	if returns, err := r.Returns(c.Registry); !errors.Is(err, shallow) {
		t.Errorf("got %v, %v", returns, err)
	}
}
