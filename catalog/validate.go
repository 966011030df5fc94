package catalog

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"gopkg.in/yaml.v3"

	"modelreg/schema"
)

// APIVersion is what the files of a catalog start with.
const APIVersion = "modelreg/v1"

// kinds are the values of the member kind.
var kinds = map[schema.Kind]string{
	schema.Registry: "Registry",
	schema.Group:    "ModelGroup",
	schema.Version:  "ModelVersion",
}

// checkHeader holds apiVersion and kind to what the file's place asks for. It
// reports false where the rest of the file means something else than we know.
func (d *document) checkHeader(k schema.Kind) bool {
	return d.checkConst("apiVersion", APIVersion) && d.checkConst("kind", kinds[k])
}

// checkConst wants a member to have one value. A missing one is a problem, but
// leaves no doubt what the file is.
func (d *document) checkConst(name, want string) bool {
	got, found := d.value[name]
	d.value[name] = want // whatever it says, the schema need not say it again
	if got == want {
		return true
	}
	if !found {
		d.problem(d.root, "schema", "%s is missing; write %q", name, name+": "+want)
		delete(d.settled, d.root)
		return true
	}
	n := d.find([]string{name})
	if _, text := got.(string); text {
		d.problem(n, "schema", "unknown %s %q here; write %q", name, short(n.Value), want)
	} else {
		d.problem(n, "schema", "%s is %s; write %q", name, describe(n), want)
	}
	return false
}

// validate holds the document to the schema of its kind.
func (d *document) validate(set *schema.Set, k schema.Kind) {
	for _, v := range set.Validate(k, d.value) {
		n := d.find(v.Path)
		if v.AtKey {
			n = d.findKey(v.Path)
		}
		if d.settled[n] {
			continue
		}
		if _, odd := d.numbers[n]; odd && v.Want == nil {
			continue // its value is not known, so neither is whether it is in range
		}
		d.problems = append(d.problems, Problem{d.at(n), severity(v), "schema", say(v, n)})
		delete(d.numbers, n)
	}
	for n, text := range d.numbers {
		if digits := plain(text); digits != "" {
			d.problem(n, "yaml", "number %s is not a plain decimal; write %s", short(text), digits)
		} else {
			d.problem(n, "yaml", "number %s is not finite; write a plain decimal", short(text))
		}
	}
}

// say is the violation's message, or a better one where how the value is
// written explains its type: version: 1.10 is a number to YAML.
func say(v schema.Violation, n *yaml.Node) string {
	if slices.Contains(v.Want, "string") && n.Kind == yaml.ScalarNode && n.Style == 0 && n.Tag != "!!str" && n.Tag != "!!null" {
		return fmt.Sprintf("got %s; write %q", describe(n), short(n.Value))
	}
	if slices.Contains(v.Want, "number") && n.Kind == yaml.ScalarNode && n.Style == 0 && isHuge(n.Value) {
		return fmt.Sprintf("number %s is too large; write one below 1.8e308", short(n.Value))
	}
	return v.Message
}

// isHuge reports whether text is a number beyond what 64 bits of floating point
// hold. YAML takes it for text.
func isHuge(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return errors.Is(err, strconv.ErrRange)
}

func severity(v schema.Violation) Severity {
	if v.Warning {
		return Warning
	}
	return Error
}

// plain is an odd number as a plain decimal, or "" if it is not finite.
func plain(text string) string {
	var v float64
	n := yaml.Node{Kind: yaml.ScalarNode, Value: text}
	if err := n.Decode(&v); err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// body takes off what every file starts with, and gives the rest.
func (d *document) body() map[string]any {
	delete(d.value, "apiVersion")
	delete(d.value, "kind")
	return d.value
}
