package settings

import (
	"fmt"
	"strings"
)

// owners says whether there is a file CODEOWNERS, without which the setting
// that asks for the owners' review asks nobody.
func (f Facts) owners() Item {
	item := Item{
		Setting: "CODEOWNERS, without errors", Where: fmt.Sprintf("The file .github/CODEOWNERS on %s", f.Branch),
		State: OK, Text: "it is there, and GitHub can read all of it",
	}
	switch o := f.Owners; {
	case f.OwnersErr != nil:
		item.State, item.Text = Unknown, oneLine(f.OwnersErr)
	case o == nil:
		item.State, item.Text = Missing, "there is none, so the setting that requires a review from Code Owners asks nobody; modelreg init --owners writes one"
	case len(o.Errors) > 0:
		item.State, item.Text = Missing, "GitHub ignores lines of it: "+strings.Join(o.Errors[:min(len(o.Errors), 5)], ", ")
	}
	return item
}

// forks says what pull requests from forks get. They get nothing in a public
// repository, which has no settings for it.
func (f Facts) forks() []Item {
	where := "Settings > Actions > General > Fork pull request workflows"
	write := Item{Setting: "Send write tokens to workflows from fork pull requests: off", Where: where, State: OK, Text: "it is off"}
	secrets := Item{Setting: "Send secrets and variables to workflows from fork pull requests: off", Where: where, State: OK, Text: "it is off"}
	switch {
	case f.ForksErr != nil:
		write.State, write.Text = Unknown, oneLine(f.ForksErr)
		secrets.State, secrets.Text = Unknown, write.Text
	case !f.Forks.Private:
		write.Text = "a public repository never does"
		secrets.Text = write.Text
	case !f.Forks.Run:
		write.Text = "workflows don't run for pull requests from forks"
		secrets.Text = write.Text
	default:
		if f.Forks.Write {
			write.State, write.Text = Missing, "whoever can fork the repository can write to it, from a workflow that is theirs"
		}
		if f.Forks.Secrets {
			secrets.State, secrets.Text = Missing, "whoever can fork the repository can read the secrets of its workflows"
		}
	}
	return []Item{write, secrets}
}
