package fake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Command does one thing by words, for test scripts: the methods of GitHub under
// short names. Folders and files are relative to cwd; commits may be named as
// git names them in the bare repository. What it prints is the number of a
// pull request, the id of a review, the hash of a commit, or nothing.
//
//	user ana write
//	clone ana work
//	commit ana work 'Register house-price/3'
//	push ana work main
//	open ana feature main 'Approve house-price/3'
//	review 1 bob APPROVED
//	merge 1 ana squash
//	fault 500 /reviews
func (g *GitHub) Command(cwd string, args []string) (string, error) {
	verb := ""
	if len(args) > 0 {
		verb = args[0]
		args = args[1:]
	}
	c, ok := commands[verb]
	if !ok {
		return "", unknown("command", verb, slices.Collect(maps.Keys(commands)))
	}
	needed := strings.Fields(c.usage)
	optional := slices.IndexFunc(needed, func(w string) bool { return strings.HasPrefix(w, "[") })
	most := len(needed)
	if strings.HasSuffix(c.usage, "...") {
		most = len(args)
	}
	if optional >= 0 {
		needed = needed[:optional]
	}
	if len(args) < len(needed) || len(args) > most {
		return "", fmt.Errorf("wrong number of words after %q; write %s %s", verb, verb, c.usage)
	}
	a := &arguments{cwd: cwd, words: args}
	result, err := c.do(g, a)
	if a.err != nil {
		return "", fmt.Errorf("%w; write %s %s", a.err, verb, c.usage)
	}
	if err != nil || result == nil {
		return "", err
	}
	return fmt.Sprintln(result), nil
}

// arguments are the words after a command, taken from the left.
type arguments struct {
	cwd   string
	words []string
	err   error // the first one that was not understood
}

func (a *arguments) word() string {
	if len(a.words) == 0 {
		return ""
	}
	w := a.words[0]
	a.words = a.words[1:]
	return w
}

func (a *arguments) rest() []string {
	words := a.words
	a.words = nil
	return words
}

func (a *arguments) dir() string {
	w := a.word()
	if filepath.IsAbs(w) {
		return w
	}
	return filepath.Join(a.cwd, w)
}

func (a *arguments) number() int {
	n, err := strconv.Atoi(a.word())
	a.keep(err)
	return n
}

// commit takes whatever names one in the bare repository.
func (a *arguments) commit(g *GitHub) string {
	sha, err := g.Resolve(a.word())
	a.keep(err)
	return sha
}

func (a *arguments) duration() time.Duration {
	d, err := time.ParseDuration(a.word())
	a.keep(err)
	return d
}

func (a *arguments) keep(err error) {
	if a.err == nil {
		a.err = err
	}
}

// A command names its words: [WORD] may be left out, WORD... may be several.
type command struct {
	usage string
	do    func(*GitHub, *arguments) (any, error)
}

