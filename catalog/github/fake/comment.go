package fake

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// A comment is one of a pull request or an issue; it is no review.
type comment struct {
	id       int64
	number   int // of the pull request or issue
	user     *account
	body     string
	at, last time.Time
}

// longestBody is how many characters a comment or an issue may have.
const longestBody = 65_536

// Comment adds a comment to a pull request or an issue.
func (g *GitHub) Comment(number int, user, body string) error {
	defer g.lock()()
	if !g.exists(number) {
		return fmt.Errorf("no pull request or issue %d; open it first", number)
	}
	a, err := g.account(user)
	if err == nil {
		g.comment(number, a, body)
	}
	return err
}

// Comments gives the texts of all comments of a pull request or an issue,
// oldest first.
func (g *GitHub) Comments(number int) []string {
	defer g.lock()()
	var texts []string
	for _, c := range g.commentsOf(number) {
		texts = append(texts, c.body)
	}
	return texts
}

func (g *GitHub) comment(number int, a *account, body string) *comment {
	at := g.tick()
	c := &comment{id: g.nextID(), number: number, user: a, body: body, at: at, last: at}
	g.comments = append(g.comments, c)
	return c
}

func (g *GitHub) commentsOf(number int) []*comment {
	return slices.DeleteFunc(slices.Clone(g.comments), func(c *comment) bool { return c.number != number })
}

// exists says whether a pull request or an issue has that number.
func (g *GitHub) exists(number int) bool {
	_, err := g.pull(number)
	return err == nil || g.issue(number) != nil
}

func (v view) number() int {
	n, _ := strconv.Atoi(v.r.PathValue("number")) // 0 is nobody's
	return n
}

func (v view) listComments() (answer, error) {
	if !v.exists(v.number()) {
		return notFound, nil
	}
	return list(v, v.commentsOf(v.number()), v.comment), nil
}

func (v view) createComment(sent object) (answer, error) {
	body := sent["body"].(string)
	switch {
	case !v.exists(v.number()):
		return notFound, nil
	case utf8.RuneCountInString(body) > longestBody || body == "":
		return badBody, nil
	}
	c := v.GitHub.comment(v.number(), v.actor(), body)
	return answer{status: http.StatusCreated, body: v.comment(c)}, nil
}

var badBody = failure(http.StatusUnprocessableEntity, "Validation Failed: body is too long (maximum is 65536 characters) or empty")

func (v view) updateComment(sent object) (answer, error) {
	body := sent["body"].(string)
	i := v.findComment()
	switch {
	case i < 0:
		return notFound, nil
	case utf8.RuneCountInString(body) > longestBody || body == "":
		return badBody, nil
	}
	c := v.comments[i]
	c.body, c.last = body, v.tick()
	return answer{body: v.comment(c)}, nil
}

func (v view) deleteComment(object) (answer, error) {
	i := v.findComment()
	if i < 0 {
		return notFound, nil
	}
	v.GitHub.comments = slices.Delete(v.comments, i, i+1)
	return answer{status: http.StatusNoContent, body: []byte(nil)}, nil
}

func (v view) findComment() int {
	return slices.IndexFunc(v.comments, func(c *comment) bool { return strconv.FormatInt(c.id, 10) == v.r.PathValue("id") })
}

// comment is issue-comment.
func (v view) comment(c *comment) object {
	id, number := strconv.FormatInt(c.id, 10), strconv.Itoa(c.number)
	return object{
		"id": c.id, "node_id": node("IC", c.id), "user": v.somebody(c.user), "body": c.body, "author_association": association(c.user),
		"url": v.url("/issues/comments/" + id), "html_url": html("/issues/" + number + "#issuecomment-" + id), "issue_url": v.url("/issues/" + number),
		"created_at": date(c.at), "updated_at": date(c.last), "performed_via_github_app": nil,
	}
}
