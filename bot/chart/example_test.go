package chart_test

import (
	"bytes"
	"fmt"

	"natobot/bot/chart"
	"natobot/facts"
	"natobot/facts/answer"
)

func ExampleSVG() {
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	e, _ := d.Edition("nato-2026-07")
	raw, err := chart.SVG(answer.ShareChart(d, e, "2026-11-27", []facts.Code{"ESP"}), chart.Light)
	fmt.Println(bytes.HasPrefix(raw, []byte("<svg")), err)
	// Output:
	// true <nil>
}
