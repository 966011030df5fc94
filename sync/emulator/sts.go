package emulator

import (
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"time"
)

const (
	formType     = "application/x-www-form-urlencoded"
	stsNamespace = "https://sts.amazonaws.com/doc/2011-06-15/"
)

// stsActions are the two calls of STS that a client of a registry makes before
// all others: who am I, and act as somebody of the registry's account.
var stsActions = map[string]func(r *Registry, who caller, form url.Values) (stsResult, error){
	"GetCallerIdentity": getCallerIdentity,
	"AssumeRole":        assumeRole,
}

// An stsResult is what an answer carries, in the query protocol:
// https://docs.aws.amazon.com/STS/latest/APIReference/
type stsResult struct {
	XMLName     xml.Name
	ARN         string          `xml:"Arn,omitempty"`
	UserID      string          `xml:"UserId,omitempty"`
	Account     string          `xml:",omitempty"`
	User        *stsAssumed     `xml:"AssumedRoleUser"`
	Credentials *stsCredentials `xml:"Credentials"`
}

type stsAssumed struct {
	ARN string `xml:"Arn"`
	ID  string `xml:"AssumedRoleId"`
}

type stsCredentials struct {
	AccessKeyID     string `xml:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      string
}

type stsAnswer struct {
	XMLName   xml.Name
	XMLNS     string `xml:"xmlns,attr"`
	Result    stsResult
	RequestID string `xml:"ResponseMetadata>RequestId"`
}

type stsError struct {
	XMLName   xml.Name `xml:"ErrorResponse"`
	XMLNS     string   `xml:"xmlns,attr"`
	Type      string   `xml:"Error>Type"`
	Code      string   `xml:"Error>Code"`
	Message   string   `xml:"Error>Message"`
	RequestID string   `xml:"RequestId"`
}

// serveSTS answers a call of STS, so that a client that makes sure of its
// account before anything else can do so at the same endpoint.
func (r *Registry) serveSTS(w http.ResponseWriter, req *http.Request, body []byte, id string) {
	action, result, err := r.sts(req, body)
	if err == nil {
		result.XMLName.Local = action + "Result"
		answerXML(w, http.StatusOK, stsAnswer{XMLName: xml.Name{Local: action + "Response"}, XMLNS: stsNamespace, Result: result, RequestID: id})
		return
	}
	if errors.Is(err, errDropped) {
		panic(http.ErrAbortHandler)
	}
	refused, _ := toAPIError(err)
	answerXML(w, refused.status(), stsError{XMLNS: stsNamespace, Type: "Sender", Code: refused.Code, Message: refused.Message, RequestID: id})
}

func (r *Registry) sts(req *http.Request, body []byte) (action string, result stsResult, err error) {
	form, err := url.ParseQuery(string(body))
	action = form.Get("Action")
	run, known := stsActions[action]
	if err != nil || !known || req.Method != http.MethodPost {
		return action, result, &apiError{"InvalidAction", "Of STS only AssumeRole and GetCallerIdentity are known here"}
	}
	err = r.withFaults(req, action, func() error {
		who, err := callerOf(req, r.opts.Account)
		if err != nil {
			return err
		}
		result, err = run(r, who, form)
		return err
	})
	return action, result, err
}

func getCallerIdentity(_ *Registry, who caller, _ url.Values) (stsResult, error) {
	return stsResult{ARN: who.arn(), UserID: who.User, Account: who.Account}, nil
}

var roleRE = regexp.MustCompile(`\A(arn:aws[a-z-]*):iam::(\d{12}):role/(?:.*/)?([\w+=,.@-]+)\z`)

// assumeRole gives credentials for the role's account. Nobody is refused.
func assumeRole(r *Registry, _ caller, form url.Values) (stsResult, error) {
	m := roleRE.FindStringSubmatch(form.Get("RoleArn"))
	if m == nil {
		return stsResult{}, &apiError{"ValidationError", form.Get("RoleArn") + " is invalid"}
	}
	prefix, account, role, session := m[1], m[2], m[3], form.Get("RoleSessionName")
	return stsResult{
		User: &stsAssumed{ARN: prefix + ":sts::" + account + ":assumed-role/" + role + "/" + session, ID: role + ":" + session},
		Credentials: &stsCredentials{
			AccessKeyID:     account, // which is how callerOf knows the account
			SecretAccessKey: "local",
			SessionToken:    "local",
			Expiration:      r.opts.Clock().Add(time.Hour).UTC().Format(time.RFC3339),
		},
	}, nil
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
