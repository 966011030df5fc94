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
// Where a target says adopt: match, a package that nobody owns counts as the
// version that it equals in everything that never changes (match_content.go).
// Nothing is written to it for that; markers go along with the first change that
// the catalog asks for, or when somebody adopts it (adopt.go).
//
// # Who changed the approval state
//
// The marker modelreg/approval records the state that sync itself last wrote,
// and for which digest. Comparing the record, the registry and the catalog
// tells a hand's change from ours; approval.go has the whole table.
//
// # Decisions
//
// 2026-11: every package carries modelreg/approval, and not only approved ones:
// without a record of what sync wrote, a rejection by a hand and one by the
// catalog look the same, and so do a stop and a fresh package.
//
// 2026-11: the mirror is in projectId, of all metadata properties the one that
// training code says least about; commitId and repository are for the code.
//
// 2026-11: which metadata keys and tags are ours is kept as five characters of
// a hash each, since fifty keys of 128 characters do not fit into a value of
// 256.
//
// 2026-11: of a package that counts by its content nothing is recorded, so a
// stop is told by time alone, and what is not sure is not written to at all: a
// write would move that time, and a record would say what nobody knows.
//
// 2026-11: an approved package that equals a version which is pending is blocked,
// and not put back as it would be if it were ours: we did not make it, and the
// catalog may only not say so yet.
//
// 2026-11: a version that the plan deletes has no place in the order of labels
// any more. Were it to hold lower ones back until it is gone, a second sync would
// register what the first one called out of order. Deletions still come last, so
// one that fails leaves a newer package below a higher label, and says so.
//
// The name shadows the standard library's sync. A file that needs both imports
// that one as stdsync; "go doc ./sync" shows this package.
package sync
