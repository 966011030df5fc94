package emulator

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// broken lists the constraints that a scalar of the right type does not meet.
func (s *shape) broken(v any) []string {
	switch v := v.(type) {
	case float64:
		var out []string
		if s.Min != nil && v < *s.Min {
			out = append(out, "Member must have value greater than or equal to "+number(*s.Min))
		}
		if s.Max != nil && v > *s.Max {
			out = append(out, "Member must have value less than or equal to "+number(*s.Max))
		}
		return out
	case string:
		out := s.brokenLength(utf8.RuneCountInString(v))
		if s.re != nil && !s.re.MatchString(v) {
			out = append(out, s.patternConstraint())
		}
		if s.Enum != nil && !slices.Contains(s.Enum, v) {
			out = append(out, s.enumConstraint())
		}
		return out
	}
	return nil
}

func (s *shape) brokenLength(n int) []string {
	var out []string
	if s.Max != nil && float64(n) > *s.Max {
		out = append(out, s.maxConstraint())
	}
	if s.Min != nil && float64(n) < *s.Min {
		out = append(out, s.minConstraint())
	}
	return out
}

// constraints lists all constraints of a string, broken or not: that is how
// the service answers for the items of lists and maps.
func (s *shape) constraints() []string {
	var out []string
	if s.Max != nil {
		out = append(out, s.maxConstraint())
	}
	if s.Min != nil {
		out = append(out, s.minConstraint())
	}
	if s.Pattern != "" {
		out = append(out, s.patternConstraint())
	}
	if s.Enum != nil {
		out = append(out, s.enumConstraint())
	}
	return out
}

func (s *shape) minConstraint() string {
	return "Member must have length greater than or equal to " + number(*s.Min)
}

func (s *shape) maxConstraint() string {
	return "Member must have length less than or equal to " + number(*s.Max)
}

func (s *shape) patternConstraint() string {
	return "Member must satisfy regular expression pattern: " + s.Pattern
}

func (s *shape) enumConstraint() string {
	return "Member must satisfy enum value set: [" + strings.Join(s.Enum, ", ") + "]"
}
