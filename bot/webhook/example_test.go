package webhook_test

import (
	"fmt"
	"time"

	"natobot/bot/webhook"
)

// A receiver computes the same and compares.
func ExampleSign() {
	secret, err := webhook.ParseSecret("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(webhook.Sign(secret, "msg_1", time.Unix(1_700_000_000, 0), []byte(`{"type":"natobot.alert"}`)))
	// Output:
	// v1,RHOvWfaDjLvQDId+BN6xaQG3m93hp8MuEo+YFIGdD+8=
}

func ExampleParseAddress() {
	fmt.Println(webhook.ParseAddress("http://example.org/hook"))
	// Output:
	// <nil>
}
