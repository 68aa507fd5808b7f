package schedule

import (
	"fmt"
	"strings"
	"time"

	"natobot/bot"
)

// Faults says what is wrong with fields of a form of the desk that was sent
// back, by the field's id; nil when nothing is, or where only the database
// knows. It reads what was typed and nothing else, so that a platform that can
// say it beside the field does so at once and leaves the form open.
func (k *Desk) Faults(r bot.Request) map[string]string {
	if r.Kind != bot.Submit || r.Ref.Verb != bot.VerbSubscribeForm && r.Ref.Verb != bot.VerbSettingsForm {
		return nil
	}
	q := &asked{Desk: k, r: r}
	if q.mayChange() != nil {
		return nil // which is more to the point
	}
	out := map[string]string{}
	field := func(id string) string { return shorten(strings.Join(strings.Fields(r.Fields[id]), " "), 200) }
	zone := field("zone")
	if zone != "" {
		if _, err := ParseZone(zone); err != nil {
			out["zone"] = sentence(err)
		}
	}
	if _, ok := r.Fields["when"]; ok {
		when := field("when")
		if zone != "" {
			when = strings.TrimSuffix(when, zone)
		}
		// Where no zone is named, the channel's other digests may name it.
		if _, err := parseSpec(when, time.UTC.String()); err != nil {
			out["when"] = sentence(err)
		} else if _, cron := isCron(when); cron && r.Platform != "console" {
			out["when"] = "Cron expressions are for the operators of this bot. " + specHow
		}
	}
	if _, _, fault := resolveAbout(k.Data(), field("about")); fault != "" {
		out["about"] = fault
	}
	if quiet := r.Fields["quiet"]; quiet != "" {
		if _, err := ParseQuiet(quiet); err != nil {
			out["quiet"] = sentence(err)
		}
	}
	if _, bad := readPercents(r.Fields["crossing"]); bad != "" {
		out["crossing"] = fmt.Sprintf("“%s” is no share of GDP. Give, for example: 2%%, 3.5%%.", shorten(bad, 40))
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// faulty tells what is wrong with a form that was sent back, by the names of its
// fields, where the platform could not say it beside them; again opens the form
// once more.
func (q *asked) faulty(fields []bot.Field, again bot.Action) (bot.Reply, bool) {
	faults := q.Faults(q.r)
	if len(faults) == 0 {
		return bot.Reply{}, false
	}
	r := bot.Notice("The form can't be used as it was filled in. " + unchanged)
	for _, f := range fields {
		if say, ok := faults[f.ID]; ok {
			r.Lines = append(r.Lines, f.Label+": "+say)
		}
	}
	r.Actions = []bot.Action{again}
	return r, true
}
