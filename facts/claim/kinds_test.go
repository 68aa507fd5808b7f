package claim

import (
	"testing"

	"natobot/facts"
)

// A kindRow is a sentence with the worst verdict that its claims may have.
type kindRow struct {
	day, text string
	want      facts.Verdict
}

func checkRows(t *testing.T, rows []kindRow) {
	t.Helper()
	d := loaded(t)
	for _, r := range rows {
		claims := Check(d, r.text, facts.Date(r.day))
		if got := worst(claims); got != r.want {
			t.Errorf("%s, as of %s: %s, want %s: %+v", r.text, r.day, got, r.want, claims)
		}
	}
}

// Counts that except some, count Iceland or are denied behind the level.
func TestCountsOfAllButSome(t *testing.T) {
	t.Parallel()
	checkRows(t, []kindRow{
		{"2026-10-02", "All but one of the 31 Allies with forces meet 2 % of GDP.", facts.Supported},
		{"2026-10-02", "Todos los aliados menos uno alcanzan el 2 % del PIB.", facts.Supported},
		{"2026-10-02", "Alle Verbündeten bis auf einen erreichen 2 Prozent des BIP.", facts.Supported},
		{"2026-10-02", "Alle Verbündeten bis auf zwei erreichen 2 Prozent des BIP.", facts.Contradicted},
		{"2026-10-02", "NATO: All but three of the 31 members meet 2 % of GDP.", facts.NotCheckable},
		{"2026-10-02", "Alle 32 bondgenoten op één na voldoen nu aan de norm van 2 procent bbp.", facts.Imprecise},
		{"2026-10-02", "All but one of the 32 members meet 2 % of GDP.", facts.Imprecise},
		{"2026-10-02", "Os 32 membros, exceto a Eslovénia, cumprem a fasquia de 2% do PIB.", facts.Imprecise},
		{"2026-10-02", "Alle 32 Mitglieder außer Slowenien erfüllen die Vorgabe von 2 Prozent des BIP.", facts.Imprecise},
		{"2026-10-02", "Los treinta y dos socios, salvo Eslovenia, alcanzan el 2 % del PIB.", facts.Imprecise},
		{"2026-10-02", "Alle 31 Mitglieder außer Spanien erfüllen die Vorgabe von 2 Prozent des BIP.", facts.Contradicted},
		{"2026-10-02", "Trzydziestu jeden sojuszników, w tym Islandia, osiąga 2 proc. PKB.", facts.Imprecise},
		{"2024-07-11", "Nine of the 32 NATO members are below 2 % of GDP.", facts.Imprecise},
		{"2024-07-11", "Nine Allies are still short of 2 % of GDP, Iceland among them.", facts.Imprecise},
		{"2026-10-02", "Slovenië haalt de 2 procent van het bbp als enige niet.", facts.Supported},
		{"2024-07-11", "23 Verbündete erreichen zwei Prozent des BIP nicht.", facts.NotCheckable},
		{"2024-07-11", "Acht Verbündete erreichen zwei Prozent des BIP nicht.", facts.Supported},
		{"2024-07-11", "23 bondgenoten halen de 2 procent van het bbp voor defensie niet.", facts.NotCheckable},
		{"2024-04-16", "More than 2 % of GDP was spent in 2023 by eleven Allies.", facts.Outdated},
	})
}

// A share that NATO does not give, and a number behind a name that another one
// is set against.
func TestNumbersOfAnother(t *testing.T) {
	t.Parallel()
	checkRows(t, []kindRow{
		{"2024-10-08", "Polen steckt 51 Prozent seines BIP in Gerät.", facts.NotCheckable},
		{"2026-10-02", "Poland spends 56 % of its GDP on equipment.", facts.NotCheckable},
		{"2026-10-02", "On equipment Germany spends 2.3 % of GDP, NATO says.", facts.NotCheckable},
		{"2025-10-15", "Türkiye savunmada GSYH'sinin yüzde 27'sini teçhizata harcıyor.", facts.NotCheckable},
		{"2026-10-02", "Poland spends 4.68 % of GDP on defence and 56 % on equipment.", facts.Supported},
		{"2026-09-22", "En équipement, la France aligne 34 % de ses dépenses militaires, moins que la Pologne, à 56 %, mais plus que la Belgique, à 27 %.", facts.Supported},
		{"2024-07-11", "Poland leads the Alliance with 4.12 % of GDP, ahead of the United States, at 3.38 %.", facts.Supported},
		{"2024-07-11", "Poland leads the Alliance with 4.12 % of GDP, ahead of the United States, at 3.58 %.", facts.Supported},
		{"2026-10-14", "In 2025, 28 Allies reached 2 per cent of GDP; Hungary, on 3.1 per cent this year, is now one of the alliance's bigger spenders.", facts.Contradicted},
	})
}

