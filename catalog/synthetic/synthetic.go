// Package synthetic makes catalogs of any size, for benchmarks and tests. The
// same options always give the same bytes, and what they give is valid.
package synthetic

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"testing/fstest"
)

// Options say how large a catalog to make.
type Options struct {
	Versions int    // in all groups together
	Groups   int    // at least 1; versions are spread evenly
	Seed     uint64 // another seed gives other metrics, names and paths
}

// FS gives a catalog in memory.
func FS(o Options) fs.FS {
	m := fstest.MapFS{}
	_ = each(o, func(name string, data []byte) error {
		m[name] = &fstest.MapFile{Data: data, Mode: 0o644}
		return nil
	})
	return m
}

// Write writes a catalog into a folder, which is made if need be. It is an error
// when the folder holds anything.
func Write(dir string, o Options) error {
	if there, err := os.ReadDir(dir); len(there) > 0 {
		return fmt.Errorf("%s is not empty; name a new folder, since what is in this one would stay beside the catalog", dir)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("reading %s: %w", dir, err)
	}
	made := map[string]bool{}
	return each(o, func(name string, data []byte) error {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if parent := filepath.Dir(full); !made[parent] {
			if err := os.MkdirAll(parent, 0o755); err != nil {
				return fmt.Errorf("making %s: %w", parent, err)
			}
			made[parent] = true
		}
		if err := os.WriteFile(full, data, 0o644); err != nil {
			return fmt.Errorf("writing %s: %w", full, err)
		}
		return nil
	})
}

// each gives the files of a catalog one by one, paths with slashes.
func each(o Options, file func(name string, data []byte) error) error {
	groups := max(o.Groups, 1)
	if err := file("registry.yaml", []byte(registry)); err != nil {
		return err
	}
	for g := range groups {
		random := rand.New(rand.NewPCG(o.Seed, uint64(g)))
		dir := fmt.Sprintf("team-%02d/%s-%04d", g%20, pick(random, subjects), g)
		if err := file(path.Join(dir, "group.yaml"), group(random, g)); err != nil {
			return err
		}
		count := o.Versions / groups
		if g < o.Versions%groups {
			count++
		}
		for n := 1; n <= count; n++ {
			label := fmt.Sprint(n)
			if g%4 == 3 {
				label = fmt.Sprintf("%d.%d.0", 1+n/10, n%10)
			}
			if err := file(path.Join(dir, "versions", label+".yaml"), version(random, path.Base(dir), n, n == count)); err != nil {
				return err
			}
		}
	}
	return nil
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }
