package sync_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	stdsync "sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/sync"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

const (
	account = "111122223333"
	region  = "us-east-1"
)

const registryYAML = `apiVersion: modelreg/v1
kind: Registry
name: acme
defaultTarget: prod
targets:
  prod:
    sagemaker: {region: us-east-1, accountId: "111122223333"}
  approvedonly:
    sagemaker: {region: us-east-1, accountId: "444455556666"}
    versions: approved
approval: {repository: acme/models, branch: main}
safety: {maxDeletes: 100, maxChangedPercent: 100}
`

const groupYAML = "apiVersion: modelreg/v1\nkind: ModelGroup\n"

func version(rest string) string { return "apiVersion: modelreg/v1\nkind: ModelVersion\n" + rest }

// model is a version body with an inference specification of its own.
func model(artifact string) string {
	return "inferenceSpecification:\n  containers:\n    - image: 683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1\n      modelDataUrl: s3://acme/" + artifact + "/model.tar.gz\n"
}

// files are a catalog: path -> text. registry.yaml is added where it is missing.
type files map[string]string

func (f files) with(more files) files {
	out := files{}
	for k, v := range f {
		out[k] = v
	}
	for k, v := range more {
		if v == "" {
			delete(out, k)
		} else {
			out[k] = v
		}
	}
	return out
}

func (f files) load(t testing.TB) *catalog.Catalog {
	t.Helper()
	return f.loadAs(t, "")
}

