package bot

import (
	"slices"
	"strings"
	"testing"

	"natobot/facts/answer"
)

// A word begins one verb, a name is one verb's, and what help shows is typed
// with the verb that it teaches.
func TestVerbs(t *testing.T) {
	t.Parallel()
	names, words := map[VerbName]bool{}, map[string]bool{}
	for _, v := range Verbs() {
		if names[v.Name] {
			t.Errorf("%s stands twice", v.Name)
		}
		names[v.Name] = true
		for _, w := range v.Words {
			if words[w] || w != strings.ToLower(w) || strings.Contains(w, " ") {
				t.Errorf("%s: word %q", v.Name, w)
			}
			words[w] = true
			for _, typed := range []string{w, strings.ToUpper(w) + ":", "  " + w + "!"} {
				if got, ok := VerbTyped(typed); !ok || got.Name != v.Name {
					t.Errorf("%q is %q, want %q", typed, got.Name, v.Name)
				}
			}
		}
		if got, ok := VerbTyped(v.Example); v.Example != "" && (!ok || got.Name != v.Name) {
			t.Errorf("%s: its example %q is of %q", v.Name, v.Example, got.Name)
		}
		if v.Replaces && !v.Number && v.Name != "publish" && v.Name != "refuse" {
			t.Errorf("%s replaces a message and names no subscription", v.Name)
		}
	}
	for _, s := range []string{"", "spain", "why did spain spend less?", "digestion", "the digest"} {
		if v, ok := VerbTyped(s); ok {
			t.Errorf("%q is %s", s, v.Name)
		}
	}
	help := strings.Join(deskHelp(), "\n")
	for _, w := range []string{"subscribe weekly", "preview", "alerts on", "subscriptions", "settings 3", "snooze 3 4w", "pause 3", "resume 3", "unsubscribe 3", "undo 3", "history 3", "why"} {
		if !strings.Contains(help, w) {
			t.Errorf("help lacks %q:\n%s", w, help)
		}
	}
}

// Where no desk runs, each order is told so; none is read as a question.
func TestOrdersWithoutADesk(t *testing.T) {
	t.Parallel()
	w := answer.New(dataset(t))
	b := New(Config{Data: func() *answer.Writer { return w }})
	orders := []string{"digest weekly mon 09:00", "Digest", "alert on", "unpause 3", "setting 3", "subscription", "why nothing?"}
	for _, v := range Verbs() {
		orders = append(orders, v.Words...)
	}
	for _, text := range slices.Compact(orders) {
		r := b.Handle(t.Context(), Request{Kind: Ask, Platform: "console", Text: text, At: at})
		if r.Kind != KindNotice || !strings.Contains(r.Headline, "running bot") {
			t.Errorf("%q: %s %q", text, r.Kind, r.Headline)
		}
	}
}
