package main

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
)

// heard refuses what is given for all targets and would not be so in one, since
// an override that was copied says otherwise there. Which of the two is meant is
// for whoever registers to say.
func (r *registrar) heard(given proposal.Given) error {
	var hidden, away []string
	for _, h := range given.Hidden(r.want.Doc) {
		hidden = append(hidden, fmt.Sprintf("%s in %s, where %s says otherwise", h.Member, h.Target, h.Override))
		if flag := fmt.Sprintf("--set '%s=null'", h.Override); !slices.Contains(away, flag) {
			away = append(away, flag)
		}
	}
	if len(hidden) == 0 {
		return nil
	}
	return cli.Misused("give "+strings.Join(away, " ")+" for what is given to be so there, too, or say with --set what is so there",
		"%s/%s has overrides that would hide what is given: %s", r.want.Group, r.in.like, strings.Join(hidden, "; "))
}
