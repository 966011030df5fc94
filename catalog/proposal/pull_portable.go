package proposal

import (
	"maps"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/image"
)

// placed are the members that name something in a region or an account, and of
// which the catalog's rules ask that it is the target's.
var placed = []string{
	"Resource", "algorithmName", "image", "kmsKeyId", "manifestS3Uri", "modelDataUrl",
	"s3OutputPath", "s3Uri", "samplePayloadUrl", "validationRole", "volumeKmsKeyId",
}

// Portable copies a document with the target's region, account and partition
// as placeholders wherever a member names something in them: in ARNs, in images
// of Amazon ECR, and in https addresses of S3. In the target it means the same,
// in another one that has a copy of everything it means the copy. Images that
// AWS publishes from another account in each region stay as they are, and so do
// those that NameImages has a name for.
func Portable(doc map[string]any, t *catalog.Target) map[string]any {
	return portable(doc, "", t).(map[string]any)
}

func portable(v any, member string, t *catalog.Target) any {
	switch v := v.(type) {
	case string:
		if _, named := image.Named(v, t.Region()); slices.Contains(placed, member) && !named && !image.Regional(v) {
			return portableText(v, t)
		}
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = portable(item, member, t)
		}
		return out
	case map[string]any:
		out := maps.Clone(v)
		for name, value := range v {
			if !slices.Contains(freeMembers, name) {
				out[name] = portable(value, name, t)
			}
		}
		return out
	}
	return v
}

// freeMembers hold the user's own words.
var freeMembers = []string{"customerMetadataProperties", "environment", "metrics", "modelCard", "tags"}

// portableText replaces the parts of an ARN, or of a host, that say where the
// target is.
func portableText(s string, t *catalog.Target) string {
	if parts := strings.SplitN(s, ":", 6); len(parts) == 6 && parts[0] == "arn" {
		for i, own := range map[int][2]string{
			1: {t.Partition(), "${target.partition}"}, 3: {t.Region(), "${target.region}"}, 4: {t.AccountID(), "${target.accountId}"},
		} {
			if parts[i] == own[0] {
				parts[i] = own[1]
			}
		}
		return strings.Join(parts, ":")
	}
	scheme, rest, isURL := strings.Cut(s, "://")
	if !isURL {
		scheme, rest = "", s
	} else if scheme != "https" {
		return s
	} else {
		scheme += "://"
	}
	host, file, _ := strings.Cut(rest, "/")
	if file == "" {
		return s
	}
	labels := strings.Split(host, ".")
	for i := range labels {
		if i > 0 && labels[i] == t.Region() {
			labels[i] = "${target.region}"
		}
	}
	return scheme + strings.Join(labels, ".") + "/" + file
}
