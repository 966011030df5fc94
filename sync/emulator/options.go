package emulator

import (
	"io"
	"time"
)

// None, where an option is a duration, means no such delay at all.
const None time.Duration = -1

// Options changes what a registry does. The zero value behaves as SageMaker is
// known to behave; [Instant] is for those who want no delays.
type Options struct {
	// Account answers every call as this account, of twelve digits. Empty: an
	// access key of twelve digits names the account; any other means DefaultAccount.
	Account string
	// Clock is what time it is; time.Now if nil. Everything that waits for time
	// to pass asks it, so a test can let days pass.
	Clock func() time.Time

	SearchLag      time.Duration // until Search sees a change; 0 means 2 s
	DeleteDelay    time.Duration // how long a deleted package still stands in the way of deleting its group; 0 means 2 s
	TokenTTL       time.Duration // how long a client token is remembered; 0 means 8 h
	ValidationTime time.Duration // how long a package with a validation specification stays InProgress; 0 means 2 s

	ReadOnly bool // the file is only read, by any number of processes at once; operations that write are denied

	LockWait time.Duration // how long Open waits for another process to let go of the file; 0 means 5 s

	PageSize       int  // of a list or search without MaxResults; 0 means 10
	EmptyPages     bool // filters apply after a page was read: filtered lists have short and empty pages
	UnknownIsEmpty bool // packages of an unknown group list as none; otherwise the group is said not to exist
	FillETags      bool // answers carry ETags of model data that nobody gave
	KeepEvents     int  // how many events are kept in the store; 0 means 100,000
	Unsynced       bool // no fsync: faster, and survives a killed process but not a lost machine

	// TrainingMetrics are the final metrics of the training job of that name, which
	// its log would tell; nil: no job has any. It may be called concurrently.
	TrainingMetrics func(job string) map[string]float64

	EventLog io.Writer        // gets every event as a line of JSON, after its commit and in the order of commits
	OnCall   func(Call)       // sees every call before it is served; it may be called concurrently
	Faults   func(Call) Fault // what goes wrong with a call; it may be called concurrently
}

// Instant gives Options without any delay, for a registry that has to be
// finished when the call returns.
func Instant() Options {
	return Options{SearchLag: None, DeleteDelay: None, ValidationTime: None}
}

// withDefaults replaces zero by its meaning and None by zero.
func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	for d, meaning := range map[*time.Duration]time.Duration{
		&o.SearchLag:      2 * time.Second,
		&o.DeleteDelay:    2 * time.Second,
		&o.TokenTTL:       8 * time.Hour,
		&o.ValidationTime: 2 * time.Second,
		&o.LockWait:       5 * time.Second,
	} {
		switch {
		case *d == 0:
			*d = meaning
		case *d < 0:
			*d = 0
		}
	}
	if o.PageSize == 0 {
		o.PageSize = 10
	}
	if o.KeepEvents == 0 {
		o.KeepEvents = 100_000
	}
	return o
}
