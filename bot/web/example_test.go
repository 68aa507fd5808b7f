package web_test

import (
	"fmt"
	"strings"
	"time"

	"natobot/bot/web"
	"natobot/facts"
)

func ExampleCalendar() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	raw, err := web.Calendar(d, time.Date(2026, 6, 29, 12, 0, 0, 0, time.UTC), "https://bot.example", nil)
	fmt.Println(strings.Contains(string(raw), "SUMMARY:Ankara Summit"), err)
	// Output:
	// true <nil>
}
