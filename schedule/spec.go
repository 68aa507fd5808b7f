package schedule

import (
	"errors"
	"fmt"
	"math/bits"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"natobot/facts/late"
)

// A Spec says when a digest is due: a rule over civil time in one zone. The
// zero Spec never runs; get one from ParseSpec.
type Spec struct {
	text  string // canonical: "weekly mon 09:00 Europe/Madrid"
	words string // "every Monday at 09:00 (Europe/Madrid)"
	rule  *cron.SpecSchedule
	loc   *time.Location
	late  int // the greatest day of the month that a monthly spec names, when not every month has it
}

// String is the canonical text, which ParseSpec reads as the same Spec.
func (s Spec) String() string { return s.text }

// Words describes s inside a sentence: "every Monday at 09:00 (Europe/Madrid)".
func (s Spec) Words() string { return s.words }

// Location is the zone in which s is read.
func (s Spec) Location() *time.Location { return s.loc }

// maxSpec is the longest text that is read as a Spec, in bytes.
const maxSpec = 200

const specHow = "Say when like this: weekly mon 09:00 Europe/Madrid, daily 08:30 Europe/Warsaw, or monthly 1st 09:00 America/New_York."

// ParseSpec reads "weekly mon 09:00 Europe/Madrid", "daily …", "weekdays …",
// "monthly 1st …", or "cron 0 9 * * 1 Europe/Madrid". Its errors are sentences
// for whoever typed it. A spec that never fires or could fire more than once
// an hour is refused.
func ParseSpec(text string) (Spec, error) { return parseSpec(text, "") }

// parseSpec is ParseSpec with the zone that is meant when none is named.
func parseSpec(text, zone string) (Spec, error) {
	text = strings.Trim(strings.Join(strings.Fields(text), " "), `"'“”. `)
	switch {
	case text == "":
		return Spec{}, fmt.Errorf("no time was given. %s", specHow)
	case len(text) > maxSpec:
		return Spec{}, fmt.Errorf("that is longer than %d characters. %s", maxSpec, specHow)
	}
	if rest, ok := isCron(text); ok {
		return parseCron(rest, zone)
	}
	return parsePlain(text, zone)
}

// isCron reports whether text is meant for a cron expression, and cuts the word
// that says so.
func isCron(text string) (string, bool) {
	if rest, ok := cutWord(text, "cron"); ok {
		return rest, true
	}
	f := strings.Fields(text)
	return text, len(f) >= 5 && cronField().MatchString(f[0]) && cronField().MatchString(f[1]) && cronField().MatchString(f[2])
}

func cutWord(s, word string) (string, bool) {
	if len(s) >= len(word) && strings.EqualFold(s[:len(word)], word) && (len(s) == len(word) || s[len(word)] == ' ' || s[len(word)] == ':') {
		return strings.Trim(s[len(word):], ` :"'`), true
	}
	return s, false
}

var cronField = late.Regexp(`^[0-9*?][0-9*/,?-]*$`)

// parseCron reads an operator's cron expression of five fields and a zone.
func parseCron(text, zone string) (Spec, error) {
	f := strings.Fields(strings.Trim(text, `"'`))
	for i := range f {
		f[i] = strings.Trim(f[i], `"'`)
	}
	switch {
	case len(f) < 5:
		return Spec{}, errors.New("a cron expression has five fields and a zone after them, for example: cron 0 9 * * 1 Europe/Madrid")
	case len(f) > 5 && cronField().MatchString(f[5]):
		return Spec{}, errors.New("that has six fields; five are read here, without seconds: minute, hour, day of the month, month, day of the week. For example: cron 0 9 * * 1 Europe/Madrid")
	case len(f) > 5:
		zone = strings.Join(f[5:], " ")
	case zone == "":
		return Spec{}, errors.New("name the time zone after the cron expression, for example: cron 0 9 * * 1 Europe/Madrid")
	}
	expr := strings.Join(f[:5], " ")
	loc, err := ParseZone(zone)
	if err != nil {
		return Spec{}, err
	}
	rule, err := parseRule(expr)
	if err != nil {
		return Spec{}, err
	}
	return Spec{text: "cron " + expr + " " + loc.String(), words: "by the cron expression " + expr + " (" + loc.String() + ")", rule: rule, loc: loc}, nil
}

const cronHow = "For example: cron 0 9 * * 1 Europe/Madrid"

// parseRule has robfig/cron read five plain fields, and refuses what it would
// take and we can't have: zones of its own and descriptors (some of which make
// it panic), rules that never fire, and rules that fire more than hourly.
func parseRule(expr string) (rule *cron.SpecSchedule, err error) {
	defer func() {
		if p := recover(); p != nil {
			rule, err = nil, fmt.Errorf("“%s” is no cron expression that can be read. %s", shorten(expr, 60), cronHow)
		}
	}()
	if strings.ContainsAny(expr, "=@") {
		return nil, fmt.Errorf("“%s” is no cron expression of five plain fields; the zone comes after them. %s", shorten(expr, 60), cronHow)
	}
	parsed, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(expr)
	if err != nil {
		return nil, fmt.Errorf("“%s” is no cron expression of five plain fields (Sunday is 0). %s", shorten(expr, 60), cronHow)
	}
	rule, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return nil, fmt.Errorf("“%s” is no cron expression of five plain fields (Sunday is 0). %s", shorten(expr, 60), cronHow)
	}
	rule.Location = time.UTC
	switch n := bits.OnesCount64(rule.Minute &^ (1 << 63)); {
	case n == 0 || rule.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero():
		return nil, fmt.Errorf("“%s” never comes: there is no such day. %s", shorten(expr, 60), cronHow)
	case n > 1:
		return nil, fmt.Errorf("“%s” would come more than once an hour, which is more than anybody reads. %s", shorten(expr, 60), cronHow)
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
	wall := relabel(w)
	_, off := w.Zone()
	if _, was := w.Add(-longestJump).Zone(); was < off {
		// Clocks jumped ahead: a time that they skipped may still be to come.
		wall = wall.Add(time.Duration(was-off) * time.Second)
	}
	var best time.Time
	for {
		wall = s.rule.Next(wall)
		if wall.IsZero() {
			return best
		}
		t := instant(wall, s.loc)
		if !t.After(after) {
			continue
		}
		if best.IsZero() || t.Before(best) {
			best = t
		}
		// One that was moved may come after others that were not.
		if !wall.Before(relabel(best)) {
			return best
		}
	}
}

// longestJump is more than clocks skip at once (Troll skips two hours).
const longestJump = 3 * time.Hour

// relabel is the wall clock of t as if it were UTC.
func relabel(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
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
