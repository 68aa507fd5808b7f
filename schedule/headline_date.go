package schedule

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"natobot/facts/late"
)

// A feedDate is when a feed says that an item appeared.
type feedDate struct {
	Shown time.Time // its instant; where that is not told, noon in UTC of the day that the feed names
	Least time.Time // the earliest instant that the words allow
}

// monthNames are the months as feeds write them, folded; any beginning of at
// least three letters that means one month only is read as that month.
var monthNames = [12]string{
	"january enero januar jaenner janvier gennaio styczen stycznia janeiro januari ocak gener",
	"february febrero februar fevrier febbraio luty lutego fevereiro februari subat",
	"march marzo marz maerz mars marzec marca marco maart mart mrt",
	"april abril avril aprile kwiecien kwietnia nisan",
	"may mayo mai maggio maj maja maio mei mayis",
	"june junio juni juin giugno czerwiec czerwca junho haziran",
	"july julio juli juillet luglio lipiec lipca julho temmuz",
	"august agosto aout sierpien sierpnia augustus agustos",
	"september sept septiembre setiembre septembre settembre wrzesien wrzesnia setembro eylul",
	"october octubre oktober octobre ottobre pazdziernik pazdziernika outubro ekim",
	"november noviembre novembre listopad listopada novembro kasim",
	"december diciembre dezember decembre dicembre grudzien grudnia dezembro desember aralik",
}

// zoneHours are the abbreviations that mean one offset in the feeds of Allies, in
// minutes. Those that mean several places (IST, AST, AMT) are left out: an item
// that says so is dated to the day.
var zoneHours = map[string]int{
	"ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120, "eet": 120, "eest": 180, "trt": 180, "msk": 180,
	"est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "nst": -210, "ndt": -150,
}

var (
	isoDate     = late.Regexp(`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$`)
	numericDate = late.Regexp(`^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$`)
	clockText   = late.Regexp(`^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?$`)
	offsetText  = late.Regexp(`^(?:gmt|utc)?([+-])(\d{1,2}):?(\d\d)?$`)
	isoJoint    = late.Regexp(`(\d{4}-\d{1,2}-\d{1,2})t(\d)`)
	zoneJoint   = late.Regexp(`(:\d\d(?:\.\d+)?)((?:gmt|utc)?[+-]\d{1,2}:?\d{0,2}|[a-z]+)$`)
	inBrackets  = late.Regexp(`\([^)]*\)`)
	wordText    = late.Regexp(`^[a-z]+$`)
	smallWords  = map[string]bool{"de": true, "del": true, "of": true, "um": true, "uhr": true, "at": true, "le": true, "il": true, "den": true, "the": true}
)

// Offsets from UTC go from -12 to +14 hours, so a wall clock without a zone
// that we know was shown at some instant of 26 hours.
const mostAhead = 14 * time.Hour

// readDate reads the date of a feed's item: RFC 822 and 3339, and what feeds
// make of them: weekdays and months of the Allies' languages in any order,
// dd/mm/yyyy (with am or pm mm/dd/yyyy), 24:00. Nothing is guessed: a word that
// is none of these makes the whole unreadable, a zone that is unknown makes it
// a day.
func readDate(text string) (feedDate, bool) {
	if len(text) > 100 {
		return feedDate{}, false
	}
	text = inBrackets().ReplaceAllString(strings.ToLower(text), " ")
	text = strings.Map(func(r rune) rune {
		if r >= 0x300 && r < 0x370 { // what marks letters leave when folded
			return -1
		}
		return r
	}, norm.NFKD.String(strings.ReplaceAll(text, "ł", "l")))
	text = isoJoint().ReplaceAllString(strings.TrimSpace(text), "$1 $2")
	text = zoneJoint().ReplaceAllString(text, "$1 $2")
	p := &dateParts{}
	for i, w := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' || r == '\r' || r == 0xa0 }) {
		if !p.take(w, i) {
			return feedDate{}, false
		}
	}
	return p.date()
}

