package catalog

import "strconv"

// The checks of the rule_*.go files look across members and files, where a
// schema cannot. They decide from documents alone: no files, no clock. A
// document may violate the schema, which has said so; what has an unexpected
// type is passed over here.

// report notes a problem at a path inside a document: member names, and list
// indexes as decimals. The caller turns the path into a position; it may not
// keep the path.
type report func(path []string, sev Severity, rule, message string)

// checkVersionDoc checks a version's document as it is written, whatever the
// target. reg is nil when registry.yaml could not be understood: then nothing
// is known of targets, and what does not depend on them is checked here.
func checkVersionDoc(doc map[string]any, reg *Registry, g *Group, r report) {
	checkOverrides(doc, reg, r)
	if reg == nil {
		checkContent(doc, textMembers(doc), nil, r)
	}
}

// checkEffectiveDoc checks a version's document for one target: overrides
// merged, placeholders substituted. texts are its textMembers.
func checkEffectiveDoc(doc map[string]any, texts []textMember, reg *Registry, g *Group, t *Target, r report) {
	checkContent(doc, texts, t, r)
	checkWaivers(doc, reg, g, r)
}

// checkContent checks what SageMaker will be told. t is nil when the target is
// not known.
func checkContent(doc map[string]any, texts []textMember, t *Target, r report) {
	checkTexts(texts, t, r)
	eachModel(doc, func(path []string, model map[string]any) {
		checkExclusive(path, model, r)
	})
	eachContainer(doc, func(path []string, container map[string]any) {
		checkImage(path, container["image"], t, r)
		checkEnvironment(path, container, r)
	})
	checkSpecifications(doc, r)
	checkSource(doc, r)
	checkMetadata(doc, r)
	checkCard(doc, r)
}

// checkGroupDoc checks a group's document; reg may be nil.
func checkGroupDoc(doc map[string]any, reg *Registry, r report) {
	checkTags(doc, r)
	checkThresholds(doc, r)
	checkPolicy(doc, r)
}

// checkRegistryDoc checks the document of registry.yaml, which reg was decoded
// from.
func checkRegistryDoc(doc map[string]any, reg *Registry, r report) {
	checkTargets(doc, reg, r)
	checkGates(doc, r)
	checkApproval(doc, reg, r)
	checkThresholds(doc, r)
}

// checkAcross checks what only several files together can get wrong.
func checkAcross(c *Catalog) []Problem {
	problems := checkGroups(c)
	note := noteIn(&problems)
	checkLabels(c, note)
	checkApprovers(c, note)
	return problems
}

// checkGroups checks what registry.yaml and the files of groups get wrong
// together.
func checkGroups(c *Catalog) []Problem {
	var problems []Problem
	note := noteIn(&problems)
	checkGroupNames(c, note)
	checkPolicyResources(c, note)
	return problems
}

func noteIn(problems *[]Problem) noter {
	return func(pos Pos, sev Severity, rule, message string) {
		*problems = append(*problems, Problem{pos, sev, rule, message})
	}
}

// A noter notes a problem at a position.
type noter func(pos Pos, sev Severity, rule, message string)

// below is a path one step or more below another.
func below(path []string, more ...string) []string {
	return append(path[:len(path):len(path)], more...)
}

// mapping is the member of m that is a mapping, or nil.
func mapping(m map[string]any, name string) map[string]any {
	v, _ := m[name].(map[string]any)
	return v
}

// list is the member of m that is a list, or nil.
func list(m map[string]any, name string) []any {
	v, _ := m[name].([]any)
	return v
}

// text is the member of m that is a string, or "".
func text(m map[string]any, name string) string {
	v, _ := m[name].(string)
	return v
}

// eachContainer visits the containers of all inference specifications.
func eachContainer(doc map[string]any, visit func(path []string, container map[string]any)) {
	each := func(path []string, spec map[string]any) {
		for i, c := range list(spec, "containers") {
			if c, ok := c.(map[string]any); ok {
				visit(below(path, "containers", strconv.Itoa(i)), c)
			}
		}
	}
	each([]string{"inferenceSpecification"}, mapping(doc, "inferenceSpecification"))
	for i, s := range list(doc, "additionalInferenceSpecifications") {
		if s, ok := s.(map[string]any); ok {
			each([]string{"additionalInferenceSpecifications", strconv.Itoa(i)}, s)
		}
	}
}

// eachModel visits whatever names the data of a model: containers and source
// algorithms.
func eachModel(doc map[string]any, visit func(path []string, model map[string]any)) {
	eachContainer(doc, visit)
	for i, a := range list(mapping(doc, "sourceAlgorithmSpecification"), "sourceAlgorithms") {
		if a, ok := a.(map[string]any); ok {
			visit([]string{"sourceAlgorithmSpecification", "sourceAlgorithms", strconv.Itoa(i)}, a)
		}
	}
}
