package emulator

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	stdsync "sync"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"
)

// An Event is what EventBridge delivers when a package was made, changed or
// deleted: https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
type Event struct {
	Version    string         `json:"version"`
	ID         string         `json:"id"`
	DetailType string         `json:"detail-type"`
	Source     string         `json:"source"`
	Account    string         `json:"account"`
	Time       string         `json:"time"`
	Region     string         `json:"region"`
	Resources  []string       `json:"resources"` // the package's ARN
	Detail     map[string]any `json:"detail"`    // the package, and UpdatedModelPackageFields
}

var eventsBucket = []byte("events")

// eventMembers are the members of a package that its events carry.
var eventMembers = []string{
	"ModelPackageGroupName", "ModelPackageVersion", "ModelPackageArn", "ModelPackageDescription",
	"CreationTime", "LastModifiedTime", "InferenceSpecification", "ModelPackageStatus",
	"ModelPackageStatusDetails", "CertifyForMarketplace", "ModelApprovalStatus", "ApprovalDescription",
	"MetadataProperties", "ModelMetrics", "CustomerMetadataProperties", "ModelLifeCycle",
}

// emit stores the event of a change along with the change itself. The event
// log gets it after the commit.
func (t *tx) emit(d doc, fields []string) error {
	detail := doc{"UpdatedModelPackageFields": append([]string{}, fields...)}
	for _, name := range eventMembers {
		switch v := d[name]; name {
		case "CreationTime", "LastModifiedTime":
			if v != nil {
				detail[name] = time.UnixMilli(millis(v)).UTC().Format("2006-01-02T15:04:05.000Z")
			}
		default:
			if v != nil {
				detail[name] = v
			}
		}
	}
	n, err := t.events.NextSequence()
	if err != nil {
		return err
	}
	if old := int64(n) - int64(t.opts.KeepEvents); old > 0 {
		if err := t.events.Delete(bigEndian(old)); err != nil {
			return err
		}
	}
	return put(t.events, bigEndian(int64(n)), Event{
		Version:    "0",
		ID:         uuid.NewString(),
		DetailType: "SageMaker Model Package State Change",
		Source:     "aws.sagemaker",
		Account:    t.Account,
		Time:       t.now.UTC().Format(time.RFC3339),
		Region:     t.Region,
		Resources:  []string{d["ModelPackageArn"].(string)},
		Detail:     detail,
	})
}

// Events gives all events that are kept with a number above after, oldest
// first. The first event of a store is number 1, so Events(0) gives all.
func (r *Registry) Events(after uint64) ([]Event, error) {
	var out []Event
	err := r.eachEvent(after, func(_ uint64, text []byte) error {
		var e Event
		if err := json.Unmarshal(text, &e); err != nil {
			return fmt.Errorf("reading event: %w", err)
		}
		out = append(out, e)
		return nil
	})
	return out, err
}

// LastEvent gives the number of the newest event; 0 when there is none.
func (r *Registry) LastEvent() (n uint64, err error) {
	err = r.db.View(func(b *bbolt.Tx) error {
		if events := b.Bucket(eventsBucket); events != nil {
			n = events.Sequence()
		}
		return nil
	})
	return n, err
}

func (r *Registry) eachEvent(after uint64, f func(n uint64, text []byte) error) error {
	return r.db.View(func(b *bbolt.Tx) error {
		events := b.Bucket(eventsBucket)
		if events == nil {
			return nil // a file that is only read, and that nobody has written to yet
		}
		for k, v := range walk(events, nil, bigEndian(int64(after)), false) {
			if err := f(binary.BigEndian.Uint64(k), v); err != nil {
				return err
			}
		}
		return nil
	})
}

// An eventLog writes events as JSON lines, in the order of their commits.
type eventLog struct {
	mu   stdsync.Mutex
	to   io.Writer
	last uint64 // number of the last event that was written
}

// writeEvents brings the event log up to date.
func (r *Registry) writeEvents() error {
	if r.log.to == nil {
		return nil
	}
	r.log.mu.Lock()
	defer r.log.mu.Unlock()
	return r.eachEvent(r.log.last, func(n uint64, text []byte) error {
		r.log.last = n
		_, err := fmt.Fprintf(r.log.to, "%s\n", text)
		return err
	})
}