// loadAs reads the catalog as one in a folder of some name.
func (f files) loadAs(t testing.TB, dir string) *catalog.Catalog {
	t.Helper()
	fsys := fstest.MapFS{"registry.yaml": &fstest.MapFile{Data: []byte(registryYAML)}}
	for name, text := range f {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	c, problems, err := catalog.Load(context.Background(), fsys, catalog.LoadOptions{Dir: dir})
	if err != nil {
		t.Fatalf("loading: %v", err)
	}
	for _, p := range problems {
		if p.Severity == catalog.Error && f[p.Path] != unreadable {
			t.Fatalf("loading: %v", problems)
		}
	}
	return c
}

// unreadable is a file that nobody can parse.
const unreadable = "nonsense: ["

// A world is an embedded registry with a client, a count of calls and a log of
// events.
type world struct {
	t      testing.TB
	path   string
	reg    *emulator.Registry
	events *buffer
	calls  *atomic.Int64
	target sync.Target
}

// drawing is a test whose failures are those of the case that rapid has drawn,
// so that they come with a seed and are shrunk. Folders and cleaning up are the
// test's.
type drawing struct {
	testing.TB
	rt *rapid.T
}

func (d drawing) Helper()                      { d.rt.Helper() }
func (d drawing) Error(args ...any)            { d.rt.Error(args...) }
func (d drawing) Errorf(f string, args ...any) { d.rt.Errorf(f, args...) }
func (d drawing) Fatal(args ...any)            { d.rt.Fatal(args...) }
func (d drawing) Fatalf(f string, args ...any) { d.rt.Fatalf(f, args...) }

type buffer struct {
	mu stdsync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func newWorld(t testing.TB) *world {
	return openWorld(t, filepath.Join(t.TempDir(), "registry.db"), emulator.Instant())
}

func openWorld(t testing.TB, path string, o emulator.Options) *world {
	t.Helper()
	w := &world{t: t, path: path, events: &buffer{}, calls: new(atomic.Int64)}
	o.Unsynced = true
	o.EventLog = w.events
	counted := o.OnCall
	o.OnCall = func(c emulator.Call) {
		w.calls.Add(1)
		if counted != nil {
			counted(c)
		}
	}
	var err error
	if w.reg, err = emulator.Open(path, o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.reg.Close() })
	w.target = w.client(emulator.Transport(w.reg))
	return w
}

func (w *world) client(rt http.RoundTripper) sync.Target {
	w.t.Helper()
	target, err := sagemaker.Open(context.Background(), sagemaker.Options{
		Region: region, AccountID: account, Embedded: rt, MaxAttempts: 8, MaxBackoff: time.Millisecond,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return target
}

// copyTo opens another world with the same contents.
func (w *world) copyTo(t testing.TB, path string) *world {
	t.Helper()
	w.reg.Close()
	data, err := os.ReadFile(w.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return openWorld(t, path, emulator.Instant())
}

// settings are what a run may do differently.
type settings struct {
	target     string // default prod
	judge      sync.Judge
	outOfOrder []string
	prune      bool
	shard      sync.Shard
	adopt      *sync.Adoption
	newer      func(group, label string) bool
	options    sync.ApplyOptions
}

func (s settings) input(c *catalog.Catalog) sync.Input {
	target, ok := c.Target(cmp.Or(s.target, "prod"))
	if !ok {
		panic("no target " + s.target)
	}
	return sync.Input{Catalog: c, Target: target, OutOfOrder: s.outOfOrder, Prune: s.prune, Shard: s.shard, Adopt: s.adopt, Superseded: s.newer}
}

func grant(proof string) sync.Judge {
	return judgeAll(evidence.Verdict{State: evidence.Granted, Proof: proof})
}

func judgeAll(v evidence.Verdict) sync.Judge {
	return func(_ context.Context, asked []sync.Request) (evidence.Verdicts, error) {
		vs := evidence.Verdicts{}
		for _, r := range asked {
			vs[r.Key] = v
		}
		return vs, nil
	}
}

func (w *world) look(c *catalog.Catalog, s settings) *sync.Plan {
	w.t.Helper()
	if s.judge == nil {
		s.judge = grant("pr=1")
	}
	plan, err := sync.Look(context.Background(), w.target, s.input(c), s.judge)
	if err != nil {
		w.t.Fatal(err)
	}
	return plan
}

// surveyed is look, and holds what the look is told of each group.
func (w *world) surveyed(c *catalog.Catalog, s settings) *sync.Plan {
	w.t.Helper()
	plan, err := surveyedLook(w.t, w.target, s.input(c), s.judge)
	if err != nil {
		w.t.Fatal(err)
	}
	return plan
}

func noSleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// sync plans and applies.
func (w *world) sync(c *catalog.Catalog, s settings) (*sync.Plan, *sync.Report) {
	w.t.Helper()
	plan := w.look(c, s)
	if s.options.Sleep == nil {
		s.options.Sleep = noSleep
	}
	return plan, sync.Apply(context.Background(), w.target, plan, s.options)
}

// mustSync syncs and wants nothing blocked and nothing failed.
func (w *world) mustSync(c *catalog.Catalog, s settings) *sync.Report {
	w.t.Helper()
	_, report := w.sync(c, s)
	if report.Counts.Failed+report.Counts.Blocked+report.Counts.Remaining > 0 || len(report.Refused) > 0 {
		w.t.Fatalf("sync: %q\n%s", outcomes(report), details(report))
	}
	return report
}

// mustBeSettled wants that a further sync has nothing to do and writes nothing.
func (w *world) mustBeSettled(c *catalog.Catalog, s settings) {
	w.t.Helper()
	before := w.events.String()
	plan, _ := w.sync(c, s)
	if plan.Effects() > 0 {
		w.t.Errorf("a second sync would do: %s", dumpJSON(plan.Changes))
	}
	if now := w.events.String(); now != before {
		w.t.Errorf("a second sync wrote:\n%s", strings.TrimPrefix(now, before))
	}
}

// state is everything the registry holds, without times.
func (w *world) state() string {
	w.t.Helper()
	snapshot := w.snapshot()
	for i := range snapshot.Groups {
		for j := range snapshot.Groups[i].Packages {
			p := &snapshot.Groups[i].Packages[j]
			p.CreatedAt, p.ModifiedAt, p.ModifiedBy = time.Time{}, time.Time{}, ""
		}
	}
	return dumpJSON(snapshot)
}

func (w *world) snapshot() sync.Snapshot {
	w.t.Helper()
	snapshot, err := w.target.Observe(context.Background(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	var names []string
	for _, g := range snapshot.Groups {
		names = append(names, g.Name)
	}
	if snapshot, err = w.target.Observe(context.Background(), names); err != nil {
		w.t.Fatal(err)
	}
	return snapshot
}

// packages finds the packages of one group, by number.
func (w *world) packages(group string) []sync.Package {
	w.t.Helper()
	for _, g := range w.snapshot().Groups {
		if g.Name == group {
			return g.Packages
		}
	}
	return nil
}

func status(p sync.Package) string { s, _ := p.Doc["modelApprovalStatus"].(string); return s }

func marker(p sync.Package, key string) string {
	m, _ := p.Doc["customerMetadataProperties"].(map[string]any)
	s, _ := m["modelreg/"+key].(string)
	return s
}

// byHand changes a package as somebody in a console would.
func (w *world) byHand(arn string, doc sync.Doc) {
	w.t.Helper()
	if err := w.target.UpdatePackage(context.Background(), arn, doc); err != nil {
		w.t.Fatal(err)
	}
}

// tally counts events by what happened to which package.
func (w *world) tally() map[string]int {
	w.t.Helper()
	counts := map[string]int{}
	for line := range strings.Lines(w.events.String()) {
		var e struct {
			Resources []string       `json:"resources"`
			Detail    map[string]any `json:"detail"`
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			w.t.Fatalf("event %q: %v", line, err)
		}
		arn := strings.Join(e.Resources, " ")
		counts[arn+" "+dumpJSON(e.Detail["UpdatedModelPackageFields"])+" "+dumpJSON(e.Detail["ModelApprovalStatus"])]++
	}
	return counts
}

func dumpJSON(v any) string {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		panic(err)
	}
	return string(b)
}

// errKilled is what a call of a killed process comes to.
var errKilled = errors.New("killed")

// A killer ends a process at one call: before it is sent, or after it was
// done and before the answer arrives. Nothing gets through afterwards.
type killer struct {
	inner  http.RoundTripper
	at     int64 // number of the call; 0 never
	after  bool
	n      atomic.Int64
	cancel context.CancelFunc
}

func (k *killer) RoundTrip(r *http.Request) (*http.Response, error) {
	n := k.n.Add(1)
	switch {
	case k.at == 0 || n < k.at:
		return k.inner.RoundTrip(r)
	case n == k.at && k.after:
		if resp, err := k.inner.RoundTrip(r); err == nil {
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
	}
	k.cancel()
	return nil, errKilled
}

// actions lists a plan's changes in short: "create churn/1 new-version".
func actions(changes []sync.Change) []string {
	out := []string{}
	for _, c := range changes {
		out = append(out, string(c.Action)+" "+c.Ref+" "+string(c.Reason))
	}
	return out
}

func outcomes(r *sync.Report) []string {
	out := []string{}
	for _, i := range r.Items {
		out = append(out, string(i.Outcome)+" "+i.Ref+" "+string(i.Reason))
	}
	slices.Sort(out)
	return out
}

// details are the sentences of what did not go well.
func details(r *sync.Report) string {
	var b strings.Builder
	for _, i := range r.Items {
		if i.Outcome != sync.Done && i.Outcome != sync.AlreadySo {
			b.WriteString(i.Ref + ": " + string(i.Outcome) + ": " + i.Detail + "\n")
		}
	}
	return b.String() + strings.Join(r.Refused, "\n")
}
