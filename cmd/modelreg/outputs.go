package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
	"modelreg/sync"
)

// Limits of GitHub Actions: of a summary in bytes, and of a job's outputs in
// UTF-16, which an output shares with others of the job.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
const (
	longestSummary  = 1<<20 - 4<<10
	longestApproved = 400_000
)

// outputFiles are the files in which a run leaves its outcome for the steps and
// jobs after it. Both may be nil.
type outputFiles struct {
	app     *app
	values  *os.File // GITHUB_OUTPUT
	summary *os.File // GITHUB_STEP_SUMMARY
}

// outputs opens the files, which flags name and in Actions the environment, so
// that nothing is changed where they can't be written.
func (a *app) outputs(values, summary string) (_ *outputFiles, err error) {
	if a.Getenv("GITHUB_ACTIONS") == "true" {
		if values == "" {
			values = a.Getenv("GITHUB_OUTPUT")
		}
		if summary == "" {
			summary = a.Getenv("GITHUB_STEP_SUMMARY")
		}
	}
	o := &outputFiles{app: a}
	if o.values, err = openAppend(values); err == nil {
		o.summary, err = openAppend(summary)
	}
	if err != nil {
		return nil, errors.Join(cli.Failed(fmt.Errorf("opening a file for the outcome: %w", err), "nothing was changed"), o.Close())
	}
	return o, nil
}

func openAppend(path string) (*os.File, error) {
	if path == "" {
		return nil, nil
	}
	return os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o644)
}

// Close closes the files.
func (o *outputFiles) Close() (err error) {
	for _, f := range []*os.File{o.values, o.summary} {
		if f != nil {
			err = errors.Join(err, f.Close())
		}
	}
	return err
}

// report leaves the outcome of a sync. It says whether all of it found room.
func (o *outputFiles) report(r *sync.Report, groups int) (whole bool, err error) {
	whole, err = o.give(r.Approved, r.Changed, r.Blocked)
	return whole, errors.Join(err, o.summarize(func(w io.Writer, room int) error { return render.ReportSummary(w, r, groups, room) }))
}

// plan leaves what a sync would do.
func (o *outputFiles) plan(p *sync.Plan) error {
	_, err := o.give([]sync.NewApproval{}, false, p.Counts.Blocked)
	return errors.Join(err, o.summarize(func(w io.Writer, _ int) error { return render.PlanMarkdown(w, p, render.Look{}) }))
}

// give appends the outputs in one write.
func (o *outputFiles) give(approved []sync.NewApproval, changed bool, blocked int) (whole bool, err error) {
	if o.values == nil {
		return true, nil
	}
	text, shown, err := approvedJSON(approved)
	if err != nil {
		return false, err
	}
	if shown < len(approved) {
		o.app.talk.Warn("of %d newly approved versions the output has the first %d, which is all that GitHub takes; read the others in the report (-o json)", len(approved), shown)
	}
	return shown == len(approved), appendText(o.values,
		heredoc("approved", text)+heredoc("changed", strconv.FormatBool(changed))+heredoc("blocked", strconv.Itoa(blocked)))
}

// approvedJSON writes as many approvals as an output may hold.
func approvedJSON(approved []sync.NewApproval) (text string, shown int, err error) {
	b := []byte{'['}
	for i, a := range approved {
		one, err := json.Marshal(a)
		if err != nil {
			return "", 0, err
		}
		if len(b)+len(one) > longestApproved {
			break
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, one...)
		shown++
	}
	return string(append(b, ']')), shown, nil
}

// heredoc is one output as GitHub reads it, whatever is in the value: it ends
// at a line that the value can't have, since that is made of its own digest.
func heredoc(name, value string) string {
	end := fmt.Sprintf("modelreg_%x", sha256.Sum256([]byte(value)))
	return name + "<<" + end + "\n" + value + "\n" + end + "\n"
}

// summarize appends what write gives, within the room that is left.
func (o *outputFiles) summarize(write func(w io.Writer, room int) error) error {
	if o.summary == nil {
		return nil
	}
	info, err := o.summary.Stat()
	if err != nil {
		return err
	}
	room := longestSummary - int(info.Size())
	var text bytes.Buffer
	if err := write(&text, room); err != nil {
		return err
	}
	if text.Len() > room {
		o.app.talk.Warn("the summary has no room left, and is not written")
		return nil
	}
	return appendText(o.summary, text.String())
}

// appendText adds lines to a file in one write. Others may have left their last
// line open.
func appendText(f *os.File, text string) error {
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() && info.Size() > 0 {
		last := make([]byte, 1)
		if _, err := f.ReadAt(last, info.Size()-1); err != nil {
			return err
		}
		if last[0] != '\n' {
			text = "\n" + text
		}
	}
	_, err := io.WriteString(f, text)
	return err
}
