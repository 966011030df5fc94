package registry

import (
	"context"
	"errors"
	"net"
	"strings"

	"modelreg/cmd/internal/cli"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

// Explain turns what a registry answered into the end of a command, with what
// to do about it where that is known.
func Explain(err error) error {
	var call *sagemaker.CallError
	var network *net.OpError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return cli.Failed(errors.New("interrupted"), "")
	case errors.Is(err, emulator.ErrLocked):
		return cli.Failed(err, "another modelreg has it open; wait for it, or stop its local serve")
	case errors.As(err, &call) && strings.HasPrefix(call.Code, "AccessDenied"):
		return cli.Failed(err, `the role needs the actions listed in README.md, "Permissions"`)
	case errors.As(err, &call) && expired[call.Code]:
		return cli.Failed(err, "the AWS credentials are not valid, or no longer; log in again")
	case errors.As(err, &call):
		return cli.Failed(err, "")
	case errors.As(err, &network):
		return cli.Failed(err, "nothing answers there; check the network, the region, and AWS_ENDPOINT_URL where it is set")
	case strings.Contains(err.Error(), "credentials"):
		return cli.Failed(err, "set AWS_PROFILE, or the credentials in the environment, as for the AWS CLI")
	}
	return cli.Failed(err, "")
}

// expired are the codes of a signature that AWS does not take:
// https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
var expired = map[string]bool{
	"ExpiredToken": true, "ExpiredTokenException": true, "InvalidClientTokenId": true,
	"UnrecognizedClientException": true, "SignatureDoesNotMatch": true,
}
