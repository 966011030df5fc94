package proposal

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"modelreg/schema"
)

// A PulledLoss is what a registry holds and no file of the catalog says.
type PulledLoss struct {
	About string // a group by SageMaker's name, or a package with its number: churn/3
	Why   string
}

// Pull offers files that say what the registry of a target holds. only are the
// names or patterns that the groups were chosen by; without any, all were.
func Pull(target string, only []string, files []PulledFile, lost []PulledLoss) *Proposal {
	groups, versions := CountPulled(files)
	p := &Proposal{
		Branch: Branch("pull", pulledAbout(only), target),
		Title:  fmt.Sprintf("Pull %d versions of %d groups from %s", versions, groups, target),
	}
	var b strings.Builder
	fmt.Fprintf(&b, "The registry of target `%s` holds what these files say. With `adopt: match` in registry.yaml each package counts as the version of the same content, and nothing is written to it by merging this.\n\n", target)
	fmt.Fprint(&b, "| group | versions | of them approved |\n| --- | ---: | ---: |\n")
	for _, row := range pulledRows(files) {
		fmt.Fprintf(&b, "| `%s` | %d | %d |\n", row.group, row.versions, row.approved)
	}
	fmt.Fprint(&b, "\nVersions that are `Approved` there are requests for approval here: who merges this with the reviews that the policy asks for approves them.\n")
	if len(lost) > 0 {
		fmt.Fprint(&b, "\nNot in these files:\n\n")
		for i, l := range lost {
			if i == shownLosses {
				fmt.Fprintf(&b, "    and %d more\n", len(lost)-i)
				break
			}
			fmt.Fprintf(&b, "    %s\n", printable(l.About+": "+l.Why))
		}
	}
	p.Body = b.String()
	return p
}

// shownLosses is how many losses a pull request lists.
const shownLosses = 50

// CountPulled counts the groups that files are about, and the versions.
func CountPulled(files []PulledFile) (groups, versions int) {
	rows := pulledRows(files)
	for _, row := range rows {
		versions += row.versions
	}
	return len(rows), versions
}

// A pulledRow is what was pulled of one group.
type pulledRow struct {
	group              string
	versions, approved int
}

func pulledRows(files []PulledFile) []pulledRow {
	byGroup := map[string]*pulledRow{}
	for _, f := range files {
		row := byGroup[f.Group]
		if row == nil {
			row = &pulledRow{group: f.Group}
			byGroup[f.Group] = row
		}
		if f.Kind != schema.Version {
			row.group = path.Dir(f.Path)
			continue
		}
		row.group = path.Dir(path.Dir(f.Path))
		row.versions++
		if f.Doc["modelApprovalStatus"] == "Approved" {
			row.approved++
		}
	}
	var rows []pulledRow
	for _, row := range byGroup {
		rows = append(rows, *row)
	}
	slices.SortFunc(rows, func(a, b pulledRow) int { return cmp.Compare(a.group, b.group) })
	return rows
}

// noName is what a branch's name does not take from a pattern.
var noName = regexp.MustCompile(`[^A-Za-z0-9-]+`)

// longestAbout bounds the name of a branch.
const longestAbout = 100

// pulledAbout names the chosen groups in a branch.
func pulledAbout(only []string) string {
	about := strings.Trim(noName.ReplaceAllString(strings.Join(slices.Sorted(slices.Values(only)), "+"), "_"), "_")
	if about == "" {
		return "all"
	}
	return about[:min(len(about), longestAbout)]
}

// printable is text on one line that a terminal and Markdown's code take as it is.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
}
