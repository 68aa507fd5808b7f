package slack

import (
	"context"
	"testing"

	"natobot/bot"
)

// A channel or a group that is named stands in what the bot reads, so that an
// order that names one is refused in words and not carried out without it.
func TestReferencesAreRead(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 1)
	r := newRig(t, func(c *Config) {
		c.Handler = func(_ context.Context, q bot.Request) bot.Reply {
			asked <- q.Text
			return bot.Notice("x")
		}
	})
	for in, want := range map[string]string{
		"subscribe weekly mon 09:00 Europe/Madrid in <#C024BE7LR|>":         "subscribe weekly mon 09:00 Europe/Madrid in #C024BE7LR",
		"subscribe weekly mon 09:00 Europe/Madrid in <#C024BE7LR|security>": "subscribe weekly mon 09:00 Europe/Madrid in #security",
		"alerts on <!subteam^SAZ94GDB8>":                                    "alerts on @SAZ94GDB8",
		"alerts on <!subteam^SAZ94GDB8|@desk>":                              "alerts on @desk",
		"<#C024BE7LR|secret> spain":                                         "spain", // a question is the same without it
		"*spain* since _2014_ :flag-pl:":                                    "spain since 2014 🇵🇱",
		"subscribe weekly mon 09:00 Europe/Madrid about :flag-es:":          "subscribe weekly mon 09:00 Europe/Madrid about 🇪🇸",
		"transfer 3 <@U024BE7LH>":                                           "transfer 3 <@U024BE7LH>",
		"transfer 3 to <@W024BE7LH|maria &amp; co>":                         "transfer 3 to <@W024BE7LH>",
		"<@UBOT> transfer 3 <@U024BE7LH> <#C1|x>":                           "transfer 3 <@U024BE7LH>",
		"<@U024BE7LH> spain":                                                "spain",
		"spain &amp; <https://x.example|poland> &lt;2%":                     "spain & poland <2%",
	} {
		form := r.form(in)
		form.Set("trigger_id", in)
		r.post("/slack/commands", form.Encode(), noon)
		if got := <-asked; got != want {
			t.Errorf("%q is read as %q, want %q", in, got, want)
		}
	}
}
