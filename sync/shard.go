package sync

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
)

// A Shard is one of several equal parts of a registry's groups, by the group's
// name in SageMaker. Each group is in exactly one of them, so that the runs of
// all shards together do what one run would do, at the same time or one after
// another. The zero Shard is everything.
type Shard struct {
	Index int // from 1
	Of    int // 0: everything
}

// mostShards is as many as a matrix of GitHub Actions has jobs:
// https://docs.github.com/en/actions/reference/limits
const mostShards = 256

// ParseShard reads what String writes of one: "2/4".
func ParseShard(s string) (Shard, error) {
	index, of, _ := strings.Cut(s, "/")
	var sh Shard
	var err error
	if sh.Of, err = strconv.Atoi(of); err == nil {
		sh.Index, err = strconv.Atoi(index)
	}
	if err != nil || sh.Index < 1 || sh.Of > mostShards || sh.Index > sh.Of || sh.String() != s {
		return Shard{}, fmt.Errorf("no shard %q; write I/N, with I from 1 to N and N at most %d, such as 1/4", s, mostShards)
	}
	return sh, nil
}

// String is I/N, and empty for everything.
func (s Shard) String() string {
	if s == (Shard{}) {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.Index, s.Of)
}

// words are for messages.
func (s Shard) words() string {
	if s == (Shard{}) {
		return "all groups"
	}
	return "shard " + s.String()
}

// MarshalText writes a shard for JSON.
func (s Shard) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a shard from JSON.
func (s *Shard) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*s = Shard{}
		return nil
	}
	*s, err = ParseShard(string(text))
	return err
}

// has reports whether a group is in the shard. Which one a group is in stays
// the same in every release, so that runs of different ones do not meet.
func (s Shard) has(group string) bool {
	if s.Of < 2 {
		return true
	}
	h := fnv.New64a()
	h.Write([]byte(group))
	return h.Sum64()%uint64(s.Of) == uint64(s.Index-1)
}

// part is where a group's changes go: into the plan, or beside it where another
// shard does them. The safety limits hold for all shards together.
func (p *Plan) part(group string) *Plan {
	if p.Shard.has(group) {
		return p
	}
	if p.rest == nil {
		p.rest = &Plan{}
	}
	return p.rest
}

// unanswered bounds how many more packages a plan would change if it were known
// what becomes of its requests for approval: each one that asks, and each one
// that is blocked, which it may be by those.
func (p *Plan) unanswered() int {
	n := len(p.Asked)
	for _, c := range p.Changes {
		if n > 0 && c.Action == Blocked && c.Kind == OfVersion && c.ARN != "" {
			n++
		}
	}
	return n
}
