package catalog

import (
	"fmt"
	"strings"
)

// checkS3 checks an S3 URI beyond its form: a bucket that can exist, a prefix
// or an object as the members beside it say, a place in the target's region.
// The https form (https://s3.eu-west-1.amazonaws.com/bucket/key) is allowed.
//
//	modelDataUrl: s3://Acme_Models/churn/model.tar.gz
func checkS3(m textMember) {
	const rule = "s3-uri"
	if rest, ok := strings.CutPrefix(m.value, "https://"); ok {
		if m.name() == "modelDataUrl" {
			checkHost(m, rest)
		}
		return
	}
	rest, ok := strings.CutPrefix(m.value, "s3://")
	if !ok {
		return // the schema has said so
	}
	bucket, key, _ := strings.Cut(rest, "/")
	if why := badBucket(bucket); why != "" {
		sev := Error
		if badBucket(modern.Replace(strings.ToLower(bucket))) == "" {
			sev = Warning
		}
		m.report(m.path, sev, rule, fmt.Sprintf("bucket %q of %s %s; bucket names have 3 to 63 lower-case letters, digits, dots and hyphens", short(bucket), m.name(), why))
	}
	switch m.name() {
	case "modelDataUrl", "samplePayloadUrl":
		if key == "" || strings.HasSuffix(key, "/") {
			m.problem(rule, fmt.Sprintf("%s %q is a folder; write the URI of one tar.gz", m.name(), short(m.value)))
		}
	case "s3Uri":
		checkDataSource(m, key)
	}
}

// checkDataSource checks the uri of a modelDataSource against its type: a
// prefix ends in a slash, and only an object can be compressed. Other members
// named s3DataSource have no compressionType.
func checkDataSource(m textMember, key string) {
	const rule = "s3-uri"
	if len(m.path) < 2 || m.path[len(m.path)-2] != "s3DataSource" || text(m.holder, "compressionType") == "" {
		return
	}
	switch prefix := strings.HasSuffix(m.value, "/") || key == ""; text(m.holder, "s3DataType") {
	case "S3Prefix":
		if !strings.HasSuffix(m.value, "/") {
			m.problem(rule, fmt.Sprintf("s3Uri %q of an S3Prefix does not end in a slash; write %q", short(m.value), short(m.value)+"/"))
		}
		if text(m.holder, "compressionType") == "Gzip" {
			m.report(below(m.path[:len(m.path)-1], "compressionType"), Error, rule, `compressionType "Gzip" needs s3DataType "S3Object"; a prefix has "None"`)
		}
	case "S3Object":
		if prefix {
			m.problem(rule, fmt.Sprintf("s3Uri %q of an S3Object is a prefix; write the URI of one object, or s3DataType: S3Prefix", short(m.value)))
		}
	}
}

// modern makes a bucket's name what it would have to be today, its case aside.
// Buckets of us-east-1 that are older than 2018 may have capitals and
// underscores.
var modern = strings.NewReplacer("_", "-")

// badBucket says what is wrong with a bucket's name, or nothing. Access points
// are named by their ARN.
func badBucket(name string) string {
	allowed := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' }
	switch {
	case strings.HasPrefix(name, "arn:"):
		return ""
	case len(name) < 3:
		return "is too short"
	case len(name) > 63:
		return "is too long"
	case strings.ContainsFunc(name, func(r rune) bool { return !allowed(r) }):
		return "has other characters"
	case strings.Trim(name, ".-") != name:
		return "starts or ends with a dot or hyphen"
	case strings.Contains(name, ".."):
		return "has two dots in a row"
	}
	return ""
}

// checkHost compares the region in an S3 host name with the target's. SageMaker
// reads models from its own region only.
func checkHost(m textMember, rest string) {
	host, _, _ := strings.Cut(rest, "/")
	_, after, ok := strings.Cut("."+host, ".s3.")
	if !ok || m.target == nil || m.target.SageMaker == nil {
		return
	}
	region, _, _ := strings.Cut(after, ".")
	if region != "amazonaws" && region != "dualstack" && region != m.target.Region() {
		m.problem("s3-uri", fmt.Sprintf("%s %q is in region %q; the target is in %q", m.name(), short(m.value), region, m.target.Region()))
	}
}
