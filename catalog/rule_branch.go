package catalog

import (
	"fmt"
	"regexp"
	"strings"
)

// notInBranch is what a branch's name cannot have.
// https://git-scm.com/docs/git-check-ref-format
var notInBranch = regexp.MustCompile(`[\x00-\x20\x7f~^:?*\[\\]|\.\.|//|@\{|^[-/]|(^|/)\.|(/|\.|\.lock)$`)

// checkBranch wants the branch's own name, since the whole ref is made of it.
//
//	approval: {branch: refs/heads/main}
func checkBranch(branch string, r report) {
	problem := func(format string, values ...any) {
		r([]string{"approval", "branch"}, Error, "branch", fmt.Sprintf(format, values...))
	}
	own, whole := strings.CutPrefix(branch, "refs/heads/")
	switch {
	case notInBranch.MatchString(branch):
		problem("branch %q cannot be the name of one; write it as git shows it, such as \"main\"", short(branch))
	case whole:
		problem("branch %q is written as a whole ref; write %q", short(branch), short(own))
	case strings.HasPrefix(branch, "refs/"):
		problem("ref %q is not a branch; write the name of one, such as \"main\"", short(branch))
	}
}