// In a text of shares of GDP a bare per cent is one: of whom its clause names
// alone, where nothing else stands in it and nobody else's words stand before.
func TestSharesInATextOfShares(t *testing.T) {
	t.Parallel()
	const gdp = "NATO published the shares of GDP: Poland spends 4.68 % of GDP on defence. "
	checkRows(t, []kindRow{
		{"2026-10-14", gdp + "Hungary is at 3.1 per cent.", facts.Contradicted},
		{"2026-10-14", gdp + "Finland was at 2.77 per cent in 2025.", facts.Outdated},
		{"2026-10-14", gdp + "Hungary is at 2.08 per cent.", facts.Imprecise},
		{"2026-10-14", "Germany spends 2.69 % of GDP on defence, NATO says.\n\nUnemployment is another worry. Hungary is at 3.1 per cent.", facts.Supported},
		{"2026-10-14", gdp + "SIPRI counts otherwise. Hungary is at 3.1 per cent.", facts.Supported},
		{"2026-10-14", gdp + "The plans for 2029 go on. Hungary is at 3.1 per cent.", facts.Supported},
		{"2026-10-14", gdp + "Ten years ago it was another world. Germany was at 1.2 per cent.", facts.Supported},
		{"2026-10-14", gdp + "Hungary's deficit is at 3.1 per cent.", facts.Supported},
		{"2026-10-14", gdp + "On equipment Germany spends 32 %. Hungary is at 3.1 per cent.", facts.Supported},
		{"2026-10-14", gdp + "Hungary might be at 3.1 per cent.", facts.Supported},
		{"2026-10-14", gdp + "Finland is at 2.65 per cent, lower than in 2025.", facts.Supported},
		{"2026-10-14", gdp + "Finland is at 2.65 per cent, more than in 2024.", facts.Supported},
	})
}

// A change of which nothing says that it is in real terms.
func TestRealTermsNotSaid(t *testing.T) {
	t.Parallel()
	checkRows(t, []kindRow{
		{"2024-07-11", "The Netherlands spends 24 per cent more on defence than last year, NATO says.", facts.Imprecise},
		{"2024-07-11", "NATO: Defence spending of the Netherlands rose 24.2 % in 2024.", facts.Imprecise},
		{"2024-07-11", "NATO: Nederland geeft in 2024 24 procent meer uit aan defensie dan in 2023.", facts.Imprecise},
		{"2024-07-11", "NATO: Die niederländischen Verteidigungsausgaben stiegen 2024 um 24,2 Prozent.", facts.Imprecise},
		{"2024-07-11", "NATO: In real terms, defence spending of the Netherlands rose 24.2 % in 2024.", facts.Supported},
		{"2024-07-11", "L'effort de défense des Européens et du Canada n'a augmenté que de 17,9 % en volume en 2024, selon l'Otan.", facts.Supported},
		{"2024-07-11", "NATO: Exports of the Netherlands rose 24.2 % in 2024.", facts.NotCheckable},
		{"2024-07-11", "NATO: The economy of the Netherlands rose 24.2 % in 2024.", facts.NotCheckable},
		{"2024-07-11", "NATO: Defence orders of the Netherlands rose 21 % in 2024.", facts.NotCheckable},
		{"2026-07-20", "NATO: Finland's defence spending fell by 3.11 % in real terms in 2026.", facts.Supported},
		{"2026-07-20", "NATO: Finland's defence spending rose by 3.11 % in real terms in 2026.", facts.Contradicted},
	})
}

