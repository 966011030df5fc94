package proof_test

import (
	"modelreg/catalog/evidence"
)

var (
	// loose lets mallory approve.
	loose = swap(registryYAML, "users: [bob, chen]", "users: [bob, chen, mallory]")
	// looser lets dana approve, too.
	looser = swap(loose, "mallory]", "mallory, dana]")
)

// policyRows are about the policy that judges, and how it came to be.
var policyRows = []row{
	{"40 loosened in the same pull request", func(w *world) {
		n := w.propose("dana", "approve", files{versionFile: approved, registryFile: loose})
		w.review(n, "mallory")
		w.merge(n, "squash")
	}, evidence.Held, "approvals", "the policy does not name the account"},

	{"40 loosened in the same pull request, and approved by the old one", func(w *world) {
		n := w.propose("dana", "approve", files{versionFile: approved, registryFile: loose})
		w.review(n, "mallory", "bob")
		w.merge(n, "squash")
	}, evidence.Granted, "", "by bob"},

	{"loosened by a push", func(w *world) {
		w.edit("mallory", "main", files{registryFile: loose})
		n := w.propose("dana", "approve", approval)
		w.review(n, "mallory")
		w.merge(n, "squash")
	}, evidence.Held, "policy-chain", "nobody approved the change of the approval policy"},

	{"loosened by a push, and approved by one of the old list", func(w *world) {
		w.edit("mallory", "main", files{registryFile: loose})
		w.grant("approve", approval)
	}, evidence.Held, "policy-chain", "nobody approved the change of the approval policy"},

	{"loosened by a push, and back again", func(w *world) {
		w.edit("mallory", "main", files{registryFile: loose})
		w.edit("mallory", "main", files{registryFile: registryYAML})
		w.grant("approve", approval)
	}, evidence.Held, "policy-chain", "nobody approved the change of the approval policy"},

	{"loosened by a push after the approval", func(w *world) {
		w.grant("approve", approval)
		w.edit("mallory", "main", files{registryFile: loose})
	}, evidence.Granted, "", "by bob"},

	{"loosened by a granted pull request", func(w *world) {
		w.grant("policy", files{registryFile: loose})
		n := w.propose("dana", "approve", approval)
		w.review(n, "mallory")
		w.merge(n, "squash")
	}, evidence.Granted, "", "#2 by mallory"},

	{"loosened by an unreviewed pull request", func(w *world) {
		w.merge(w.propose("dana", "policy", files{registryFile: loose}), "squash")
		n := w.propose("dana", "approve", approval)
		w.review(n, "mallory")
		w.merge(n, "squash")
	}, evidence.Held, "policy-chain", "acme/models#1 has 0 of 1 approval"},

	{"loosened twice, by one who was let in first", func(w *world) {
		w.grant("policy", files{registryFile: loose})
		n := w.propose("dana", "policy-2", files{registryFile: looser})
		w.review(n, "mallory")
		w.merge(n, "merge")
		n = w.propose("chen", "approve", approval)
		w.review(n, "dana")
		w.merge(n, "rebase")
	}, evidence.Granted, "", "#3 by dana"},

	{"loosened twice by one pull request", func(w *world) {
		n := w.propose("dana", "policy", files{registryFile: loose}, files{registryFile: looser})
		w.review(n, "bob")
		w.merge(n, "rebase")
		n = w.propose("chen", "approve", approval)
		w.review(n, "dana")
		w.merge(n, "rebase")
	}, evidence.Granted, "", "#2 by dana"},

	{"loosened, and back again, by one pull request", func(w *world) {
		n := w.propose("dana", "policy", files{registryFile: loose}, files{registryFile: registryYAML})
		w.review(n, "bob")
		w.merge(n, "rebase")
		w.grant("approve", approval)
	}, evidence.Granted, "", "#2 by bob"},

	{"loosened twice, at first by a push", func(w *world) {
		w.edit("mallory", "main", files{registryFile: loose})
		n := w.propose("dana", "policy-2", files{registryFile: looser})
		w.review(n, "bob")
		w.merge(n, "merge")
		w.grant("approve", approval)
	}, evidence.Held, "policy-chain", "nobody approved the change of the approval policy"},

	{"a rule of its own for changes of the policy", func(w *world) {
		w.grant("policy", files{registryFile: swap(registryYAML, "  rules:", "  policy: {approvers: {users: [olga]}}\n  rules:")})
		w.grant("policy-2", files{registryFile: loose})
		w.grant("approve", approval)
	}, evidence.Held, "policy-chain", "acme/models#2 has 0 of 1 approval"},

	{"a setting that is no policy is pushed", func(w *world) {
		w.edit("mallory", "main", files{registryFile: registryYAML + "safety: {maxDeletes: 3}\n"})
		w.grant("approve", approval)
	}, evidence.Granted, "", "by bob"},

	{"the account of a target is pushed", func(w *world) {
		w.edit("mallory", "main", files{registryFile: swap(registryYAML, "111122223333", "999999999999")})
		w.grant("approve", approval)
	}, evidence.Held, "policy-chain", "nobody approved the change of the approval policy"},

	{"registry.yaml is deleted and created again", func(w *world) {
		w.edit("mallory", "main", files{registryFile: ""})
		w.edit("mallory", "main", files{registryFile: loose})
		w.grant("approve", approval)
	}, evidence.Held, "policy-chain", "nobody approved the change of the approval policy"},

	{"registry.yaml is broken and mended", func(w *world) {
		w.edit("mallory", "main", files{registryFile: "kind: [\n"})
		w.edit("mallory", "main", files{registryFile: registryYAML})
		w.grant("approve", approval)
	}, evidence.Held, "policy-chain", "nobody approved the change of the approval policy"},

	{"approved while registry.yaml is broken", func(w *world) {
		w.edit("mallory", "main", files{registryFile: "kind: [\n"})
		w.grant("approve", approval)
		w.edit("mallory", "main", files{registryFile: registryYAML})
	}, evidence.Held, "policy", "there was no approval policy at"},

	{"the gates are loosened by a push", func(w *world) {
		w.edit("mallory", "main", files{registryFile: swap(registryYAML, "  rules:", "  gates: [modelCard.modelCardStatus=Approved]\n  rules:")})
		w.edit("mallory", "main", approval)
	}, evidence.Held, "policy-chain", "nobody approved the change of the approval policy"},

	{"the gates are loosened by a granted pull request", func(w *world) {
		w.grant("policy", files{registryFile: swap(registryYAML, "  rules:", "  gates: [modelCard.modelCardStatus=Approved]\n  rules:")})
		w.edit("dana", "main", approval)
	}, evidence.Granted, "", "asks no approval for modelApprovalStatus=Approved"},

	{"the gates are loosened in the same pull request", func(w *world) {
		w.merge(w.propose("dana", "approve", files{versionFile: approved, registryFile: swap(registryYAML, "  rules:", "  gates: [modelCard.modelCardStatus=Approved]\n  rules:")}), "squash")
	}, evidence.Held, "approvals", "has 0 of 1 approval"},

	{"another repository is named by a push", func(w *world) {
		w.edit("mallory", "main", files{registryFile: swap(registryYAML, "acme/models", "mallory/models")})
		w.edit("mallory", "main", approval)
	}, evidence.Unknown, "", `approval.repository is "mallory/models"`},

	{"another branch is named by a push", func(w *world) {
		w.edit("mallory", "main", files{registryFile: swap(registryYAML, "  rules:", "  branch: mine\n  rules:")})
		w.edit("mallory", "main", approval)
	}, evidence.Unknown, "", `approval.branch is "mine"`},
}
