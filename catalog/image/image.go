// Package image finds the container image behind a name such as
// {framework: linear-learner, version: "1"}, as image_uris.retrieve of the
// SageMaker Python SDK does for inference images. [Resolve] is the whole of
// it; [Could] tells whether an image that is registered already is one that
// another release may have found for the same name.
package image

import "fmt"

// A Ref names an image the way the SageMaker Python SDK does. Framework is
// always needed, Version wherever the framework has more than one, and the
// rest where Resolve says so.
type Ref struct {
	Framework            string // linear-learner, xgboost, pytorch ...
	Version              string // of the framework
	PyVersion            string // py312
	InstanceType         string // ml.g5.xlarge; decides between cpu, gpu, Graviton and Inferentia images
	BaseFrameworkVersion string // pytorch2.6.0; Hugging Face only
	InferenceTool        string // neuron or neuronx; Hugging Face only
	ContainerVersion     string // end of the tag, where the table does not fix one
	SDKVersion           string // of the Neuron SDK, as tags have it: sdk2.24.1
}

// RefOf reads an image as a document has it. It reports false for anything
// but a mapping of Ref's members to strings.
func RefOf(v any) (Ref, bool) {
	m, ok := v.(map[string]any)
	if !ok {
		return Ref{}, false
	}
	var r Ref
	for name, v := range m {
		s, ok := v.(string)
		if !ok {
			return Ref{}, false
		}
		switch name {
		case "framework":
			r.Framework = s
		case "version":
			r.Version = s
		case "pyVersion":
			r.PyVersion = s
		case "instanceType":
			r.InstanceType = s
		case "baseFrameworkVersion":
			r.BaseFrameworkVersion = s
		case "inferenceTool":
			r.InferenceTool = s
		case "containerVersion":
			r.ContainerVersion = s
		case "sdkVersion":
			r.SDKVersion = s
		default:
			return Ref{}, false
		}
	}
	return r, true
}

// Resolve gives the URI of the image that r names in a region. Errors are for
// people: they say what is wrong with r and what would be right.
//
// Two rules of the SDK may surprise: a framework with a single version has
// that one whatever r asks for, and a version such as "2.6" stays in the tag
// as it is, so that the image behind it moves when a patch is published.
func Resolve(r Ref, region string) (string, error) {
	c, err := choose(r)
	if err != nil {
		return "", err
	}
	account, err := c.account(region)
	if err != nil {
		return "", err
	}
	tag, err := c.tag()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s.dkr.ecr.%s.%s/%s:%s", account, region, Domain(region), c.image.Repository, tag), nil
}
