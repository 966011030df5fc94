package fake

import (
	"encoding/json"
	"net/http"
)

// Dispatches gives type and payload, as JSON, of every repository_dispatch that
// was asked for, oldest first.
func (g *GitHub) Dispatches() []string {
	defer g.lock()()
	return append([]string(nil), g.dispatches...)
}

func (v view) createDispatch(sent object) (answer, error) {
	payload, err := json.Marshal(sent["client_payload"])
	if err != nil {
		return answer{}, err
	}
	v.GitHub.dispatches = append(v.GitHub.dispatches, sent["event_type"].(string)+" "+string(payload))
	return answer{status: http.StatusNoContent, body: []byte(nil)}, nil
}
