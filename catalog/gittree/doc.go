// Package gittree reads a catalog out of git: from a commit's objects, without
// a checkout ([Repo.FS]), and, for a working folder, what differs from a
// commit ([Repo.Dirty], [Repo.Unchanged]).
//
// Start with [Open], which finds the repository around a folder. Every path
// that the package takes or gives is a slash path below that folder.
//
// [Repo.FirstParents], [Repo.Contains] and a [Comparer] tell how commits follow
// each other and what they changed.
//
// It is built on go-git, so no git binary is needed, but reads packs, commits
// and trees itself: go-git's own log, status and diff cost a hundred times as
// much on large histories, and its storage twice the time and memory. What an
// object holds is compared with its name. Nothing here writes to the repository. refs/replace and
// grafts are not obeyed: what is read is what the hashes say.
package gittree
