package site

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// functions are what templates can say.
var functions = template.FuncMap{
	"day":    func(t time.Time) string { return t.UTC().Format("2 Jan 2006") },
	"time":   func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") },
	"iso":    func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"short":  func(commit string) string { return commit[:min(len(commit), 7)] },
	"join":   func(words []string, with string) string { return strings.Join(words, with) },
	"number": number,
	"float":  func(v float64) string { return number(&v) },
	"words":  words,
}

// number writes a number as people read it: four significant digits.
func number(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'g', 5, 64)
}

// words are what states are called on the pages.
func words(s string) string {
	switch s {
	case "PendingManualApproval", "":
		return "Pending"
	}
	return s
}

// groupURL is a group's page, seen from the top.
func groupURL(group string) string { return "groups/" + escaped(group) + "/index.html" }

// versionURL is a version's page, seen from the top.
func versionURL(group, label string) string {
	return "groups/" + escaped(group) + "/" + url.PathEscape(label) + ".html"
}

func escaped(group string) string {
	parts := strings.Split(group, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}