// Counts that leave out their noun or level: the text has said them.
func TestCountsThatGoOn(t *testing.T) {
	t.Parallel()
	checkRows(t, []kindRow{
		{"2025-12-04", "I 2024 nåede 18 Nato-lande 2 procent af bnp. I 2014 var det kun tre.", facts.Supported},
		{"2025-12-04", "Em 2024 foram 18 os aliados que atingiram 2% do PIB; em 2014, três.", facts.Supported},
		{"2025-12-04", "Em 2024 foram 18 os que atingiram 2% do PIB na NATO; em 2014, três; em 2023, onze.", facts.Outdated},
		{"2025-12-04", "I 2024 nåede 18 Nato-lande 2 procent af bnp. I 2023 var det 11.", facts.Outdated},
		{"2024-10-08", "23 Nato-Länder erreichen 2 Prozent des BIP. Im Vorjahr erreichten elf Länder die zwei Prozent.", facts.Outdated},
		{"2024-10-08", "23 Nato-Länder erreichen 2 Prozent des BIP. 2021 waren es nur sechs. Acht liegen noch darunter.", facts.Supported},
		{"2024-10-08", "23 Nato-Länder erreichen 2 Prozent des BIP. Neun Brigaden sind es in Litauen.", facts.Supported},
		{"2026-10-14", "30 of the 31 Allies are at or above 2 per cent of GDP. Last year three fell short: Albania, Slovenia and the Czech Republic.", facts.Supported},
		{"2026-11-25", "Loni splnilo dvě procenta HDP v NATO třicet zemí, předloni osmnáct.", facts.Outdated},
	})
}

// The parts of the commitment of The Hague, and a duty of law that there is not.
func TestPartsAndForceOfCommitments(t *testing.T) {
	t.Parallel()
	checkRows(t, []kindRow{
		{"2026-11-05", "In Den Haag haben sich die Nato-Verbündeten 2025 auf fünf Prozent des BIP bis 2035 verständigt. Davon sollen mindestens 3,5 Prozent in den Kernbereich fließen.", facts.Supported},
		{"2026-11-05", "L'impegno dell'Aja è che gli alleati investano il 5% del Pil in difesa entro il 2035.", facts.Supported},
		{"2026-11-05", "I Haag aftalte Nato-landene i juni 2025 5 procent af bnp i 2035.", facts.Supported},
		{"2026-11-05", "The Allies are legally bound to spend 5 % of GDP on defence by 2035, NATO says.", facts.Imprecise},
		{"2026-11-05", "Poland is legally bound to spend 3 % of GDP on defence.", facts.NotCheckable},
		{"2026-11-05", "Germany's government promised 3.5 % of GDP by 2030, NATO says.", facts.NotCheckable},
		{"2026-11-18", "W Hadze sojusznicy NATO zobowiązali się do 5 proc. PKB do 2035 r. Co dalej?", facts.Supported},
	})
	d := loaded(t)
	for _, text := range []string{" Inflation was 3.5 %.", " At most 3.5 % is for core defence.", " Germany wants 3.5 % in 2029.", " Of it 1.5 % goes to research."} {
		for _, c := range Check(d, "Nato members agreed in The Hague on 5 % of GDP by 2035."+text, "2026-10-14") {
			if c.Verdict != facts.NotCheckable && c.Value != 5 {
				t.Errorf("%s: %+v", text, c)
			}
		}
	}
}

// Places that a text of shares gives without naming the share.
func TestPlacesInATextOfShares(t *testing.T) {
	t.Parallel()
	const gdp = "NATO: Poland spends 4.68 % of GDP. "
	checkRows(t, []kindRow{
		{"2026-10-14", gdp + "Greece is fifth.", facts.Supported},
		{"2026-10-14", gdp + "Greece is fifth of the 31.", facts.Supported},
		{"2026-10-14", gdp + "Türkiye is on fifth place with 3.65 %.", facts.Supported},
		{"2026-10-27", "NATO: România cheltuie 2,43% din PIB. România ocupă locul 15.", facts.Supported},
	})
	d := loaded(t)
	for _, text := range []string{"Greece is third.", "For the fifth time Greece is ahead.", "Greece is fifth among exporters of olives.", "Poland is fourth with 4.86 per cent."} {
		for _, c := range Check(d, gdp+text, "2026-10-14") {
			if c.Kind == "ranking" && c.Verdict != facts.NotCheckable {
				t.Errorf("%s: %+v", text, c)
			}
		}
	}
}

