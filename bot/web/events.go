package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/answer"
)

// An event is what a feed tells: something that happened on a day. Its ID is
// what happened, never the words for it, so that an edition that is held later,
// a restart or a better text tells nothing twice.
type event struct {
	ID     string
	Kind   string // edition, crossed, revised, meeting, announced, commitment
	Title  string
	Text   string
	Day    facts.Date
	Allies []facts.Code // whom it concerns; empty: everybody
	Link   string       // a path
}

// events are all events that the data tell of, the newest first.
func events(w *answer.Writer) []event {
	d := w.Dataset
	var out []event
	var was *facts.Edition
	for _, e := range d.Editions {
		out = append(out, edition(d, e))
		if !e.Complete {
			continue
		}
		if was != nil {
			out = append(out, changed(w, was, e)...)
		}
		was = e
	}
	for i := range d.Commitments {
		c := &d.Commitments[i]
		x := event{ID: "commitment/" + c.ID, Kind: "commitment", Title: c.Name, Text: c.Summary, Day: c.Agreed, Link: "/commitments"}
		if !c.Party.Aggregate() {
			x.Allies, x.Title, x.Link = []facts.Code{c.Party}, d.Name(c.Party)+": "+c.Name, "/allies/"+strings.ToLower(string(c.Party))
		}
		out = append(out, x)
	}
	for i := range d.Meetings {
		m := &d.Meetings[i]
		link := "/meetings/" + string(m.Start)
		for _, a := range m.Announced {
			when := "date not set"
			if a.When != "" {
				when = a.When.Long()
			}
			out = append(out, event{ID: "announced/" + m.ID + "/" + string(a.On), Kind: "announced", Title: "Announced: " + m.Title + ", " + when, Text: strings.TrimSpace(a.Place), Day: a.On, Link: link})
		}
		out = append(out, event{ID: "meeting/" + m.ID, Kind: "meeting", Title: m.Title + ", " + m.Start.Long(), Text: strings.TrimSpace(strings.Join(append([]string{place(m)}, m.Outcomes...), "\n")), Day: m.Start, Link: link})
	}
	slices.SortStableFunc(out, func(a, b event) int {
		return cmp.Or(strings.Compare(string(b.Day.Last()), string(a.Day.Last())), strings.Compare(a.ID, b.ID))
	})
	seen := map[string]bool{} // of what happened twice, the first time
	slices.Reverse(out)
	out = slices.DeleteFunc(out, func(e event) bool {
		again := seen[e.ID]
		seen[e.ID] = true
		return again || e.Day == ""
	})
	slices.Reverse(out)
	return out
}

func edition(d *facts.Dataset, e *facts.Edition) event {
	text := fmt.Sprintf("%s, %s, published %s. Years %d to %d.", e.Publisher, e.Title, e.Published.Long(), e.Years[0], e.LastYear())
	if e.Core() {
		text += " It counts core defence only."
	}
	return event{ID: "edition/" + e.ID, Kind: "edition", Title: "New edition: " + e.Title, Text: text, Day: e.Published, Link: "/editions#" + e.ID}
}

// changed are the crossings of a new edition and, for each Ally, the revisions
// of its shares of GDP.
func changed(w *answer.Writer, was, now *facts.Edition) []event {
	d := w.Dataset
	var out []event
	revised := map[facts.Code][]string{}
	restated := false
	for _, c := range d.Diff(was, now) {
		switch {
		case c.Kind == facts.Crossed:
			way, word := "up", "reached"
			if !c.Up {
				way, word = "down", "fell below"
			}
			level, note := facts.ShortNumber(c.Level), ""
			if c.Across() {
				word = map[bool]string{true: "is now put at or above", false: "is now put below"}[c.Up]
				note = " It is the same year by another edition: a revision, no change of spending."
			}
			if c.Across() && was.Definition != now.Definition {
				note += " The new edition counts core defence only."
			}
			out = append(out, event{ID: fmt.Sprintf("crossed/%s/%s/%d/%s", c.Ally, level, c.Year, way), Kind: "crossed",
				Title: fmt.Sprintf("%s %s %s %% of GDP in %d: %s %%", d.Name(c.Ally), word, level, c.Year, c.After.Number()),
				Text:  fmt.Sprintf("From %s %% (%d, %s) to %s %% (%d, %s).", c.Before.Number(), c.Before.Year, c.Before.Edition, c.After.Number(), c.After.Year, c.After.Edition) + note,
				Day:   now.Published, Allies: []facts.Code{c.Ally}, Link: at(w, fmt.Sprintf("%s %d", c.Ally, c.Year), now.Published)})
		case (c.Kind == facts.Revised || c.Kind == facts.Restated) && c.Measure == facts.ShareOfGDP && !c.Ally.Aggregate():
			restated = restated || c.Kind == facts.Restated
			revised[c.Ally] = append(revised[c.Ally], fmt.Sprintf("%d: %s → %s", c.Year, c.Before.Number(), c.After.Number()))
		}
	}
	for _, al := range d.Allies {
		lines := revised[al.Code]
		if len(lines) == 0 {
			continue
		}
		slices.Sort(lines)
		text := "Share of GDP, per cent. " + strings.Join(lines, "; ") + "."
		if restated {
			text += " The new edition counts core defence only; the difference is no change of spending."
		}
		out = append(out, event{ID: "revised/" + now.ID + "/" + string(al.Code), Kind: "revised", Title: fmt.Sprintf("Revised: %s, %d years, %s edition", al.Name, len(lines), now.Published.Long()),
			Text: text, Day: now.Published, Allies: []facts.Code{al.Code}, Link: at(w, "trend "+string(al.Code), now.Published)})
	}
	return out
}

// at is the path of the answer to a question on a day; of its asking where the
// answer has none.
func at(w *answer.Writer, question string, day facts.Date) string {
	if ref, ok := w.Ref(w.Asked(question, day.Last(), answer.Context{})); ok {
		return bot.EvidencePath + ref
	}
	return "/editions"
}

// place is where a meeting was, or "" where that is not known.
func place(m *facts.Meeting) string {
	if m.Place == unknownPlace {
		return ""
	}
	return m.Place
}

// unknownPlace stands in the curated file for a place that no source names.
const unknownPlace = "not established"