var commands = map[string]command{
	"user": {"LOGIN PERMISSION [TYPE]", func(g *GitHub, a *arguments) (any, error) {
		login, permission, kind := a.word(), a.word(), a.word()
		if kind == "" {
			kind = "User"
		}
		return some(g.User(login, kind, permission))
	}},
	"rename-user": {"LOGIN TO", func(g *GitHub, a *arguments) (any, error) { return nil, g.Rename(a.word(), a.word()) }},
	"delete-user": {"LOGIN", func(g *GitHub, a *arguments) (any, error) { return nil, g.DeleteUser(a.word()) }},
	"team":        {"ORG/SLUG [LOGIN]...", func(g *GitHub, a *arguments) (any, error) { return nil, g.Team(a.word(), a.rest()...) }},
	"hide-teams":  {"", func(g *GitHub, _ *arguments) (any, error) { g.HideTeams(); return nil, nil }},

	"clone":         {"LOGIN DIR", func(g *GitHub, a *arguments) (any, error) { return nil, g.Clone(a.word(), a.dir()) }},
	"commit":        {"LOGIN DIR MESSAGE", func(g *GitHub, a *arguments) (any, error) { return some(g.Commit(a.word(), a.dir(), a.word(), nil)) }},
	"edit":          {"LOGIN BRANCH MESSAGE PATH FILE", edit},
	"push":          {"LOGIN DIR REFSPEC...", func(g *GitHub, a *arguments) (any, error) { return nil, g.Push(a.word(), a.dir(), a.rest()...) }},
	"delete-branch": {"LOGIN BRANCH", func(g *GitHub, a *arguments) (any, error) { return nil, g.DeleteBranch(a.word(), a.word()) }},

	"open": {"LOGIN HEAD BASE TITLE", func(g *GitHub, a *arguments) (any, error) {
		return some(g.Open(a.word(), a.word(), a.word(), a.word()))
	}},
	"open-fork": {"LOGIN DIR COMMIT BASE TITLE", func(g *GitHub, a *arguments) (any, error) {
		return some(g.OpenFork(a.word(), a.dir(), a.word(), a.word(), a.word()))
	}},
	"push-fork":     {"N DIR COMMIT", func(g *GitHub, a *arguments) (any, error) { return nil, g.PushFork(a.number(), a.dir(), a.word()) }},
	"delete-fork":   {"N", func(g *GitHub, a *arguments) (any, error) { return nil, g.DeleteFork(a.number()) }},
	"close":         {"N LOGIN", func(g *GitHub, a *arguments) (any, error) { return nil, g.Close(a.number(), a.word()) }},
	"retarget":      {"N LOGIN BASE", func(g *GitHub, a *arguments) (any, error) { return nil, g.Retarget(a.number(), a.word(), a.word()) }},
	"update-branch": {"N LOGIN", func(g *GitHub, a *arguments) (any, error) { return nil, g.UpdateBranch(a.number(), a.word()) }},
	"merge":         {"N LOGIN METHOD", func(g *GitHub, a *arguments) (any, error) { return nil, g.Merge(a.number(), a.word(), a.word()) }},
	"evil-merge":    {"N LOGIN METHOD PATH FILE", evilMerge},
	"mark-merged": {"N LOGIN COMMIT", func(g *GitHub, a *arguments) (any, error) {
		return nil, g.MarkMerged(a.number(), a.word(), a.commit(g))
	}},
	"queue": {"LOGIN METHOD N...", func(g *GitHub, a *arguments) (any, error) {
		login, method := a.word(), a.word()
		var numbers []int
		for len(a.words) > 0 {
			numbers = append(numbers, a.number())
		}
		if a.err != nil {
			return nil, a.err
		}
		return nil, g.Queue(numbers, login, method)
	}},

	"review": {"N LOGIN STATE", func(g *GitHub, a *arguments) (any, error) { return some(g.Review(a.number(), a.word(), a.word())) }},
	"dismiss": {"N LOGIN REVIEW", func(g *GitHub, a *arguments) (any, error) {
		return nil, g.Dismiss(a.number(), a.word(), int64(a.number()))
	}},
	"restamp": {"N REVIEW COMMIT", func(g *GitHub, a *arguments) (any, error) {
		return nil, g.Restamp(a.number(), int64(a.number()), a.commit(g))
	}},
	"comment": {"N LOGIN TEXT", func(g *GitHub, a *arguments) (any, error) { return nil, g.Comment(a.number(), a.word(), a.word()) }},

	"act-as":       {"LOGIN", func(g *GitHub, a *arguments) (any, error) { return nil, g.ActAs(a.word()) }},
	"forbid-pulls": {"", func(g *GitHub, _ *arguments) (any, error) { g.ForbidPulls(); return nil, nil }},
	"pulls":        {"", func(g *GitHub, _ *arguments) (any, error) { return strings.Join(g.Pulls(), "\n"), nil }},
	"pull-body":    {"N", func(g *GitHub, a *arguments) (any, error) { return g.PullBody(a.number()), nil }},
	"read-only":    {"", func(g *GitHub, _ *arguments) (any, error) { g.ReadOnly(); return nil, nil }},
	"label":        {"NAME", func(g *GitHub, a *arguments) (any, error) { g.Label(a.word()); return nil, nil }},
	"comments": {"N", func(g *GitHub, a *arguments) (any, error) {
		return strings.Join(g.Comments(a.number()), "\n"), nil
	}},
	"dispatches":  {"", func(g *GitHub, _ *arguments) (any, error) { return strings.Join(g.Dispatches(), "\n"), nil }},
	"close-issue": {"N", func(g *GitHub, a *arguments) (any, error) { return nil, g.CloseIssue(a.number()) }},
	"issues":      {"", func(g *GitHub, _ *arguments) (any, error) { return strings.Join(g.Issues(), "\n"), nil }},

	"check-suite": {"COMMIT", func(g *GitHub, a *arguments) (any, error) { g.CheckSuite(a.commit(g), g.Now()); return nil, nil }},
	"status":      {"COMMIT", func(g *GitHub, a *arguments) (any, error) { g.Status(a.commit(g), g.Now()); return nil, nil }},

	"settings": {"FILE", setAll},

	"advance": {"DURATION", func(g *GitHub, a *arguments) (any, error) { g.Advance(a.duration()); return nil, nil }},
	"forget": {"DURATION", func(g *GitHub, a *arguments) (any, error) {
		g.ForgetActivityBefore(g.Now().Add(-a.duration()))
		return nil, nil
	}},
	"no-log":  {"", func(g *GitHub, _ *arguments) (any, error) { g.NoActivity(); return nil, nil }},
	"fault":   {"STATUS [PATH] [TIMES]", fault},
	"resolve": {"REV", func(g *GitHub, a *arguments) (any, error) { return some(g.Resolve(a.word())) }},
	"requests": {"[PATH]", func(g *GitHub, a *arguments) (any, error) {
		path := a.word()
		asked := slices.DeleteFunc(g.Requests(), func(r string) bool { return !strings.Contains(r, path) })
		return strings.Join(append([]string{strconv.Itoa(len(asked))}, asked...), "\n"), nil
	}},
}

