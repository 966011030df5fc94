package fake

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	blobQuery  = regexp.MustCompile(`^query\(\$owner:String!,\$name:String!\)\{repository\(owner:\$owner,name:\$name\)\{((?:\w+:object\(oid:"[0-9a-f]{40}"\)\{\.\.\.onBlob\{text\}\})+)\}\}$`)
	blobObject = regexp.MustCompile(`(\w+):object\(oid:"([0-9a-f]{40})"\)`)
)

// query answers the two queries of GraphQL that are known here: who the token
// acts as, and the texts of blobs.
func (v view) query() (answer, error) {
	var sent struct {
		Query     string            `json:"query"`
		Variables map[string]string `json:"variables"`
	}
	err := json.NewDecoder(v.r.Body).Decode(&sent)
	query := strings.Join(strings.Fields(sent.Query), "")
	asked := blobQuery.FindStringSubmatch(query)
	switch {
	case err == nil && query == "{viewer{login}}":
		return answer{body: object{"data": object{"viewer": object{"login": v.actor().login}}}}, nil
	case asked != nil && sent.Variables["owner"]+"/"+sent.Variables["name"] == repository:
		return answer{body: object{"data": object{"repository": v.texts(asked[1])}}}, nil
	}
	return answer{body: object{"errors": []object{{"message": "this query is not known here"}}}}, nil
}

// texts are blobs by the names that a query gives them.
func (v view) texts(asked string) object {
	found := object{}
	for _, o := range blobObject.FindAllStringSubmatch(asked, -1) {
		found[o[1]] = nil
		if v.git.kindOf(o[2]) != "blob" {
			continue
		}
		found[o[1]] = object{"text": nil}
		if text, err := v.git.blob(o[2]); err == nil && utf8.ValidString(text) && !strings.Contains(text, "\x00") {
			found[o[1]] = object{"text": text}
		}
	}
	return found
}
