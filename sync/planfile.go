package sync

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Encode writes the plan as JSON, the same bytes for the same plan. What Apply
// needs beside it is not in the file: a saved plan is never carried out from
// the file, it is made again and must come out the same.
func (p *Plan) Encode(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(p)
}

// Decode reads what Encode wrote.
func Decode(r io.Reader) (*Plan, error) {
	var head struct {
		Format int `json:"formatVersion"`
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return nil, fmt.Errorf("not a saved plan: %w", err)
	}
	if head.Format != PlanFormat {
		return nil, fmt.Errorf("plan has format version %d, and this release reads %d; run plan --out again", head.Format, PlanFormat)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	p := new(Plan)
	if err := d.Decode(p); err != nil {
		return nil, fmt.Errorf("not a saved plan: %w", err)
	}
	return p, nil
}

// Moved says how the world differs from what the saved plan was made for, or
// nothing when the plan made now is the same to the byte. The folder of the
// catalog may be written in another way.
func (p *Plan) Moved(saved *Plan) string {
	p, saved = p.inFolder(), saved.inFolder()
	if encoded(p) == encoded(saved) {
		return ""
	}
	switch {
	case saved.Catalog != p.Catalog:
		return fmt.Sprintf("plan was made for the catalog %q, and this is %q", saved.Catalog, p.Catalog)
	case saved.Target != p.Target:
		return fmt.Sprintf("plan was made for the target %q, and this is %q", saved.Target, p.Target)
	case saved.Shard != p.Shard:
		return fmt.Sprintf("plan was made for %s, and this is %s", saved.Shard.words(), p.Shard.words())
	case saved.Commit != p.Commit:
		return fmt.Sprintf("plan was made for commit %s, and this is %s; run plan again", saved.Commit, p.Commit)
	}
	for i, c := range p.Changes {
		if i >= len(saved.Changes) {
			return fmt.Sprintf("%s %s is new since the plan was made; run plan again", c.Action, c.Ref)
		}
		s := saved.Changes[i]
		switch {
		case c.Action != s.Action || c.Ref != s.Ref || c.Reason != s.Reason:
			return fmt.Sprintf("the plan says %s %s (%s), and now it would be %s %s (%s); run plan again", s.Action, s.Ref, s.Reason, c.Action, c.Ref, c.Reason)
		case encoded(c) != encoded(s):
			return fmt.Sprintf("what the plan says about %s %s is no longer so; run plan again", s.Action, s.Ref)
		}
	}
	if len(saved.Changes) > len(p.Changes) {
		c := saved.Changes[len(p.Changes)]
		return fmt.Sprintf("the plan says %s %s (%s), and that is no longer to be done; run plan again", c.Action, c.Ref, c.Reason)
	}
	return "the registry has moved since the plan was made; run plan again"
}

// inFolder is the plan with positions below the catalog's folder, however that
// was written, and without the ways in which verdicts were reached.
func (p *Plan) inFolder() *Plan {
	below := func(path string) string {
		return strings.TrimPrefix(strings.TrimPrefix(path, p.Folder), "/")
	}
	q := *p
	q.Folder = ""
	q.Changes = slices.Clone(p.Changes)
	for i := range q.Changes {
		c := &q.Changes[i]
		c.Proof = nil
		c.Pos.Path = below(c.Pos.Path)
		c.Fields = slices.Clone(c.Fields)
		for j := range c.Fields {
			c.Fields[j].Pos.Path = below(c.Fields[j].Pos.Path)
		}
	}
	q.Refused = slices.Clone(p.Refused)
	for i, r := range q.Refused {
		q.Refused[i] = below(r)
	}
	return &q
}
