package render

import (
	"regexp"
	"strings"

	"modelreg/sync"
)

// telling are the fields of a new group or version that a reviewer looks for
// first: what it is, where it is, how good it is and what becomes of it.
var telling = regexp.MustCompile(`^(modelPackageGroupDescription|tags\..*|modelApprovalStatus|metrics\..*|sourceUri|.*\.image|.*\.modelDataUrl|.*\.modelDataSource\.s3DataSource\.s3Uri)$`)

// housekeeping are the fields that modelreg keeps for itself.
var housekeeping = regexp.MustCompile(`^(customerMetadataProperties\.modelreg/|tags\.modelreg:)`)

// fields picks the fields of a change to show, and counts the others. A change
// in which nothing stands out is shown whole.
func (l Look) fields(c sync.Change) (shown []sync.Field, more int) {
	if l.Verbose {
		return c.Fields, 0
	}
	for _, f := range c.Fields {
		if c.Action == sync.Create && telling.MatchString(f.Path) || c.Action != sync.Create && !housekeeping.MatchString(f.Path) {
			shown = append(shown, f)
		}
	}
	if len(shown) == 0 {
		return c.Fields, 0
	}
	return shown, len(c.Fields) - len(shown)
}

// about names what a change is about; the group's own changes say so.
func about(kind sync.Kind, ref string) string {
	if kind == sync.OfGroup {
		return "group " + ref
	}
	return ref
}

// folder is the group that a ref belongs to, as people write it.
func folder(kind sync.Kind, ref string) string {
	if kind == sync.OfGroup {
		return ref
	}
	if i := strings.LastIndexByte(ref, '/'); i > 0 && !strings.HasPrefix(ref, "arn:") {
		return ref[:i]
	}
	return ref
}

var colourOf = map[sync.Action]string{
	sync.Create: green, sync.Update: yellow, sync.Delete: red, sync.Blocked: red, sync.Notice: dim,
}
