package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/settings"
)

// SettingsJSON writes how the settings of a repository were found;
// schema/settings.schema.json describes it.
func SettingsJSON(w io.Writer, repository, branch string, items []settings.Item) error {
	return indented(w, struct {
		Format     int             `json:"formatVersion"`
		Repository string          `json:"repository"`
		Branch     string          `json:"branch"`
		Items      []settings.Item `json:"items"`
	}{FormatVersion, repository, branch, items})
}

// SettingsText writes how the settings of a repository were found, for people.
func SettingsText(w io.Writer, repository, branch string, items []settings.Item, l Look) error {
	colours := map[settings.State]string{settings.OK: green, settings.Missing: red, settings.Unknown: yellow}
	out := bufio.NewWriter(w)
	count := map[settings.State]int{}
	where := ""
	for _, i := range items {
		count[i.State]++
		if i.Where != where {
			where = i.Where
			fmt.Fprintf(out, "%s\n", l.paint(bold, cli.Safe(where)))
		}
		fmt.Fprintf(out, "  %s  %s\n", l.paint(colours[i.State], pad(string(i.State), 7)), cli.Safe(i.Setting))
		fmt.Fprintf(out, "           %s\n", strings.Join(l.wrap(cli.Safe(i.Text), 11), "\n           "))
	}
	fmt.Fprintf(out, "\n%s, branch %s: %d ok, %d missing, %d could not be read.\n", cli.Safe(repository), cli.Safe(branch),
		count[settings.OK], count[settings.Missing], count[settings.Unknown])
	return out.Flush()
}
