package catalog

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"modelreg/schema"
)

// maxPolicy is the size of a resource policy, written as JSON, in characters.
const maxPolicy = 20_480

// statementMembers are those of a statement in a resource-based policy
// (IAM User Guide, "Grammar of the IAM JSON policy language").
var statementMembers = []string{
	"Action", "Condition", "Effect", "NotAction", "NotPrincipal", "NotResource", "Principal", "Resource", "Sid",
}

// checkPolicy checks a group's resource policy for what the service refuses,
// and for the mistake that opens a group to everyone.
//
//	Statement: [{Effect: Alow, Action: "sagemaker:*", Resource: "*"}]
func checkPolicy(doc map[string]any, r report) {
	const name = "resourcePolicy"
	policy := mapping(doc, name)
	if len(policy) == 0 {
		return
	}
	problem := func(message string, path ...string) {
		r(below([]string{name}, path...), Error, "resource-policy", message)
	}
	if n := utf8.RuneCount(canonical(policy)); n > maxPolicy {
		problem(fmt.Sprintf("resourcePolicy has %d characters as JSON; SageMaker takes at most %d", n, maxPolicy))
	}
	for member := range policy {
		if known := []string{"Id", "Statement", "Version"}; !slices.Contains(known, member) {
			problem(fmt.Sprintf("unknown policy member %q; %s", short(member), schema.Suggest(member, known)), member)
		}
	}
	switch v := policy["Version"]; v {
	case "2012-10-17", "2008-10-17":
	case nil:
		// IAM takes 2008-10-17 then, in which its newer features mean nothing.
		r([]string{name}, Warning, "resource-policy", `resourcePolicy has no "Version"; write Version: "2012-10-17"`)
	default:
		problem(fmt.Sprintf(`unknown policy version %q; write "2012-10-17"`, short(fmt.Sprint(v))), "Version")
	}
	statements, paths := policyStatements(policy)
	if len(statements) == 0 {
		problem(`resourcePolicy needs "Statement", a list of statements`)
	}
	for i, s := range statements {
		checkStatement(s, below([]string{name}, paths[i]...), r)
	}
}

// policyStatements are the statements of a policy and their paths in it. IAM
// takes a single one without a list around it.
func policyStatements(policy map[string]any) (statements []map[string]any, paths [][]string) {
	switch s := policy["Statement"].(type) {
	case map[string]any:
		return []map[string]any{s}, [][]string{{"Statement"}}
	case []any:
		for i, one := range s {
			one, _ := one.(map[string]any)
			statements = append(statements, one)
			paths = append(paths, []string{"Statement", strconv.Itoa(i)})
		}
	}
	return statements, paths
}

func checkStatement(s map[string]any, path []string, r report) {
	problem := func(sev Severity, message string, more ...string) {
		r(below(path, more...), sev, "resource-policy", message)
	}
	for _, member := range slices.Sorted(maps.Keys(s)) {
		if !slices.Contains(statementMembers, member) {
			problem(Error, fmt.Sprintf("unknown statement member %q; %s", short(member), schema.Suggest(member, statementMembers)), member)
		}
	}
	switch s["Effect"] {
	case "Allow", "Deny":
	case nil:
		problem(Error, `statement needs "Effect"; write Effect: Allow or Effect: Deny`)
	default:
		problem(Error, fmt.Sprintf(`unknown effect %q; use one of "Allow", "Deny"`, short(fmt.Sprint(s["Effect"]))), "Effect")
	}
	for _, member := range []string{"Principal", "Action", "Resource"} {
		if s[member] == nil && s["Not"+member] == nil {
			problem(Error, fmt.Sprintf("statement needs %q or %q", member, "Not"+member))
		}
	}
	for action, at := range oneOrMore(s, "Action") {
		if service, _, ok := strings.Cut(action, ":"); action != "*" && (!ok || !strings.EqualFold(service, "sagemaker")) {
			problem(Error, fmt.Sprintf("action %q is not one of SageMaker's; write it as \"sagemaker:DescribeModelPackage\"", short(action)), at...)
		}
	}
	if s["Effect"] == "Allow" && s["Condition"] == nil && everyone(s) {
		problem(Warning, `principal "*" lets every AWS account in; name accounts, or add a Condition`, "Principal")
	}
}

// oneOrMore are the strings of a member that may be one or a list, each with
// its path below m.
func oneOrMore(m map[string]any, name string) iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		switch v := m[name].(type) {
		case string:
			yield(v, []string{name})
		case []any:
			for i, one := range v {
				if one, ok := one.(string); ok && !yield(one, []string{name, strconv.Itoa(i)}) {
					return
				}
			}
		}
	}
}

// everyone reports whether a statement's principals are all accounts there are.
func everyone(s map[string]any) bool {
	name := "Principal"
	if m := mapping(s, name); m != nil {
		s, name = m, "AWS"
	}
	for p := range oneOrMore(s, name) {
		if p == "*" {
			return true
		}
	}
	return false
}
