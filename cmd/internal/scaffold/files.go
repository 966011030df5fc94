package scaffold

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"modelreg/cmd/internal/files"
	"modelreg/schema"
)

// templates/repository is laid out as the new repository is; templates/target
// is what each registry on AWS gets, below aws/NAME.
//
//go:embed all:templates
var templates embed.FS

// Files are all files of a new repository, sorted by path.
func Files(o Options) ([]files.File, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	r := newRepository(o)
	all, err := r.render("templates/repository", "", r)
	if err != nil {
		return nil, err
	}
	for _, t := range r.Targets {
		more, err := r.render("templates/target", "aws/"+t.Name, t)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	for _, kind := range schema.Kinds() {
		all = append(all, files.File{Path: ".modelreg/schema/" + string(kind) + ".schema.json", Text: schema.Text(kind)})
	}
	slices.SortFunc(all, func(a, b files.File) int { return strings.Compare(a.Path, b.Path) })
	return all, nil
}

// A repository is what its templates see.
type repository struct {
	Options
	Name    string // of the catalog
	Targets []target
}

// A target is what the templates of a registry see.
type target struct {
	*repository
	Place
	Name         string
	ApprovedOnly bool
	First        bool // in its account
}

func newRepository(o Options) *repository {
	r := &repository{Options: o, Name: catalogName(o.Repository)}
	r.Targets = []target{{repository: r, Place: o.Staging, Name: "staging", First: true}}
	if p := o.Production; p != nil {
		r.Targets = append(r.Targets, target{
			repository: r, Place: *p, Name: "production", ApprovedOnly: true, First: p.Account != o.Staging.Account,
		})
	}
	return r
}

var noWord = regexp.MustCompile(`[^a-z0-9]+`)

// catalogName makes the name of a catalog from OWNER/NAME.
func catalogName(repository string) string {
	word := strings.Trim(noWord.ReplaceAllString(strings.ToLower(repository), "-"), "-")
	return strings.TrimRight(word[:min(len(word), 50)], "-") // 50: names of buckets are made of it
}

// OrganizationName is OWNER of OWNER/NAME.
func (r *repository) OrganizationName() string { return path.Dir(r.Repository) }

// RepositoryName is NAME of OWNER/NAME.
func (r *repository) RepositoryName() string { return path.Base(r.Repository) }

// Workflow names a workflow of the tool as GitHub does in the claim
// job_workflow_ref.
func (r *repository) Workflow(name string) string {
	return fmt.Sprintf("%s/.github/workflows/%s.yml@%s", r.Tool.Repository, name, r.Tool.Commit)
}

// Policy is what a role may do, plan or sync.
func (t target) Policy(role string) (string, error) { return policy(t.Place, role) }

// Role is the ARN of a role, plan or sync.
func (t target) Role(name string) string {
	return fmt.Sprintf("arn:%s:iam::%s:role/modelreg-%s-%s", t.Partition(), t.Account, name, t.Name)
}

// workflowTargets is the input "targets" of the reusable workflows: one line a
// target, in order. Only a job in an environment waits for people.
func (r *repository) workflowTargets(role string, environments bool) (string, error) {
	type item struct {
		Name        string `json:"name"`
		Region      string `json:"region"`
		Role        string `json:"role"`
		Environment string `json:"environment,omitempty"`
	}
	lines := make([]string, 0, len(r.Targets))
	for _, t := range r.Targets {
		i := item{Name: t.Name, Region: t.Region, Role: t.Role(role)}
		if environments {
			i.Environment = t.Name
		}
		text, err := json.Marshal(i)
		if err != nil {
			return "", err
		}
		lines = append(lines, "  "+string(text))
	}
	return "[\n" + strings.Join(lines, ",\n") + "\n]", nil
}

func (r *repository) render(from, below string, data any) ([]files.File, error) {
	var all []files.File
	err := fs.WalkDir(templates, from, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := templates.ReadFile(name)
		if err != nil {
			return err
		}
		t, err := template.New(path.Base(name)).Delims("[[", "]]").Option("missingkey=error").Funcs(template.FuncMap{
			"indent":  indent,
			"join":    func(words []string) string { return strings.Join(words, " ") },
			"list":    quotedList,
			"targets": r.workflowTargets,
		}).Parse(string(text))
		if err != nil {
			return err
		}
		var out bytes.Buffer
		if err := t.Execute(&out, data); err != nil {
			return err
		}
		if out.Len() > 0 {
			all = append(all, files.File{Path: path.Join(below, strings.TrimPrefix(name, from+"/")), Text: out.Bytes()})
		}
		return nil
	})
	return all, err
}

func indent(spaces int, text string) string {
	pad := strings.Repeat(" ", spaces)
	return pad + strings.ReplaceAll(text, "\n", "\n"+pad)
}

// quotedList writes words as a YAML list of strings.
func quotedList(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = fmt.Sprintf("%q", w)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
