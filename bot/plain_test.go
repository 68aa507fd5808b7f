package bot

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"*spain* and _poland_":               "spain and poland",
		"*_spain_*":                          "spain",
		"is `spain` *below* 2%?":             "is spain below 2%?",
		":flag-es: :flag_pl::flag-ZZ:":       "🇪🇸 🇵🇱🇿🇿",
		"~2% and ~3%":                        "~2% and ~3%", // about 2 %
		"2 * 3 * 4":                          "2 * 3 * 4",
		"snake_case_name":                    "snake_case_name",
		"*open":                              "*open",
		"*one\ntwo*":                         "*one\ntwo*",
		"**bold** on a platform without it":  "**bold** on a platform without it",
		"at 09:00:00 :flag-e: :flag-esp: :x": "at 09:00:00 :flag-e: :flag-esp: :x",
		"*":                                  "*",
		"\xff*a*\xff":                        "\xffa\xff",
		"":                                   "",
	} {
		if got := Plain(in, "*", "_", "~", "`", "```"); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
	if got := Plain("**spain** ||poland|| __a__ ~~b~~ *c*", "*", "**", "_", "__", "~~", "||"); got != "spain poland a b c" {
		t.Errorf("%q", got)
	}
}

func FuzzPlain(f *testing.F) {
	for _, s := range []string{"*a*", "_*a*_", ":flag-es:", strings.Repeat("*a ", 1000), strings.Repeat("_", 999), "||", "*\xf0*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Plain(s, "*", "_", "~~", "||")
		if utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Fatalf("%q became %q", s, got)
		}
		if strings.Map(wordOnly, flagCode().ReplaceAllString(s, "")) != strings.Map(wordOnly, strings.Map(noFlag, got)) {
			t.Fatalf("%q lost more than marks: %q", s, got)
		}
	})
}

func wordOnly(r rune) rune {
	if strings.ContainsRune("*_~|", r) || r >= '🇦' && r <= '🇿' {
		return -1
	}
	return r
}

func noFlag(r rune) rune {
	if r >= '🇦' && r <= '🇿' {
		return -1
	}
	return r
}
