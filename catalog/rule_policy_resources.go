package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// checkPolicyResources compares the resources of each group's policy with the
// group as it is in each SageMaker target: a policy that names another group
// does nothing, or is refused.
//
//	Resource: arn:aws:sagemaker:us-east-1:111122223333:model-package-group/chrun
func checkPolicyResources(c *Catalog, note noter) {
	if c.Registry == nil {
		return
	}
	for _, g := range c.Groups {
		if mapping(g.Doc, "resourcePolicy") == nil {
			continue
		}
		for _, t := range c.Registry.Targets {
			if t.SageMaker == nil {
				continue
			}
			doc, problems := g.Effective(t)
			if problems != nil {
				continue
			}
			statements, paths := policyStatements(mapping(doc, "resourcePolicy"))
			for i, s := range statements {
				for resource, at := range oneOrMore(s, "Resource") {
					if why := wrongResource(resource, g, t); why != "" {
						path := slices.Concat([]string{"resourcePolicy"}, paths[i], at)
						note(g.Pos(path...), Error, "resource-policy",
							fmt.Sprintf("resource %q %s (target %s)", short(resource), why, t.Name))
					}
				}
			}
		}
	}
}

// wrongResource says why a resource is not the group or its packages in t.
// Parts with wildcards match whatever they match. The group's case is left
// alone: ARNs of packages have shown it in lower case.
func wrongResource(resource string, g *Group, t *Target) string {
	a, ok := parseARN(resource)
	if !ok {
		if strings.ContainsAny(resource, "*?") {
			return ""
		}
		return "is not an ARN; write that of the group"
	}
	kind, name, _ := strings.Cut(a.resource, "/")
	name, _, _ = strings.Cut(name, "/")
	if strings.EqualFold(name, g.Name) {
		name = g.Name
	}
	for _, part := range []struct{ what, is, want string }{
		{"partition", a.partition, t.Partition()},
		{"service", a.service, "sagemaker"},
		{"region", a.region, t.Region()},
		{"account", a.account, t.AccountID()},
		{"group", name, g.Name},
	} {
		if part.is != part.want && !strings.ContainsAny(part.is, "*?") {
			return fmt.Sprintf("has %s %q; the group's is %q", part.what, short(part.is), part.want)
		}
	}
	if kind != "model-package-group" && kind != "model-package" && !strings.ContainsAny(kind, "*?") {
		return fmt.Sprintf("is a %q; use one of \"model-package\", \"model-package-group\"", short(kind))
	}
	return ""
}
