package sync

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
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
// nothing when the plan made now is the same to the byte.
func (p *Plan) Moved(saved *Plan) string {
	var a, b bytes.Buffer
	if p.Encode(&a) == nil && saved.Encode(&b) == nil && bytes.Equal(a.Bytes(), b.Bytes()) {
		return ""
	}
	switch {
	case saved.Catalog != p.Catalog:
		return fmt.Sprintf("plan was made for the catalog %q, and this is %q", saved.Catalog, p.Catalog)
	case saved.Target != p.Target:
		return fmt.Sprintf("plan was made for the target %q, and this is %q", saved.Target, p.Target)
	case saved.Commit != p.Commit:
		return fmt.Sprintf("plan was made for commit %s, and this is %s; run plan again", saved.Commit, p.Commit)
	}
	for i, c := range p.Changes {
		if i >= len(saved.Changes) {
			return fmt.Sprintf("%s %s is new since the plan was made; run plan again", c.Action, c.Ref)
		}
		if s := saved.Changes[i]; encodedChange(c) != encodedChange(s) {
			return fmt.Sprintf("the plan says %s %s (%s), and now it would be %s %s (%s); run plan again", s.Action, s.Ref, s.Reason, c.Action, c.Ref, c.Reason)
		}
	}
	if len(saved.Changes) > len(p.Changes) {
		c := saved.Changes[len(p.Changes)]
		return fmt.Sprintf("the plan says %s %s (%s), and that is no longer to be done; run plan again", c.Action, c.Ref, c.Reason)
	}
	return "the registry has moved since the plan was made; run plan again"
}

func encodedChange(c Change) string {
	b, err := json.Marshal(c)
	if err != nil {
		return ""
	}
	return string(b)
}
