// Package history tells which commits changed which files of a catalog: along
// first parents, as a protected branch moved, and from git's objects alone.
//
// [Read] walks to the beginning and answers for every path that ever was. A
// merge counts as one change, by what it did to its first parent. Renames are
// not followed: a renamed file is a new one. Symbolic links and submodules show
// by their mode; who reads contents refuses them.
//
// A history that is not whole is an error, never taken for one that begins
// later: a shallow clone, objects that a partial clone left out, damage.
//
// [ReadCached] keeps the answer in a file and walks only what is new. Whoever
// may write that file may make up a past, so proofs never use it; views do.
package history
