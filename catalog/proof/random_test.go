package proof_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
)

func TestMain(m *testing.M) {
	// Each random story is a repository. More of them: go test -rapid.checks=1000
	if err := flag.Set("rapid.checks", "12"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// A story is what happens on GitHub, and who really approved what.
type story struct {
	*world
	pull   int // the newest one
	branch string
	said   map[string][]string // commits that somebody approved, by pull request and login
	wrote  map[string][]string // who had a part, by branch
	of     map[int]string      // branches, by pull request
}

var contents = map[string]string{"approved": approved, "evil": swap(approved, "linear", "evil"), "pending": pending}

// A step is one thing that somebody does. GitHub refuses what is impossible, and
// then nothing happens.
type step struct{ what, who, with string }

func steps(t *rapid.T) []step {
	people := rapid.SampledFrom([]string{"bob", "chen", "dana", "mallory"})
	kinds := rapid.SampledFrom([]string{
		"propose", "review", "review", "review", "edit", "merge", "merge", "queue", "evil merge",
		"push", "pushed head", "force back", "policy", "restamp", "dismiss", "update branch", "force head",
	})
	with := map[string]*rapid.Generator[string]{
		"review": rapid.SampledFrom([]string{"APPROVED", "APPROVED", "APPROVED", "CHANGES_REQUESTED", "COMMENTED"}),
		"merge":  rapid.SampledFrom([]string{"merge", "squash", "rebase"}),
	}
	with["queue"], with["evil merge"] = with["merge"], with["merge"]
	all := []step{{"propose", people.Draw(t, "who"), "approved"}}
	for range rapid.IntRange(2, 8).Draw(t, "steps") {
		s := step{what: kinds.Draw(t, "what"), who: people.Draw(t, "who")}
		if choices, ok := with[s.what]; ok {
			s.with = choices.Draw(t, "with")
		} else {
			s.with = rapid.SampledFrom([]string{"approved", "approved", "evil", "pending"}).Draw(t, "with")
		}
		all = append(all, s)
	}
	return all
}

func (s *story) tell(st step) error {
	content := files{versionFile: contents[st.with]}
	switch st.what {
	case "propose":
		s.branch = fmt.Sprintf("branch-%d", s.pull+1)
		s.write(st.who, content)
		n, err := s.g.Open(st.who, s.branch, "main", "Propose")
		if err == nil {
			s.pull, s.of[n] = n, s.branch
			s.wrote[s.branch] = append(s.wrote[s.branch], st.who)
		}
		return err
	case "edit":
		s.write(st.who, content)
	case "review":
		if st.with == "APPROVED" {
			key := fmt.Sprintf("%d %s", s.pull, st.who)
			s.said[key] = append(s.said[key], s.sha(s.branch))
		}
		_, err := s.g.Review(s.pull, st.who, st.with)
		return err
	case "merge":
		return s.g.Merge(s.pull, st.who, st.with)
	case "queue":
		return s.g.Queue([]int{s.pull}, st.who, st.with)
	case "evil merge":
		return s.g.EvilMerge(s.pull, st.who, st.with, inRepo(files{versionFile: contents["evil"]}))
	case "push":
		s.edit(st.who, "main", content)
	case "policy":
		s.edit(st.who, "main", files{registryFile: loose})
	case "pushed head":
		return s.g.Push(st.who, s.g.Dir(), s.branch+":main")
	case "force back":
		return s.g.Push(st.who, s.g.Dir(), "+main~:main")
	case "force head":
		s.wrote[s.branch] = append(s.wrote[s.branch], st.who)
		return s.g.Push(st.who, s.g.Dir(), "+"+s.branch+"~:"+s.branch)
	case "update branch":
		return s.g.UpdateBranch(s.pull, st.who)
	case "restamp", "dismiss":
		reviews, err := s.client().Reviews(s.t.Context(), "acme/models", s.pull)
		if err != nil || len(reviews) == 0 {
			return err
		}
		last := reviews[len(reviews)-1].ID
		if st.what == "dismiss" {
			return s.g.Dismiss(s.pull, st.who, last)
		}
		return s.g.Restamp(s.pull, last, s.sha(s.branch))
	}
	return nil
}

func (s *story) write(who string, content files) {
	s.wrote[s.branch] = append(s.wrote[s.branch], who)
	s.edit(who, s.branch, content)
}

// TestRandomStories holds that whatever happens, nothing is granted but what
// one whom the policy names, and who had no part in it, approved as it is.
func TestRandomStories(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := &story{world: newWorld(t), said: map[string][]string{}, wrote: map[string][]string{}, of: map[int]string{}}
		var told []string
		for _, st := range steps(rt) {
			told = append(told, fmt.Sprintf("%+v: %v", st, s.tell(st)))
		}
		sk := s.seek()
		g, _ := sk.c.Group("house-price")
		v, _ := g.Version("1")
		eff, problems := v.Effective(sk.c.Registry, sk.c.Registry.Targets[0])
		if len(eff.Asks) == 0 || catalog.HasErrors(problems) {
			return
		}
		verdict := sk.judge(versionRef, production)
		if verdict.State == evidence.Granted && !s.approvedByOther(verdict) {
			rt.Errorf("granted: %s\n%q", verdict.Text, told)
		}
		if verdict.State == evidence.Unknown {
			rt.Errorf("all can be known, and the verdict is unknown: %s\n%q", verdict.Reason, told)
		}
	})
}

// approvedByOther says whether bob or chen approved the head that was merged
// without a part in it.
func (s *story) approvedByOther(v evidence.Verdict) bool {
	var n int
	if _, err := fmt.Sscanf(v.Proof, "pr=%d ", &n); err != nil {
		return false
	}
	pull := give(s.client().Pull(s.t.Context(), "acme/models", n)).to(s.world)
	return pull.Merged && slices.ContainsFunc([]string{"bob", "chen"}, func(login string) bool {
		return slices.Contains(s.said[fmt.Sprintf("%d %s", n, login)], pull.Head.SHA) && !slices.Contains(s.wrote[s.of[n]], login)
	})
}
