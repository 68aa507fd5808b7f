package discord

import "testing"

// What is Discord's own in a question is no word of it; an order keeps whom and
// what it names.
func TestMarkupIsNoWord(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"<@123> **spain** ||2019||":                  "spain 2019",
		"<@!123><@&4> <#5> spain <:nato:6> <a:x:7>":  "spain",
		":flag_es: since 2014 <t:1700000000:R>":      "🇪🇸 since 2014",
		"who is <2%":                                 "who is <2%",
		"spain > 2% < 3%":                            "spain > 2% < 3%",
		"<@123 spain":                                "<@123 spain",
		"alerts on <#5>":                             "alerts on <#5>",
		"transfer 3 <@123>":                          "transfer 3 <@123>",
		"subscribe weekly mon 09:00 about :flag_es:": "subscribe weekly mon 09:00 about 🇪🇸",
		"<<<<@@@>>>>":                                "<<<<@@@>>>>",
		"":                                           "",
	} {
		if got := asked(in); got != want {
			t.Errorf("%q is read as %q, want %q", in, got, want)
		}
	}
}
