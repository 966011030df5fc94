package fake

import (
	"maps"
	"slices"
)

func (v view) listVariables() (answer, error) {
	variables, refused := v.variables()
	if refused != nil {
		return *refused, nil
	}
	names := slices.Sorted(maps.Keys(variables))
	return answer{body: object{"total_count": len(names), "variables": shapes(names, func(name string) object {
		return v.variable(name, variables[name])
	})}}, nil
}

func (v view) getVariable() (answer, error) {
	variables, refused := v.variables()
	if refused != nil {
		return *refused, nil
	}
	name := v.r.PathValue("name")
	value, ok := variables[name]
	if !ok {
		return notFound, nil
	}
	return answer{body: v.variable(name, value)}, nil
}

// variables are those of the environment that is asked for, or of the
// repository.
func (v view) variables() (map[string]string, *answer) {
	if v.settings.NoAdmin {
		return nil, &forbidden
	}
	if v.r.PathValue("environment") == "" {
		return v.settings.Variables, nil
	}
	e, ok := v.environmentOf()
	if !ok {
		return nil, &notFound
	}
	return e.Variables, nil
}

func (v view) variable(name, value string) object {
	return object{"name": name, "value": value, "created_at": date(v.born), "updated_at": date(v.born)}
}
