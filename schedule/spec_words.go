package schedule

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"natobot/facts/late"
)

// parsed is what a person's words say about when, as far as they do.
type parsed struct {
	every string // "weekly", "daily", "monthly"
	days  []int
	date  int
	hh    int // -1: not said
	mm    int
	rest  []string // what is left: the zone, or nothing that is understood
}

var (
	clockWord = late.Regexp(`^(\d{1,2})(?:[:.h](\d{1,2}))?(am|pm|h)?$`)
	military  = late.Regexp(`^(\d|[01]\d|2[0-3])([0-5]\d)h?$`)
	ordinal   = late.Regexp(`^(\d{1,2})(st|nd|rd|th)$`)
	punct     = strings.NewReplacer(",", " ", ";", " ", "(", " ", ")", " ", "&", " ", "a.m.", "am", "p.m.", "pm", "A.M.", "am", "P.M.", "pm", "–", "-", "—", "-", "’", "'")
	short     = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
)

// filler are words that say nothing about when.
var filler = wordSet("at on the of in every each per and a an day month time o'clock uhr um à please digest digests summary update updates timezone zone")

// weekday are the names of days in the languages in which questions are read.
var weekday = func() map[string]int {
	m := map[string]int{}
	for i, words := range []string{
		"sun sunday sundays sonntag sonntags domingo domingos dimanche domenica niedziela niedzielę pazar",
		"mon monday mondays montag montags lunes lundi lunedì lunedi poniedziałek poniedzialek pazartesi",
		"tue tues tuesday tuesdays dienstag dienstags martes mardi martedì martedi wtorek salı sali",
		"wed weds wednesday wednesdays mittwoch mittwochs miércoles miercoles mercredi mercoledì mercoledi środa środę sroda çarşamba carsamba",
		"thu thur thurs thursday thursdays donnerstag donnerstags jueves jeudi giovedì giovedi czwartek perşembe persembe",
		"fri friday fridays freitag freitags viernes vendredi venerdì venerdi piątek piatek cuma",
		"sat saturday saturdays samstag samstags sonnabend sábado sabado sábados samedi sabato sobota sobotę cumartesi",
	} {
		for _, w := range strings.Fields(words) {
			m[w] = i
		}
	}
	return m
}()

// Words that people say, and why they can't be had.
var (
	tooOften  = wordSet("hourly hour hours minute minutes min mins minutely seconds secs")
	otherwise = wordSet("twice thrice biweekly bi-weekly fortnightly fortnight other alternate alternating quarterly quarter yearly annually annual year semimonthly bimonthly")
	ofMonth   = wordSet("first second third fourth fifth last")
	monthName = wordSet("january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec")
	justOnce  = wordSet("tomorrow today tonight once now")
	partOfDay = wordSet("morning mornings afternoon afternoons evening evenings night nights lunchtime")
)

