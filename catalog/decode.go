package catalog

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

const (
	defaultLocalRegion  = "us-east-1"
	defaultLocalAccount = "000000000000"
	defaultMaxChanged   = 30 // percent
	defaultBranch       = "main"
	versionsAll         = "all"
	adoptNone           = "none"
	evidenceGitHub      = "github"
	evidenceNone        = "none"
)

// registryDoc is registry.yaml as it is written.
type registryDoc struct {
	Name          string
	DefaultTarget string
	Targets       map[string]struct {
		Local *struct {
			Path, Region, AccountID string
		}
		SageMaker *struct {
			Region, AccountID, RoleARN string
		}
		Variables                 map[string]string
		Versions, Adopt, Evidence string
	}
	Approval approvalDoc
	Metrics  map[string]Threshold
	Safety   struct {
		MaxDeletes        int
		MaxChangedPercent *int
	}
}

// decodeRegistry reads a document of kind Registry. What has the wrong type is
// left out: the schema has said so.
func decodeRegistry(doc map[string]any, f *file) *Registry {
	var in registryDoc
	_ = json.Unmarshal(canonical(doc), &in) // goes on after a value of the wrong type
	reg := &Registry{
		Name:          in.Name,
		DefaultTarget: in.DefaultTarget,
		Metrics:       in.Metrics,
		Safety:        Safety{MaxDeletes: in.Safety.MaxDeletes, MaxChangedPercent: defaultMaxChanged},
		Approval:      in.Approval.decode(),
		file:          f,
	}
	if p := in.Safety.MaxChangedPercent; p != nil {
		reg.Safety.MaxChangedPercent = *p
	}
	for _, name := range slices.Sorted(maps.Keys(in.Targets)) {
		t := in.Targets[name]
		out := &Target{Name: name, Variables: t.Variables, Versions: or(t.Versions, versionsAll), Adopt: or(t.Adopt, adoptNone)}
		switch {
		case t.SageMaker != nil:
			out.SageMaker = &SageMakerTarget{t.SageMaker.Region, t.SageMaker.AccountID, t.SageMaker.RoleARN}
			out.Evidence = or(t.Evidence, evidenceGitHub)
		case t.Local != nil:
			out.Local = &LocalTarget{t.Local.Path, or(t.Local.Region, defaultLocalRegion), or(t.Local.AccountID, defaultLocalAccount)}
			out.Evidence = or(t.Evidence, evidenceNone)
		default:
			continue
		}
		reg.Targets = append(reg.Targets, out)
	}
	return reg
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// groupName is the group's name in SageMaker: what group.yaml says, or made
// from the folder's path.
func groupName(path string, doc map[string]any) string {
	if name, ok := doc["modelPackageGroupName"].(string); ok {
		return name
	}
	return strings.ReplaceAll(strings.ToLower(path), "/", "-")
}
