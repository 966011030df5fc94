package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	stdsync "sync"
	"time"

	"golang.org/x/sync/errgroup"

	"modelreg/catalog"
	"modelreg/catalog/report"
	"modelreg/catalog/site"
	"modelreg/sync/sagemaker"
)

// A fetcher reads reports from S3, a few at once, and each once. What a version
// names may be anywhere, and of any size: it waits and keeps no more than it says.
type fetcher struct {
	patience time.Duration // for one report
	tries    int           // reports of a bucket that may fail to come in time, before it is not asked any more
	most     int64         // bytes of all texts that are kept

	mu      stdsync.Mutex
	kept    int64          // bytes, of what there was no room for, too
	silent  map[string]int // reports that did not come in time, by bucket
	answers map[object]*answer
}

// An object is one of S3, as a target's credentials show it.
type object struct {
	from *sagemaker.Target
	uri  string
}

// An answer is the text of an object, or why it is not shown.
type answer struct {
	once stdsync.Once
	text []byte
	err  error
}

// How many reports are read at once, and how much of them is kept until their
// pages are made, in bytes.
const (
	fetchers  = 4
	mostKept  = 64 << 20
	objectFor = 30 * time.Second
)

func newFetcher() *fetcher {
	return &fetcher{patience: objectFor, tries: 2 * fetchers, most: mostKept, silent: map[string]int{}, answers: map[object]*answer{}}
}

// A wish is a report that is to be read from S3.
type wish struct {
	*site.Report
	from *sagemaker.Target
}

// wanted are the reports that S3 may have: those without a file, of the newest
// versions first.
func (g *gatherer) wanted(d *site.Data, all map[string][]site.Report) []wish {
	var list []wish
	for _, group := range d.Catalog.Groups {
		for _, v := range slices.Backward(group.Versions) {
			from := g.s3Of(g.reader(d, v))
			found := all[v.Ref()]
			for i := range found {
				switch r := &found[i]; {
				case r.Read != nil || !strings.HasPrefix(r.URI, "s3://"):
				case from == nil:
					r.Problem = "it was not read: no target on SageMaker could be opened"
				default:
					list = append(list, wish{r, from})
				}
			}
		}
	}
	return list
}

// all reads what is wished for.
func (f *fetcher) all(ctx context.Context, wishes []wish) {
	var readers errgroup.Group
	readers.SetLimit(fetchers)
	for _, w := range wishes {
		readers.Go(func() error {
			text, err := f.fetch(ctx, w.from, w.URI)
			if err != nil {
				w.Problem = err.Error()
				return nil
			}
			w.Problem, w.Read = "", func() (*report.Report, error) { return report.Read(text) }
			return nil
		})
	}
	_ = readers.Wait() // they have no errors to give
}

// fetch gives one, or says why it is not shown.
func (f *fetcher) fetch(ctx context.Context, from *sagemaker.Target, uri string) ([]byte, error) {
	f.mu.Lock()
	a := f.answers[object{from, uri}]
	if a == nil {
		a = &answer{}
		f.answers[object{from, uri}] = a
	}
	f.mu.Unlock()
	a.once.Do(func() { a.text, a.err = f.read(ctx, from, uri) })
	return a.text, a.err
}

// read asks S3 for one.
func (f *fetcher) read(ctx context.Context, from *sagemaker.Target, uri string) ([]byte, error) {
	bucket, _, _ := strings.Cut(strings.TrimPrefix(uri, "s3://"), "/")
	if err := f.ask(bucket); err != nil {
		return nil, err
	}
	inTime, stop := context.WithTimeout(ctx, f.patience)
	defer stop()
	text, err := from.ReadObject(inTime, uri, report.Most)
	if err != nil && ctx.Err() == nil && errors.Is(inTime.Err(), context.DeadlineExceeded) {
		return nil, f.late(bucket)
	}
	if err != nil {
		return nil, err
	}
	if err := f.keep(len(text)); err != nil {
		return nil, err
	}
	return text, nil
}

// ask says why a bucket is not asked any more.
func (f *fetcher) ask(bucket string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.silent[bucket] >= f.tries:
		return fmt.Errorf("it was not read: %d reports of the bucket %s did not come within %v each, so S3 is not asked for more", f.silent[bucket], bucket, f.patience)
	case f.kept > f.most:
		return f.full()
	}
	return nil
}

// late counts a report that did not come in time.
func (f *fetcher) late(bucket string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.silent[bucket]++
	return fmt.Errorf("S3 did not give it within %v", f.patience)
}

// keep takes the room that a text needs.
func (f *fetcher) keep(bytes int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kept += int64(bytes); f.kept > f.most {
		return f.full()
	}
	return nil
}

func (f *fetcher) full() error {
	return fmt.Errorf("the reports from S3 have more than %d bytes together, which is the most that is read; it can be a file beside the version", f.most)
}

// reader is the target with whose credentials and variables the reports of a
// version are read: the first on SageMaker that was opened, those first that
// hold the version. Where there is none, it is the first of all.
func (g *gatherer) reader(d *site.Data, v *catalog.Version) *catalog.Target {
	targets := d.Catalog.Registry.Targets
	best := targets[0]
	if !g.fetch {
		return best
	}
	found := false
	for _, t := range targets {
		if g.s3Of(t) == nil {
			continue
		}
		if _, live := d.Live[site.Key{Group: v.Group.Path, Label: v.Label.String(), Target: t.Name}]; live {
			return t
		}
		if !found {
			best, found = t, true
		}
	}
	return best
}

// s3Of is the target that S3 is read through; nil where a target is none of
// SageMaker, or was not opened.
func (g *gatherer) s3Of(t *catalog.Target) *sagemaker.Target {
	if r := g.registries[t.Name]; r != nil && t.SageMaker != nil {
		return r.target
	}
	return nil
}
