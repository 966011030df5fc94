package emulator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
)

// A usedToken is what a client token did.
type usedToken struct {
	Input   string // digest of the request it came with
	ARN     string // what that request made or changed
	Expires int64  // milliseconds
}

// replayed gives the ARN that the request's client token stands for: the same
// token with the same input is the same call, even when what it made is gone
// since. "" when there is no token or nobody used it; with another input it is
// a conflict.
func (t *tx) replayed(in doc) (arn string, err error) {
	token, _ := in["ClientToken"].(string)
	if token == "" {
		return "", nil
	}
	var used usedToken
	ok, err := get(t.tokens, t.tokenKey(token), &used)
	if err != nil || !ok || used.Expires <= t.now.UnixMilli() {
		return "", err
	}
	if used.Input != t.digest {
		return "", conflict("ClientToken %s was already used with a different request.", token)
	}
	return used.ARN, nil
}

// remember notes what the request's client token did.
func (t *tx) remember(in doc, arn string) error {
	token, _ := in["ClientToken"].(string)
	if token == "" {
		return nil
	}
	expires := t.now.Add(t.opts.TokenTTL).UnixMilli()
	return put(t.tokens, t.tokenKey(token), usedToken{Input: t.digest, ARN: arn, Expires: expires})
}

func (t *tx) tokenKey(token string) []byte { return []byte(t.op + "\x00" + token) }

// digest is the same for equal requests.
func digest(in doc) string {
	text, err := json.Marshal(in)
	if err != nil {
		panic(fmt.Sprintf("digesting a decoded request: %v", err))
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// dropExpiredTokens forgets the client tokens of all accounts and regions that
// nobody can use any more.
func dropExpiredTokens(b *bbolt.Tx, now time.Time) error {
	return b.ForEach(func(name []byte, scope *bbolt.Bucket) error {
		if !bytes.HasPrefix(name, []byte("scope/")) {
			return nil
		}
		tokens := scope.Bucket([]byte("tokens"))
		if tokens == nil {
			return nil
		}
		var expired [][]byte
		err := tokens.ForEach(func(k, v []byte) error {
			var used usedToken
			if err := json.Unmarshal(v, &used); err != nil {
				return fmt.Errorf("reading client token %q: %w", k, err)
			}
			if used.Expires <= now.UnixMilli() {
				expired = append(expired, bytes.Clone(k))
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, k := range expired {
			if err := tokens.Delete(k); err != nil {
				return err
			}
		}
		return nil
	})
}
