package catalog

// report notes a problem at a path inside a document: member names, and list
// indexes as decimals. The caller turns the path into a position.
type report func(path []string, sev Severity, rule, message string)

// checkVersionDoc checks a version's document as it is written, whatever the
// target. Documents may violate the schema, and reg is nil when registry.yaml
// could not be understood.
func checkVersionDoc(doc map[string]any, reg *Registry, g *Group, r report) {}

// checkEffectiveDoc checks a version's document for one target: overrides
// merged, placeholders substituted.
func checkEffectiveDoc(doc map[string]any, reg *Registry, g *Group, t *Target, r report) {}

// checkGroupDoc checks a group's document; reg may be nil.
func checkGroupDoc(doc map[string]any, reg *Registry, r report) {}

// checkRegistryDoc checks the document of registry.yaml.
func checkRegistryDoc(doc map[string]any, r report) {}

// checkAcross checks what only several files together can get wrong.
func checkAcross(c *Catalog) []Problem { return nil }
