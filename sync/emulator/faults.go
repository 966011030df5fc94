package emulator

import (
	"cmp"
	"errors"
	"sync/atomic"
	"time"
)

// A Call is one request as hooks see it, before anything is done for it.
type Call struct {
	Operation string // CreateModelPackage, Search ...; AssumeRole and GetCallerIdentity of STS
	N         int    // which call of this operation it is since Open, from 1
	Total     int    // which call of any operation it is since Open, from 1
}

// Drop as a fault's code means that the connection breaks: no answer at all.
const Drop = "Drop"

// A Fault is what goes wrong with one call. The zero value is nothing.
type Fault struct {
	Delay   time.Duration // the answer is slow; real time, whatever the Clock says
	Before  string        // the call is answered with this error code, or Drop, and not done
	After   string        // the call is done, and then answered with this error code, or Drop
	Message string        // of the error; empty means one that fits the code
}

// ThrottleEvery gives a Faults function that throttles every nth call.
func ThrottleEvery(n int) func(Call) Fault {
	return func(c Call) Fault {
		if c.Total%n == 0 {
			return Fault{Before: "ThrottlingException"}
		}
		return Fault{}
	}
}

// errDropped makes the handler break the connection.
var errDropped = errors.New("connection dropped")

// err gives the error that a code of the fault stands for.
func (f Fault) err(code string) error {
	if code == Drop {
		return errDropped
	}
	return &apiError{code, cmp.Or(f.Message, faultMessages[code])}
}

var faultMessages = map[string]string{
	"ThrottlingException":   "Rate exceeded",
	"ConflictException":     "The resource was modified concurrently; try again",
	"InternalFailure":       "The request processing has failed because of an unknown error",
	"ServiceUnavailable":    "The service is temporarily unavailable",
	"AccessDeniedException": "User is not authorized to perform this operation because no identity-based policy allows it",
	"ResourceLimitExceeded": "The account-level service limit is 0, with current utilization of 0 and a request delta of 1",
}

// counters numbers the calls.
type counters struct {
	total atomic.Int64
	per   map[string]*atomic.Int64 // every operation has its own; never written after Open
}

func newCounters() *counters {
	c := &counters{per: map[string]*atomic.Int64{}}
	for op := range operations {
		c.per[op] = new(atomic.Int64)
	}
	for action := range stsActions {
		c.per[action] = new(atomic.Int64)
	}
	return c
}

func (c *counters) next(op string) Call {
	return Call{Operation: op, N: int(c.per[op].Add(1)), Total: int(c.total.Add(1))}
}
