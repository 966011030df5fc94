package proof

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/github"
	"modelreg/catalog/gittree"
	"modelreg/catalog/history"
)

// Options say what is proven, and where.
type Options struct {
	Repo   *gittree.Repo  // opened at the catalog's folder
	Head   gittree.Commit // the commit that asks, H
	GitHub *github.Client // nil: there is no token to ask with
	Now    func() time.Time
	// Repository is the repository (owner/name) that the run is known to be of,
	// from outside the tree; empty: what the policy at the trust root names.
	Repository string
	// Root is the trust root, a first-parent ancestor of Head whose policy is
	// taken as given; zero: the commit that created registry.yaml.
	Root gittree.Commit
	// Cache is a folder to remember the past in; empty: it is read anew. A run
	// that approves or verifies has none, since who can write there could change
	// what it believes.
	Cache string
}

// ErrNoToken says that GitHub can't be asked.
var ErrNoToken = errors.New("there is no token to ask GitHub with; set GITHUB_TOKEN or GH_TOKEN")

// A Prover finds facts and remembers them. It is for one goroutine.
type Prover struct {
	o        Options
	history  *history.History
	head     *headCatalog // what the head says; nil: it is read from git like any other commit
	objects  objects
	policies []policyState // oldest first; the first one is the trust root
	gates    []catalog.Gate
	place    place

	readings   map[[sha256.Size]byte]reading           // by target and files
	registries map[[sha256.Size]byte]*catalog.Registry // by the digest of their text
	branch     *branch                                 // nil: not asked yet
	trees      map[string]map[string]gittree.File      // of commits that only GitHub has
	pulls      map[int]evidence.Pull
	numbers    map[string][]int          // of pull requests, by commit
	asked      map[string]bool           // commits that GitHub was asked about for the past
	passed     map[string]*passage       // by commit; nil: not looked for yet
	moved      map[[2]string]moves       // by commit and target
	moves      []evidence.Update         // of the protected branch by hand; nil: not asked yet
	changes    map[string]evidence.Facts // of policy changes, by commit
	proofs     map[evidence.Key]evidence.Bundle

	registrations map[string]evidence.Answer[evidence.Registration] // by commit and the pull request that approves
	thresholds    map[string]evidence.ThresholdsAt                  // by commit and group
}

// New reads the past of the catalog's folder. GitHub is not asked yet.
func New(ctx context.Context, o Options) (*Prover, error) {
	past, err := o.past(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the past of the catalog: %w", err)
	}
	p := &Prover{
		o: o, history: past,
		readings:   map[[sha256.Size]byte]reading{},
		moved:      map[[2]string]moves{},
		registries: map[[sha256.Size]byte]*catalog.Registry{},
		trees:      map[string]map[string]gittree.File{},
		pulls:      map[int]evidence.Pull{},
		numbers:    map[string][]int{},
		asked:      map[string]bool{},
		changes:    map[string]evidence.Facts{},
		proofs:     map[evidence.Key]evidence.Bundle{},

		registrations: map[string]evidence.Answer[evidence.Registration]{},
		thresholds:    map[string]evidence.ThresholdsAt{},
	}
	p.objects = objects{repo: o.Repo, remote: p.remoteTree, fetch: p.remoteBlob}
	if p.policies, err = p.readPolicies(ctx); err != nil {
		return nil, err
	}
	p.gates = p.everyGate()
	p.place = p.where()
	return p, nil
}

func (o Options) past(ctx context.Context) (*history.History, error) {
	if o.Cache != "" {
		return history.ReadCached(ctx, o.Repo, o.Head, o.Cache)
	}
	return history.Read(ctx, o.Repo, o.Head)
}

// Gates are all values that needed proof by any policy since the trust root. A
// change that nobody granted may have dropped some of them; the judge goes by
// the policy that counts.
func (p *Prover) Gates() []catalog.Gate { return p.gates }

// Proofs are everything that the verdicts granted so far rest on, by ref.
func (p *Prover) Proofs() []evidence.Bundle {
	return slices.SortedFunc(maps.Values(p.proofs), func(a, b evidence.Bundle) int {
		return cmp.Or(strings.Compare(a.Ref, b.Ref), strings.Compare(a.Target, b.Target))
	})
}

