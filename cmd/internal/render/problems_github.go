package render

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
)

// shownByGitHub is how many annotations of each kind GitHub shows for a step:
// https://docs.github.com/en/rest/checks/runs (usage limits of annotations).
const shownByGitHub = 10

// ProblemsGitHub writes workflow commands, which GitHub shows as annotations
// in the pull request's files. Errors come first. Those beyond what GitHub
// shows name their position in the message, since only the job's log has them.
func ProblemsGitHub(w io.Writer, problems []catalog.Problem) error {
	hidden := 0
	for _, severity := range []catalog.Severity{catalog.Error, catalog.Warning} {
		shown := 0
		for _, p := range problems {
			if p.Severity != severity {
				continue
			}
			message := cli.Printable(p.Message) + " [" + cli.Printable(p.Rule) + "]"
			if shown++; shown > shownByGitHub {
				message = cli.Printable(p.Pos.String()) + ": " + message
				hidden++
			}
			if err := command(w, string(severity), p.Pos, message); err != nil {
				return err
			}
		}
	}
	if hidden == 0 {
		return nil
	}
	return command(w, "notice", catalog.Pos{}, count(hidden, "more problem")+" than GitHub shows here; the log of this step has them all")
}

// command writes one workflow command:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
func command(w io.Writer, name string, pos catalog.Pos, message string) error {
	var properties []string
	if pos.Path != "" {
		properties = append(properties, "file="+commandProperty.Replace(cli.Printable(pos.Path)))
	}
	if pos.Line > 0 {
		properties = append(properties, "line="+strconv.Itoa(pos.Line), "col="+strconv.Itoa(pos.Col))
	}
	head := "::" + name
	if len(properties) > 0 {
		head += " " + strings.Join(properties, ",")
	}
	_, err := fmt.Fprintf(w, "%s::%s\n", head, commandMessage.Replace(message))
	return err
}

var (
	commandMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	commandProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
