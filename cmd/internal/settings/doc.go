// Package settings judges the settings of a repository on GitHub: whether what
// modelreg proves of approvals can be got around by those who are not trusted.
// It is pure; who asks GitHub hands the facts in.
package settings
