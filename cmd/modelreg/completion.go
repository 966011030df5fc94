package main

import (
	"slices"

	"github.com/spf13/cobra"

	"modelreg/cmd/internal/cli"
)

func (a *app) completion() *cobra.Command {
	shells := []string{"bash", "fish", "powershell", "zsh"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print what makes a shell complete commands, groups and labels",
		Long: `completion prints a script for a shell. Have the shell read it when it starts:

  bash  echo 'source <(modelreg completion bash)' >> ~/.bashrc
        (needs the package bash-completion)
  fish  modelreg completion fish > ~/.config/fish/completions/modelreg.fish
  zsh   modelreg completion zsh > "${fpath[1]}/_modelreg"
        (needs compinit: autoload -U compinit; compinit)
  powershell
        modelreg completion powershell >> $PROFILE

Groups, labels and targets are those of the catalog that -C and --rev name. They
are read from registry.yaml and the names of files, without a network.`,
		Example: `  source <(modelreg completion bash)
  modelreg completion zsh > _modelreg`,
		ValidArgs: shells,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Misused("modelreg completion --help says how to load it", "completion takes one shell: %s", choice(shells))
			}
			if !slices.Contains(shells, args[0]) {
				// No guess: tcsh is not a mistyped bash.
				return cli.Misused("use one of "+choice(shells), "unknown shell %q", args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			switch root := c.Root(); args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.Stdout, true)
			case "fish":
				return root.GenFishCompletion(a.Stdout, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(a.Stdout)
			default:
				return root.GenZshCompletion(a.Stdout)
			}
		},
	}
}