// some is a result, where there is one.
func some[T any](v T, err error) (any, error) { return v, err }

// edit commits what is in FILE as PATH.
func edit(g *GitHub, a *arguments) (any, error) {
	login, branch, message, path := a.word(), a.word(), a.word(), a.word()
	content, err := os.ReadFile(a.dir())
	if err != nil {
		return nil, err
	}
	return some(g.Edit(login, branch, message, map[string]string{path: string(content)}))
}

// evilMerge merges with what is in FILE as PATH.
func evilMerge(g *GitHub, a *arguments) (any, error) {
	number, login, method, path := a.number(), a.word(), a.word(), a.word()
	content, err := os.ReadFile(a.dir())
	if err != nil {
		return nil, err
	}
	return nil, g.EvilMerge(number, login, method, map[string]string{path: string(content)})
}

// setAll sets what FILE says of Settings, as JSON.
func setAll(g *GitHub, a *arguments) (any, error) {
	text, err := os.ReadFile(a.dir())
	if err != nil {
		return nil, err
	}
	var s Settings
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return nil, err
	}
	g.Set(s)
	return nil, nil
}

// fault answers requests whose address has PATH in it by a status (or cut: half
// of the answer; loop: a next page that is this one; none: no fault any more),
// TIMES times or always.
func fault(g *GitHub, a *arguments) (any, error) {
	what, path, times := a.word(), a.word(), -1
	if len(a.words) > 0 {
		times = a.number()
	}
	var f Fault
	switch what {
	case "none":
		g.Fault(nil)
		return nil, nil
	case "cut":
		f.Cut = true
	case "loop":
		f.Loop = true
	default:
		status, err := strconv.Atoi(what)
		if err != nil || http.StatusText(status) == "" {
			return nil, unknown("fault", what, []string{"cut", "loop", "none", "a status such as 500"})
		}
		f.Status = status
	}
	g.Fault(func(r *http.Request) *Fault {
		if times == 0 || !strings.Contains(r.URL.RequestURI(), path) {
			return nil
		}
		times--
		return &f
	})
	return nil, nil
}
