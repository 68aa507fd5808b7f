package facts

import (
	"strconv"
	"strings"
	"time"
)

// A Date is a civil date in ISO 8601, of a day ("2025-03-13"), a month
// ("2025-03") or a year ("2025"). Sources often give no more than a month; the
// zero value is an unknown date. Dates hold no time of day and no zone.
type Date string

// ParseDate reads an ISO date of any of the three precisions and reports
// whether it names a date that exists.
func ParseDate(s string) (Date, bool) {
	layout := ""
	switch len(s) {
	case 4:
		layout = "2006"
	case 7:
		layout = "2006-01"
	case 10:
		layout = "2006-01-02"
	default:
		return "", false
	}
	if _, err := time.Parse(layout, s); err != nil {
		return "", false
	}
	return Date(s), true
}

// DateOf is the civil date of t in t's own location.
func DateOf(t time.Time) Date { return Date(t.Format("2006-01-02")) }

// First is the first day that d can mean.
func (d Date) First() Date {
	switch len(d) {
	case 4:
		return d + "-01-01"
	case 7:
		return d + "-01"
	}
	return d
}

// Last is the last day that d can mean. What is dated only by month counts as
// known from the end of that month, never before.
func (d Date) Last() Date {
	switch len(d) {
	case 4:
		return d + "-12-31"
	case 7:
		year := d.Year()
		if m, err := strconv.Atoi(string(d[5:])); err == nil && d[4] == '-' && year > 0 && m >= 1 && m <= 12 {
			return d + Date("-"+strconv.Itoa(time.Date(year, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()))
		}
	}
	return d
}

// KnownBy reports whether something dated d was certainly out on day asOf.
// An unknown date was not.
func (d Date) KnownBy(asOf Date) bool { return d != "" && d.Last() <= asOf.Last() }

// Year is the year of d, or 0.
func (d Date) Year() int {
	y, _, _ := strings.Cut(string(d), "-")
	n, err := strconv.Atoi(y)
	if err != nil {
		return 0
	}
	return n
}

// Time is midnight UTC of the first day of d; the zero time for an unknown date.
func (d Date) Time() time.Time {
	t, err := time.Parse("2006-01-02", string(d.First()))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Long writes d as British prose: "13 March 2025", "March 2025", "2025".
func (d Date) Long() string {
	layout := map[int]string{7: "January 2006", 10: "2 January 2006"}[len(d)]
	if layout == "" {
		return string(d)
	}
	return d.Time().Format(layout)
}
