package image

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/schema"
)

// A choice is the table's entry for a Ref, and what the tag is made of.
type choice struct {
	ref       Ref
	image     entry
	version   string // as asked for, which is what most tags start with
	full      string // the same without alias
	processor string // cpu, gpu, an instance family, or empty where images do not differ
	python    string
	graviton  bool
	neuron    string // neuron or neuronx on Inferentia and Trainium
}

func choose(r Ref) (choice, error) {
	c := choice{ref: r}
	fw, err := c.framework()
	if err != nil {
		return c, err
	}
	found, err := c.atVersion(fw)
	if err != nil {
		return c, err
	}
	if found, err = c.onBase(found); err != nil {
		return c, err
	}
	if c.image, err = c.withPython(found); err != nil {
		return c, err
	}
	processors := fw.Processors
	if len(processors) == 0 {
		processors = c.image.Processors
	}
	c.processor, err = c.onProcessor(processors)
	return c, err
}

// framework finds the table's framework, which depends on the instance type.
func (c *choice) framework() (framework, error) {
	name, all := c.ref.Framework, images().Frameworks
	if _, ok := all[name]; !ok || strings.Contains(name, "@") {
		return framework{}, fmt.Errorf("unknown image framework %q; %s", name, schema.Suggest(name, frameworks()))
	}
	fam := family(c.ref.InstanceType)
	switch {
	case slices.Contains(gravitonFamilies, fam):
		c.graviton = true
		fw, ok := all[name+"@graviton"]
		if !ok {
			return fw, fmt.Errorf("framework %q has no image for Graviton instances such as %q; use another instanceType", name, c.ref.InstanceType)
		}
		return fw, nil
	case name == "huggingface" || name == "pytorch":
		c.neuron = c.ref.InferenceTool
		if c.neuron == "" && (strings.HasPrefix(fam, "inf") || strings.HasPrefix(fam, "trn")) {
			c.neuron = "neuron"
		}
	}
	if c.neuron == "" {
		return all[name], nil
	}
	fw, ok := all[name+"@"+c.neuron]
	if !ok {
		return fw, fmt.Errorf("no image of framework %q for inferenceTool %q is known; write the image's URI", name, c.neuron)
	}
	return fw, nil
}

// atVersion finds the images of the version that is asked for.
func (c *choice) atVersion(fw framework) ([]entry, error) {
	known := fw.versions()
	c.version = c.ref.Version
	full, alias := fw.Aliases[c.version]
	switch {
	case alias:
	case len(known) == 1:
		c.version, full = known[0], known[0]
	case c.version == "":
		return nil, fmt.Errorf("image framework %q needs a version; use one of %s", c.ref.Framework, list(known))
	case !slices.Contains(known, c.version):
		return nil, fmt.Errorf("unknown version %q of image framework %q; %s",
			c.version, c.ref.Framework, schema.Suggest(c.version, append(known, keys(fw.Aliases)...)))
	default:
		full = c.version
	}
	c.full = full
	return keep(fw.Images, func(e entry) bool { return slices.Contains(e.Versions, full) }), nil
}

// onBase narrows images of Hugging Face to a base framework.
func (c *choice) onBase(found []entry) ([]entry, error) {
	var bases []string
	for _, e := range found {
		bases = append(bases, e.Bases...)
	}
	asked := c.ref.BaseFrameworkVersion
	switch {
	case len(bases) == 0:
		return found, nil
	case asked == "":
		return nil, fmt.Errorf("image framework %q needs a baseFrameworkVersion; use one of %s", c.ref.Framework, list(bases))
	case !slices.Contains(bases, asked):
		return nil, fmt.Errorf("unknown baseFrameworkVersion %q; %s", asked, schema.Suggest(asked, bases))
	}
	return keep(found, func(e entry) bool { return slices.Contains(e.Bases, asked) }), nil
}

// withPython settles the Python version. Where images have none, one that is
// asked for is ignored.
func (c *choice) withPython(found []entry) (entry, error) {
	var known []string
	for _, e := range found {
		known = append(known, e.Python...)
	}
	asked := c.ref.PyVersion
	switch {
	case len(known) == 0:
		return found[0], nil
	case asked == "" && len(known) > 1:
		return entry{}, fmt.Errorf("image framework %q, version %q, needs a pyVersion; use one of %s", c.ref.Framework, c.version, list(known))
	case asked == "":
		asked = known[0]
	case !slices.Contains(known, asked):
		return entry{}, fmt.Errorf("unknown pyVersion %q; %s", asked, schema.Suggest(asked, known))
	}
	c.python = asked
	return keep(found, func(e entry) bool { return slices.Contains(e.Python, asked) })[0], nil
}

// onProcessor settles the part of the tag that tells images for different
// hardware apart.
func (c *choice) onProcessor(known []string) (string, error) {
	if len(known) == 0 {
		return "", nil
	}
	if c.ref.InstanceType == "" {
		if len(known) == 1 {
			return known[0], nil
		}
		return "", fmt.Errorf("image framework %q has different images for %s; add the instanceType that serves it, such as \"ml.m5.large\"", c.ref.Framework, list(known))
	}
	fam := family(c.ref.InstanceType)
	if fam == "" {
		return "", fmt.Errorf("unknown instanceType %q; write one such as \"ml.m5.large\"", c.ref.InstanceType)
	}
	p := "cpu"
	switch {
	case slices.Contains(known, fam):
		p = fam
	case strings.HasPrefix(fam, "inf"):
		p = "inf"
	case strings.HasPrefix(fam, "trn"):
		p = "trn"
	case fam[0] == 'g' || fam[0] == 'p':
		p = "gpu"
	}
	if !slices.Contains(known, p) {
		return "", fmt.Errorf("image framework %q has no image for instanceType %q; it has images for %s", c.ref.Framework, c.ref.InstanceType, list(known))
	}
	return p, nil
}

func (c *choice) account(region string) (string, error) {
	accounts := images().Accounts[c.image.Accounts]
	account, ok := accounts[region]
	if !ok {
		return "", fmt.Errorf("image framework %q is not published in region %q; it is in %s", c.ref.Framework, region, list(keys(accounts)))
	}
	return account, nil
}
