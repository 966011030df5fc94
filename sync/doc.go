// Package sync makes a registry match a catalog, and says beforehand what it
// would do.
//
//	catalog, snapshot, verdicts ─> [Diff] ─> Plan ─> [guard] ─> Apply ─> Report
//
// [Diff] and everything in brackets is pure: equal inputs give byte-equal
// plans. [Look] reads the registry until the plan rests on fresh facts, and
// [Apply] is the one loop with effects; both speak to the registry through a
// [Target] alone.
//
// # What is ours
//
// A package belongs to a catalog by the markers in its customer metadata
// (markers.go) and by a mirror of them in its metadata properties, which
// SageMaker never changes. Markers find a package; they never prove what is in
// it. Before a gated value is written, the package is described and every
// create-only member compared with the catalog.
//
// # Who changed the approval state
//
// The marker modelreg/approval records the state that sync itself last wrote,
// and for which digest. Comparing the record, the registry and the catalog
// tells a hand's change from ours; approval.go has the whole table.
//
// The name shadows the standard library's sync. A file that needs both imports
// that one as stdsync; "go doc ./sync" shows this package.
package sync