func wordSet(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// parsePlain reads what people type; the parts may come in any order. zone is
// meant when none is named.
func parsePlain(text, zone string) (Spec, error) {
	p, err := readWords(text)
	if err != nil {
		return Spec{}, err
	}
	example := func() string { return p.example(zone) }
	switch {
	case p.every == "":
		return Spec{}, fmt.Errorf("how often is not clear from “%s”. %s", shorten(text, 60), specHow)
	case p.every == "weekly" && len(p.days) == 0:
		return Spec{}, errors.New("name the day of the week, for example: " + example())
	case p.every != "weekly" && len(p.days) > 0:
		return Spec{}, fmt.Errorf("“%s” goes with no day of the week. %s", p.every, specHow)
	case p.every != "monthly" && p.date != 0:
		return Spec{}, fmt.Errorf("“%s” goes with no day of the month. %s", p.every, specHow)
	case p.every == "monthly" && (p.date < 1 || p.date > 31):
		return Spec{}, errors.New("name the day of the month from 1st to 31st, for example: " + example())
	case p.hh < 0:
		return Spec{}, errors.New("name the time of day, for example: " + example())
	}
	if len(p.rest) > 0 {
		zone = strings.Join(p.rest, " ")
	}
	if zone == "" {
		return Spec{}, errors.New("name the time zone, for example: " + example())
	}
	loc, err := ParseZone(zone)
	if err != nil {
		return Spec{}, p.zoneError(err)
	}
	return p.spec(loc)
}

// readWords sorts the words of a spec, and refuses those that can't be had.
func readWords(text string) (parsed, error) {
	p := parsed{hh: -1}
	fields := joinClocks(strings.Fields(punct.Replace(text)))
	for _, raw := range fields { // before a number among them is taken for a time
		switch w := strings.ToLower(raw); {
		case tooOften[w]:
			return p, fmt.Errorf("a digest comes once a day at most; “%s” is more than anybody reads. For news as it comes, type: alerts on. %s", shorten(raw, 20), specHow)
		case strings.ContainsAny(w, "=@"):
			return p, fmt.Errorf("“%s” is not understood: the time zone stands by itself. %s", shorten(raw, 20), specHow)
		}
	}
	part := ""
	for i, raw := range fields {
		w := strings.ToLower(raw)
		switch d, days := weekday[w]; {
		case days:
			p.days = append(p.days, d)
		case w == "weekly" || w == "week" || w == "weeks":
			p.every = "weekly"
		case w == "daily" || w == "täglich" || w == "day" && i > 0 && strings.Contains(" every each per a ", " "+strings.ToLower(fields[i-1])+" "):
			p.every = "daily"
		case w == "monthly" || w == "month" && p.every == "":
			p.every = "monthly"
		case w == "weekdays" || w == "workdays" || w == "weekday" || w == "workday":
			p.every, p.days = "weekly", append(p.days, 1, 2, 3, 4, 5)
		case w == "weekends" || w == "weekend":
			p.every, p.days = "weekly", append(p.days, 6, 0)
		case (w == "to" || w == "through" || w == "thru") && len(p.days) > 0 && i+1 < len(fields) && isWeekday(fields[i+1]):
			p.days = append(p.days, between(p.days[len(p.days)-1], weekday[strings.ToLower(fields[i+1])])...)
		case filler[w]:
		case w == "noon" || w == "midday":
			p.hh, p.mm = 12, 0
		case w == "midnight":
			p.hh, p.mm = 0, 0
		case otherwise[w]:
			return p, fmt.Errorf("a digest comes daily, weekly or monthly; “%s” is none of these. %s", shorten(raw, 20), specHow)
		case ofMonth[w]:
			return p, fmt.Errorf("“%s” is not understood: a monthly digest comes on a day by its number, for example: monthly 1st 09:00 Europe/Madrid", shorten(raw, 20))
		case monthName[w]:
			return p, fmt.Errorf("a digest comes in every month, so “%s” can't be chosen; for example: monthly 1st 09:00 Europe/Madrid", shorten(raw, 20))
		case w == "once" && i+1 < len(fields) && filler[strings.ToLower(fields[i+1])]: // "once a week"
		case justOnce[w]:
			return p, fmt.Errorf("a subscription goes on, so “%s” can't be chosen. To see a digest now, type: preview. %s", shorten(raw, 20), specHow)
		case partOfDay[w]:
			part = w
		default:
			if err := p.word(raw, w); err != nil {
				return p, err
			}
		}
	}
	if part != "" && (p.hh < 0 || !strings.HasPrefix(part, "morning")) {
		return p, fmt.Errorf("“%s” is no time of day that clocks show. Write it like 09:00 or 21:30, for example: %s", part, p.example(""))
	}
	if p.every == "" && len(p.days) > 0 {
		p.every = "weekly"
	}
	if p.every == "" && p.date > 0 {
		p.every = "monthly"
	}
	return p, nil
}

// word reads a word that is in no list: days joined by signs, a day of the
// month, a time, or a part of a zone's name.
func (p *parsed) word(raw, w string) error {
	if days := joinedDays(w); days != nil {
		p.days = append(p.days, days...)
		return nil
	}
	if m := ordinal().FindStringSubmatch(w); m != nil {
		p.date, _ = strconv.Atoi(m[1])
		return nil
	}
	m := clockWord().FindStringSubmatch(w)
	if m == nil {
		if m = military().FindStringSubmatch(w); m != nil {
			m = append(m, "")
		}
	}
	switch {
	case m == nil:
		p.rest = append(p.rest, raw)
		return nil
	case p.every == "monthly" && p.date == 0 && m[2] == "" && m[3] == "":
		p.date, _ = strconv.Atoi(m[1])
		return nil
	case p.hh >= 0:
		return fmt.Errorf("two times were given; a digest has one. %s", specHow)
	}
	var err error
	p.hh, p.mm, err = readClock(raw, m)
	return err
}

// joinClocks puts together what belongs to one time of day: "9 am", "9 o'clock".
func joinClocks(fields []string) []string {
	var out []string
	for i := 0; i < len(fields); i++ {
		f := fields[i]
		if i+1 < len(fields) && clockWord().MatchString(f) {
			switch next := strings.ToLower(fields[i+1]); {
			case next == "am" || next == "pm":
				out = append(out, f+next)
				i++
				continue
			case (next == "o'clock" || next == "uhr" || next == "h") && !strings.ContainsAny(f, ":.hm"):
				out = append(out, f+":00")
				i++
				continue
			}
		}
		out = append(out, f)
	}
	return out
}

func isWeekday(w string) bool { _, ok := weekday[strings.ToLower(w)]; return ok }

// between are the days after a up to b, round the week.
func between(a, b int) (days []int) {
	for d := a; d != b; {
		d = (d + 1) % 7
		days = append(days, d)
	}
	return days
}

// joinedDays reads "mon-fri" and "mon/wed/fri".
func joinedDays(w string) (days []int) {
	if from, to, ok := strings.Cut(w, "-"); ok && isWeekday(from) && isWeekday(to) {
		return append([]int{weekday[from]}, between(weekday[from], weekday[to])...)
	}
	parts := strings.FieldsFunc(w, func(r rune) bool { return r == '/' || r == '+' })
	if len(parts) < 2 {
		return nil
	}
	for _, part := range parts {
		if !isWeekday(part) {
			return nil
		}
		days = append(days, weekday[part])
	}
	return days
}

func readClock(raw string, m []string) (hh, mm int, err error) {
	hh, _ = strconv.Atoi(m[1])
	if m[2] != "" {
		mm, _ = strconv.Atoi(m[2])
	}
	bad := hh > 23 || mm > 59 || m[2] != "" && len(m[2]) != 2
	switch m[3] {
	case "am", "pm":
		bad = bad || hh < 1 || hh > 12
		hh %= 12
		if m[3] == "pm" {
			hh += 12
		}
	case "":
		if m[2] == "" && !bad && hh > 0 && hh <= 12 {
			return 0, 0, fmt.Errorf("“%s” could be %02d:00 or %02d:00. Write the time like 09:00 or 21:30", shorten(raw, 20), hh%12, hh%12+12)
		}
		bad = bad || m[2] == "" // a bare number could be anything
	}
	if bad {
		return 0, 0, fmt.Errorf("“%s” is no time of day. Write it like 09:00 or 21:30", shorten(raw, 20))
	}
	return hh, mm, nil
}

// text is the canonical text without the zone.
func (p parsed) text() string {
	at := fmt.Sprintf("%02d:%02d", p.hh, p.mm)
	switch p.every {
	case "daily":
		return "daily " + at
	case "monthly":
		return "monthly " + strconv.Itoa(p.date) + suffix(p.date) + " " + at
	}
	var abbr []string
	for _, d := range p.days {
		abbr = append(abbr, short[d])
	}
	return "weekly " + strings.Join(abbr, ",") + " " + at
}

// example is a text that would be read, with what was said and what is missing.
func (p parsed) example(zone string) string {
	if p.hh < 0 {
		p.hh, p.mm = 9, 0
	}
	if p.every == "" {
		p.every = "weekly"
	}
	if p.every == "weekly" && len(p.days) == 0 {
		p.days = []int{1}
	}
	if p.date < 1 || p.date > 31 {
		p.date = 1
	}
	if loc, err := ParseZone(strings.Join(p.rest, " ")); len(p.rest) > 0 && err == nil {
		zone = loc.String()
	}
	if zone == "" {
		zone = "Europe/Madrid"
	}
	return p.sorted().text() + " " + zone
}

func (p parsed) sorted() parsed {
	p.days = slices.Clone(p.days)
	slices.SortFunc(p.days, func(a, b int) int { return (a+6)%7 - (b+6)%7 }) // Monday first
	p.days = slices.Compact(p.days)
	return p
}

// zoneError says what of the words left is no zone.
func (p parsed) zoneError(err error) error {
	for n := len(p.rest) - 1; n > 0; n-- {
		for i := 0; i+n <= len(p.rest); i++ {
			loc, wrong := ParseZone(strings.Join(p.rest[i:i+n], " "))
			if wrong != nil {
				continue
			}
			left := strings.Join(slices.Concat(p.rest[:i], p.rest[i+n:]), " ")
			return fmt.Errorf("“%s” is not understood. Allies come after “about”, for example: %s %s about spain, poland", shorten(left, 40), p.sorted().text(), loc)
		}
	}
	return err
}

// spec makes the rule of what was said.
func (p parsed) spec(loc *time.Location) (s Spec, err error) {
	p = p.sorted()
	s = Spec{text: p.text(), loc: loc}
	at := fmt.Sprintf("%02d:%02d", p.hh, p.mm)
	expr := fmt.Sprintf("%d %d ", p.mm, p.hh)
	switch p.every {
	case "daily":
		expr += "* * *"
		s.words = "every day at " + at
	case "monthly":
		expr += fmt.Sprintf("%d * *", p.date)
		s.words = "on the " + strconv.Itoa(p.date) + suffix(p.date) + " of each month at " + at
		if p.date > 28 {
			s.late = p.date
		}
	default:
		var nums, long []string
		for _, d := range p.days {
			nums, long = append(nums, strconv.Itoa(d)), append(long, time.Weekday(d).String())
		}
		expr += "* * " + strings.Join(nums, ",")
		s.words = "every " + list(long, 0) + " at " + at
		if slices.Equal(p.days, []int{1, 2, 3, 4, 5}) {
			s.words = "every day from Monday to Friday at " + at
		}
	}
	if s.rule, err = parseRule(expr); err != nil {
		return Spec{}, err
	}
	s.text += " " + loc.String()
	s.words += " (" + loc.String() + ")"
	return s, nil
}

func suffix(n int) string {
	switch {
	case n%100 >= 11 && n%100 <= 13:
	case n%10 == 1:
		return "st"
	case n%10 == 2:
		return "nd"
	case n%10 == 3:
		return "rd"
	}
	return "th"
}
