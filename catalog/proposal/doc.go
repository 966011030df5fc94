// Package proposal turns what somebody wants of a catalog (register this
// version, approve that one) into the new bytes of its files, and into the
// branch, title and text of a pull request that offers them:
//
//	catalog, wish ─> changes of members ─> bytes (all else as it was) ─> Proposal
//
// It is pure: it reads no file, writes none and asks nobody.
package proposal
