package schedule

import (
	_ "embed"
	"errors"
	"fmt"
	"math/bits"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// A Spec says when a digest is due: a rule over civil time in one zone. The
// zero Spec never runs; get one from ParseSpec.
type Spec struct {
	text  string // canonical: "weekly mon 09:00 Europe/Madrid"
	words string // "every Monday at 09:00 (Europe/Madrid)"
	rule  *cron.SpecSchedule
	loc   *time.Location
	typed bool // a cron expression
	late  int  // the greatest day of the month that a monthly spec names, when not every month has it
}

// String is the canonical text, which ParseSpec reads as the same Spec.
func (s Spec) String() string { return s.text }

// Words describes s inside a sentence: "every Monday at 09:00 (Europe/Madrid)".
func (s Spec) Words() string { return s.words }

// Location is the zone in which s is read.
func (s Spec) Location() *time.Location { return s.loc }

// Cron reports whether s was given as a cron expression, which only operators
// may do.
func (s Spec) Cron() bool { return s.typed }

// maxSpec is the longest text that is read as a Spec, in bytes.
const maxSpec = 200

const specHow = "Say when like this: weekly mon 09:00 Europe/Madrid, daily 08:30 Europe/Warsaw, or monthly 1st 09:00 America/New_York."

// ParseSpec reads "weekly mon 09:00 Europe/Madrid", "daily …", "weekdays …",
// "monthly 1st …", or "cron 0 9 * * 1 Europe/Madrid". Its errors are sentences
// for whoever typed it. A spec that never fires or could fire more than once
// an hour is refused.
func ParseSpec(text string) (Spec, error) {
	text = strings.Trim(strings.Join(strings.Fields(text), " "), `"'“”. `)
	switch {
	case text == "":
		return Spec{}, fmt.Errorf("no time was given. %s", specHow)
	case len(text) > maxSpec:
		return Spec{}, fmt.Errorf("that is longer than %d characters. %s", maxSpec, specHow)
	}
	if rest, ok := cutWord(text, "cron"); ok {
		return parseCron(rest)
	}
	if f := strings.Fields(text); len(f) >= 5 && cronField.MatchString(f[0]) && cronField.MatchString(f[1]) && cronField.MatchString(f[2]) {
		return parseCron(text)
	}
	return parsePlain(text)
}

func cutWord(s, word string) (string, bool) {
	if len(s) >= len(word) && strings.EqualFold(s[:len(word)], word) && (len(s) == len(word) || s[len(word)] == ' ' || s[len(word)] == ':') {
		return strings.Trim(s[len(word):], ` :"'`), true
	}
	return s, false
}

var (
	cronField = regexp.MustCompile(`^[0-9*?][0-9*/,?-]*$`)
	clockWord = regexp.MustCompile(`^(\d{1,2})(?:[:.h](\d{1,2}))?(am|pm|h)?$`)
	ordinal   = regexp.MustCompile(`^(\d{1,2})(st|nd|rd|th)$`)
	filler    = map[string]bool{"at": true, "on": true, "the": true, "of": true, "in": true, "every": true, "each": true, "and": true, "day": true, "month": true, "time": true, "o'clock": true}
	weekday   = map[string]int{"sun": 0, "sunday": 0, "sundays": 0, "mon": 1, "monday": 1, "mondays": 1, "tue": 2, "tues": 2, "tuesday": 2, "tuesdays": 2,
		"wed": 3, "wednesday": 3, "wednesdays": 3, "thu": 4, "thur": 4, "thurs": 4, "thursday": 4, "thursdays": 4, "fri": 5, "friday": 5, "fridays": 5,
		"sat": 6, "saturday": 6, "saturdays": 6}
	short = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
)

// parsePlain reads what people type; the parts may come in any order.
func parsePlain(text string) (Spec, error) {
	var (
		every  string
		days   []int
		date   int
		hh, mm = -1, 0
		zone   []string
	)
	fields := strings.Fields(strings.NewReplacer(",", " ", ";", " ", "(", " ", ")", " ").Replace(text))
	for i, raw := range fields {
		w := strings.ToLower(raw)
		switch {
		case w == "weekly" || w == "week":
			every = "weekly"
		case w == "daily" || w == "day" && i > 0 && strings.EqualFold(fields[i-1], "every"):
			every = "daily"
		case w == "monthly":
			every = "monthly"
		case w == "month" && every == "":
			every = "monthly"
		case w == "weekdays" || w == "workdays" || w == "weekday":
			every, days = "weekly", append(days, 1, 2, 3, 4, 5)
		case filler[w]:
		case w == "noon":
			hh, mm = 12, 0
		case w == "midnight":
			hh, mm = 0, 0
		default:
			if d, ok := weekday[w]; ok {
				days = append(days, d)
				continue
			}
			if m := ordinal.FindStringSubmatch(w); m != nil {
				date, _ = strconv.Atoi(m[1])
				continue
			}
			if m := clockWord.FindStringSubmatch(w); m != nil {
				if every == "monthly" && date == 0 && m[2] == "" && m[3] == "" {
					date, _ = strconv.Atoi(m[1])
					continue
				}
				if hh >= 0 {
					return Spec{}, fmt.Errorf("two times were given; a digest has one. %s", specHow)
				}
				var err error
				if hh, mm, err = readClock(raw, m); err != nil {
					return Spec{}, err
				}
				continue
			}
			zone = append(zone, raw)
		}
	}
	if every == "" && len(days) > 0 {
		every = "weekly"
	}
	if every == "" && date > 0 {
		every = "monthly"
	}
	switch {
	case every == "":
		return Spec{}, fmt.Errorf("how often is not clear from “%s”. %s", shorten(text, 60), specHow)
	case every == "weekly" && len(days) == 0:
		return Spec{}, errors.New("name the day of the week, for example: weekly mon 09:00 Europe/Madrid")
	case every != "weekly" && len(days) > 0:
		return Spec{}, fmt.Errorf("“%s” goes with no day of the week. %s", every, specHow)
	case every != "monthly" && date != 0:
		return Spec{}, fmt.Errorf("“%s” goes with no day of the month. %s", every, specHow)
	case every == "monthly" && (date < 1 || date > 31):
		return Spec{}, errors.New("name the day of the month, for example: monthly 1st 09:00 Europe/Madrid")
	case hh < 0:
		return Spec{}, errors.New("name the time of day, for example 09:00")
	case len(zone) == 0:
		return Spec{}, errors.New("name the time zone, for example Europe/Madrid")
	}
	loc, err := ParseZone(strings.Join(zone, " "))
	if err != nil {
		return Spec{}, err
	}
	s := Spec{loc: loc}
	at := fmt.Sprintf("%02d:%02d", hh, mm)
	expr := fmt.Sprintf("%d %d ", mm, hh)
	switch every {
	case "daily":
		expr += "* * *"
		s.text, s.words = "daily "+at, "every day at "+at
	case "monthly":
		expr += fmt.Sprintf("%d * *", date)
		nth := strconv.Itoa(date) + suffix(date)
		s.text, s.words = "monthly "+nth+" "+at, "on the "+nth+" of each month at "+at
		if date > 28 {
			s.late = date
		}
	default:
		slices.Sort(days)
		days = slices.Compact(days)
		var abbr, nums, long []string
		for _, d := range days {
			abbr, nums, long = append(abbr, short[d]), append(nums, strconv.Itoa(d)), append(long, time.Weekday(d).String())
		}
		expr += "* * " + strings.Join(nums, ",")
		s.text, s.words = "weekly "+strings.Join(abbr, ",")+" "+at, "every "+list(long, 0)+" at "+at
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
		if m[2] == "" {
			bad = true // a bare number could be anything
		}
	}
	if bad {
		return 0, 0, fmt.Errorf("“%s” is no time of day. Write it like 09:00 or 21:30", shorten(raw, 20))
	}
	return hh, mm, nil
}

// parseCron reads an operator's cron expression of five fields and a zone.
func parseCron(text string) (Spec, error) {
	f := strings.Fields(strings.Trim(text, `"'`))
	if len(f) < 5 {
		return Spec{}, errors.New("a cron expression has five fields and a zone after them, for example: cron 0 9 * * 1 Europe/Madrid")
	}
	for i := range f {
		f[i] = strings.Trim(f[i], `"'`)
	}
	expr := strings.Join(f[:5], " ")
	if len(f) == 5 {
		return Spec{}, errors.New("name the time zone after the cron expression, for example: cron 0 9 * * 1 Europe/Madrid")
	}
	loc, err := ParseZone(strings.Join(f[5:], " "))
	if err != nil {
		return Spec{}, err
	}
	rule, err := parseRule(expr)
	if err != nil {
		return Spec{}, err
	}
	s := Spec{text: "cron " + expr + " " + loc.String(), words: "by the cron expression " + expr + " (" + loc.String() + ")", rule: rule, loc: loc, typed: true}
	return s, nil
}

// parseRule has robfig/cron read five plain fields, and refuses what it would
// take and we can't have: zones of its own and descriptors (some of which make
// it panic), rules that never fire, and rules that fire more than hourly.
func parseRule(expr string) (rule *cron.SpecSchedule, err error) {
	defer func() {
		if p := recover(); p != nil {
			rule, err = nil, fmt.Errorf("“%s” is no cron expression that can be read", shorten(expr, 60))
		}
	}()
	if strings.ContainsAny(expr, "=@") {
		return nil, fmt.Errorf("“%s” is no cron expression of five plain fields; the zone comes after them", shorten(expr, 60))
	}
	parsed, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(expr)
	if err != nil {
		return nil, fmt.Errorf("“%s” is no cron expression of five plain fields", shorten(expr, 60))
	}
	rule, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return nil, fmt.Errorf("“%s” is no cron expression of five plain fields", shorten(expr, 60))
	}
	rule.Location = time.UTC
	switch n := bits.OnesCount64(rule.Minute &^ (1 << 63)); {
	case n == 0 || rule.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero():
		return nil, fmt.Errorf("“%s” never comes", shorten(expr, 60))
	case n > 1:
		return nil, fmt.Errorf("“%s” would come more than once an hour, which is more than anybody reads", shorten(expr, 60))
	}
	return rule, nil
}

