// Package site makes static pages of a catalog: what is approved, since when,
// by whom, on what numbers, and what is not as it should be.
//
//	Data ─> one view a page ─> html/template ─> put(path, bytes)
//
// It is pure. What git, GitHub and the registries told comes in as [Data], and
// what could not be found out comes in as a reason, which the pages show.
//
// # Addresses
//
// Pages keep their addresses for ever, whatever else the catalog gets, and
// whatever it loses: a version or a group that [Data] has nothing of but events
// has a page that says so, at its old address.
//
//	index.html                               all groups
//	audit.html  audit.csv  audit.json        every approval and rejection
//	groups/house-price/index.html            a group
//	groups/house-price/3.html                a version
//	groups/house-price/compare.html          versions side by side, while there are two
//	assets/...                               style, scripts, and the index that is searched
//
// Every link is relative, so that the pages work from a folder, below any path,
// and behind a login.
package site
