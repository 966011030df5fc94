package sync_test

import (
	"context"
	"reflect"
	stdsync "sync"
	"testing"

	"modelreg/sync"
)

// A surveyor keeps what a look is told of each group, and what it rests on.
type surveyor struct {
	sync.Target
	have sync.Snapshot

	mu stdsync.Mutex
	of map[string]sync.Survey
}

func (s *surveyor) Observe(ctx context.Context, policies []string) (sync.Snapshot, error) {
	var err error
	s.have, err = s.Target.Observe(ctx, policies)
	return s.have, err
}

func (s *surveyor) keep(seen sync.Survey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of[seen.Group] = seen
}

// surveyedLook is a look after which the surveys have to say what Holdings and
// Approvals find in the registry as the look saw it last.
func surveyedLook(t testing.TB, target sync.Target, in sync.Input, judge sync.Judge) (*sync.Plan, error) {
	t.Helper()
	s := &surveyor{Target: target, of: map[string]sync.Survey{}}
	in.Surveyed = s.keep
	plan, err := sync.Look(context.Background(), s, in, judge)
	if err != nil {
		return nil, err
	}
	in.Have, in.Surveyed = s.have, nil
	var approvals []sync.Approval
	for _, g := range in.Catalog.Groups {
		seen := s.of[g.Name]
		if want := sync.Holdings(in, g); !reflect.DeepEqual(want, seen.Holdings) {
			t.Errorf("survey of %s: holdings %s\nwant %s", g.Name, dumpJSON(seen.Holdings), dumpJSON(want))
		}
		approvals = append(approvals, seen.Approvals...)
		delete(s.of, g.Name)
	}
	for _, g := range s.have.Groups {
		approvals = append(approvals, s.of[g.Name].Approvals...)
	}
	if want := sync.Approvals(in); in.Adopt == nil && !reflect.DeepEqual(want, approvals) {
		t.Errorf("surveys: approvals %s\nwant %s", dumpJSON(approvals), dumpJSON(want))
	}
	return plan, nil
}