// Next is the first run after an instant. Time is civil: a weekly run at 09:00
// is at 09:00 on every one of those days, whatever the clocks did. A time that
// clocks skip comes as much later as they skip; one that comes twice is taken
// once. The zero time means never.
func (s Spec) Next(after time.Time) time.Time {
	if s.rule == nil {
		return time.Time{}
	}
	// The wall clock, relabelled as UTC: cron walks over days by adding hours,
	// and gets lost where a zone has no midnight.
	w := after.In(s.loc)
	wall := time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), w.Second(), w.Nanosecond(), time.UTC)
	for {
		wall = s.rule.Next(wall)
		if wall.IsZero() {
			return wall
		}
		if t := instant(wall, s.loc); t.After(after) {
			return t
		}
	}
}

// instant is when clocks in loc show the wall clock of w, whose own zone does
// not count: the first time where they show it twice, and as much later as they
// skip where they do not show it. (time.Date promises neither.)
func instant(w time.Time, loc *time.Location) time.Time {
	w = time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), w.Second(), 0, time.UTC)
	offset := func(t time.Time) time.Duration {
		_, s := t.In(loc).Zone()
		return time.Duration(s) * time.Second
	}
	before, after := w.Add(-offset(w.Add(-24*time.Hour))), w.Add(-offset(w.Add(24*time.Hour)))
	shows := func(t time.Time) bool { return offset(t) == w.Sub(t) }
	if shows(before) || !shows(after) {
		return before.In(loc)
	}
	return after.In(loc)
}

