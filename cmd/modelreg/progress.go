package main

import (
	"fmt"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"modelreg/sync"
)

// A progress shows how a sync goes on: a bar on a terminal, a line for each
// finished change elsewhere.
type progress struct {
	app     *app
	bars    *mpb.Progress // nil where there is no terminal that can move its cursor
	bar     *mpb.Bar
	restore func()
}

// progress starts showing. There is nothing to see of a plan without effects,
// nor for those who asked for quiet.
func (a *app) progress(p *sync.Plan) *progress {
	if a.StderrWidth == 0 || a.Getenv("TERM") == "dumb" || a.talk.Quiet || p.Effects() == 0 || len(p.Refused) > 0 {
		return &progress{app: a, restore: func() {}}
	}
	bars := mpb.New(mpb.WithOutput(a.Stderr), mpb.WithWidth(min(a.StderrWidth, 80)), mpb.WithAutoRefresh())
	bar := bars.AddBar(int64(p.Effects()),
		mpb.PrependDecorators(decor.Name("syncing "+p.Target+" ")),
		mpb.AppendDecorators(decor.CountersNoUnit("%d/%d")),
		mpb.BarRemoveOnComplete())
	return &progress{app: a, bars: bars, bar: bar, restore: a.talk.Through(bars)}
}

// finished takes the outcome of one change.
func (p *progress) finished(item sync.Item) {
	if p.bar != nil {
		p.bar.Increment()
		if item.Outcome != sync.Failure && item.Outcome != sync.NotDone {
			return
		}
	}
	p.app.talk.Note("%s", told(item))
}

// told is the line about one finished change: "created house-price/1 arn:...".
func told(item sync.Item) string {
	if item.Outcome == sync.Failure || item.Outcome == sync.NotDone {
		return fmt.Sprintf("%s %s: %s", item.Outcome, item.Ref, item.Detail)
	}
	verb := map[sync.Action]string{sync.Create: "created", sync.Update: "updated", sync.Delete: "deleted"}[item.Action]
	if item.Outcome == sync.AlreadySo {
		verb = "already " + verb
	}
	line := verb + " " + item.Ref
	if item.Kind == sync.OfGroup {
		line = verb + " group " + item.Ref
	}
	if item.ARN != "" && item.ARN != item.Ref {
		line += " " + item.ARN
	}
	return line
}

// end takes the bar away.
func (p *progress) end() {
	if p.bar != nil {
		p.bar.Abort(true)
		p.bars.Wait()
	}
	p.restore()
}
