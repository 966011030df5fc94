package image

import (
	"slices"
	"strings"
)

// Could reports whether uri may be what another release of modelreg resolved
// r to. A package keeps the image it was registered with when the table
// learns of a newer one, so the tag may end differently; host, account and
// repository must be those of the framework in that region, and the tag must
// be for the version and the hardware that r asks for.
func Could(r Ref, region, uri string) bool {
	c, err := choose(r)
	if err != nil {
		return false
	}
	account, err := c.account(region)
	if err != nil {
		return false
	}
	tag, ok := strings.CutPrefix(uri, account+".dkr.ecr."+region+"."+Domain(region)+"/"+c.image.Repository+":")
	if !ok {
		return false
	}
	if now, err := c.tag(); err == nil && tag == now {
		return true
	}
	parts := strings.Split(tag, "-")
	return says(tag, c.version, c.version != c.full) &&
		(c.hardware() == "" || slices.Contains(parts, c.hardware())) &&
		(r.PyVersion == "" || c.python == "" || slices.Contains(parts, c.python))
}

// says reports whether tag is for version: it starts with it, or has it behind
// a word as in tgi3.3.6. An alias such as 3.3 also stands for 3.3.6.
func says(tag, version string, alias bool) bool {
	for at := range len(tag) {
		after, ok := strings.CutPrefix(tag[at:], version)
		starts := at == 0 || 'a' <= tag[at-1] && tag[at-1] <= 'z'
		if ok && starts && (after == "" || after[0] == '-' || alias && after[0] == '.') {
			return true
		}
	}
	return false
}
