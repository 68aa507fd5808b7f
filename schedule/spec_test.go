package schedule

import (
	"strings"
	"testing"
	"time"

	"natobot/schedule/zones"
)

func spec(t testing.TB, s string) Spec {
	t.Helper()
	sp, err := ParseSpec(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return sp
}

func TestParseSpec(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"weekly mon 09:00 Europe/Madrid":              "weekly mon 09:00 Europe/Madrid",
		"Every Monday at 9am europe/madrid":           "weekly mon 09:00 Europe/Madrid",
		"weekly mon, thu 9:00 Madrid":                 "weekly mon,thu 09:00 Europe/Madrid",
		"weekdays 08.30 Europe/Warsaw":                "weekly mon,tue,wed,thu,fri 08:30 Europe/Warsaw",
		"daily 18:05 new york":                        "daily 18:05 America/New_York",
		"every day at noon UTC":                       "daily 12:00 UTC",
		"monthly 1st 09:00 Europe/Madrid":             "monthly 1st 09:00 Europe/Madrid",
		"09:00 monthly 31st Europe/Madrid":            "monthly 31st 09:00 Europe/Madrid",
		"on the 3rd of each month 9:00pm Europe/Rome": "monthly 3rd 21:00 Europe/Rome",
		"cron 0 9 * * 1 Europe/Madrid":                "cron 0 9 * * 1 Europe/Madrid",
		`"0 9 1 * *" Europe/Madrid`:                   "cron 0 9 1 * * Europe/Madrid",
		"cron 0 * * * * UTC":                          "cron 0 * * * * UTC",
	} {
		s := spec(t, in)
		if s.String() != want {
			t.Errorf("%q is read as %q, want %q", in, s, want)
		}
		if again := spec(t, s.String()); again.String() != want || again.Words() != s.Words() {
			t.Errorf("%q does not read back: %q", want, again)
		}
	}
}

func TestParseSpecRefuses(t *testing.T) {
	t.Parallel()
	for in, why := range map[string]string{
		"":                                     "Say when",
		"weekly":                               "day of the week",
		"weekly mon":                           "time of day",
		"weekly mon 09:00":                     "time zone",
		"weekly mon 25:00 Europe/Madrid":       "no time of day",
		"weekly mon 09:60 Europe/Madrid":       "no time of day",
		"weekly mon 9 Europe/Madrid":           "“9” could be 09:00 or 21:00",
		"weekly mon 09:00 10:00 Europe/Madrid": "two times",
		"weekly mon 09:00 Europe/Madird":       "Europe/Madrid",
		"weekly mon 09:00 Local":               "name the place",
		"weekly mon 09:00 ../../etc/passwd":    "no time zone",
		"weekly mon 09:00 EST":                 "Did you mean America/New_York?",
		"daily mon 09:00 Europe/Madrid":        "no day of the week",
		"daily 1st 09:00 Europe/Madrid":        "no day of the month",
		"monthly 09:00 Europe/Madrid":          "day of the month",
		"monthly 32nd 09:00 Europe/Madrid":     "day of the month",
		"sometimes 09:00 Europe/Madrid":        "how often",
		strings.Repeat("x", 300):               "longer",
		"cron * * * * * UTC":                   "more than once an hour",
		"cron 0,30 9 * * 1 UTC":                "more than once an hour",
		"cron 0 0 31 2 * UTC":                  "never comes",
		"cron 0 9 * * 7 UTC":                   "no cron expression",
		"cron 0 9 * * 1":                       "time zone",
		"cron 0 9 * *":                         "five fields",
		"cron TZ=UTC":                          "five fields",
		"cron TZ=UTC 0 9 * * UTC":              "no cron expression",
		"cron CRON_TZ= * * * * UTC":            "no cron expression",
		"cron @every 1ns * * * UTC":            "no cron expression",
		"cron , , , , , UTC":                   "",
	} {
		s, err := ParseSpec(in)
		if err == nil {
			t.Errorf("%.60q is read as %q", in, s)
		} else if !strings.Contains(err.Error(), why) {
			t.Errorf("%.60q: %v does not say %q", in, err, why)
		}
	}
}

func TestSpecNote(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	for in, want := range map[string]string{
		"daily 02:30 Europe/Madrid":        "On 29 March 2026 clocks in Europe/Madrid skip that time; the digest comes at 03:30. On 25 October 2026 that time comes twice in Europe/Madrid; the digest comes once, the first time.",
		"weekly mon 09:00 Europe/Madrid":   "",
		"monthly 31st 09:00 Europe/Madrid": "Months without a 31st are left out.",
		"weekly mon 02:30 Europe/Madrid":   "",
		"daily 02:15 Australia/Lord_Howe":  "On 4 October 2026 clocks in Australia/Lord_Howe skip that time; the digest comes at 02:45.",
	} {
		if got := spec(t, in).Note(now); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestSpecDays(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int{
		"weekly mon 09:00 UTC": 7, "daily 09:00 UTC": 1, "weekly mon,thu 09:00 UTC": 3, "monthly 1st 09:00 UTC": 28, "cron 0 * * * * UTC": 1, "cron 0 9 1 1 * UTC": 365,
	} {
		if got := spec(t, in).Days(); got != want {
			t.Errorf("%s: %d days, want %d", in, got, want)
		}
	}
}

func TestParseZone(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"europe/madrid": "Europe/Madrid", "Madrid": "Europe/Madrid", "new york": "America/New_York", "utc": "UTC", "CET": "CET", "Kyiv": "Europe/Kyiv"} {
		if loc, err := ParseZone(in); err != nil || loc.String() != want {
			t.Errorf("%q: %v, %v", in, loc, err)
		}
	}
	for in, near := range map[string]string{"Europe/Madird": "Europe/Madrid", "Warsw": "Europe/Warsaw", "America/NewYork": "America/New_York", "Europe/Berln": "Europe/Berlin"} {
		if _, err := ParseZone(in); err == nil || !strings.Contains(err.Error(), near) {
			t.Errorf("%q: %v, want %s named", in, err, near)
		}
	}
	for _, z := range zoneNames() {
		if _, err := zones.Load(z); err != nil {
			t.Errorf("%s: %v", z, err)
		}
	}
}

func FuzzParseSpec(f *testing.F) {
	for _, s := range []string{"weekly mon 09:00 Europe/Madrid", "daily 9am utc", "monthly 31st 00:00 CET", "cron 0 9 * * 1 UTC", "cron TZ= * * * * UTC", "TZ=UTC", "cron @every 1s * * * UTC", "0 0 29 2 * UTC"} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSpec(text)
		if err != nil {
			if err.Error() == "" || len(err.Error()) > 500 {
				t.Fatalf("%q: error %q", text, err)
			}
			return
		}
		again, err := ParseSpec(s.String())
		if err != nil || again.String() != s.String() {
			t.Fatalf("%q is written as %q, which is read as %q, %v", text, s, again, err)
		}
		a := s.Next(now)
		b := s.Next(a)
		if !a.After(now) || !b.IsZero() && b.Sub(a) < time.Hour {
			t.Fatalf("%q: runs %s and %s", text, a, b)
		}
	})
}

func BenchmarkNext(b *testing.B) {
	s := spec(b, "weekly mon 09:00 Europe/Madrid")
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for b.Loop() {
		s.Next(now)
	}
}

func BenchmarkParseSpec(b *testing.B) {
	for b.Loop() {
		if _, err := ParseSpec("weekly mon 09:00 Europe/Madrid"); err != nil {
			b.Fatal(err)
		}
	}
}
