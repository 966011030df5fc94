package emulator

import (
	"fmt"
	"net/http"
)

// An apiError is what a client gets instead of an answer.
type apiError struct {
	Code    string
	Message string
}

func (e *apiError) Error() string { return e.Code + ": " + e.Message }

// status gives the HTTP status: 400 for everything that the client did, which
// in this protocol includes throttling and denied access.
func (e *apiError) status() int {
	switch e.Code {
	case "InternalFailure":
		return http.StatusInternalServerError
	case "ServiceUnavailable":
		return http.StatusServiceUnavailable
	}
	return http.StatusBadRequest
}

// invalid is the service's answer to nearly everything that is wrong.
func invalid(format string, args ...any) error {
	return &apiError{"ValidationException", fmt.Sprintf(format, args...)}
}

func conflict(format string, args ...any) error {
	return &apiError{"ConflictException", fmt.Sprintf(format, args...)}
}

func serialization(format string, args ...any) error {
	return &apiError{"SerializationException", fmt.Sprintf(format, args...)}
}
