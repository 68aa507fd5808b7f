package schedule

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/late"
	"natobot/facts/reader"
)

// An order is a desk verb as typed. The zero value of a field means: not said.
type order struct {
	verb   bot.VerbName // as it is typed, or one of ours
	id     int64        // "unsubscribe 3", "unsubscribe #3"
	when   string       // the words that say when: "weekly mon 09:00 Europe/Madrid"
	about  string       // the words after "about"
	only   *bool        // "only changes", "every time"
	breaks bool         // "breaking"
	heads  bool         // "headlines"
	cross  []float64
	min    float64 // "revisions 0.1"
	quiet  string  // "20:00-08:00", "20:00-08:00 weekends", "none"
	user   string
	// mentioned: the user was mentioned, so that user is an id, not a name.
	mentioned bool
	fault     string // a sentence: why it can't be done as typed
}

// whyNothing recognises the question for the reason of a silence.
var whyNothing = late.Regexp(`^why(\s+(did|has|was|is|does)?\s*(nothing|no\s+(digest|alert|message)s?|not)\b.*|\s*\??|\s+#?\d+\??)$`)

// maxOrder is the longest order that is read, in bytes.
const maxOrder = 600

// Orders that are told apart by what follows their verb, and one that lacks it.
const (
	verbAlertsOn  bot.VerbName = "alerts on"
	verbAlertsOff bot.VerbName = "alerts off"
	verbOffer     bot.VerbName = "subscribe?"
)

// parseOrder reads an order; false when the text is none. It never fails: what
// can't be read is said in fault.
func parseOrder(text string) (order, bool) {
	fields := strings.Fields(strings.Map(func(r rune) rune {
		if r == '\u00a0' || r == '\u2009' {
			return ' '
		}
		return r
	}, text))
	if len(fields) == 0 {
		return order{}, false
	}
	low := make([]string, len(fields))
	for i, f := range fields {
		low[i] = strings.ToLower(f)
	}
	if len(text) < 200 && whyNothing().MatchString(strings.Join(low, " ")) {
		o := order{verb: bot.VerbWhy}
		o.takeID(&low, &fields, 1)
		return o, true
	}
	v, ok := bot.VerbTyped(low[0])
	if !ok || v.Name == bot.VerbWhy { // "why spain" is a question
		return scheduleAlone(low, text)
	}
	verb := v.Name
	o := order{verb: verb}
	if len(text) > maxOrder {
		o.fault = fmt.Sprintf("That is longer than %d characters; please leave out what is not needed.", maxOrder)
		return o, true
	}
	return o.parse(verb, low[1:], fields[1:]), true
}

// parse reads what stands behind a verb, in small letters and as it was typed.
func (o order) parse(verb bot.VerbName, rest, raw []string) order {
	done := false
	switch verb {
	case bot.VerbList: // "subscription 3" is a question for its settings
		if len(rest) == 1 && o.takeID(&rest, &raw, 0) {
			o.verb = bot.VerbSettings
		}
		return o
	case bot.VerbSubscribe, bot.VerbAlerts, bot.VerbDigest:
		n := 0
		n, done = o.begin(verb, rest)
		rest, raw = rest[n:], raw[n:]
	case bot.VerbSettings, bot.VerbSnooze, bot.VerbTransfer:
		if verb != bot.VerbSnooze || !span().MatchString(strings.Join(rest, " ")) { // "snooze 2 weeks"
			o.takeID(&rest, &raw, 0)
		}
	default:
		rest, raw, done = o.number(verb, rest, raw)
	}
	switch {
	case done:
		return o
	case verb == bot.VerbTransfer:
		if len(raw) > 0 && rest[0] == "to" {
			raw = raw[1:]
		}
		if len(raw) > 0 {
			o.user, o.mentioned = userID(raw[0]), mention().MatchString(raw[0])
			if o.user == "" {
				o.fault = "Name the new owner by mentioning them, for example: transfer 3 @maria"
			}
		}
		return o
	case verb == bot.VerbSnooze:
		o.when = strings.Join(rest, " ")
		return o
	}
	o.options(rest, raw)
	if verb == bot.VerbDigest && o.when == "" && o.about != "" { // "digest about spain"
		o.verb = bot.VerbPreview
	}
	return o
}

