package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"modelreg/cmd/internal/render"
)

// A format is the value of -o: one of a command's own choices, or one with a
// text behind "=" that says what to take out of the JSON form.
type format struct {
	value     string
	choices   []string // the first one is the default; sorted behind it
	templates map[string]func(string) (render.Template, error)
	template  render.Template // nil: value is one of the choices
}

// formatFlag adds -o to a command.
func formatFlag(c *cobra.Command, choices ...string) *format {
	f := &format{value: choices[0], choices: choices}
	f.addTo(c, "one of "+strings.Join(choices, ", "))
	return f
}

// answerFlag adds -o to a command that answers a question, for scripts to take
// out of the answer what they need.
func answerFlag(c *cobra.Command) *format {
	f := &format{value: "text", choices: []string{"text", "json"}, templates: map[string]func(string) (render.Template, error){
		"jsonpath":    render.ParseJSONPath,
		"go-template": render.ParseGoTemplate,
	}}
	f.addTo(c, "one of text, json, jsonpath=EXPRESSION and go-template=TEXT, which take values out of the JSON as kubectl does")
	return f
}

func (f *format) addTo(c *cobra.Command, usage string) {
	c.Flags().VarP(f, "output", "o", usage)
	words := slices.Clone(f.choices)
	directive := cobra.ShellCompDirectiveNoFileComp
	for _, name := range f.names() {
		words = append(words, name+"=")
		directive |= cobra.ShellCompDirectiveNoSpace
	}
	// The error only says that the flag does not exist, and it does.
	_ = c.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(words, directive))
}

// names are those of the formats with a text behind them, sorted.
func (f *format) names() []string {
	var names []string
	for name := range f.templates {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (f *format) String() string { return f.value }
func (f *format) Type() string   { return "FORMAT" }

// Set takes one of the choices, or a format with its text.
func (f *format) Set(s string) error {
	name, text, with := strings.Cut(s, "=")
	if parse := f.templates[name]; parse != nil {
		if !with || text == "" {
			return fmt.Errorf("%s wants a text, such as %s", name, templateExamples[name])
		}
		template, err := parse(text)
		if err != nil {
			return err
		}
		f.value, f.template = s, template
		return nil
	}
	if !slices.Contains(f.choices, s) {
		choices := slices.Clone(f.choices)
		for _, name := range f.names() {
			choices = append(choices, name+"=...")
		}
		return fmt.Errorf("use one of %s", choice(choices))
	}
	f.value, f.template = s, nil
	return nil
}

var templateExamples = map[string]string{
	"jsonpath":    "jsonpath='{.formatVersion}'",
	"go-template": "go-template='{{.formatVersion}}'",
}

// say writes an answer as it is wanted: its JSON form, what a template takes
// out of that, or text for people.
func (f *format) say(w io.Writer, answer any, text func() error) error {
	switch {
	case f.template != nil:
		return render.Through(w, answer, f.template)
	case f.value == "json":
		return render.Answer(w, answer)
	}
	return text()
}
