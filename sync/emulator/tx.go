package emulator

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"go.etcd.io/bbolt"
)

// A doc is a JSON object under the service's own member names.
type doc = map[string]any

// scopeBuckets are what an account has in a region:
//
//	groups        name -> group
//	groupTimes    creation time, name
//	packages      group, NUL, version -> pkg
//	packageTimes  creation time, group, NUL, version
//	tokens        operation, NUL, client token -> usedToken
//	index         kind, id -> indexed: what Search sees
//	indexTimes    kind, which time, time, id
//	queue         sequence -> queued: what Search does not see yet
//	resources     model/name, training-job/name -> as Describe gives it
//
// Numbers in keys are big-endian, so that they sort.
var scopeBuckets = [...]string{"groups", "groupTimes", "packages", "packageTimes", "tokens", "index", "indexTimes", "queue", "resources"}

// A tx is one call's view of the store.
type tx struct {
	caller
	op     string
	now    time.Time // whole milliseconds
	opts   *Options
	secret []byte
	digest string // of the request

	groups, groupTimes     *bbolt.Bucket
	packages, packageTimes *bbolt.Bucket
	tokens                 *bbolt.Bucket
	index, indexTimes      *bbolt.Bucket
	queue                  *bbolt.Bucket
	resources              *bbolt.Bucket
	events                 *bbolt.Bucket
}

func (r *Registry) begin(b *bbolt.Tx, who caller, op string) *tx {
	scope := b.Bucket([]byte(who.scope()))
	in := func(name string) *bbolt.Bucket { return scope.Bucket([]byte(name)) }
	return &tx{
		caller: who, op: op, now: r.opts.Clock().Truncate(time.Millisecond), opts: &r.opts, secret: r.secret,
		groups: in("groups"), groupTimes: in("groupTimes"),
		packages: in("packages"), packageTimes: in("packageTimes"),
		tokens: in("tokens"),
		index:  in("index"), indexTimes: in("indexTimes"), queue: in("queue"),
		resources: in("resources"),
		events:    b.Bucket(eventsBucket),
	}
}

// resolve is resource with the transaction's operation.
func (t *tx) resolve(kind, nameOrARN string) (string, error) {
	return t.resource(kind, nameOrARN, t.op)
}

// get reads a record into v and says whether there is one.
func get(b *bbolt.Bucket, key []byte, v any) (bool, error) {
	text := b.Get(key)
	if text == nil {
		return false, nil
	}
	if err := json.Unmarshal(text, v); err != nil {
		return false, fmt.Errorf("reading record %q: %w", key, err)
	}
	return true, nil
}

func put(b *bbolt.Bucket, key []byte, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("writing record %q: %w", key, err)
	}
	return b.Put(key, text)
}

// walk goes over the keys of b that begin with prefix, from the one behind
// after (nil: from the start), upwards or downwards.
func walk(b *bbolt.Bucket, prefix, after []byte, descending bool) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		c := b.Cursor()
		var k, v []byte
		step := c.Next
		if descending {
			step = c.Prev
			end := after
			if end == nil {
				end = prefixEnd(prefix)
			}
			if k, _ = c.Seek(end); end == nil || k == nil {
				k, v = c.Last()
			} else {
				k, v = c.Prev()
			}
		} else {
			from := prefix
			if after != nil {
				from = after
			}
			k, v = c.Seek(from)
			if after != nil && bytes.Equal(k, after) {
				k, v = c.Next()
			}
		}
		for ; k != nil && bytes.HasPrefix(k, prefix); k, v = step() {
			if !yield(k, v) {
				return
			}
		}
	}
}

// prefixEnd gives the first key behind all that begin with prefix; nil when
// there is none.
func prefixEnd(prefix []byte) []byte {
	end := bytes.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}

// bigEndian gives the eight bytes that sort as n does.
func bigEndian(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// seconds gives a time as the wire has it: seconds since the epoch, with
// milliseconds as a fraction.
func seconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

// millis reads a time of the wire in milliseconds. Absent is 0.
func millis(v any) int64 {
	s, _ := v.(float64)
	return int64(s*1000 + 0.5)
}