// dateParts are what the words of a date have said so far.
type dateParts struct {
	year, month, day     int
	hour, minute, second int
	clock, half          bool // a time was named; am or pm was
	slashed              bool // the numbers stood as 1/2/2006
	zone                 string
	offset               *int // minutes
}

// take reads one word; i is its place. It reports false for a word that no date has.
func (p *dateParts) take(w string, i int) bool {
	if m := isoDate().FindStringSubmatch(w); m != nil && p.year == 0 {
		p.year, p.month, p.day = number(m[1]), number(m[2]), number(m[3])
		return true
	}
	if m := numericDate().FindStringSubmatch(w); m != nil && p.year == 0 {
		p.day, p.month, p.year = number(m[1]), number(m[2]), number(m[3])
		p.slashed = strings.Contains(w, "/")
		return true
	}
	if m := clockText().FindStringSubmatch(w); m != nil && !p.clock {
		p.clock, p.hour, p.minute, p.second = true, number(m[1]), number(m[2]), number(m[3])
		return true
	}
	if m := offsetText().FindStringSubmatch(w); m != nil && p.clock && p.offset == nil {
		off := number(m[2])*60 + number(m[3])
		if m[1] == "-" {
			off = -off
		}
		p.offset = &off
		return true
	}
	w = strings.TrimSuffix(w, ".")
	if n, err := strconv.Atoi(w); err == nil {
		switch {
		case len(w) == 4 && p.year == 0:
			p.year = n
		case len(w) <= 2 && p.day == 0:
			p.day = n
		case len(w) == 2 && p.year == 0 && p.month > 0: // "27 Nov 26"
			p.year = 2000 + n
		default:
			return false
		}
		return true
	}
	return wordText().MatchString(w) && p.word(w, i)
}

func (p *dateParts) word(w string, i int) bool {
	switch off, known := zoneHours[w]; {
	case (w == "am" || w == "pm") && p.clock && !p.half:
		p.half = true
		if p.hour %= 12; w == "pm" {
			p.hour += 12
		}
	case smallWords[w]:
	case known && p.clock:
		if p.offset == nil { // "-0500 EST", "GMT+0100" say it in numbers
			p.offset = &off
		}
	case p.month == 0 && monthOf(w) > 0:
		p.month = monthOf(w)
	case i == 0: // the weekday, in whatever language
	case p.clock && p.zone == "" && len(w) <= 5:
		p.zone = w
	default:
		return false
	}
	return true
}

// monthOf is the month whose name begins with w, when that is one only; else 0.
func monthOf(w string) int {
	found := 0
	for i, names := range monthNames {
		for _, name := range strings.Fields(names) {
			if len(w) >= 3 && strings.HasPrefix(name, w) && found != i+1 {
				if found > 0 {
					return 0
				}
				found = i + 1
			}
		}
	}
	return found
}

func (p *dateParts) date() (feedDate, bool) {
	if p.slashed && (p.half || p.month > 12) { // America's order
		p.day, p.month = p.month, p.day
	}
	if p.year < 1990 || p.year > 2200 || p.month < 1 || p.month > 12 || p.hour > 24 || p.hour == 24 && p.minute+p.second > 0 || p.minute > 59 || p.second > 60 {
		return feedDate{}, false
	}
	wall := time.Date(p.year, time.Month(p.month), p.day, p.hour, p.minute, p.second, 0, time.UTC)
	day := time.Date(p.year, time.Month(p.month), p.day, 12, 0, 0, 0, time.UTC)
	if p.day < 1 || day.Day() != p.day {
		return feedDate{}, false
	}
	if p.clock && p.offset != nil {
		if off := time.Duration(*p.offset) * time.Minute; off.Abs() <= mostAhead {
			return feedDate{wall.Add(-off), wall.Add(-off)}, true
		}
		return feedDate{}, false
	}
	return feedDate{day, wall.Add(-mostAhead)}, true
}

// number reads digits that a pattern matched; "" is 0.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
