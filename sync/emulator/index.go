package emulator

import (
	"encoding/json"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
)

// Kinds of records in the index.
const (
	groupKind   = "g"
	packageKind = "p"
)

// A queued change is one that Search does not see yet. Record is nil for a
// deletion.
type queued struct {
	Time   int64 // milliseconds; when it was made
	Kind   string
	ID     []byte
	Record *record
}

// reindex puts a change of a record where Search will find it once its lag is
// over. nil means that the record is gone.
func (t *tx) reindex(kind, id string, rec *record) error {
	n, err := t.queue.NextSequence()
	if err != nil {
		return err
	}
	q := queued{Time: t.now.UnixMilli(), Kind: kind, ID: []byte(id), Record: rec}
	if err := put(t.queue, bigEndian(int64(n)), q); err != nil {
		return err
	}
	if t.opts.SearchLag > 0 {
		return nil
	}
	return t.drain()
}

// due says whether drain has anything to do.
func (t *tx) due() (bool, error) {
	_, v := t.queue.Cursor().First()
	if v == nil {
		return false, nil
	}
	var q queued
	if err := json.Unmarshal(v, &q); err != nil {
		return false, fmt.Errorf("reading the search queue: %w", err)
	}
	return t.visible(q), nil
}

func (t *tx) visible(q queued) bool {
	return !t.now.Before(time.UnixMilli(q.Time).Add(t.opts.SearchLag))
}

// drain moves the changes whose lag is over into the index, oldest first.
func (t *tx) drain() error {
	c := t.queue.Cursor()
	for k, v := c.First(); k != nil; k, v = c.First() {
		var q queued
		if err := json.Unmarshal(v, &q); err != nil {
			return fmt.Errorf("reading the search queue: %w", err)
		}
		if !t.visible(q) {
			return nil
		}
		if err := t.replaceIndexed(q); err != nil {
			return err
		}
		if err := c.Delete(); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) replaceIndexed(q queued) error {
	key := append([]byte(q.Kind), q.ID...)
	var old record
	had, err := get(t.index, key, &old)
	if err != nil {
		return err
	}
	if had {
		for _, k := range timeKeys(q.Kind, q.ID, old) {
			if err := t.indexTimes.Delete(k); err != nil {
				return err
			}
		}
	}
	if q.Record == nil {
		return t.index.Delete(key)
	}
	for _, k := range timeKeys(q.Kind, q.ID, *q.Record) {
		if err := t.indexTimes.Put(k, nil); err != nil {
			return err
		}
	}
	return put(t.index, key, q.Record)
}

// indexedTimes are the properties that Search can sort by without reading
// every record, and the letters that stand for them in keys.
var indexedTimes = map[string]string{"CreationTime": "c", "LastModifiedTime": "m"}

// timeKeys gives a record's keys in indexTimes. What was never modified sorts
// as modified when it was created.
func timeKeys(kind string, id []byte, rec record) [][]byte {
	var keys [][]byte
	for property, letter := range indexedTimes {
		v := rec.Doc[property]
		if v == nil {
			v = rec.Doc["CreationTime"]
		}
		key := append([]byte(kind+letter), bigEndian(millis(v))...)
		keys = append(keys, append(key, id...))
	}
	return keys
}

// countIndexed counts the records of a kind without reading them.
func countIndexed(b *bbolt.Bucket, kind string) int {
	n := 0
	for range walk(b, []byte(kind), nil, false) {
		n++
	}
	return n
}
