package catalog

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// A Scheme is a way to number versions. All labels of a group have one scheme.
type Scheme string

const (
	Integers  Scheme = "integers"          // 1, 2, 7
	Semantic  Scheme = "semantic versions" // 1.4.0, 2.0.0-rc.1; never with a build part
	maxLabel         = 63                  // characters; a label is part of metadata values, refs and file names
	maxDigits        = 9                   // of an integer label
	wantLabel        = `use a whole number such as "7" or a semantic version such as "1.4.0"`
)

// A Label names a version within its group and orders it there. Labels with
// the same text are equal under ==; the zero Label is no label.
type Label struct {
	text   string
	scheme Scheme
}

// ParseLabel reads an integer from 1 to 999999999 without sign and leading
// zeros, or a semantic version (semver.org 2.0.0) without "v" and build part.
func ParseLabel(s string) (Label, error) {
	if len(s) > maxLabel {
		return Label{}, fmt.Errorf("label %q has %d characters; use at most %d", s, len(s), maxLabel)
	}
	if digits := strings.Trim(s, "0123456789") == ""; digits && s != "" {
		if s[0] == '0' || len(s) > maxDigits {
			return Label{}, fmt.Errorf("label %q is out of range; use a whole number from 1 to 999999999 without leading zeros", s)
		}
		return Label{s, Integers}, nil
	}
	v, err := semver.StrictNewVersion(s)
	if err != nil {
		return Label{}, fmt.Errorf("label %q is not a version; %s", s, wantLabel)
	}
	if v.Metadata() != "" {
		return Label{}, fmt.Errorf("label %q has a build part; leave out %q", s, "+"+v.Metadata())
	}
	return Label{s, Semantic}, nil
}

// Compare orders labels: integers by value, semantic versions by precedence,
// and integers before semantic versions.
func (l Label) Compare(o Label) int {
	if l.scheme != o.scheme {
		return cmp.Compare(l.scheme, o.scheme)
	}
	switch l.scheme {
	case Integers:
		return cmp.Compare(l.number(), o.number())
	case Semantic:
		return semver.MustParse(l.text).Compare(semver.MustParse(o.text))
	}
	return 0
}

func (l Label) number() int {
	n, _ := strconv.Atoi(l.text) // nine digits at most, checked by ParseLabel
	return n
}

// String gives the label as it is written in the file's name.
func (l Label) String() string { return l.text }

// IsZero reports whether l is no label at all.
func (l Label) IsZero() bool { return l.text == "" }

// Scheme says how the label numbers; empty for the zero Label.
func (l Label) Scheme() Scheme { return l.scheme }