// A Request is a version that asks for a gated value in a target.
type Request struct {
	Version *catalog.Version
	Target  *catalog.Target
	Key     evidence.Key
}

// Judge answers requests, all of them. The error is that of a cancelled context
// only.
func (p *Prover) Judge(ctx context.Context, requests []Request) (evidence.Verdicts, error) {
	verdicts := make(evidence.Verdicts, len(requests))
	for _, r := range requests {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		verdicts[r.Key] = p.judge(ctx, r)
	}
	return verdicts, ctx.Err()
}

func (p *Prover) judge(ctx context.Context, r Request) evidence.Verdict {
	standing, err := p.Standing(ctx)
	switch {
	case errors.Is(err, ErrNoToken):
		return evidence.Verdict{State: evidence.NeedsProof, Reason: err.Error()}
	case err != nil:
		return notKnown(err)
	case standing == Away:
		return evidence.Verdict{State: evidence.NeedsProof, Reason: fmt.Sprintf(
			"commit %s is not on %s of %s; an approval is proven once it is merged", p.o.Head.Short(), p.place.branch, p.place.repository)}
	}
	s := versionSubject(r.Key.Group, r.Key.Label, r.Target.Name, r.Version.Path)
	now, err := p.readAt(ctx, s, p.o.Head.Hash)
	switch {
	case err != nil:
		return notKnown(err)
	case now.S == "":
		return evidence.Verdict{State: evidence.Held, Reason: now.Why}
	case now.S != r.Key.S:
		return evidence.Verdict{State: evidence.Unknown, Reason: "commit " + p.o.Head.Short() + " has another " + r.Version.Ref() + " than the one that is asked about; run again"}
	}
	facts, err := p.facts(ctx, question(s, now, p.o.Head.Hash), s, 0, 0)
	if err != nil {
		return notKnown(err)
	}
	chain := p.chain(ctx, facts)
	v := evidence.Judge(facts, chain)
	if v.State == evidence.Granted && p.elsewhere(r.Target.Name, facts.Policy.Value.Policy) {
		if now := p.Policy(ctx); now.State != evidence.Granted {
			now.Reason = fmt.Sprintf("target %q is another registry than when it was approved: %s", r.Target.Name, now.Reason)
			return now
		}
	}
	if v.Aside, err = p.aside(ctx, s, now); err != nil {
		return notKnown(err)
	}
	if v.State == evidence.Granted {
		p.proofs[r.Key] = p.bundle(facts, chain, v)
	}
	return v
}

// aside reports whether what a version is at the head came in without its being
// asked for anew: neither the gated values nor approvalRequest changed.
func (p *Prover) aside(ctx context.Context, s subject, now reading) (bool, error) {
	all := moments(p.history, s)
	m, err := p.introduced(ctx, s, all, 0, sameDigest)
	if err != nil {
		return false, err
	}
	was, err := p.read(ctx, s, m.before)
	return was.S != "" && slices.Equal(was.asks, now.asks) && was.number == now.number, err
}

// elsewhere reports whether a target is another registry at the head than by the
// policy that judged: S does not say which account a target is.
func (p *Prover) elsewhere(target string, then evidence.Policy) bool {
	now, was := p.policies[len(p.policies)-1].Policy.Targets[target], then.Targets[target]
	return now.Kind != was.Kind || now.AccountID != was.AccountID || now.Region != was.Region
}

// bundle is everything that a verdict rests on.
func (p *Prover) bundle(f evidence.Facts, c evidence.Chain, v evidence.Verdict) evidence.Bundle {
	return evidence.Bundle{
		FormatVersion: evidence.BundleFormat,
		Catalog:       f.Policy.Value.Policy.Name,
		Target:        f.Question.Target, Ref: f.Question.Ref(),
		Facts: f, Chain: c, Verdict: v, Made: p.o.Now().UTC(),
	}
}

func notKnown(err error) evidence.Verdict {
	return evidence.Verdict{State: evidence.Unknown, Reason: err.Error()}
}
