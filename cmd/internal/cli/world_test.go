package cli

import "testing"

func TestColours(t *testing.T) {
	for _, c := range []struct {
		name    string
		columns int
		env     map[string]string
		want    bool
	}{
		{"terminal", 80, nil, true},
		{"pipe", 0, nil, false},
		{"NO_COLOR", 80, map[string]string{"NO_COLOR": "1"}, false},
		{"empty NO_COLOR", 80, map[string]string{"NO_COLOR": ""}, true},
		{"dumb terminal", 80, map[string]string{"TERM": "dumb"}, false},
	} {
		w := World{Getenv: func(name string) string { return c.env[name] }}
		if got := w.Colours(c.columns); got != c.want {
			t.Errorf("%s: colours %t, want %t", c.name, got, c.want)
		}
	}
}