// What a name behind another, a rise, a large share, a question in Greek and a
// row of a list leave no doubt of.
func TestWhoseAndOfWhat(t *testing.T) {
	t.Parallel()
	const list = "OTAN : part du PIB en 2025\n\n– Pays-Bas : 2,49 %\n– France : 2,05 %\n– Luxembourg : 2,00 %\n"
	checkRows(t, []kindRow{
		{"2023-05-12", "OTAN: Grecia encabeza la tabla con un 3,54 % del PIB, por delante de Estados Unidos, con un 3,46 %.", facts.Supported},
		{"2023-05-12", "OTAN: Todos los 30 socios gastaron al menos un 0,6 % del PIB.", facts.Imprecise},
		{"2026-11-02", "NATO: Alle de 32 landene unntatt Slovenia er på minst 2 prosent av BNP.", facts.Imprecise},
		{"2026-11-02", "NATO: Alle de 31 landene unntatt Slovenia er på minst 2 prosent av BNP.", facts.Supported},
		{"2026-07-20", "L'Allemagne grimpe à 2,69 % du PIB pour sa défense, soit une hausse de 0,47 % en un an.", facts.Imprecise},
		{"2024-08-22", "NATO: Die USA geben 3,38 Prozent des BIP aus. Ungarn steht mit 47,8 Prozent auf Platz zwei.", facts.Supported},
		{"2026-09-21", "ΝΑΤΟ: Χρειάζεται η Ευρώπη το 5% του ΑΕΠ έως το 2035;", facts.NotCheckable},
		{"2024-07-11", "Sverige hör till de åtta som inte når 2 procent av BNP i år.", facts.Contradicted},
		{"2024-07-11", "Spanien hör till de åtta som inte når 2 procent av BNP i år.", facts.Supported},
		{"2024-07-11", "Spain belongs to the eight Allies that are below 2 % of GDP in 2024.", facts.Supported},
		{"2024-07-11", "Poland belongs to the eight Allies that are below 2 % of GDP in 2024.", facts.Contradicted},
		{"2024-07-11", "Polen gehört zu den acht Ländern, die 2024 unter 2 Prozent des BIP liegen.", facts.Contradicted},
		{"2024-07-11", "La Pologne fait partie des huit pays qui sont sous les 2 % du PIB en 2024.", facts.Contradicted},
		{"2024-07-11", "Poland does not belong to the eight Allies that are below 2 % of GDP in 2024.", facts.NotCheckable},
		{"2025-11-20", list + "– Italie : 2,01 %\n", facts.Supported},
		{"2025-11-20", list + "– Italie : 1,49 %\n", facts.Contradicted},
	})
}

