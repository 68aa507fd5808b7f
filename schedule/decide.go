package schedule

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"natobot/bot"
)

// A Decider publishes or refuses a workbook that somebody was asked about; a
// Lookout is one.
type Decider interface {
	// Decide is by the beginning of the file's sum, which is what a button
	// carries. decided is false where somebody was first.
	Decide(ctx context.Context, sum string, publish bool) (w Workbook, decided bool, err error)
}

// decide answers the button under a workbook that was found. It stands in the
// operator's channel, and works in no other.
func (q *asked) decide(o order) (bot.Reply, error) {
	switch {
	case q.Workbooks == nil || q.to() != q.Newsroom:
		return bot.Reply{}, said("Whether a workbook is published is decided in the operator's channel.")
	case !q.r.Manages:
		return bot.Reply{}, said("Only people who may manage this channel's subscriptions can decide this. Nothing was changed.")
	}
	w, decided, err := q.Workbooks.Decide(q.ctx, o.when, o.verb == bot.VerbPublish)
	if errors.Is(err, ErrNoWorkbook) {
		return bot.Reply{}, said("This workbook is no longer known. Nothing was changed.")
	}
	if err != nil {
		return bot.Reply{}, err
	}
	if q.Log != nil && decided {
		q.Log.InfoContext(q.ctx, "a workbook was decided", "edition", w.Edition, "state", w.State, "user", q.r.User, "request", q.r.ID)
	}
	say := map[WorkbookState]string{
		WorkbookDecided: "Decided: %s is being published.",
		WorkbookTaken:   "%s is published.",
		WorkbookRefused: "Refused: %s is not published.",
		WorkbookLeft:    "%s could not be published.",
	}[w.State]
	if say == "" {
		return bot.Reply{}, fmt.Errorf("a workbook in state %q was decided", w.State)
	}
	r := bot.Notice(fmt.Sprintf(say, w.Edition))
	if !decided {
		r.Headline += " That was decided before."
	}
	var t noticeBody
	if err := json.Unmarshal(w.Told, &t); err != nil {
		return bot.Reply{}, fmt.Errorf("what was told of %s: %w", w.Name, err)
	}
	r.Lines = slices.DeleteFunc(append([]string{t.Say}, t.Lines...), func(s string) bool { return s == undecided })
	return q.inPlace(r), nil
}
