package schedule_test

import (
	"fmt"
	"time"

	"natobot/facts"
	"natobot/facts/reader"
	"natobot/schedule"
)

// The digest of a week, from the facts alone.
func ExampleDigest() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	r, _ := schedule.Digest(d, schedule.DigestInput{AsOf: "2026-07-13", Since: "2026-07-06"})
	fmt.Println(r.Headline)
	_, skip := schedule.Digest(d, schedule.DigestInput{AsOf: "2026-11-23", Since: "2026-11-16", OnlyChanges: true})
	fmt.Println(skip)
	// Output:
	// News since 6 July 2026. NATO's edition of July 2026 counts core defence only; also a summit and 3 crossings of a level.
	// nothing changed since 16 November 2026, and this subscription is told of changes only
}

// When a subscription runs next, in civil time.
func ExampleParseSpec() {
	s, err := schedule.ParseSpec("weekly mon 09:00 Europe/Madrid")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Words())
	fmt.Println(s.Next(time.Date(2026, 3, 27, 12, 0, 0, 0, time.UTC)))
	// Output:
	// every Monday at 09:00 (Europe/Madrid)
	// 2026-03-30 09:00:00 +0200 CEST
}

func ExampleParseZone() {
	_, err := schedule.ParseZone("Europe/Madird")
	fmt.Println(err)
	// Output:
	// “Europe/Madird” is no time zone. Did you mean Europe/Madrid?
}

func ExampleParseQuiet() {
	q, err := schedule.ParseQuiet("20:00-08:00 weekends")
	fmt.Println(q.Words(), err)
	// Output:
	// Quiet from 20:00 to 08:00 and on weekends <nil>
}

func ExampleParseAbout() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	about, notes, err := schedule.ParseAbout(reader.New(d), "spain, polnad")
	fmt.Println(about, notes, err)
	// Output:
	// [ESP POL] [“polnad” was read as Poland.] <nil>
}

// What channels with alerts are told of on a day.
func ExampleNewsIn() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, n := range schedule.NewsIn(d, "2026-07-07") {
		if n.Breaking() {
			fmt.Println(n.Key)
		}
	}
	// Output:
	// edition:nato-2026-07
}

func ExampleAlert() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	s := schedule.Subscription{Kind: schedule.Alerts, Zone: "UTC", About: []facts.Code{"ESP"}}
	r, _ := schedule.Alert(d, s, []string{"edition:nato-2026-07"}, nil, time.Date(2026, 7, 7, 12, 0, 0, 0, time.UTC))
	fmt.Println(r.Headline)
	// Output:
	// New: NATO's edition of July 2026 (published 7 July 2026), with figures up to 2026 (estimate). (Table 3)
}
