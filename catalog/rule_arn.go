package catalog

import (
	"fmt"
	"strings"
)

// An arn is an Amazon Resource Name, taken apart.
type arn struct{ partition, service, region, account, resource string }

func parseARN(s string) (arn, bool) {
	p := strings.SplitN(s, ":", 6)
	if len(p) != 6 || p[0] != "arn" {
		return arn{}, false
	}
	return arn{p[1], p[2], p[3], p[4], p[5]}, true
}

// checkARN compares an ARN with where the target is. Keys and algorithms of
// another account can be shared, those of another region cannot be used. A
// role is passed to the service, which works within one account only. The
// local target has no keys and roles.
//
//	validationRole: arn:aws:iam::111122223333:role/x   # in a target of aws-cn
func checkARN(m textMember) {
	a, ok := parseARN(m.value)
	if !ok || m.target == nil || m.target.SageMaker == nil {
		return
	}
	what, is, want := "", "", ""
	switch {
	case a.partition != m.target.Partition():
		what, is, want = "partition", a.partition, m.target.Partition()
	case a.region != "" && a.region != m.target.Region():
		what, is, want = "region", a.region, m.target.Region()
	case a.service == "iam" && a.account != m.target.AccountID():
		what, is, want = "account", a.account, m.target.AccountID()
	default:
		return
	}
	m.problem("arn", fmt.Sprintf("%s %q is in %s %q; the target is in %q", m.name(), short(m.value), what, is, want))
}
