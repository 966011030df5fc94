package registry

import (
	"errors"
	"net"
	"strings"

	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

// Reason says in a few words, for people who run nothing themselves, why a
// registry could not be read. Who may read them is not to be told of roles and
// addresses more than they need.
func Reason(err error) string {
	var call *sagemaker.CallError
	var network *net.OpError
	switch {
	case errors.Is(err, emulator.ErrLocked):
		return "another program has it open"
	case errors.As(err, &call) && strings.HasPrefix(call.Code, "AccessDenied"):
		return "the credentials do not allow " + call.Permission
	case errors.As(err, &call) && expired[call.Code]:
		return "the AWS credentials are not valid, or no longer"
	case errors.As(err, &call):
		return call.Code + ": " + call.Message
	case errors.As(err, &network):
		return "nothing answers there"
	case strings.Contains(err.Error(), "get credentials"):
		return "there were no AWS credentials to read it with"
	}
	return err.Error()
}