// begin settles which order a verb that several share is, by the words right
// behind it: how many of them it takes, and whether the order is whole.
func (o *order) begin(verb bot.VerbName, rest []string) (n int, done bool) {
	first := ""
	if len(rest) > 0 {
		first = rest[0]
	}
	switch verb {
	case bot.VerbSubscribe:
		if len(rest) == 1 && first == "form" {
			o.verb = bot.VerbSubscribeForm
			return 0, true
		}
		if len(rest) > 1 && (first == "to" || first == "me" || first == "us") {
			n = 1
		}
	case bot.VerbAlerts:
		switch first {
		case "off", "stop":
			o.verb = verbAlertsOff
			return 0, true
		case "":
			o.verb = bot.VerbList
			return 0, true
		case "on":
			n = 1
		}
		o.verb = verbAlertsOn
	case bot.VerbDigest:
		switch first {
		case "":
			o.verb = bot.VerbPreview
		case "now":
			o.verb, n = bot.VerbSend, 1
		case "off", "status", "list":
			o.verb = bot.VerbList
			return 0, true
		case "on":
			o.verb, n = bot.VerbSubscribe, 1
		default:
			o.verb = bot.VerbSubscribe
		}
	}
	return n, false
}

// number takes the number of a subscription and what is polite beside it; what
// else stands there is a fault. done reports that there is one.
func (o *order) number(verb bot.VerbName, rest, raw []string) (left, typed []string, done bool) {
	for i := 0; i < len(rest); {
		switch {
		case courtesy[strings.Trim(rest[i], ",.!?")]:
			rest, raw = slices.Delete(rest, i, i+1), slices.Delete(raw, i, i+1)
		case o.id == 0 && o.takeID(&rest, &raw, i):
		case verb == bot.VerbPreview && (rest[i] == "about" || rest[i] == "for"):
			i = len(rest)
		case verb == bot.VerbSend && o.id == 0:
			o.fault = "To have a digest sent here now, say which, for example: send 3. To get one regularly, type: subscribe weekly mon 09:00 Europe/Madrid"
			return rest, raw, true
		default:
			o.fault = fmt.Sprintf("“%s” is not the number of one subscription. For example: %s 3. To see this channel's, type: subscriptions", shorten(strings.Join(raw, " "), 40), verb)
			return rest, raw, true
		}
	}
	return rest, raw, false
}

// courtesy are words beside a subscription's number that say nothing.
var courtesy = wordSet("please now it this that the a no nr number digest digests alert alerts subscription from here me us again")

// scheduleAlone recognises "every monday 9:00" and its like, typed without the
// verb that they need.
func scheduleAlone(low []string, text string) (order, bool) {
	if len(low) < 2 || len(text) > maxSpec {
		return order{}, false
	}
	switch low[0] {
	case "every", "each":
		if n := strings.Trim(low[1], ",."); !isWeekday(n) && n != "day" && n != "week" && n != "month" && n != "weekday" && n != "morning" {
			return order{}, false
		}
	case "weekly", "daily", "monthly", "weekdays":
	default:
		return order{}, false
	}
	return order{verb: verbOffer, when: text}, true
}

// takeID reads a subscription's number at place i and removes it.
func (o *order) takeID(low, raw *[]string, i int) bool {
	if i >= len(*low) {
		return false
	}
	n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimPrefix((*low)[i], "#"), "?"), 10, 64)
	if err != nil || n <= 0 {
		return false
	}
	o.id = n
	*low = append((*low)[:i:i], (*low)[i+1:]...)
	*raw = append((*raw)[:i:i], (*raw)[i+1:]...)
	return true
}

