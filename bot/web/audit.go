package web

import (
	"natobot/bot"
	"natobot/facts/voice"
)

// audit is what a page tells of a text that was checked; in English, as the
// verdicts are.
func (w *writer) audit(v *view) {
	a := v.Audit
	w.f("\n<p class=\"lead\">")
	if a.Name != "" {
		w.f("<cite>%s</cite>. ", a.Name)
	}
	w.text(a.Day())
	if a.AsOf != a.Today {
		w.say(", and by what is known today, {1}, where that differs", a.Today)
	}
	w.f(".</p>")
	if v.Kept != "" {
		w.f("\n<p class=\"banner\">%w <a href=\"/check/%p\">%s/check/%s</a></p>", "This report is kept for 24 hours:", v.Kept, v.Public, v.Kept)
	}
	if len(a.Statements) == 0 {
		w.f("<p>%w</p>\n", "Checked are shares and amounts of Allies, counts, rankings, changes, commitments and meetings; opinions and predictions are left alone.")
		return
	}
	w.section("draft", "The text")
	w.f("\n<div class=\"draft\">")
	pieces := a.Pieces()
	for i := range pieces {
		p := &pieces[i]
		if len(p.Statements) == 0 {
			w.text(p.Text)
			continue
		}
		w.f(`<mark class="%s">%s</mark>`, string(p.Verdict()), p.Text)
		for j := range p.Statements {
			w.f(` <a class="verdict" href="#s%d">[%d %s]</a>`, p.Statements[j].N, p.Statements[j].N, bot.VerdictWord(p.Statements[j].Verdict))
		}
	}
	w.f("</div></section>")
	for i := range a.Statements {
		w.statement(v, &a.Statements[i])
	}
}

// statement is what is told of one statement of a text.
func (w *writer) statement(v *view, s *bot.Statement) {
	a := v.Audit
	w.f("\n<section class=\"check %s\" aria-labelledby=\"s%d\"><h2 id=\"s%d\">%d. %s</h2>\n<blockquote>%s</blockquote><p>%s</p>", string(s.Verdict), s.N, s.N, s.N, bot.VerdictWord(s.Verdict), s.Sentence, s.Because)
	if s.Correct != "" {
		w.f("\n<p>")
		w.say("Right on {1} would be: {2}", a.AsOf, voice.Verbatim(s.Correct))
		w.f("</p>")
	}
	if s.Today != "" {
		w.f("\n<p>")
		w.say("Today: {1}. {2}", voice.Verbatim(bot.VerdictWord(s.Today)), voice.Verbatim(s.TodayWhy))
		w.f("</p>")
	}
	if s.TodayCorrect != "" {
		w.f("\n<p>")
		w.say("Right today would be: {1}", voice.Verbatim(s.TodayCorrect))
		w.f("</p>")
	}
	if n := len(s.Figures); n > 0 && n <= 4 { // the words of a verdict name those of more
		w.f("\n<ul class=\"deciding\">")
		for i := range s.Figures {
			f := &s.Figures[i]
			w.f("<li>%s %d: <b>%s</b> %s", w.v.Name(f.Ally), f.Year, w.number(f), w.unit(v.Data, f))
			if f.Estimate {
				w.f(" (%w)", "estimate")
			}
			w.f(", %w <code>%s</code></li>", "edition", f.Edition)
		}
		w.f("</ul>")
	}
	if s.Evidence != "" {
		w.f("\n<p>%w: ", "Evidence")
		switch {
		case s.Address != "":
			w.f(`<a href="%u">%s</a>`, s.Address, s.Address)
		case v.Alone:
			w.f("<code>%s</code>", s.Evidence)
		default:
			w.f(`<a href="/e/%p">%s</a>`, s.Evidence, s.Evidence)
		}
		w.f("</p>")
	}
	for i := range s.Sources {
		c := &s.Sources[i]
		w.f("\n<p class=\"credit\">%s, <cite>%s</cite>, %s", c.Publisher, c.Title, w.v.Date(c.Published))
		if c.Locator != "" {
			w.f(", %s", c.Locator)
		}
		if c.URL != "" {
			w.f(`, <a href="%u" rel="external nofollow">%s</a>`, c.URL, c.URL)
		}
		w.f("</p>")
	}
	w.f("</section>")
}
