package sync

import (
	"context"
	"errors"
	"slices"
)

// An inventory is what one group is known to hold while versions are created
// in it.
type inventory struct {
	arns    map[string]bool
	byLabel map[[2]string][]Package // catalog and label -> packages, by number
	highest int                     // the highest version number
	strays  []Package               // those that came since the plan was made and that nobody owns
}

func newInventory(seen []Package, taken map[string]bool) *inventory {
	v := &inventory{arns: map[string]bool{}, byLabel: map[[2]string][]Package{}}
	for _, p := range seen {
		switch {
		case taken[p.ARN]:
			v.arns[p.ARN] = true
			v.highest = max(v.highest, p.Number)
		case p.Full:
			v.add(p)
		}
	}
	return v
}

func (v *inventory) add(p Package) {
	id := identify(p)
	key := [2]string{id.Catalog, id.Label}
	v.arns[p.ARN] = true
	v.highest = max(v.highest, p.Number)
	at, _ := slices.BinarySearchFunc(v.byLabel[key], p.Number, func(x Package, n int) int { return x.Number - n })
	v.byLabel[key] = slices.Insert(v.byLabel[key], at, p)
}

// named lists the packages that carry the markers of a version, by number.
func (v *inventory) named(w *wanted) []Package {
	return v.byLabel[[2]string{w.catalog, w.version.Label.String()}]
}

// stray finds a package that came since the plan was made, that nobody owns, and
// that holds what w would register.
func (v *inventory) stray(w *wanted) string {
	for _, p := range v.strays {
		if w.tellsOf(p) && w.sameContent(p.Doc, false) {
			return p.ARN
		}
	}
	return ""
}

// update looks for packages that nobody has seen yet, and describes them.
func (a *groupApplier) update(group string) error {
	var listed []Package
	err := a.call(func(ctx context.Context) (err error) {
		listed, err = a.target.ListPackages(ctx, group, func(arn string) bool { return a.known.arns[arn] })
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range listed {
		if a.known.arns[p.ARN] {
			continue
		}
		err := a.call(func(ctx context.Context) (err error) {
			p, err = a.target.Describe(ctx, p.ARN)
			return err
		})
		switch {
		case errors.Is(err, ErrNotFound):
		case err != nil:
			return err
		default:
			a.known.add(p)
			if identify(p).Catalog == "" {
				a.known.strays = append(a.known.strays, p)
			}
		}
	}
	return nil
}