// options reads what may follow in any order: about …, crossing …, breaking,
// headlines, only changes, quiet …; what is left says when.
func (o *order) options(low, raw []string) {
	var when, about []string
	yes, no := true, false
	in := ""
	for i := 0; i < len(low); i++ {
		w := strings.Trim(low[i], ",;")
		next := ""
		if i+1 < len(low) {
			next = strings.Trim(low[i+1], ",;.")
		}
		switch {
		case w == "about" || w == "for":
			in = "about"
		case w == "every" && next == "time" || w == "always":
			o.only, in = &no, ""
			if w == "every" {
				i++
			}
		case w == "only" && changeWords[next]:
			o.only, in = &yes, ""
			for i+1 < len(low) && changeWords[strings.Trim(low[i+1], ",.")] {
				i++
			}
		case in == "about" && (w == "weekly" || w == "daily" || w == "monthly" || w == "weekdays" || w == "each" || w == "every"):
			in = ""
			when = append(when, raw[i])
		case w == "breaking":
			o.breaks, in = true, ""
		case w == "headlines" || w == "headline":
			o.heads, in = true, ""
		case w == "crossing":
			in = "crossing"
		case w == "revisions" || w == "revision":
			in = "revisions"
		case w == "quiet":
			in = "quiet"
			if next == "hours" {
				i++
			}
		case in == "crossing":
			if w == "and" || w == "%" || w == "" {
				continue
			}
			v, ok := percent(w)
			if !ok {
				o.fault = fmt.Sprintf("After “crossing” give shares of GDP, for example: crossing 2%%, 3.5%%. “%s” is none.", shorten(raw[i], 40))
				return
			}
			o.cross = append(o.cross, v)
		case in == "revisions":
			if w == "of" || w == "beyond" || w == "over" || w == "points" || w == "%" || w == "" {
				continue
			}
			v, ok := percent(w)
			if !ok {
				o.fault = fmt.Sprintf("After “revisions” give a size in points, for example: revisions 0.1. “%s” is none.", shorten(raw[i], 40))
				return
			}
			o.min = v
		case in == "quiet" && (w == "none" || w == "off" || w == "weekends" || w == "and" || strings.Contains(w, ":")):
			o.quiet = strings.TrimSpace(o.quiet + " " + w)
		case in == "about":
			about = append(about, raw[i])
		default:
			when = append(when, raw[i])
		}
	}
	if in == "about" && len(about) == 0 {
		o.fault = "After “about” name Allies, for example: about spain, poland"
	}
	o.when, o.about = strings.Join(when, " "), strings.Join(about, " ")
}

// changeWords follow "only": "only changes", "only if something is new".
var changeWords = wordSet("changes changed change when if on there is are something anything news new has have")

// percent reads "2%", "3.5", "0,1".
func percent(s string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.Replace(strings.TrimRight(s, "%."), ",", ".", 1), 64)
	return v, err == nil && v > 0 && v <= 100
}

// mention is how platforms write a user: <@U123>, <@U123|name>, <@!123>.
var mention = late.Regexp(`^<@!?([A-Za-z0-9]{1,32})(?:\|[^>]*)?>$`)

// userID is the id in a mention; on a terminal a plain name does.
func userID(s string) string {
	if m := mention().FindStringSubmatch(s); m != nil {
		return m[1]
	}
	s = strings.TrimPrefix(s, "@")
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' || r == '.') {
			return ""
		}
	}
	if len(s) > 64 {
		return ""
	}
	return s
}

// shorten cuts what a user typed before it is said back.
func shorten(s string, most int) string {
	if rs := []rune(s); len(rs) > most {
		return string(rs[:most-1]) + "…"
	}
	return s
}

// Snoozes are bounded: beyond a year somebody means unsubscribe.
const maxSnooze = 366 * 24 * time.Hour

var span = late.Regexp(`^(?:for\s+)?(\d{1,4})\s*(d|days?|w|wk|weeks?|m|mo|months?|h|hours?)$`)

