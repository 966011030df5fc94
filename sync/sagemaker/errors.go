package sagemaker

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/smithy-go"

	"modelreg/sync"
)

// A CallError is a call that the service refused.
type CallError struct {
	Doing      string // what modelreg was at: "creating model package in group churn"
	Code       string // the service's error code: AccessDeniedException
	Message    string // the service's own words, whole
	Permission string // what the call needs: sagemaker:CreateModelPackage

	cause error
	kind  error // sync.ErrNotFound, sync.ErrNotEmpty, sync.ErrConflict or nil
}

// Error gives "doing: code: message (permission)".
func (e *CallError) Error() string {
	return fmt.Sprintf("%s: %s: %s (%s)", e.Doing, e.Code, e.Message, e.Permission)
}

// Unwrap gives the SDK's error and, where it means one, the sync package's.
func (e *CallError) Unwrap() []error {
	if e.kind == nil {
		return []error{e.cause}
	}
	return []error{e.cause, e.kind}
}

// callError puts an SDK error into our voice: doing is a gerund and its object.
// What never reached the service, a cancelled context for one, keeps its own words.
func callError(err error, doing string, args ...any) error {
	doing = fmt.Sprintf(doing, args...)
	var api smithy.APIError
	if !errors.As(err, &api) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	service, operation := calledIn(err)
	e := &CallError{
		Doing: doing, Code: api.ErrorCode(), Message: api.ErrorMessage(),
		Permission: service + ":" + operation, cause: err,
	}
	switch {
	case operation == "DeleteModelPackageGroup" && isNotEmpty(api):
		e.kind = sync.ErrNotEmpty
	case isNotFound(api) && (operation != "CreateModelPackage" || aboutGroup(api)):
		e.kind = sync.ErrNotFound
	case api.ErrorCode() == "ConflictException":
		e.kind = sync.ErrConflict
	}
	return e
}

// calledIn names the call that failed: the innermost one, since a call may fail
// in the call for its credentials.
func calledIn(err error) (service, operation string) {
	var op *smithy.OperationError
	for errors.As(err, &op) {
		service, operation, err = strings.ToLower(op.ServiceID), op.OperationName, op.Err
	}
	return service, operation
}

// notFoundTexts are how SageMaker says that something is not there: the registry
// has no error code of its own for it, only ValidationException with a text.
var notFoundTexts = []string{
	"does not exist",
	"Cannot find Model Package Group",
	"Cannot find resource policy",
	"Resource does not exist",
	`Could not find model "`,
	"Requested resource not found",
}

func isNotFound(api smithy.APIError) bool {
	code := api.ErrorCode()
	return (code == "ValidationException" || code == "ResourceNotFound") &&
		slices.ContainsFunc(notFoundTexts, func(text string) bool { return strings.Contains(api.ErrorMessage(), text) })
}

// aboutGroup tells a create into a missing group from one whose image or
// artifact does not exist.
func aboutGroup(api smithy.APIError) bool {
	text := strings.ReplaceAll(api.ErrorMessage(), " ", "")
	return strings.Contains(text, "ModelPackageGroup")
}

func isNotEmpty(api smithy.APIError) bool {
	return api.ErrorCode() == "ConflictException" ||
		strings.Contains(api.ErrorMessage(), "still contains Model Packages")
}

// alreadyExists reports that a create met a group of the same name.
func alreadyExists(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && strings.Contains(api.ErrorMessage(), "already exists")
}

// accessDenied reports that the role lacks a permission.
func accessDenied(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && strings.HasPrefix(api.ErrorCode(), "AccessDenied")
}

// keyDenied reports that the role may read the package, but not with the key
// that its model card is encrypted with.
func keyDenied(err error) bool {
	var api smithy.APIError
	return accessDenied(err) && errors.As(err, &api) && strings.Contains(strings.ToLower(api.ErrorMessage()), "kms")
}
