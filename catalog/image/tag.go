package image

import (
	"fmt"
	"strings"
)

// tag joins what a repository tells its images apart by: version, processor,
// Python, and the version of the container.
func (c *choice) tag() (string, error) {
	prefix, end := c.version, c.ref.ContainerVersion
	if c.image.Prefix != "" {
		prefix = c.image.Prefix
	}
	if s, ok := c.image.Suffix[c.processor]; ok {
		end = s
	}
	if len(c.image.Bases) > 0 {
		prefix = baseVersion(c.ref.BaseFrameworkVersion) + "-transformers" + c.ref.Version
	}
	if c.neuron != "" {
		// Neuron images are tagged with full versions and the Neuron SDK's own.
		if c.ref.SDKVersion == "" {
			return "", fmt.Errorf("image framework %q on Inferentia needs an sdkVersion; write the Neuron SDK's, such as \"sdk2.24.1\"", c.ref.Framework)
		}
		end = c.ref.SDKVersion + "-" + end
		prefix = baseVersion(c.image.Bases[0]) + "-transformers" + c.full
	}
	switch {
	case c.graviton && strings.HasSuffix(c.image.Repository, "-graviton"):
		end += "-sagemaker"
	case c.graviton: // one repository for both architectures
		prefix += "-arm64"
	}
	return join(prefix, c.hardware(), c.python, end), nil
}

// hardware is the tag's word for what the image runs on.
func (c *choice) hardware() string {
	switch {
	case c.neuron != "":
		return c.neuron
	case c.ref.Framework == "sagemaker-tritonserver" && c.processor == "gpu":
		return "" // Triton's plain tag is the one for gpu
	}
	return c.processor
}

// baseVersion cuts the name off a base framework: 2.6.0 of pytorch2.6.0.
func baseVersion(base string) string {
	return strings.TrimLeft(base, "abcdefghijklmnopqrstuvwxyz")
}

func join(parts ...string) string {
	return strings.Join(keep(parts, func(p string) bool { return p != "" }), "-")
}