// Days is about how many days lie between two runs: 1 for daily and oftener.
func (s Spec) Days() int {
	at := s.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	least := 366
	for range 13 {
		next := s.Next(at)
		if next.IsZero() {
			break
		}
		least = min(least, int(next.Sub(at).Hours()/24+0.5))
		at = next
	}
	return max(least, 1)
}

// Note says what a reader could not expect of the coming year: runs at times
// that clocks skip or show twice, and months without such a day. "" when there
// is nothing.
func (s Spec) Note(now time.Time) string {
	if s.rule == nil {
		return ""
	}
	var notes []string
	at, end := now, now.AddDate(1, 0, 0)
	for range 400 {
		at = s.Next(at)
		if at.IsZero() || at.After(end) {
			break
		}
		local := at.In(s.loc)
		bit := uint64(1)<<uint(local.Minute())&s.rule.Minute != 0 && uint64(1)<<uint(local.Hour())&s.rule.Hour != 0
		twice := at.Add(time.Hour).In(s.loc).Format("15:04") == local.Format("15:04") || at.Add(30*time.Minute).In(s.loc).Format("15:04") == local.Format("15:04")
		switch {
		case !bit:
			notes = append(notes, fmt.Sprintf("On %s clocks in %s skip that time; the digest comes at %s.", local.Format("2 January 2006"), s.loc, local.Format("15:04")))
		case twice:
			notes = append(notes, fmt.Sprintf("On %s that time comes twice in %s; the digest comes once, the first time.", local.Format("2 January 2006"), s.loc))
		}
	}
	if s.late > 0 {
		notes = append(notes, fmt.Sprintf("Months without a %d%s are left out.", s.late, suffix(s.late)))
	}
	return strings.Join(notes, " ")
}

