package schedule

import (
	"testing"

	"natobot/bot"
)

// Each verb of the bot's table is an order when it is typed, and when a button
// carries it.
func TestVerbsAreOrders(t *testing.T) {
	t.Parallel()
	for _, v := range bot.Verbs() {
		for _, w := range v.Words {
			if _, ok := parseOrder(w); !ok {
				t.Errorf("%q is no order", w)
			}
		}
		if v.Example != "" {
			if o, ok := parseOrder(v.Example); !ok || o.fault != "" {
				t.Errorf("%q: %+v", v.Example, o)
			}
		}
		_, ok := pressed(bot.Ref{Verb: v.Name, Arg: "3 4w"})
		if want := v.Number || v.Bare || v.Name == "publish" || v.Name == "refuse"; ok != want {
			t.Errorf("a button of %q is an order: %v, want %v", v.Name, ok, want)
		}
		if _, ok := pressed(bot.Ref{Verb: v.Name}); ok && v.Number {
			t.Errorf("a button of %q without a number is an order", v.Name)
		}
	}
	if _, ok := pressed(bot.Ref{Verb: bot.VerbAsk, Arg: "3"}); ok {
		t.Error("a question's button is an order")
	}
}
