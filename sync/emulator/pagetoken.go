package emulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
)

var errBadToken = invalid("Invalid NextToken; it must come from the previous page of the same request")

// A position is where a list goes on: behind a key. Seen counts the matches
// of the pages before.
type position struct {
	Key  []byte `json:"k"`
	Seen int    `json:"n,omitempty"`
}

// pageToken gives the token of a position. It works only for the same caller
// and request, page size aside.
func (t *tx) pageToken(in doc, p position) string {
	text, err := json.Marshal(p)
	if err != nil {
		panic(fmt.Sprintf("writing a page token: %v", err))
	}
	return base64.RawURLEncoding.EncodeToString(append(t.tokenSeal(in, text), text...))
}

// position reads the request's page token. Without one it is the beginning.
func (t *tx) position(in doc) (p position, err error) {
	token, _ := in["NextToken"].(string)
	if token == "" {
		return p, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) < sealSize {
		return p, errBadToken
	}
	seal, text := raw[:sealSize], raw[sealSize:]
	if !hmac.Equal(seal, t.tokenSeal(in, text)) || json.Unmarshal(text, &p) != nil {
		return p, errBadToken
	}
	return p, nil
}

const sealSize = 12

func (t *tx) tokenSeal(in doc, text []byte) []byte {
	query := maps.Clone(in)
	delete(query, "NextToken")
	delete(query, "MaxResults")
	mac := hmac.New(sha256.New, t.secret)
	fmt.Fprintf(mac, "%s\n%s\n%s\n", t.scope(), t.op, digest(query))
	mac.Write(text)
	return mac.Sum(nil)[:sealSize]
}