// zones are the names of the IANA time zone database (2025c) that follow a
// place; fixed offsets and outdated names of countries are left out.
//
//go:embed zones.txt
var zonesText string

var zoneNames = strings.Fields(zonesText)

// byPlace finds zones by folded name and by folded city.
var byPlace = func() map[string][]string {
	m := make(map[string][]string, 2*len(zoneNames))
	for _, z := range zoneNames {
		m[zoneFold(z)] = append(m[zoneFold(z)], z)
		if i := strings.LastIndexByte(z, '/'); i >= 0 {
			city := zoneFold(z[i+1:])
			m[city] = append(m[city], z)
		}
	}
	return m
}()

func zoneFold(s string) string {
	return strings.ToLower(strings.NewReplacer(" ", "_", "-", "_").Replace(strings.TrimSpace(s)))
}

// ParseZone finds an IANA zone by its name in any case, or by its city alone.
// The error names the nearest zones.
func ParseZone(s string) (*time.Location, error) {
	key := zoneFold(s)
	found := byPlace[key]
	for _, z := range found {
		if zoneFold(z) == key { // a whole name before a city
			found = []string{z}
			break
		}
	}
	if len(found) == 1 {
		loc, err := time.LoadLocation(found[0])
		if err != nil {
			return nil, fmt.Errorf("the time zone %s can't be used here: %w", found[0], err)
		}
		return loc, nil
	}
	near := found
	if len(near) == 0 {
		near = nearestZones(key)
	}
	if len(near) == 0 {
		return nil, fmt.Errorf("“%s” is no time zone. Write it like Europe/Madrid or America/New_York", shorten(s, 40))
	}
	return nil, fmt.Errorf("“%s” is no time zone. Did you mean %s?", shorten(s, 40), strings.Join(near, ", or "))
}

// nearestZones are up to three zones whose name or city is spelt much like key.
func nearestZones(key string) []string {
	if len(key) > 40 || len(key) < 3 {
		return nil
	}
	type near struct {
		zone string
		dist int
	}
	var all []near
	for _, z := range zoneNames {
		full := zoneFold(z)
		d := distance(key, full)
		if i := strings.LastIndexByte(full, '/'); i >= 0 {
			d = min(d, distance(key[strings.LastIndexByte(key, '/')+1:], full[i+1:])+1)
		}
		if d <= 1+len(key)/4 {
			all = append(all, near{z, d})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].dist < all[j].dist })
	var out []string
	for _, n := range all[:min(3, len(all))] {
		out = append(out, n.zone)
	}
	return out
}

// distance is the number of letters that must be added, dropped or replaced.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diag := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diag
			if a[i-1] != b[j-1] {
				cost++
			}
			diag = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
