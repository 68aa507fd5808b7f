package bot

import (
	"fmt"
	"slices"
	"time"

	"natobot/facts/answer"
	"natobot/facts/claim"
	"natobot/facts/query"
)

// A ReplyKind says what a reply is.
type ReplyKind string

// The kinds of replies.
const (
	KindAnswer     ReplyKind = "answer"
	KindQuestion   ReplyKind = "question" // asks back
	KindHelp       ReplyKind = "help"
	KindNotice     ReplyKind = "notice" // a private sentence
	KindError      ReplyKind = "error"  // a fault of ours
	KindDigest     ReplyKind = "digest"
	KindAlert      ReplyKind = "alert"
	KindCorrection ReplyKind = "correction"
	KindCheck      ReplyKind = "check"        // of claims
	KindForm       ReplyKind = "form"         // a form to open
	KindHome       ReplyKind = "home"         // the app's own page
	KindComplete   ReplyKind = "complete"     // suggestions
	KindSilent     ReplyKind = "silent"       // nothing is said
	KindNoRef      ReplyKind = "no reference" // nothing of ours stands at this address
	KindGone       ReplyKind = "gone"         // an answer stood there that these data do not give
)

// A Reply says what, never how: one file of each platform renders it, and any
// Reply renders to something valid. All text is plain; renderers escape it.
type Reply struct {
	answer.Answer // headline, lines, table, chart, figures, sources, caveats, reading

	Kind     ReplyKind
	Public   bool            // for everybody in the channel; default only the asker
	SharedBy string          // user id of who shared it, attributed in the message
	SetUpBy  string          // user id of who set a scheduled message up
	Actions  []Action        // buttons, in order of use
	Form     *Form           // a form to open instead of a message
	Complete []answer.Choice // answers to autocomplete
	Checks   []claim.Claim   // of a claim check
	Quote    string          // a text that is quoted (claim check, headline), shown inert
	Footer   string          // last line: who set it up, when next
	Times    []Moment        // instants that platforms can show in the reader's own time
	Links    []Link          // words of the headline and the lines that lead somewhere
	Queries  []query.Query   // what was asked; a next line in the same thread may change the last
	Ref      string          // short id of an internal error, found again in the log
	Replace  bool            // of a Press: replace the message the button stands on

	Wait      time.Duration // of a question declined because of a limit: how long until the next; else 0
	Evidence  *Evidence     // of an answer where the request wants it
	Successor string        // of an address that is gone: the reference of the same question today
}

// JSON is the reply in the form of `ask --format json`, indented.
func (r Reply) JSON() ([]byte, error) { return r.spoken().JSON() }

// Document is what JSON holds.
func (r Reply) Document() answer.AnswerJSON { return r.spoken().Document() }

// spoken is the answer with the verdicts of a claim check told in its text.
func (r Reply) spoken() answer.Answer {
	a := r.Answer
	for _, c := range r.Checks {
		a.Lines = append(slices.Clip(a.Lines), fmt.Sprintf("“%s” %s: %s", c.Sentence, VerdictWord(c.Verdict), c.Because))
	}
	return a
}

// A Moment is an instant named in the reply's text by its Text.
type Moment struct {
	Text string // exactly as it stands in a line
	At   time.Time
}

// A Link is words in the reply's text that lead to an address.
type Link struct {
	Text string // exactly as it stands in a line
	URL  string
}

// An Action is a button. What it repeats could be typed.
type Action struct {
	Label  string
	Verb   VerbName
	Arg    string
	Style  string // "", "primary", "danger"
	URL    string // a link button when set; Verb and Arg are then empty
	Anyone bool   // not bound to the asker: buttons of public and scheduled messages
}

// A Form is a modal: title and fields.
type Form struct {
	ID     VerbName // that receives it
	Arg    string
	Title  string
	Submit string
	Intro  string
	Fields []Field
}

// A Field of a form.
type Field struct {
	ID, Label, Hint, Value string
	Options                []answer.Choice // a select when not empty; Ask is the value
	Multiline, Optional    bool
	File                   bool // a file, in the Request's File; left out where a platform's forms take none
}
