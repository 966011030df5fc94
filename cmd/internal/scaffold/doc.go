// Package scaffold writes the files of a new catalog repository: catalog,
// workflows, review settings, forms, editor settings and AWS roles.
//
// The files are templates of text/template with [[ and ]] around actions, since
// workflows and catalogs use {{ and ${ themselves. [Options.Check] comes first:
// what it lets through can stand in YAML, JSON, HCL, Markdown and file names as
// it is, so that templates need no escaping.
package scaffold
