package proof_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"modelreg/catalog/github/fake"
)

// body answers requests whose address has all of the parts but the last with
// the last one.
func body(parts ...string) func(*http.Request) *fake.Fault {
	last := len(parts) - 1
	return where(&fake.Fault{Body: parts[last]}, parts[:last]...)
}

// without leaves item i out of the list that is answered.
func without(path, query string, i int) func(*http.Request) *fake.Fault {
	return where(&fake.Fault{Edit: func(b []byte) []byte {
		var items []json.RawMessage
		if err := json.Unmarshal(b, &items); err != nil {
			return nil
		}
		if i < len(items) {
			items = slices.Delete(items, i, i+1)
		}
		b, _ = json.Marshal(items)
		return b
	}}, path, query)
}

// where has a fault in the answers to requests whose address has all parts.
func where(f *fake.Fault, parts ...string) func(*http.Request) *fake.Fault {
	return func(r *http.Request) *fake.Fault {
		for _, part := range parts {
			if !strings.Contains(r.URL.RequestURI(), part) {
				return nil
			}
		}
		return f
	}
}
