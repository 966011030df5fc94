package emulator

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
)

// maxBody is how many bytes of a request are read.
const maxBody = 8 << 20

const contentType = "application/x-amz-json-1.1"

// An operation is what serves one kind of request. It gets the decoded input
// and gives the answer's members; nil is an empty body.
type operation struct {
	writes bool
	run    func(t *tx, in doc) (doc, error)
}

var operations = map[string]operation{
	"CreateModelPackageGroup":       {true, createGroup},
	"DescribeModelPackageGroup":     {false, describeGroup},
	"ListModelPackageGroups":        {false, listGroups},
	"DeleteModelPackageGroup":       {true, deleteGroup},
	"PutModelPackageGroupPolicy":    {true, putPolicy},
	"GetModelPackageGroupPolicy":    {false, getPolicy},
	"DeleteModelPackageGroupPolicy": {true, deletePolicy},
	"CreateModelPackage":            {true, createPackage},
	"UpdateModelPackage":            {true, updatePackage},
	"DescribeModelPackage":          {false, describePackage},
	"BatchDescribeModelPackage":     {false, batchDescribe},
	"ListModelPackages":             {false, listPackages},
	"DeleteModelPackage":            {true, deletePackage},
	"AddTags":                       {true, addTags},
	"ListTags":                      {false, listTags},
	"DeleteTags":                    {true, deleteTags},
	"Search":                        {false, search},
	"CreateModel":                   {true, createModel},
	"DescribeModel":                 {false, describeModel},
	"CreateTrainingJob":             {true, createTrainingJob},
	"DescribeTrainingJob":           {false, describeTrainingJob},
}

// ServeHTTP answers one request of AWS JSON 1.1 (SageMaker) or of the query
// protocol (STS).
func (r *Registry) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	id := uuid.NewString()
	w.Header().Set("x-amzn-RequestId", id)
	w.Header().Set("Cache-Control", "no-store")
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxBody))
	if err != nil {
		answerError(w, &apiError{"RequestEntityTooLargeException", "The request could not be read, or is larger than 8 MiB"})
		return
	}
	if media, _, _ := mime.ParseMediaType(req.Header.Get("Content-Type")); media == formType && req.Header.Get("X-Amz-Target") == "" {
		r.serveSTS(w, req, body, id)
		return
	}
	name, err := operationName(req)
	if err != nil {
		answerError(w, err)
		return
	}
	var out doc
	err = r.withFaults(req, name, func() (err error) {
		out, err = r.serve(req, name, body)
		return err
	})
	if err != nil {
		answerError(w, err)
		return
	}
	answer(w, out)
}

func operationName(req *http.Request) (string, error) {
	name, ok := strings.CutPrefix(req.Header.Get("X-Amz-Target"), "SageMaker.")
	if _, known := operations[name]; !ok || !known || req.Method != http.MethodPost {
		return "", &apiError{"UnknownOperationException",
			"This is a SageMaker model registry: send POST with the header X-Amz-Target: SageMaker.<operation>"}
	}
	return name, nil
}

// withFaults runs a call with all that Options say about it.
func (r *Registry) withFaults(req *http.Request, name string, run func() error) error {
	call := r.calls.next(name)
	if r.opts.OnCall != nil {
		r.opts.OnCall(call)
	}
	var fault Fault
	if r.opts.Faults != nil {
		fault = r.opts.Faults(call)
	}
	if fault.Delay > 0 {
		select {
		case <-time.After(fault.Delay):
		case <-req.Context().Done():
			return errDropped
		}
	}
	if fault.Before != "" {
		return fault.err(fault.Before)
	}
	if err := run(); err != nil {
		return err
	}
	if fault.After != "" {
		return fault.err(fault.After)
	}
	return nil
}

// serve does one SageMaker call.
func (r *Registry) serve(req *http.Request, name string, body []byte) (out doc, err error) {
	who, err := callerOf(req, r.opts.Account)
	if err != nil {
		return nil, err
	}
	in, err := decodeBody(name, body)
	if err != nil {
		return nil, err
	}
	op := operations[name]
	if r.opts.ReadOnly {
		if r, err = r.reader(who, name); err != nil {
			return nil, err
		}
	}
	if name == "Search" {
		if err := r.refreshIndex(who); err != nil {
			return nil, err
		}
	}
	if !op.writes {
		err = r.view(who, name, func(t *tx) error {
			out, err = op.run(t, in)
			return err
		})
		return out, err
	}
	sum := digest(in)
	err = r.update(who, name, func(t *tx) error {
		t.digest = sum
		out, err = op.run(t, clone(in).(doc))
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, r.writeEvents()
}

// refreshIndex lets Search see what it may see by now.
func (r *Registry) refreshIndex(who caller) error {
	var due bool
	err := r.view(who, "Search", func(t *tx) (err error) {
		due, err = t.due()
		return err
	})
	if err != nil || !due {
		return err
	}
	return r.update(who, "Search", func(t *tx) error { return t.drain() })
}

// decodeBody reads the input of an operation out of a request's body.
func decodeBody(name string, body []byte) (doc, error) {
	in := doc{}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, serialization("The request body is not a JSON object: %v", err)
		}
	}
	return decode(model().Shapes[model().Operations[name].Input], in)
}

// answer writes a successful answer; nil is an empty one.
func answer(w http.ResponseWriter, out doc) {
	w.Header().Set("Content-Type", contentType)
	if out == nil {
		return
	}
	text, err := json.Marshal(out)
	if err != nil {
		answerError(w, err)
		return
	}
	// An answer that does not arrive is the client's to notice.
	_, _ = w.Write(text)
}

// answerError writes an error. What is not the client's fault is told as an
// internal failure, with its cause: who runs a registry on a full disk has
// nowhere else to read it.
func answerError(w http.ResponseWriter, err error) {
	if errors.Is(err, errDropped) {
		panic(http.ErrAbortHandler)
	}
	refused, text := toAPIError(err)
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(refused.status())
	_, _ = w.Write(text)
}

// toAPIError gives the error that the client sees, and its body.
func toAPIError(err error) (*apiError, []byte) {
	var refused *apiError
	if !errors.As(err, &refused) {
		refused = &apiError{"InternalFailure", err.Error()}
	}
	body := struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}{refused.Code, refused.Message}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // two strings always marshal
	}
	return refused, text
}

// clone copies a JSON value, so that one use of it does not show in the next.
func clone(v any) any {
	switch v := v.(type) {
	case doc:
		out := make(doc, len(v))
		for k, item := range v {
			out[k] = clone(item)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = clone(item)
		}
		return out
	}
	return v
}
