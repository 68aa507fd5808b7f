package answer

import (
	"cmp"

	"natobot/facts"
	"natobot/facts/query"
	"natobot/facts/voice"
)

// understood is how a query was understood, in the language of the answer: of
// the plain questions, whose canonical reading in English is one of these
// sentences word by word. Of others it is the English reading.
func (d *Writer) understood(q query.Query) string {
	english := query.Reading(d.Dataset, q)
	if d.voice == voice.English || len(q.Qty) > 1 {
		return english
	}
	m := P(facts.ShareOfGDP.Label())
	if len(q.Qty) == 1 {
		switch x := cmp.Or(q.Qty[0].Measure, facts.ShareOfGDP); x {
		case facts.SpendUSD:
			m = P("defence expenditure in US dollars")
		default:
			m = P(x.Label())
		}
	}
	var who voice.List
	for _, t := range q.Subject.Terms {
		if t.Code == "" {
			return english
		}
		who.Items = append(who.Items, t.Code)
	}
	for _, p := range []voice.Phrase{
		P("{1:the^}: {2}", who, m),
		P("{1:the^}: {2} in {3}", who, m, q.Time.To),
		P("{1:the^}: {2}, year by year since {3}", who, m, q.Time.From),
		P("{1:the^}: {2}, year by year over all years", who, m),
		P("The place of {1:the} among all Allies ranked by {2}", who, m),
		P("All Allies ranked by {1}, highest first", m),
		P("All Allies ranked by {1}, highest first, the first {2}", m, q.N),
		P("All Allies ranked by {1}, lowest first, the first {2}", m, q.N),
	} {
		if voice.English.Text(p) == english {
			return d.voice.Text(p)
		}
	}
	return english
}
