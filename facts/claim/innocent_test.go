package claim

import (
	"testing"

	"natobot/facts"
)

// innocents are sentences that say nothing false of which the figures know: each
// has a word that turns it, another measure, time, source or circle than a
// careless reader takes. None may be contradicted or called outdated.
var innocents = []string{
	`NATO has 32 members, 30 of which spend 2% of GDP on defence.`,
	`Die Nato hat 32 Mitglieder, von denen 30 mindestens zwei Prozent des BIP für Verteidigung ausgeben.`,
	`L'Otan a 32 membres, dont 30 consacrent au moins 2 % de leur PIB à la défense.`,
	`NATO liczy 32 państwa, z których 30 wydaje co najmniej 2 proc. PKB na obronność.`,
	`Of NATO's 32 members, which met in Ankara, 30 spend at least 2 % of GDP on defence.`,
	`Hungary spends 3.1 per cent of its budget on NATO operations.`,
	`NATO: Germany leads the Allies for the first time since the series began.`,
	`NATO shares of GDP. Spain is one of the alliance's smaller spenders.`,
	`Germany is the Alliance's second largest spender, with 2.69 % of GDP.`,
	`Poland spends 4.68 % of GDP on defence, up from 2.2 % before the war.`,
	`Germany spends 2.69 % of GDP, almost double what it spent ten years ago.`,
	`Among the Baltic Allies, Lithuania spends most, 5.33 % of GDP; Latvia least, 4.92 %.`,
	`Excluding pensions, Italy spends 1.5 % of GDP on defence.`,
	`Italy spent 1.5 % of GDP on defence without the Carabinieri.`,
	`By its own count Italy spends 2.5 % of GDP on defence.`,
	`Rome says it spends 2.5 % of GDP on defence.`,
	`The opposition claims that Italy spends only 1.2 % of GDP on defence.`,
	`Germany spends 2.4 % of GDP on defence if pensions are left out.`,
	`On average, Germany spent 1.3 % of GDP on defence in the past decade.`,
	`Italy exceeded 3 % of GDP in 2025, a site reported in error.`,
	`Italia ylitti kolme prosenttia, uutisoi eräs sivusto erehdyksessä.`,
	`Le Portugal dépense 3 % de son PIB pour la défense, a écrit un site par erreur.`,
	`In a decade Spain raised its share of GDP from 0.92 % in 2014 to 2.00 %.`,
	`Under the Merkel governments Germany spent 1.3 % of GDP on defence.`,
	`Before the invasion, Germany spent 1.3 % of GDP on defence.`,
	`Germany used to spend 1.3 % of GDP on defence.`,
	`Germany once spent 3 % of GDP on defence, in the Cold War.`,
	`Germany would spend 3.5 % of GDP on defence under the plan.`,
	`Germany is set to spend 3.5 % of GDP on defence.`,
	`Germany is on course for 3.5 % of GDP on defence.`,
	`Germany is approaching 3 % of GDP on defence.`,
	`Germany edges towards 3 % of GDP on defence.`,
	`Germany is not spending 3 % of GDP on defence.`,
	`Germany is far from spending 3.5 % of GDP on defence.`,
	`Nobody in Berlin says that Germany spends 3.5 % of GDP on defence.`,
	`It is a myth that Germany spends 1.2 % of GDP on defence.`,
	`Germany spends 1.2 % of GDP on defence? Hardly.`,
	`Trump wrongly said Germany spends 1 % of GDP on defence.`,
	`Trump said Germany spends 1 % of GDP on defence.`,
	`"Germany spends 1 % of GDP on defence," Trump said in 2018.`,
	`Germany spends a third of what the US spends per head on defence, or 1.2 % of GDP.`,
	`NATO's 32 members met in Ankara; Germany spends 0.9 % of GDP on research.`,
	`Germany spends 0.9 % of GDP on research and 2.69 % of GDP on defence.`,
	`Germany's defence ministry gets 1.2 % of GDP.`,
	`Bavaria in Germany contributes 1.2 % of GDP to defence.`,
	`German defence industry accounts for 1.2 % of GDP.`,
	`Germany gives 0.2 % of GDP to Ukraine for its defence.`,
	`Germany spends 0.86 % of GDP on military equipment, NATO figures show.`,
	`28 Allies spent more than Germany per head on defence last year.`,
	`Twelve Allies spend more than Germany as a share of GDP on defence.`,
	`Ten Allies have adopted plans for 3.5 % of GDP.`,
	`Seven Allies want 5 % of GDP on defence by 2030.`,
	`Four Allies expect to spend 5 % of GDP on defence next year.`,
	`In 2024 only seven European Allies outside the east spent 2 % of GDP on defence.`,
	`Of the twelve founders, only nine spend 2.5 % of GDP on defence.`,
	`Nine of the ten Allies in the east spend 2.5 % of GDP on defence.`,
	`Eleven EU countries in NATO spend 2.5 % of GDP on defence.`,
	`Spain was the only Ally to refuse 3.5 % of GDP on defence.`,
	`Only Spain rejected the 5 % of GDP target for defence.`,
	`Only Poland meets 4.5 % of GDP on defence among the big Allies.`,
	`Only Greece and Türkiye spend more than 2 % of GDP on defence in southern Europe.`,
	`All Allies promised to spend 3.5 % of GDP on defence.`,
	`All Allies are to spend 3.5 % of GDP on defence by 2035.`,
	`No Ally has met 5 % of GDP on defence including infrastructure, officials say.`,
	`No Ally in the south spends 5 % of GDP on defence.`,
	`Not all Allies spend 2 % of GDP on defence.`,
	`Nearly all Allies spend 2 % of GDP on defence.`,
	`Not one of the three Baltic Allies spends less than 4 % of GDP on defence.`,
	`The Baltic Allies spend more than 4.5 % of GDP on defence.`,
	`Norway's fund lost 2.1 % while Norway spends 3.17 % of GDP on defence.`,
	`Danish shares rose 2.4 % and Denmark spends 3.49 % of GDP on defence.`,
	`Croatia spends 2.03 % of GDP on defence and Slovenia, which promised 2 %, 1.61 %.`,
	`Slovenia spends 1.61 % of GDP on defence, against 2.03 % in neighbouring Croatia.`,
	`Slovenia spends 1.61 % of GDP on defence, half a point less than Croatia, and 2.5 % on tourism.`,
	`In real terms, Germany's GDP grew 0.3 % and its defence spending 24 %.`,
	`Spain's defence spending grew faster than that of any other Ally in real terms in 2025.`,
	`Turkey has more soldiers than any European Ally.`,
	`Poland is the third largest spender among European Allies on NATO's eastern flank.`,
	`Poland is first in the alliance by the share of GDP among countries with more than ten million people.`,
	`Greece is third among the Allies that joined before 1955 by share of GDP on defence.`,
	`With 1.48 % Albania was last in NATO last year by share of GDP.`,
	`Allied leaders met in Vilnius and pledged 2 % of GDP as a floor for defence.`,
	`In Wales Allies pledged 2 % of GDP by 2024 and Spain refused.`,
	`Latvia pledged 5 % of GDP for defence by 2026 in its own law.`,
	`Germany pledged 3.5 % of GDP for defence by 2029 and 5 % by 2035.`,
	`The Allies' ministers agreed on 3 % of GDP in June, before leaders raised it to 5 %.`,
	`The summit in The Hague in 2025 agreed on 5 % of GDP by 2032, as Trump had wanted, not by 2035.`,
	`NATO leaders will meet in Albania in 2027.`,
	`France spends 59 billion euros on defence, the ministry says.`,
	`France's defence budget is 57.1 billion euros.`,
	`France spends 120 billion euros on defence and education.`,
	`France spends 2.22 % of GDP on defence, some 50 billion euros without pensions.`,
	`Britain spends 62 billion pounds on defence, according to the treasury.`,
	`Germany has 183,000 soldiers on paper and 260,000 in wartime.`,
	`The Bundeswehr wants 260,000 soldiers.`,
	`Germany had 495,000 soldiers at the end of the Cold War.`,
	`Estonia has 38,000 reservists; NATO counts 7,700 soldiers.`,
	`The United States pays 16 % of NATO's common budget, as much as Germany.`,
	`Germany pays 16 % of NATO's budget.`,
	`The United States accounts for 70 % of NATO's nuclear weapons.`,
	`NATO: Poland doubled its artillery since 2022.`,
	`NATO: Poland doubled its share of women in the army since 2022.`,
	`Germany spends twice as much on defence as on education.`,
}

func TestNobodyIsAccused(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for _, text := range innocents {
		for _, c := range Check(d, text, "2026-10-14") {
			if c.Verdict == facts.Contradicted || c.Verdict == facts.Outdated {
				t.Errorf("%s: %s because %s", text, c.Verdict, c.Because)
			}
		}
	}
}
