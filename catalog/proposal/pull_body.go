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
// names or patterns that the groups were chosen by; without any, all were. Each
// note is a sentence on what merging leads to.
func Pull(target string, only []string, files []PulledFile, lost []PulledLoss, notes []string) *Proposal {
	rows := pulledRows(files)
	versions, recorded := 0, 0
	for _, row := range rows {
		versions, recorded = versions+row.versions, recorded+row.recorded
	}
	p := &Proposal{
		Branch: Branch("pull", pulledAbout(only), target),
		Title:  fmt.Sprintf("Pull %s of %s from %s", counted(versions, "version"), counted(len(rows), "group"), target),
	}
	if versions == 0 && recorded > 0 {
		p.Title = fmt.Sprintf("Record how %s of %s stand in %s", counted(recorded, "version"), counted(len(rows), "group"), target)
		if recorded == 1 {
			p.Title = fmt.Sprintf("Record how 1 version of %s stands in %s", counted(len(rows), "group"), target)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "The registry of target `%s` holds what these files say. With `adopt: match` in registry.yaml each package counts as the version of the same content, and merging this writes nothing to it; groups get tags that name this catalog.\n\n", target)
	if versions > 0 || recorded == 0 {
		fmt.Fprint(&b, "| group | versions | of them approved |\n| --- | ---: | ---: |\n")
		for _, row := range rows {
			fmt.Fprintf(&b, "| `%s` | %d | %d |\n", row.group, row.versions, row.approved)
		}
	}
	if recorded > 0 {
		fmt.Fprintf(&b, "\nVersions that the catalog has, and that differ in `%s`:\n\n", target)
		for _, f := range files {
			if f.Doc == nil {
				fmt.Fprintf(&b, "- %s is %s there%s\n", codeSpan(f.Ref()), codeSpan(f.Status), changed(f.Changes))
			}
		}
	}
	if slices.ContainsFunc(files, PulledFile.asks) {
		fmt.Fprint(&b, "\nVersions that are `Approved` there are requests for approval here: who merges this with the reviews that the policy asks for approves them.\n")
	}
	for _, note := range notes {
		fmt.Fprintf(&b, "\n%s\n", note)
	}
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

// changed names the members that are recorded, but for the approval state.
func changed(changes []Change) string {
	var members []string
	for _, c := range changes {
		if c.Path[len(c.Path)-1] != status {
			members = append(members, codeSpan(printable(strings.Join(c.Path, "."))))
		}
	}
	if len(members) == 0 {
		return ""
	}
	return "; with it: " + strings.Join(members, ", ")
}

// A pulledRow is what was pulled of one group.
type pulledRow struct {
	group              string
	versions, approved int // new ones
	recorded           int // that the catalog has
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
		if f.Doc == nil {
			row.recorded++
			continue
		}
		row.versions++
		if f.Status == Approved {
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

// counted is a number of things: 1 group, 2 groups.
func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
