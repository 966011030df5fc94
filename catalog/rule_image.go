package catalog

import (
	"fmt"
	"regexp"
	"strings"

	"modelreg/catalog/image"
)

// ecrHost takes the host of an ECR image apart: account, region, domain.
// https://docs.aws.amazon.com/general/latest/gr/ecr.html has the endpoints,
// FIPS and dual-stack included.
var ecrHost = regexp.MustCompile(`^([^./]+)\.dkr[.-]ecr(?:-fips)?\.([^./]+)\.([^/]+)$`)

// checkImage checks where an image comes from: Amazon ECR, in the target's
// region and partition. An image that is a framework and a version must be
// known in the target's region. The local target takes images of any region.
//
//	image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/churn:3   # in a target in eu-west-1
func checkImage(container []string, v any, t *Target, r report) {
	problem := func(sev Severity, message string) { r(below(container, "image"), sev, "image-uri", message) }
	if ref, ok := image.RefOf(v); ok {
		if t == nil {
			return
		}
		if _, err := image.Resolve(ref, t.Region()); err != nil {
			problem(Error, err.Error())
		}
		return
	}
	uri, ok := v.(string)
	if !ok || uri == "" || strings.Contains(uri, "${") {
		return
	}
	host, repository, _ := strings.Cut(uri, "/")
	parts := ecrHost.FindStringSubmatch(host)
	if parts == nil {
		problem(Warning, fmt.Sprintf("image %q is not in Amazon ECR; SageMaker takes ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG", short(uri)))
		return
	}
	account, region, domain := parts[1], parts[2], parts[3]
	switch {
	case !isAccount(account):
		problem(Error, fmt.Sprintf("account %q of image %q is not twelve digits", short(account), short(uri)))
	case strings.TrimLeft(repository, ":@") == "" || repository[0] == ':' || repository[0] == '@':
		problem(Error, fmt.Sprintf("image %q names no repository; add it after the slash", short(uri)))
	case !strings.HasSuffix(domain, "on.aws") && domain != image.Domain(region):
		problem(Error, fmt.Sprintf("domain %q of image %q is not that of region %q; write %q", short(domain), short(uri), short(region), image.Domain(region)))
	case t != nil && t.SageMaker != nil && region != t.Region():
		problem(Error, fmt.Sprintf("image %q is in region %q; the target is in %q, write ${target.region} if there is a copy", short(uri), short(region), t.Region()))
	}
}

func isAccount(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}
