package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// A build says what this binary was made from.
type build struct {
	Version string `json:"version"`           // of the module; "devel" where it was built from a folder
	Commit  string `json:"commit,omitempty"`  // that it was built at
	Changed bool   `json:"changed,omitempty"` // whether the folder differed from the commit
	Go      string `json:"go"`
}

func buildInfo() build {
	b := build{Version: "devel", Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		b.Version = v
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.modified":
			b.Changed = s.Value == "true"
		}
	}
	return b
}

// String is the line that people are shown.
func (b build) String() string {
	text := "modelreg " + b.Version
	if b.Commit != "" {
		text += " at " + b.Commit[:min(len(b.Commit), 12)]
	}
	if b.Changed {
		text += " with changes"
	}
	return text + ", " + b.Go
}

func (a *app) version() *cobra.Command {
	c := &cobra.Command{
		Use:   "version",
		Short: "Say which modelreg this is",
		Example: `  modelreg version
  modelreg version -o json`,
		Args: noArgs,
	}
	out := formatFlag(c, "text", "json")
	c.RunE = func(*cobra.Command, []string) error {
		b := buildInfo()
		if out.value == "json" {
			return json.NewEncoder(a.Stdout).Encode(b)
		}
		_, err := fmt.Fprintln(a.Stdout, b)
		return err
	}
	return c
}
