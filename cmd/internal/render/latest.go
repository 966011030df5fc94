package render

import (
	"fmt"
	"io"
	"time"

	"modelreg/cmd/internal/cli"
	"modelreg/sync"
)

// A Latest is the package of the version with the highest label that is in a
// state.
type Latest struct {
	Format      int            `json:"formatVersion"`
	Catalog     string         `json:"catalog"`
	Commit      string         `json:"commit,omitempty"` // that the catalog was read at; empty for a working folder
	Group       string         `json:"group"`            // path below the catalog
	Name        string         `json:"name"`             // of the group, as SageMaker knows it
	Label       string         `json:"label"`
	Ref         string         `json:"ref"`
	ARN         string         `json:"arn"`
	Number      int            `json:"number"` // SageMaker's own version number
	Target      string         `json:"target"`
	Region      string         `json:"region"`
	AccountID   string         `json:"accountId"`
	Status      string         `json:"status"` // live
	Stage       string         `json:"stage,omitempty"`
	StageStatus string         `json:"stageStatus,omitempty"`
	Description string         `json:"description,omitempty"`
	Metrics     map[string]any `json:"metrics"`
	Containers  []any          `json:"containers"` // as the catalog has them
	Recorded    *Recorded      `json:"recorded,omitempty"`
	CreatedAt   time.Time      `json:"createdAt,omitzero"`
	ModifiedAt  time.Time      `json:"modifiedAt,omitzero"`
	ModifiedBy  string         `json:"modifiedBy,omitempty"`
	Warnings    []string       `json:"warnings,omitempty"`
	Notes       []string       `json:"notes,omitempty"`
}

// LatestOf is what there is to say of a package.
func LatestOf(h *sync.Holding) *Latest {
	l := &Latest{
		Format: FormatVersion, Group: h.Path, Name: h.Group, Label: h.Label, Ref: h.Ref, ARN: h.ARN, Number: h.Number,
		Status: h.Status, Stage: h.Stage, StageStatus: h.StageStatus, Metrics: map[string]any{}, Containers: []any{},
		CreatedAt: h.CreatedAt.UTC(), ModifiedAt: h.ModifiedAt.UTC(), ModifiedBy: h.ModifiedBy,
	}
	if h.Recorded.S != "" {
		l.Recorded = &Recorded{S: h.Recorded.S, Proof: h.Recorded.Proof}
	}
	doc := h.Want.Doc
	l.Description, _ = doc["modelPackageDescription"].(string)
	if metrics, ok := doc["metrics"].(map[string]any); ok {
		l.Metrics = metrics
	}
	spec, _ := doc["inferenceSpecification"].(map[string]any)
	if containers, ok := spec["containers"].([]any); ok {
		l.Containers = containers
	}
	return l
}

// LatestText writes the ARN.
func LatestText(w io.Writer, l *Latest) error {
	_, err := fmt.Fprintln(w, cli.Safe(l.ARN))
	return err
}
