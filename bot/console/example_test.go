package console_test

import (
	"fmt"

	"natobot/bot"
	"natobot/bot/console"
)

func ExampleRender() {
	r := bot.Notice("This channel has no subscription.")
	r.Lines = []string{"To begin one, type: subscribe weekly mon 09:00 Europe/Madrid"}
	fmt.Print(console.Render(r, console.Options{Width: 40}))
	// Output:
	// This channel has no subscription.
	//   To begin one, type: subscribe weekly
	//   mon 09:00 Europe/Madrid
}
