package render

import (
	"fmt"
	"io"
	"slices"

	"modelreg/sync"
)

// matched picks out of changes what only says that a package counts as its
// version by its content. There may be hundreds, the same in every run, so people
// read how many there are.
func matched(all []sync.Change) (others []sync.Change, n int) {
	return apart(all, func(c sync.Change) bool { return onlyMatched(c.Kind, c.Action, c.Reason) })
}

// shown are the changes to show one by one, and how many others there are.
func (l Look) shown(all []sync.Change) (shown []sync.Change, others int) {
	if l.Verbose {
		return all, 0
	}
	return matched(all)
}

// matchedItems is matched for what became of changes.
func matchedItems(all []sync.Item) (others []sync.Item, n int) {
	return apart(all, func(i sync.Item) bool { return onlyMatched(i.Kind, i.Action, i.Reason) })
}

func onlyMatched(k sync.Kind, a sync.Action, r sync.Reason) bool {
	return k == sync.OfVersion && a == sync.Notice && r == sync.Adopt
}

// apart leaves out what is so, and counts it.
func apart[T any](all []T, so func(T) bool) (others []T, n int) {
	others = slices.DeleteFunc(slices.Clone(all), so)
	return others, len(all) - len(others)
}

// matchedLine stands for what is not shown one by one; verbose is how to see it.
func matchedLine(n int, verbose string) string {
	if n == 1 {
		return "1 package counts by its content and carries no markers; " + verbose + " shows it, modelreg adopt writes markers"
	}
	return fmt.Sprintf("%d packages count by their content and carry no markers; %s lists them, modelreg adopt writes markers", n, verbose)
}

// matchedText writes that line, where there is something to stand for.
func (l Look) matchedText(out io.Writer, n int) {
	if n == 0 {
		return
	}
	for _, line := range l.wrap(matchedLine(n, "-v"), 0) {
		fmt.Fprintln(out, l.paint(dim, line))
	}
}

// matchedMarkdown is that line as a paragraph; empty where it stands for nothing.
func matchedMarkdown(n int) string {
	if n == 0 {
		return ""
	}
	return "\n" + markdown(matchedLine(n, "modelreg plan -v")) + ".\n"
}

// matchedSum is a part of a line of sums.
func matchedSum(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d matched by content", n)
}
