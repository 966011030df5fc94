package main

import (
	"context"
	"maps"
	"path"
	"slices"
)

// everHad tells from the clone, where it has the tip and all before it, and asks
// GitHub otherwise.
func (r *remote) everHad(ctx context.Context) func(paths []string) (map[string]string, error) {
	return func(paths []string) (map[string]string, error) {
		if had, ok := r.everHadHere(ctx, paths); ok {
			return had, nil
		}
		had := map[string]string{}
		folders := byFolder(paths)
		for _, dir := range slices.Sorted(maps.Keys(folders)) {
			files := folders[dir]
			if len(files) > 1 { // mostly a new group, which never had any
				folder, err := r.lastHad(ctx, dir)
				if err != nil {
					return nil, err
				}
				if folder == "" {
					continue
				}
			}
			for _, file := range files {
				commit, err := r.lastHad(ctx, file)
				if err != nil {
					return nil, err
				}
				if commit != "" {
					had[file] = commit
				}
			}
		}
		return had, nil
	}
}

func (r *remote) everHadHere(ctx context.Context, paths []string) (map[string]string, bool) {
	if r.repo == nil {
		return nil, false
	}
	tip, here, err := r.repo.Commit(r.at.Tip)
	if err != nil || !here {
		return nil, false
	}
	found, err := r.repo.EverHad(ctx, tip, paths)
	had := make(map[string]string, len(found))
	for p, c := range found {
		had[p] = c.Short()
	}
	return had, err == nil
}

// lastHad asks GitHub for the commit that last had a file or folder of the
// catalog, which is not there any more: the one before its last change. It is
// empty where there never was any.
func (r *remote) lastHad(ctx context.Context, p string) (string, error) {
	commit, parents, ever, err := r.client.LastChange(ctx, r.at.Repository, r.at.Tip, path.Join(r.desk.dir, p))
	if err != nil || !ever {
		return "", err
	}
	if len(parents) > 0 {
		commit = parents[0]
	}
	return commit[:7], nil
}

func byFolder(paths []string) map[string][]string {
	folders := map[string][]string{}
	for _, p := range paths {
		folders[path.Dir(p)] = append(folders[path.Dir(p)], p)
	}
	return folders
}
