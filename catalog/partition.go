package catalog

import "strings"

// partitions maps the start of a region's name to the AWS partition that it is
// in, as botocore's endpoints.json has them; every other region is in "aws".
// The longer prefix comes first.
var partitions = []struct{ prefix, partition string }{
	{"cn-", "aws-cn"},
	{"us-gov-", "aws-us-gov"},
	{"us-isob-", "aws-iso-b"},
	{"us-isof-", "aws-iso-f"},
	{"eu-isoe-", "aws-iso-e"},
	{"us-iso-", "aws-iso"},
	{"eusc-", "aws-eusc"},
}

// Partition is the AWS partition of the target's region: "aws", "aws-cn",
// "aws-us-gov" and so on.
func (t *Target) Partition() string {
	for _, p := range partitions {
		if strings.HasPrefix(t.Region(), p.prefix) {
			return p.partition
		}
	}
	return "aws"
}