// snoozeUntil reads "4w", "for 10 days", "until 2027-01-10" in the zone of the
// subscription. The sentence says why it can't be.
func snoozeUntil(s string, now time.Time) (until time.Time, fault string) {
	s = strings.ToLower(strings.TrimSpace(s))
	const how = "Say for how long, for example: snooze 3 4w, snooze 3 10 days, or snooze 3 until 2027-01-10"
	if d, ok := strings.CutPrefix(s, "until "); ok || len(s) == 10 {
		if !ok {
			d = s
		}
		day, ok := facts.ParseDate(strings.TrimSpace(d))
		if !ok || len(day) != 10 {
			return time.Time{}, "“" + shorten(d, 40) + "” is no date that exists. " + how
		}
		t := day.Time()
		until = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, now.Location())
	} else if m := span().FindStringSubmatch(s); m != nil {
		n, err := strconv.Atoi(m[1])
		if err != nil || n == 0 {
			return time.Time{}, how
		}
		switch m[2][0] {
		case 'h':
			until = now.Add(time.Duration(n) * time.Hour)
		case 'd':
			until = now.AddDate(0, 0, n)
		case 'w':
			until = now.AddDate(0, 0, 7*n)
		default:
			until = now.AddDate(0, n, 0)
		}
	} else {
		return time.Time{}, how
	}
	switch {
	case !until.After(now):
		return time.Time{}, "That day is past. " + how
	case until.Sub(now) > maxSnooze:
		return time.Time{}, "A snooze lasts at most a year. To stop for good, unsubscribe; to stop without a date, pause."
	}
	return until, ""
}

// ParseAbout reads the Allies that a subscription is about: names, codes,
// flags and groups, in any language that MatchAlly knows; none for all. notes
// say how misspelt names were read. Its error is a sentence for the asker.
func ParseAbout(d *reader.Reader, text string) (about []facts.Code, notes []string, err error) {
	about, notes, fault := resolveAbout(d, text)
	if fault != "" {
		return nil, nil, errors.New(fault)
	}
	return about, notes, nil
}

// resolveAbout turns the words after "about" into Allies. read says how
// misspelt names were understood; fault what could not be.
func resolveAbout(d *reader.Reader, s string) (codes []facts.Code, read []string, fault string) {
	s = strings.TrimSpace(s)
	switch strings.ToLower(s) {
	case "", "all", "everyone", "everybody", "all allies", "all of them", "nato":
		return nil, nil, ""
	}
	// A whole that is a name or a group ("Europe and Canada") comes before its parts.
	parts := []string{s}
	if m := d.MatchAlly(s); !m.Found() || m.Corrected {
		parts = strings.FieldsFunc(strings.ReplaceAll(strings.ReplaceAll(s, " and ", ","), "&", ","), func(r rune) bool { return r == ',' || r == ';' || r == '/' || r == '+' })
	}
	for i := 0; i < len(parts); i++ {
		p := strings.TrimSpace(parts[i])
		if p == "" {
			continue
		}
		m := d.MatchAlly(p)
		if !m.Found() && strings.Contains(p, " ") { // "spain poland"
			parts = append(parts[:i:i], append(strings.Fields(p), parts[i+1:]...)...)
			i--
			continue
		}
		switch {
		case m.NonAlly != "":
			return nil, nil, m.NonAlly + " is not an Ally, so there is nothing of it in NATO's figures. Name Allies after “about”, or leave it out for all."
		case !m.Found() && len(m.Near) > 0:
			var names []string
			for _, c := range m.Near {
				names = append(names, d.Data.Name(c))
			}
			return nil, nil, fmt.Sprintf("“%s” is not clear: is it %s? Nothing was changed.", shorten(p, 40), strings.Join(names, " or "))
		case !m.Found():
			return nil, nil, fmt.Sprintf("“%s” is no Ally that I know. Nothing was changed. Name Allies after “about”, for example: about spain, poland", shorten(p, 40))
		}
		got := m.Allies
		if m.Group == "" {
			got = []facts.Code{m.Ally}
			if m.Corrected {
				read = append(read, fmt.Sprintf("“%s” was read as %s.", shorten(p, 40), d.Data.Name(m.Ally)))
			}
		}
		for _, c := range got {
			if !containsCode(codes, c) && !c.Aggregate() {
				codes = append(codes, c)
			}
		}
	}
	return codes, read, ""
}

func containsCode(cs []facts.Code, c facts.Code) bool {
	for _, x := range cs {
		if x == c {
			return true
		}
	}
	return false
}
