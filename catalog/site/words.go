package site

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// acronyms are written as people know them.
var acronyms = map[string]string{
	"arn": "ARN", "url": "URL", "uri": "URI", "s3": "S3", "kms": "KMS", "vpc": "VPC", "mime": "MIME", "id": "ID",
	"ecr": "ECR", "gpu": "GPU", "cpu": "CPU", "json": "JSON", "csv": "CSV", "ml": "ML", "http": "HTTP",
}

// sentence makes words of a member's name: modelDataUrl is Model data URL, and
// model_overview is Model overview.
func sentence(name string) string {
	var words []string
	for _, part := range parts(name) {
		if known, ok := acronyms[strings.ToLower(part)]; ok {
			part = known
		} else if strings.ToUpper(part) != part || len(part) == 1 {
			part = strings.ToLower(part)
		}
		words = append(words, part)
	}
	text := strings.Join(words, " ")
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return name
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// parts are the words in a name: s3DataType has s3, Data and Type, and
// supportedResponseMIMETypes has supported, Response, MIME and Types.
func parts(name string) []string {
	var all []string
	letters := []rune(name)
	from := 0
	cut := func(to int) {
		if to > from {
			all = append(all, string(letters[from:to]))
		}
		from = to
	}
	for i, r := range letters {
		switch {
		case r == '_' || r == ' ':
			cut(i)
			from = i + 1
		case i == 0 || !unicode.IsUpper(r):
		case !unicode.IsUpper(letters[i-1]),
			i+1 < len(letters) && unicode.IsLower(letters[i+1]) && !(letters[i+1] == 's' && i+2 == len(letters)):
			cut(i)
		}
	}
	cut(len(letters))
	return all
}

// words are what states are called on the pages.
func words(s string) string {
	switch s {
	case "PendingManualApproval", "":
		return "Pending"
	case "PendingApproval":
		return "pending approval"
	case "PendingReview":
		return "pending review"
	case "InProgress":
		return "in progress"
	}
	return s
}

// asks says what the catalog wants of a version in a registry. Empty is what
// can't be read.
func asks(status string) string {
	switch status {
	case "":
		return "What the catalog asks for here is not known."
	case "Approved":
		return "The catalog asks for its approval here."
	case "Rejected":
		return "The catalog says that it is rejected here."
	}
	return "The catalog does not ask for its approval here."
}

// needs says what a version that waits for an approval waits for. Where no rule
// matches, that is nobody's approval, and not anyone's.
func needs(w Waiting) string {
	if w.NoRule {
		return "Nobody can approve it: no rule of registry.yaml matches the group"
	}
	return "Needs " + approvals(w.Needed, w.Who)
}

// approvals are how many of whom a rule asks for.
func approvals(needed int, who []string) string {
	if len(who) == 0 {
		who = []string{"anyone who can write to the repository"}
	}
	return count(max(needed, 1), "approval") + " of " + strings.Join(who, ", ")
}

// count gives a number of things in words: 1 version, 2 versions.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