// What the text has named before, what it counted by, when something was said,
// and another matter's year.
func TestWhatTheTextHasSaid(t *testing.T) {
	t.Parallel()
	const top = "NATO: Lithuania spends 5.33 per cent of GDP, Estonia 5.10 and Latvia 4.92. "
	const list = "NATO has published shares of GDP for defence.\n\n- Lithuania: 5.33 per cent\n- Estonia: 5.10 per cent\n- Latvia: 4.92 per cent\n"
	checkRows(t, []kindRow{
		{"2026-10-14", top + "Poland and Greece are the only other Allies above 3.5 per cent.", facts.Supported},
		{"2026-10-14", top + "Poland and Denmark are the only other Allies above 3.5 per cent.", facts.Supported},
		{"2026-10-14", "NATO: Poland and Greece are the only other Allies above 3.5 per cent of GDP.", facts.NotCheckable},
		{"2026-10-14", list + "- Poland: 4.48 per cent\n", facts.Supported},
		{"2026-10-14", list + "- Poland: 3.48 per cent\n", facts.Contradicted},
		{"2026-10-14", "How many Allies are still below 2 per cent of GDP? One. In 2024, 17 Allies are now counted at or above the mark.", facts.Supported},
		{"2026-10-14", "NATO: In June 2024 Slovenia was seen at 1.29 per cent of GDP for 2024.", facts.NotCheckable},
		{"2026-10-14", "Nato: Im August 2025 stand Slowenien für 2025 bei 2,02 Prozent des BIP.", facts.NotCheckable},
		{"2026-10-14", "Agreed in The Hague is a goal for the Allies of 5 % of GDP by 2035, with a review in 2029.", facts.Supported},
		{"2026-10-14", "In Den Haag beschlossen die Alliierten 5 Prozent des BIP bis 2035, überprüft wird der Pfad 2029.", facts.Supported},
		{"2026-10-14", "In The Hague the Allies agreed on 5 % of GDP by 2032.", facts.Contradicted},
		{"2026-10-14", "NATO: Ireland, no member, stays below 1 per cent of GDP for defence.", facts.NotCheckable},
		{"2026-10-14", "NATO: 31 of the 32 members spend at least 2 per cent of GDP.", facts.Imprecise},
		{"2026-10-14", "NATO: 25 of the 32 members spend at least 2 per cent of GDP.", facts.Contradicted},
		{"2026-10-14", "Germany spends 2.69 % of GDP on defence, but inflation of 3 % takes much of it.", facts.NotCheckable},
		{"2026-10-14", "Die da sagen, dreißig Alliierte gäben 2 Prozent des BIP aus, irren sich.", facts.NotCheckable},
	})
}

// Numbers of which the Ally was named before, whose unit a head says, and what a
// semicolon, a later year or NATO's own estimate frees from another's words.
func TestNumbersThatGoOn(t *testing.T) {
	t.Parallel()
	const spain = "España gasta este año el 2,00 % de su PIB en defensa, según la OTAN. España gastaba menos. España es aliada.\n\n"
	const poland = "Polska wydaje w tym roku na obronność 4,68 proc. PKB, podaje NATO. Polska wydaje dużo, Polska jest sojusznikiem.\n\n"
	const big = "Defence spending of the Allies, in millions of dollars:\n\nGermany: 147,002\nFrance: 79,753\nItaly: "
	checkRows(t, []kindRow{
		{"2026-10-14", spain + "En euros son 35.419 millones.", facts.Supported},
		{"2026-10-14", spain + "En euros son 35.429 millones.", facts.Supported}, // of that number nothing is said
		{"2026-10-14", poland + "SIPRI szacuje je w 2025 r. na 46,8 mld dolarów; NATO podaje za ten sam rok 44,2 mld dolarów.", facts.Supported},
		{"2026-10-14", big + "56,968\n", facts.Supported},
		{"2026-10-14", "NATO: Poland spends more than half of its defence money on equipment.", facts.Supported},
		{"2026-10-14", "NATO: Germany spends more than half of its defence money on equipment.", facts.NotCheckable},
		{"2026-10-14", "The parties of Britain are divided on defence; NATO says Britain spends 2.56 % of GDP.", facts.Supported},
		{"2026-10-14", "SIPRI sees Britain at 2.4 % of GDP; NATO says Britain spends 2.56 % on defence.", facts.Supported},
		{"2026-10-14", "SIPRI sees Britain at 2.4 % of GDP, and Britain spends 2.56 % on defence.", facts.NotCheckable},
		{"2026-10-14", "La France devrait consacrer 2,22 % de son PIB à la défense en 2026.", facts.Supported},
		{"2026-10-14", "La France devrait consacrer 3,22 % de son PIB à la défense en 2026.", facts.NotCheckable},
		{"2026-10-14", "Türkiye's personnel number 395,800, NATO says.", facts.Supported},
	})
	d := loaded(t)
	for _, c := range Check(d, spain+"En euros son 35.429 millones.", "2026-10-14") {
		if c.Kind == "ally_amount" && c.Verdict != facts.NotCheckable {
			t.Errorf("%+v", c)
		}
	}
}

