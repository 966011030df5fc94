package catalog

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"

	"modelreg/schema"
)

// checkTargets checks the targets of registry.yaml against each other.
//
//	defaultTarget: prod   # where targets has production
func checkTargets(doc map[string]any, reg *Registry, r report) {
	targets := mapping(doc, "targets")
	names := slices.Sorted(maps.Keys(targets))
	if name := text(doc, "defaultTarget"); name != "" && len(names) > 0 && !slices.Contains(names, name) {
		r([]string{"defaultTarget"}, Error, "target", fmt.Sprintf("unknown target %q; %s", short(name), schema.Suggest(name, names)))
	}
	for _, name := range names {
		t, ok := targets[name].(map[string]any)
		if !ok {
			continue
		}
		switch local, remote := t["local"] != nil, t["sagemaker"] != nil; {
		case local && remote:
			r([]string{"targets", name}, Error, "target", fmt.Sprintf("target %q has both local and sagemaker; keep one", short(name)))
		case !local && !remote:
			r([]string{"targets", name}, Error, "target", fmt.Sprintf("target %q needs one of \"local\", \"sagemaker\"", short(name)))
		}
		checkLocalPath(name, mapping(t, "local"), r)
	}
	checkRoles(reg.Targets, r)
	checkSameRegistry(reg.Targets, r)
}

// checkLocalPath keeps an embedded registry inside the catalog's folder, so
// that a catalog can be moved and a pull request cannot write elsewhere, and
// away from the names of catalog files. Directly in that folder, which is
// there already, nothing keeps git from seeing it.
//
//	local: {path: /var/lib/registry.db}
func checkLocalPath(target string, local map[string]any, r report) {
	p := text(local, "path")
	if p == "" {
		return
	}
	problem := func(sev Severity, format string) {
		r([]string{"targets", target, "local", "path"}, sev, "local-path", fmt.Sprintf(format, short(p)))
	}
	slash := strings.ReplaceAll(p, `\`, "/")
	clean := path.Clean(slash)
	ext := strings.ToLower(path.Ext(clean))
	switch {
	case strings.ContainsFunc(p, unicode.IsControl):
		problem(Error, "path %q has characters that cannot be shown; write one such as \".modelreg/registry.db\"")
	case path.IsAbs(clean) || clean == "." || clean == ".." || strings.HasPrefix(clean, "../") || strings.Contains(slash, ":"):
		problem(Error, "path %q is not inside the catalog's folder; write one relative to registry.yaml, such as \".modelreg/registry.db\"")
	case ext == ".yaml" || ext == ".yml":
		problem(Error, "path %q is the name of a catalog file; write one such as \".modelreg/registry.db\"")
	case path.Dir(clean) == ".":
		problem(Warning, "path %q is beside the catalog's files, where git sees it; put it in a folder of its own, such as \".modelreg/registry.db\", which git then ignores")
	}
}

// checkRoles compares the role that is assumed for a target with the target:
// after assuming it, its account is where modelreg is.
//
//	{region: cn-north-1, accountId: "111122223333", roleArn: "arn:aws:iam::111122223333:role/sync"}
func checkRoles(targets []*Target, r report) {
	for _, t := range targets {
		if t.SageMaker == nil {
			continue
		}
		a, ok := parseARN(t.SageMaker.RoleARN)
		problem := func(what, is, want string) {
			r([]string{"targets", t.Name, "sagemaker", "roleArn"}, Error, "arn",
				fmt.Sprintf("roleArn %q is in %s %q; the target is in %q", short(t.SageMaker.RoleARN), what, is, want))
		}
		switch {
		case !ok:
		case a.partition != t.Partition():
			problem("partition", a.partition, t.Partition())
		case a.account != t.SageMaker.AccountID && isAccount(t.SageMaker.AccountID):
			problem("account", a.account, t.SageMaker.AccountID)
		}
	}
}

// checkSameRegistry finds two targets that are one registry: each would undo
// what the other did.
//
//	{a: {sagemaker: {region: r, accountId: x}}, b: {sagemaker: {region: r, accountId: x}}}
func checkSameRegistry(targets []*Target, r report) {
	type place struct{ file, account, region string }
	first := map[place]string{}
	for _, t := range targets {
		p := place{account: t.AccountID(), region: t.Region()}
		if t.Local != nil {
			p.file = path.Clean(t.Local.Path)
		}
		if p.account == "" || p.region == "" {
			continue
		}
		if other, again := first[p]; again {
			r([]string{"targets", t.Name}, Error, "target", fmt.Sprintf(
				"targets %q and %q are the same registry; give each an account and region of its own", short(other), short(t.Name)))
			continue
		}
		first[p] = t.Name
	}
}
