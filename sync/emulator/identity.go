package emulator

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// DefaultAccount is who a caller is whose access key is not an account number.
const DefaultAccount = "000000000000"

// A caller is who sends a request, as far as its signature says.
type caller struct {
	Account string
	Region  string
	User    string // made from the access key, which itself is not kept
}

var (
	// The credential of a Signature Version 4 header:
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
	credentialRE = regexp.MustCompile(`\AAWS4-[A-Z0-9-]+ .*?Credential=([^/,\s]+)/\d{8}/([a-z0-9-]{1,32})/[a-z0-9-]+/aws4_request`)
	accountRE    = regexp.MustCompile(`\A\d{12}\z`)
)

// callerOf reads the credential scope of the request's signature. The signature
// itself is not verified.
func callerOf(req *http.Request, account string) (caller, error) {
	header := req.Header.Get("Authorization")
	if header == "" {
		return caller{}, &apiError{"MissingAuthenticationTokenException", "Missing Authentication Token"}
	}
	m := credentialRE.FindStringSubmatch(header)
	if m == nil {
		return caller{}, &apiError{"IncompleteSignatureException", "Authorization header requires a Signature Version 4 'Credential' parameter"}
	}
	if account == "" {
		account = DefaultAccount
		if accountRE.MatchString(m[1]) {
			account = m[1]
		}
	}
	sum := sha256.Sum256([]byte(m[1]))
	return caller{Account: account, Region: m[2], User: fmt.Sprintf("local-%x", sum[:4])}, nil
}

// arn gives the caller's own name.
func (c caller) arn() string {
	return fmt.Sprintf("arn:%s:iam::%s:user/%s", partition(c.Region), c.Account, c.User)
}

// userContext is how the caller appears in CreatedBy and LastModifiedBy.
func (c caller) userContext() doc {
	return doc{"IamIdentity": doc{"Arn": c.arn(), "PrincipalId": c.User}}
}

func (c caller) groupARN(name string) string {
	return c.arnPrefix() + "model-package-group/" + name
}

func (c caller) packageARN(group string, version int) string {
	return fmt.Sprintf("%smodel-package/%s/%d", c.arnPrefix(), group, version)
}

func (c caller) arnPrefix() string {
	return fmt.Sprintf("arn:%s:sagemaker:%s:%s:", partition(c.Region), c.Region, c.Account)
}

// partition gives the AWS partition that a region belongs to.
func partition(region string) string {
	for _, p := range [...]struct{ prefix, name string }{
		{"cn-", "aws-cn"},
		{"us-gov-", "aws-us-gov"},
		{"eusc-", "aws-eusc"},
		{"us-isob-", "aws-iso-b"},
		{"us-isof-", "aws-iso-f"},
		{"eu-isoe-", "aws-iso-e"},
		{"us-iso-", "aws-iso"},
	} {
		if strings.HasPrefix(region, p.prefix) {
			return p.name
		}
	}
	return "aws"
}

// resource resolves what a request calls a resource, a name or an ARN, to its
// name. action is the operation, for the words of a refusal.
func (c caller) resource(kind, nameOrARN, action string) (string, error) {
	if !strings.HasPrefix(nameOrARN, "arn:") {
		return nameOrARN, nil
	}
	parts := strings.SplitN(nameOrARN, ":", 6)
	if len(parts) < 6 {
		return "", invalid("Invalid ARN: %s", nameOrARN)
	}
	region, account := parts[3], parts[4]
	if region != c.Region {
		return "", invalid("ARN should be scoped to correct region: %s", c.Region)
	}
	if account != c.Account {
		return "", &apiError{"AccessDeniedException", fmt.Sprintf(
			"User: %s is not authorized to perform: sagemaker:%s on resource: %s because no resource-based policy allows the sagemaker:%s action",
			c.arn(), action, nameOrARN, action)}
	}
	name, ok := strings.CutPrefix(parts[5], kind+"/")
	if !ok || parts[1] != partition(c.Region) {
		return "", invalid("Invalid ARN: %s; a %s is needed", nameOrARN, kind)
	}
	return name, nil
}
