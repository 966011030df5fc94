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
