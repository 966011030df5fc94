package proof

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/gittree"
)

// clockSkew is how far GitHub's clock may be ahead of this machine's: a review
// given just now is none after the merge.
const clockSkew = time.Hour

// Check judges an open pull request as if it were merged now. The prover's head
// is the tip of the protected branch.
func (p *Prover) Check(ctx context.Context, number int) (*evidence.Check, error) {
	b, err := p.protected(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.identify(ctx, b); err != nil {
		return nil, err
	}
	pull, err := p.pull(ctx, number)
	if err != nil {
		return nil, err
	}
	c := &evidence.Check{Pull: pull, Items: []evidence.CheckItem{}}
	if pull.Merged {
		c.Notes = append(c.Notes, fmt.Sprintf("#%d is merged already; plan and verify judge it as it was merged", pull.Number))
		return c, nil
	}
	merge, base, err := p.testMerge(ctx, c)
	if err != nil {
		return nil, err
	}
	before, err := p.objects.files(ctx, base)
	if err != nil {
		return nil, err
	}
	after, err := p.objects.files(ctx, merge)
	if err != nil {
		return nil, err
	}
	subjects, broken, err := p.affected(ctx, before, after)
	if err != nil {
		return nil, err
	}
	if broken != "" {
		c.Items = append(c.Items, unreadable(registryFile, "", broken))
	}
	for _, s := range subjects {
		item, asks, err := p.preview(ctx, pull, s, merge, before, after)
		if err != nil {
			return nil, err
		}
		if asks {
			c.Items = append(c.Items, item)
		}
	}
	if d := p.pulls[number].Detail; d != nil {
		c.Pull.Detail = d
	}
	return c, nil
}

// testMerge is what the branch would hold after the merge, and the commit of
// the branch that this is on top of. GitHub keeps a test merge for an open pull
// request that has no conflicts.
func (p *Prover) testMerge(ctx context.Context, c *evidence.Check) (merge, base string, err error) {
	pull := c.Pull
	if pull.Base.Ref != p.place.branch {
		c.Notes = append(c.Notes, fmt.Sprintf("#%d is for branch %q; approvals count on %q only", pull.Number, pull.Base.Ref, p.place.branch))
	}
	if pull.MergeCommit != "" {
		m, err := p.commit(ctx, pull.MergeCommit)
		if err != nil {
			return "", "", err
		}
		if len(m.Parents) > 0 {
			return pull.MergeCommit, m.Parents[0], nil
		}
	}
	c.Notes = append(c.Notes, fmt.Sprintf("GitHub has no test merge of #%d, so its head is taken for it; resolve conflicts with %s", pull.Number, p.place.branch))
	return pull.Head.SHA, p.branch.tip, nil
}

// commit reads a commit from this clone or from GitHub.
func (p *Prover) commit(ctx context.Context, sha string) (evidence.Commit, error) {
	c, ok, err := p.o.Repo.Commit(sha)
	if err != nil || ok {
		return commitOf(c), err
	}
	return p.o.GitHub.Commit(ctx, p.place.repository, sha)
}

// affected are the versions, in each target that wants proof, and the policy
// that can be others than before, by file; or why nothing can be told of them.
func (p *Prover) affected(ctx context.Context, before, after map[string]gittree.File) (subjects []subject, broken string, err error) {
	text, why, err := p.objects.text(ctx, after[registryFile])
	if err != nil || why != "" {
		return nil, strings.TrimSpace(registryFile + " " + why), err
	}
	reg, why, err := p.registry(ctx, text)
	if err != nil || why != "" {
		return nil, why, err
	}
	moved := func(file string) bool { return before[file] != after[file] }
	all := moved(registryFile)
	if all {
		subjects = append(subjects, policySubject())
	}
	for _, file := range slices.Sorted(maps.Keys(after)) {
		group, label, err := catalog.VersionAt(file)
		if err != nil || !all && !moved(file) && !moved(path.Join(group, "group.yaml")) {
			continue
		}
		for _, t := range reg.Targets {
			if t.Evidence == "github" {
				subjects = append(subjects, versionSubject(group, label.String(), t.Name, file))
			}
		}
	}
	return subjects, "", nil
}

// unreadable is the item of what has problems: what it asks for is not known, so
// it would be held.
func unreadable(ref, target, why string) evidence.CheckItem {
	f := evidence.Finding{Check: "content", State: evidence.Held, Text: why}
	return evidence.CheckItem{Ref: ref, Target: target, Outlook: evidence.Outlook{
		State: evidence.Held, Reason: why, Next: []string{"see what modelreg validate says of it"},
		Tree: evidence.Finding{Check: "approval", State: evidence.Held, Text: why, Parts: []evidence.Finding{f}},
	}}
}

// preview judges one subject; asks is false where nothing new is asked for.
func (p *Prover) preview(ctx context.Context, pull evidence.Pull, s subject, merge string, before, after map[string]gittree.File) (item evidence.CheckItem, asks bool, err error) {
	now, err := p.readFiles(ctx, s, after)
	if err != nil {
		return item, false, err
	}
	was, err := p.readFiles(ctx, s, before)
	if err != nil {
		return item, false, err
	}
	switch {
	case s.version && now.S == "" && before[s.files[2]] != after[s.files[2]]:
		return unreadable(s.group+"/"+s.label, s.target, now.Why), true, nil
	case now.S == was.S, s.version && len(now.asks) == 0:
		return item, false, nil
	}
	q := question(s, now, pull.Head.SHA)
	f := evidence.Facts{
		Question: q,
		Branch:   evidence.Branch{RepositoryID: p.branch.id, Repository: p.branch.fullName, Ref: "refs/heads/" + p.place.branch, Tip: p.branch.tip},
		Updates:  []evidence.Update{},
		Policy:   p.policyAt(ctx, p.branch.tip),
		Digests: map[string]evidence.Answer[evidence.Digests]{
			merge:         evidence.Known(now.Digests),
			p.branch.tip:  evidence.Known(was.Digests),
			pull.Head.SHA: p.digestsAt(ctx, s, pull.Head.SHA),
		},
	}
	p.rename(ctx, &f)
	if s.version {
		f.Thresholds = p.thresholdsAt(ctx, q, p.branch.tip)
		f.Arrival = p.arrival(ctx, f)
	}
	if f.Policy.Known && f.Policy.Value.Why == "" {
		policy := f.Policy.Value.Policy
		pull.Detail = p.detail(ctx, pull, policy, q)
		for _, c := range evidence.WebMerges(pull.Detail.Commits.Value) {
			f.Digests[c.SHA] = p.digestsAt(ctx, s, c.SHA)
			f.Digests[c.Parents[0]] = p.digestsAt(ctx, s, c.Parents[0])
		}
		if evidence.WantsRegistration(policy, q) && was.Content == now.Content {
			f.Registered = p.registration(ctx, s, moments(p.history, s), 0, pull.Number)
		}
	}
	f.Pulls = evidence.Known([]evidence.Pull{pull})
	item = evidence.CheckItem{Ref: registryFile, Target: s.target, Outlook: evidence.Preview(f, p.chain(ctx, f), p.o.Now().Add(clockSkew))}
	if s.version {
		item.Ref = s.group + "/" + s.label
	}
	return item, true, nil
}
