package sync_test

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/sync/emulator"
)

// TestOrderOfInputIsNoDifference is law 7 where packages count by their content:
// whatever the order in which files are listed and packages are found, the plan
// is the same byte for byte.
func TestOrderOfInputIsNoDifference(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		t := drawing{t, rt}
		w := newWorld(t)
		defer w.reg.Close()
		claims := files{"registry.yaml": adopting["registry.yaml"]}
		for _, group := range []string{"a", "b/c"} {
			held := files{"a/group.yaml": groupYAML + "modelPackageGroupName: " + strings.ReplaceAll(group, "/", "-") + "\n"}
			claims[group+"/group.yaml"] = held["a/group.yaml"]
			drawVersions(rt, "packages", held, "a", "%d", 0)
			drawVersions(rt, "versions", claims, group, rapid.SampledFrom([]string{"%d", "1.%d.0"}).Draw(rt, "labels"), 0)
			w.fill(held)
		}
		s := settings{judge: judgeAll(evidence.Verdict{
			State: rapid.SampledFrom([]evidence.State{evidence.Granted, evidence.Held}).Draw(rt, "verdict"),
			Proof: "pr=7", Reason: "drawn", At: time.Now().Add(time.Hour),
		})}
		want := dumpJSON(w.look(claims.load(t), s))

		order := shuffle(rapid.Uint64().Draw(rt, "order"))
		fsys := fstest.MapFS{}
		for path, text := range claims {
			fsys[path] = &fstest.MapFile{Data: []byte(text)}
		}
		c, problems, err := catalog.Load(t.Context(), shuffledFS{fsys, order}, catalog.LoadOptions{})
		if err != nil || catalog.HasErrors(problems) {
			rt.Fatalf("loading: %v, %v", err, problems)
		}
		w.target = w.client(shuffled(order, w))
		if got := dumpJSON(w.look(c, s)); got != want {
			rt.Fatalf("in another order:\n%s\n%s", want, got)
		}
	})
}

// A shuffle puts lists into an order of its own, equal ones into the same.
type shuffle uint64

func (s shuffle) of(n int, swap func(i, j int)) { rand.New(rand.NewPCG(uint64(s), 0)).Shuffle(n, swap) }

// shuffledFS lists folders in an order of its own.
type shuffledFS struct {
	fstest.MapFS
	order shuffle
}

func (f shuffledFS) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := f.MapFS.ReadDir(name)
	f.order.of(len(entries), reflect.Swapper(entries))
	return entries, err
}

// shuffled answers searches and lists in an order of its own.
func shuffled(order shuffle, w *world) http.RoundTripper {
	return transport(func(r *http.Request) (*http.Response, error) {
		resp, err := emulator.Transport(w.reg).RoundTrip(r)
		if err != nil || r.Header.Get("X-Amz-Target") == "" {
			return resp, err
		}
		var answer map[string]any
		if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
			return nil, err
		}
		for _, member := range []string{"Results", "ModelPackageSummaryList", "ModelPackageGroupSummaryList"} {
			found, _ := answer[member].([]any)
			order.of(len(found), reflect.Swapper(found))
		}
		text, err := json.Marshal(answer)
		resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
		return resp, err
	})
}
