package sync

import (
	"context"
	"errors"
	"time"
)

// ErrNotFound says that the group, package or policy a call names does not exist.
var ErrNotFound = errors.New("not found")

// ErrNotEmpty says that a group still holds packages, or still seems to.
var ErrNotEmpty = errors.New("group is not empty")

// ErrConflict says that someone else was changing the same thing.
var ErrConflict = errors.New("changed by someone else at the same time")

// A Doc is a JSON object in SageMaker's own member names, lower-camel-cased:
// {"inferenceSpecification": {"containers": [...]}}. Values are map[string]any,
// []any, string, float64 and bool; nulls, empty strings, lists and objects that
// an answer carries are left out, timestamps never appear.
type Doc = map[string]any

// A Snapshot is what a registry held when we looked.
type Snapshot struct {
	Groups []Group // by Name
}

// A Group is one model package group of a registry.
type Group struct {
	Name        string
	ARN         string
	Description string
	Status      string            // Completed, Failed, Deleting ...
	Tags        map[string]string // nil when they could not be read
	Policy      Doc               // nil when there is none or nobody asked for it
	// PolicyProblem says why a policy that was asked for could not be read.
	PolicyProblem string
	Packages      []Package // by Number
}

// A Package is one versioned model package.
type Package struct {
	ARN        string
	Number     int    // SageMaker's own version number; not the label
	Status     string // Completed, Pending, InProgress, Failed, Deleting
	Doc        Doc    // the members that Create and Update know, as the registry holds them
	CreatedAt  time.Time
	ModifiedAt time.Time // zero when never modified or not told
	ModifiedBy string    // who modified it last, where the registry says so
	Full       bool      // whether Doc holds every member; a listing alone tells only description, approval status, life cycle and registration type
}

// A Target is a registry that can be looked at and changed one call at a time.
// Every method is one or a few API calls and keeps no state; the order of calls
// and the laws are Apply's. Methods that change something either did it and
// return nil, or return an error after which it may or may not have happened.
type Target interface {
	// Observe reads all groups and their versioned packages. Policies are read
	// only for the groups named, since each costs a call; a name may be a pattern
	// as path.Match has them.
	Observe(ctx context.Context, policiesOf []string) (Snapshot, error)
	// Describe reads one package as it is now. ErrNotFound when there is none.
	Describe(ctx context.Context, arn string) (Package, error)
	// Tags reads the tags of a group as they are now; nil when they may not be
	// read.
	Tags(ctx context.Context, arn string) (map[string]string, error)
	// ListPackages lists the packages of one group as they are now, newest
	// first and not Full: List calls only. It stops after the first page whose
	// last package is known, so that looking again costs one call. An unknown
	// group has none.
	ListPackages(ctx context.Context, group string, known func(arn string) bool) ([]Package, error)
	// ListUnversioned gives the ARNs of the packages that are in no group, of
	// which a catalog has none.
	ListUnversioned(ctx context.Context) ([]string, error)

	// CreateGroup makes a group with its tags and waits until it is usable.
	// A group that exists already is not an error.
	CreateGroup(ctx context.Context, name, description string, tags map[string]string) (arn string, err error)
	PutPolicy(ctx context.Context, group string, policy Doc) error
	DeletePolicy(ctx context.Context, group string) error
	AddTags(ctx context.Context, arn string, tags map[string]string) error
	RemoveTags(ctx context.Context, arn string, keys []string) error
	// DeleteGroup deletes an empty group. ErrNotEmpty while it is not.
	DeleteGroup(ctx context.Context, name string) error

	// CreatePackage registers doc in group. The same token returns the same package.
	CreatePackage(ctx context.Context, group string, doc Doc, token string) (arn string, err error)
	// UpdatePackage sends one UpdateModelPackage with the members of doc, which
	// may include the members that only Update has.
	UpdatePackage(ctx context.Context, arn string, doc Doc) error
	DeletePackage(ctx context.Context, arn string) error
}
