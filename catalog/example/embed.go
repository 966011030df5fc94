// Package example is a whole catalog, small enough to read in one sitting: a
// linear learner for house prices, grown into what a team keeps in a model
// registry. Its files are the quick start, what init starts from, and what
// the tests sync.
package example

import "embed"

// FS holds registry.yaml and the groups, with the catalog's folder as root.
//
//go:embed registry.yaml house-price market-outlook pricing
var FS embed.FS
