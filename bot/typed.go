package bot

import (
	"slices"
	"strings"

	"natobot/facts/late"
)

// Worded is a reply as a platform with these traits shows it: orders as they are
// typed there, and buttons that a phone shows whole.
func (t Traits) Worded(r Reply) Reply {
	r = AsTyped(r, t.Command)
	if slices.ContainsFunc(r.Actions, func(a Action) bool { return Brief(a.Label) != a.Label }) {
		r.Actions = slices.Clone(r.Actions)
		for i := range r.Actions {
			r.Actions[i].Label = Brief(r.Actions[i].Label)
		}
	}
	return r
}

// MaxLabel is how many characters of a button's label a phone shows.
const MaxLabel = 30

// Brief is a label of at most MaxLabel characters: a longer one ends after a
// word, with dots.
func Brief(s string) string {
	rs := []rune(s)
	if len(rs) <= MaxLabel {
		return s
	}
	cut := string(rs[:MaxLabel-1])
	if i := strings.LastIndexByte(cut, ' '); i > MaxLabel/2 && rs[MaxLabel-1] != ' ' {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:–-") + "…"
}

// AsTyped is a reply in which orders stand as they are typed on a platform where
// something stands before them: with "/nato ", "type: settings 1, or undo 1"
// becomes "type: /nato settings 1, or /nato undo 1". What follows "type:" is an
// order; what follows "for example:" is one when it begins with a verb. The
// reply it is made from stays as it is.
func AsTyped(r Reply, command string) Reply {
	if command == "" {
		return r
	}
	r.Headline, r.Footer = typedIn(r.Headline, command), typedIn(r.Footer, command)
	if slices.ContainsFunc(r.Lines, func(l string) bool { return typedIn(l, command) != l }) {
		r.Lines = slices.Clone(r.Lines)
		for i, l := range r.Lines {
			r.Lines[i] = typedIn(l, command)
		}
	}
	return r
}

// saying finds where a text says what to type, and what that is, to the end of
// the sentence.
var saying = late.Regexp(`([Tt]ype|[Ff]or example|like this): (.+?)(\. |$)`)

// further finds the orders that follow the first.
var further = late.Regexp(`(, or |, and then: |, | · )(\p{L}+)`)

func typedIn(s, command string) string {
	if !strings.Contains(s, ": ") {
		return s
	}
	return saying().ReplaceAllStringFunc(s, func(all string) string {
		m := saying().FindStringSubmatch(all)
		lead, orders, end := m[1], m[2], m[3]
		_, verb := VerbTyped(orders)
		if (strings.ToLower(lead) != "type" && !verb) || strings.HasPrefix(orders, "/") {
			return all
		}
		orders = further().ReplaceAllStringFunc(orders, func(part string) string {
			f := further().FindStringSubmatch(part)
			if _, ok := VerbTyped(f[2]); !ok && f[1] != ", or " {
				return part
			}
			return f[1] + command + f[2]
		})
		return lead + ": " + command + orders + end
	})
}
