package image

import (
	"maps"
	"slices"
	"strings"
)

// Named gives a name by which Resolve finds exactly the image uri in a region,
// where framework and version are enough for that. Without one it reports false.
func Named(uri, region string) (Ref, bool) {
	all := images().Frameworks
	for _, name := range slices.Sorted(maps.Keys(all)) {
		for _, e := range all[name].Images {
			if strings.Contains(name, "@") || !strings.Contains(uri, "/"+e.Repository+":") {
				continue
			}
			for _, version := range e.Versions {
				r := Ref{Framework: name, Version: version}
				if found, err := Resolve(r, region); err == nil && found == uri {
					return r, true
				}
			}
		}
	}
	return Ref{}, false
}

// Regional reports whether an image is in an account in which AWS publishes images
// of one region alone: in another region it is another account's. Most deep
// learning images are in one account for most regions, and are not meant.
func Regional(uri string) bool {
	account, rest, _ := strings.Cut(uri, ".")
	_, path, _ := strings.Cut(rest, "/")
	repository, _, _ := strings.Cut(path, "@")
	if i := strings.LastIndex(repository, ":"); i >= 0 {
		repository = repository[:i]
	}
	t := images()
	most := 0
	for _, f := range t.Frameworks {
		for _, e := range f.Images {
			if e.Repository == repository {
				most = max(most, t.Accounts[e.Accounts].regions(account))
			}
		}
	}
	return most == 1
}

// regions is how many regions an account serves.
func (r registry) regions(account string) int {
	n := 0
	for _, owner := range r {
		if owner == account {
			n++
		}
	}
	return n
}
