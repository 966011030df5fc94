// Package gittree reads a catalog out of git: from a commit's objects, without
// a checkout ([Repo.FS]), and, for a working folder, what differs from a
// commit ([Repo.Dirty], [Repo.Unchanged]).
//
// Start with [Open], which finds the repository around a folder. Every path
// that the package takes or gives is a slash path below that folder.
//
// It is built on go-git's storage, so no git binary is needed, but reads trees
// itself: go-git's own log, status and diff cost a hundred times as much on
// large histories. Nothing here writes to the repository. refs/replace and
// grafts are not obeyed: what is read is what the hashes say.
package gittree
