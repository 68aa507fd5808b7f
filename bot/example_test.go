package bot_test

import (
	"context"
	"fmt"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/answer"
)

// A request becomes a reply, whatever platform it came from.
func ExampleNew() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	w := answer.New(d)
	b := bot.New(bot.Config{Data: func() *answer.Writer { return w }})
	r := b.Handle(context.Background(), bot.Request{ID: "1", Kind: bot.Ask, Platform: "console", User: "maria", Text: "below 2%", At: time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)})
	fmt.Println(r.Kind, r.Headline)
	// Output:
	// answer 1 of 31 Allies with armed forces is below 2 % of GDP in 2026: Slovenia 1.61 % (estimates, July 2026 edition).
}

// What a button carries is signed for those who may press it.
func ExampleNewSigner() {
	s := bot.NewSigner([]byte("0123456789abcdef0123456789abcdef"))
	id, ok := s.Sign("slack", "T1", "U1", bot.Action{Verb: "ask", Arg: "spain"})
	ref, opened := s.Open("slack", "T1", "U1", id)
	_, strangers := s.Open("slack", "T1", "U2", id)
	fmt.Println(ok, ref.Verb, ref.Arg, opened, strangers)
	// Output:
	// true ask spain <nil> the button belongs to another user
}

// Orders stand as they are typed where a command stands before them.
func ExampleAsTyped() {
	r := bot.AsTyped(bot.Notice("To see it now, type: preview 1, or send 1"), "/nato ")
	fmt.Println(r.Headline)
	// Output:
	// To see it now, type: /nato preview 1, or /nato send 1
}

func ExampleBrief() {
	fmt.Println(bot.Brief("Next: Chiefs of defence elect the next Chair"))
	// Output:
	// Next: Chiefs of defence elect…
}

func ExamplePlain() {
	fmt.Println(bot.Plain("*Spain* and _Italy_", "*", "_"))
	// Output:
	// Spain and Italy
}

func ExampleVerbTyped() {
	v, ok := bot.VerbTyped("settings 3 daily 08:00")
	fmt.Println(v.Name, v.Changes, ok)
	// Output:
	// settings true true
}
