package emulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

//go:embed model.json
var registryJSON []byte

//go:embed jobs.json
var jobsJSON []byte

// model is the service's own description of the operations: those of the
// registry, and those of models and training jobs. It is read when it is first
// asked for: most commands never do.
var model = sync.OnceValue(func() serviceModel { return mustReadModel(registryJSON, jobsJSON) })

// A serviceModel lists operations and the shapes they take and give. Names are
// the service's, where the service names the shape.
type serviceModel struct {
	Operations map[string]struct{ Input, Output string }
	Shapes     map[string]*shape
}

// A shape is one type of the service model with its constraints.
type shape struct {
	Type    string            // string, boolean, integer, float, timestamp, list, map or structure
	Min     *float64          // of the value of an integer, else of the length
	Max     *float64          //
	Pattern string            // as the service prints it
	RE      string            // the same for Go, where Pattern is not valid or means something else there
	Enum    []string          // in the order of the service's messages
	Key     string            // shape of a map's keys
	Of      string            // shape of a list's or map's values
	Members map[string]string // of a structure: shape by name; "!" at the end means required

	re *regexp.Regexp
}

// member gives the shape of a structure's member, and whether it is required.
func (s *shape) member(name string) (of *shape, required, ok bool) {
	ref, ok := s.Members[name]
	if !ok {
		return nil, false, false
	}
	ref, required = strings.CutSuffix(ref, "!")
	return model().Shapes[ref], required, true
}

// mustReadModel reads the embedded parts of the model. It panics when one is
// wrong, which no input can cause.
func mustReadModel(parts ...[]byte) serviceModel {
	var m serviceModel
	for _, text := range parts {
		if err := json.Unmarshal(text, &m); err != nil { // adds to the maps
			panic(fmt.Sprintf("reading the service model: %v", err))
		}
	}
	for _, s := range m.Shapes {
		expr := s.RE
		if expr == "" {
			expr = s.Pattern
		}
		if expr != "" {
			s.re = regexp.MustCompile(`\A(?:` + expr + `)\z`)
		}
	}
	return m
}

// project keeps the members of in that the structure has.
func (s *shape) project(in doc) doc {
	out := make(doc, len(in))
	for name, v := range in {
		if _, ok := s.Members[name]; ok && v != nil {
			out[name] = v
		}
	}
	return out
}
