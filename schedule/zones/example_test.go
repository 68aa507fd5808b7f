package zones_test

import (
	"fmt"
	"time"

	"natobot/schedule/zones"
)

func ExampleLoad() {
	loc, err := zones.Load("Europe/Madrid")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(time.Date(2026, 7, 1, 9, 0, 0, 0, loc).UTC())
	// Output:
	// 2026-07-01 07:00:00 +0000 UTC
}