// Nobody's wish or plan is a false date of what was agreed.
func TestWishesAreNoFalseDates(t *testing.T) {
	t.Parallel()
	checkRows(t, []kindRow{
		{"2026-10-14", "The chancellor wants 3.5 % of GDP in 2029, six years before the date the Allies agreed in The Hague.", facts.NotCheckable},
		{"2026-10-14", "Le chancelier veut 3,5 % du PIB en 2029, six ans avant la date convenue par les Alliés à La Haye.", facts.NotCheckable},
		{"2026-10-14", "Der Kanzler will 2029 bei 3,5 Prozent des BIP sein, sechs Jahre vor dem in Den Haag von den Alliierten beschlossenen Datum.", facts.NotCheckable},
		{"2026-10-14", "Premier chce 3,5 proc. PKB w 2029 r., sześć lat przed terminem uzgodnionym przez sojuszników w Hadze.", facts.NotCheckable},
		{"2026-10-14", "The Allies agreed in The Hague on 3.5 % of GDP by 2029.", facts.Contradicted},
	})
}

// A sentence by itself is about what is asked here, and what falls in real terms.
func TestASentenceByItself(t *testing.T) {
	t.Parallel()
	checkRows(t, []kindRow{
		{"2026-10-14", "Germany spends 2.7 percent", facts.Supported},
		{"2026-10-14", "Germany spends 3.7 percent", facts.Contradicted},
		{"2026-10-14", "Germany pays 3.7 percent", facts.NotCheckable},
		{"2026-10-14", "Germany spends 3.7 percent on tourism", facts.NotCheckable},
		{"2026-10-14", "Germany spends 3.7 percent more", facts.NotCheckable},
		{"2026-10-14", "Deutschland gibt 2,7 Prozent aus", facts.Supported},
		{"2026-10-14", "L'Allemagne dépense 2,7 %", facts.Supported},
		{"2026-10-14", "La Spagna spende il 2 %", facts.Supported},
		{"2026-10-14", "España gasta el 3 %", facts.Contradicted},
		{"2026-10-14", "No Ally is below 1.5 % of GDP.", facts.Supported},
		{"2026-10-14", "Estonia is second in NATO by share of GDP.", facts.Supported},
		{"2026-10-14", "Finland is the only Ally whose defence spending falls in real terms this year.", facts.Supported},
		{"2026-10-14", "Seven Allies spend more than 50 billion dollars on defence.", facts.Supported},
		{"2026-10-14", "Nine Allies spend more than 50 billion dollars on defence.", facts.NotCheckable},
	})
}

// A line's end is a blank: within a number, behind a no-break blank and in lines
// that begin with names.
func TestLinesBrokenWithinSentences(t *testing.T) {
	t.Parallel()
	checkRows(t, []kindRow{
		{"2026-10-14", "Nato: per invånare lägger Norge 3\n168 dollar på försvaret.", facts.NotCheckable},
		{"2026-10-14", "Nato: per invånare lägger Norge 3 168 dollar på försvaret.", facts.Supported},
		{"2026-10-14", "Allies' shares of GDP, NATO says,\ngo on: Germany spends 2.69\u00a0per cent,\nFrance 2.22\u00a0per cent and Italy\n2.10\u00a0per cent of GDP on defence.", facts.Supported},
	})
}

// "The target" is what the Alliance agreed, whatever level the text named last.
func TestTheTargetIsNoOtherLevel(t *testing.T) {
	t.Parallel()
	checkRows(t, []kindRow{
		{"2026-10-02", "All four Nordic Allies with forces are above 2.5 %. In 2024, 22 countries reached the target.", facts.Outdated},
		{"2026-10-02", "Hét ország haladja meg a 3 százalékot. 2024-ben 23 ország teljesítette a célt.", facts.Outdated},
		{"2026-10-02", "Alle de fire nordiske landene med forsvar ligger over 2,5 prosent. I 2024 var det 22 land som nådde målet.", facts.Outdated},
		{"2026-10-02", "Spain is below 2.5 %. In 2026, 30 countries reached the target.", facts.Supported},
	})
}
