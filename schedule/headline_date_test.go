package schedule

import (
	"testing"
	"time"
)

func TestReadDate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Mon, 23 Nov 2026 08:00:00 GMT":                   "2026-11-23T08:00:00Z",
		"Mon, 23 Nov 2026 08:00:00 +0100":                 "2026-11-23T07:00:00Z",
		"23 Nov 26 08:00 EST":                             "2026-11-23T13:00:00Z",
		"2026-11-23T08:00:00Z":                            "2026-11-23T08:00:00Z",
		"2026-11-23T08:00:00.123+01:00":                   "2026-11-23T07:00:00Z",
		"2026-11-23 08:00:00 +0100":                       "2026-11-23T07:00:00Z",
		"Mon Nov 23 08:00:00 -0500 2026":                  "2026-11-23T13:00:00Z",
		"Mon Nov 23 2026 08:00:00 GMT-0700 (MST)":         "2026-11-23T15:00:00Z",
		"Monday, November 23, 2026 3:04 PM PST":           "2026-11-23T23:04:00Z",
		"Lun, 23 Nov 2026 08:00:00 +0100":                 "2026-11-23T07:00:00Z",
		"lunes, 23 de noviembre de 2026 08:00:00 CET":     "2026-11-23T07:00:00Z",
		"mié, 07 ene 2026 08:00:00 GMT":                   "2026-01-07T08:00:00Z",
		"Mo, 23. November 2026 08:00:00 MEZ":              "2026-11-23T07:00:00Z",
		"Di, 01 Mär 2026 08:00:00 +0100":                  "2026-03-01T07:00:00Z",
		"Fri, 25 Sept 2026 08:00:00 GMT":                  "2026-09-25T08:00:00Z",
		"Fri, 25 Sept. 2026 08:00:00 GMT":                 "2026-09-25T08:00:00Z",
		"sam., 1 août 2026 08:00:00 +0200":                "2026-08-01T06:00:00Z",
		"pon, 23 lis 2026 08:00:00 +0100":                 "2026-11-23T07:00:00Z",
		"środa, 7 października 2026 08:00:00 CEST":        "2026-10-07T06:00:00Z",
		"23/11/2026 08:00:00 GMT":                         "2026-11-23T08:00:00Z",
		"02/11/2026 08:00 GMT":                            "2026-11-02T08:00:00Z",
		"11/23/2026 08:00:00 GMT":                         "2026-11-23T08:00:00Z",
		"11/2/2026 3:04:05 PM GMT":                        "2026-11-02T15:04:05Z",
		"Mon, 23 Nov 2026 24:00:00 GMT":                   "2026-11-24T00:00:00Z",
		"Mon, 23 Nov 2026 12:00:00 TRT":                   "2026-11-23T09:00:00Z",
		"Mon, 23 Nov 2026 12:00:00 MSK":                   "2026-11-23T09:00:00Z",
		"Mon, 23 Nov 2026 12:00:00 XYZ":                   "2026-11-23T12:00:00Z from 2026-11-22T22:00:00Z",
		"Mon, 23 Nov 2026 23:30:00 IST":                   "2026-11-23T12:00:00Z from 2026-11-23T09:30:00Z",
		"Mon, 23 Nov 2026 08:00:00":                       "2026-11-23T12:00:00Z from 2026-11-22T18:00:00Z",
		"Mon, 23 Nov 2026":                                "2026-11-23T12:00:00Z from 2026-11-22T10:00:00Z",
		"23.11.2026":                                      "2026-11-23T12:00:00Z from 2026-11-22T10:00:00Z",
		"":                                                "",
		"yesterday":                                       "",
		"23":                                              "",
		"Mon, 23 Foo 2026 08:00:00 GMT":                   "",
		"Mon, 31 Feb 2026 08:00:00 GMT":                   "",
		"Mon, 23 Jui 2026 08:00:00 GMT":                   "", // June or July
		"Mon, 23 Nov 2026 25:00:00 GMT":                   "",
		"Mon, 23 Nov 2026 08:00:00 +2500":                 "",
		"Mon, 23 Nov 0026 08:00:00 GMT":                   "",
		"Published in November 2026, read 5 times so far": "",
	} {
		got := ""
		if d, ok := readDate(in); ok {
			if got = d.Shown.UTC().Format(time.RFC3339); !d.Least.Equal(d.Shown) {
				got += " from " + d.Least.UTC().Format(time.RFC3339)
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// Whatever a date says, it is never later than the earliest moment it allows.
func FuzzReadDate(f *testing.F) {
	for _, s := range []string{"Mon, 23 Nov 2026 08:00:00 GMT", "lunes, 23 de noviembre de 2026 08:00:00 CET", "23/11/2026 8:00 pm", "2026-11-23T08:00:00.5+01:00", "23.11.2026"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := readDate(s)
		if !ok {
			return
		}
		if d.Least.After(d.Shown.Add(12 * time.Hour)) {
			t.Errorf("%q: %s is before %s", s, d.Shown, d.Least)
		}
		if y := d.Shown.Year(); y < 1989 || y > 2201 {
			t.Errorf("%q: %s", s, d.Shown)
		}
	})
}
