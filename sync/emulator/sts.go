package emulator

import (
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
)

const (
	formType          = "application/x-www-form-urlencoded"
	getCallerIdentity = "GetCallerIdentity"
	stsNamespace      = "https://sts.amazonaws.com/doc/2011-06-15/"
)

// The answers of STS, in the query protocol:
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
type stsIdentity struct {
	XMLName   xml.Name `xml:"GetCallerIdentityResponse"`
	XMLNS     string   `xml:"xmlns,attr"`
	ARN       string   `xml:"GetCallerIdentityResult>Arn"`
	UserID    string   `xml:"GetCallerIdentityResult>UserId"`
	Account   string   `xml:"GetCallerIdentityResult>Account"`
	RequestID string   `xml:"ResponseMetadata>RequestId"`
}

type stsError struct {
	XMLName   xml.Name `xml:"ErrorResponse"`
	XMLNS     string   `xml:"xmlns,attr"`
	Type      string   `xml:"Error>Type"`
	Code      string   `xml:"Error>Code"`
	Message   string   `xml:"Error>Message"`
	RequestID string   `xml:"RequestId"`
}

// serveSTS answers GetCallerIdentity, so that a client that makes sure of its
// account before anything else can do so at the same endpoint.
func (r *Registry) serveSTS(w http.ResponseWriter, req *http.Request, body []byte, id string) {
	var who caller
	err := r.sts(req, body, &who)
	if err == nil {
		answerXML(w, http.StatusOK, stsIdentity{XMLNS: stsNamespace, ARN: who.arn(), UserID: who.User, Account: who.Account, RequestID: id})
		return
	}
	if errors.Is(err, errDropped) {
		panic(http.ErrAbortHandler)
	}
	refused, _ := toAPIError(err)
	answerXML(w, refused.status(), stsError{XMLNS: stsNamespace, Type: "Sender", Code: refused.Code, Message: refused.Message, RequestID: id})
}

func (r *Registry) sts(req *http.Request, body []byte, who *caller) error {
	form, err := url.ParseQuery(string(body))
	if err != nil || req.Method != http.MethodPost || form.Get("Action") != getCallerIdentity {
		return &apiError{"InvalidAction", "Of STS only GetCallerIdentity is known here"}
	}
	return r.withFaults(req, getCallerIdentity, func() (err error) {
		*who, err = callerOf(req, r.opts.Account)
		return err
	})
}

func answerXML(w http.ResponseWriter, status int, v any) {
	text, err := xml.Marshal(v)
	if err != nil {
		answerError(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}
