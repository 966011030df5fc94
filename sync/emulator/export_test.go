package emulator

import (
	"encoding/json"
	"fmt"
)

// Model lets external tests compare the model with the SDK's types.
type (
	Model = serviceModel
	Shape = shape
)

// TheModel gives the embedded model.
func TheModel() Model { return model() }

// CheckAnswer says whether a body is what the model promises for an
// operation: no member that the output lacks, all of the right type.
func CheckAnswer(op string, body []byte) error {
	name := model().Operations[op].Output
	if name == "" {
		if len(body) > 0 {
			return fmt.Errorf("answer of %s is not empty: %s", op, body)
		}
		return nil
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return err
	}
	return checkShape(model().Shapes[name], op, v)
}

func checkShape(s *shape, path string, v any) error {
	switch s.Type {
	case "structure":
		d, ok := v.(doc)
		if !ok {
			return fmt.Errorf("%s is %T, not a structure", path, v)
		}
		for name, item := range d {
			of, _, ok := s.member(name)
			if !ok {
				return fmt.Errorf("%s has no member %s", path, name)
			}
			if err := checkShape(of, path+"."+name, item); err != nil {
				return err
			}
		}
		return nil
	case "list":
		items, ok := v.([]any)
		if !ok {
			return fmt.Errorf("%s is %T, not a list", path, v)
		}
		for _, item := range items {
			if err := checkShape(model().Shapes[s.Of], path+"[]", item); err != nil {
				return err
			}
		}
		return nil
	case "map":
		d, ok := v.(doc)
		if !ok {
			return fmt.Errorf("%s is %T, not a map", path, v)
		}
		for k, item := range d {
			if err := checkShape(model().Shapes[s.Of], path+"."+k, item); err != nil {
				return err
			}
		}
		return nil
	}
	if err := scalarType(s, v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
