package claim

import (
	"strings"

	"natobot/facts"
)

// A lexicon finds Allies, aggregates and foreign countries in running text.
type lexicon struct {
	names map[string]claimToken // lower case, words joined by one blank
	most  int                   // words of the longest name
}

// Names and adjectives in English, Spanish, French, German and Norwegian, as
// they stand in running text. "_" is a blank.
var checkNames = map[facts.Code]string{
	"ALB":              "albania albanian albanien albanie arnavutluk albanese",
	"BEL":              "belgium belgian belgians bélgica belgique belgien belgia belge belga belgisk belgische belgio belgijska belçika",
	"BGR":              "bulgaria bulgarian bulgarie bulgarien bulgaristan bułgaria",
	"CAN":              "canada canadian canadians canadá kanada canadien kanadische kanada'nın",
	"HRV":              "croatia croatian croacia croatie kroatien kroatia croazia chorwacja hırvatistan",
	"CZE":              "czechia czech czech_republic the_czech_republic chequia república_checa tchéquie république_tchèque tschechien tsjekkia cechia repubblica_ceca czechy çekya",
	"DNK":              "denmark danish danes dinamarca danemark dänemark danmark dansk dänische danimarca dania danimarka",
	"EST":              "estonia estonian estonie estland estonya",
	"FIN":              "finland finnish finns finlandia finlande finnland finsk finlandiya",
	"FRA":              "france french francia frankreich frankrike fransk französische francja francji fransa fransa'nın",
	"DEU":              "germany german germans alemania allemagne deutschland tyskland deutsche tysk alemán alemana allemand germania niemcy niemiec almanya almanya'nın",
	"GRC":              "greece greek greeks grecia grèce griechenland hellas grecja yunanistan",
	"HUN":              "hungary hungarian hungarians hungría hongrie ungarn ungheria węgry macaristan",
	"ISL":              "iceland icelandic islandia islande island islanda izlanda",
	"ITA":              "italy italian italians italia italie italien italiano italiana italiensk italienische włochy włoch italya italya'nın",
	"LVA":              "latvia latvian letonia lettonie lettland lettonia łotwa letonya",
	"LTU":              "lithuania lithuanian lituania lituanie litauen litwa litvanya",
	"LUX":              "luxembourg luxemburgo luxemburg lussemburgo luksemburg lüksemburg",
	"MNE":              "montenegro montenegrin monténégro czarnogóra karadağ",
	"NLD":              "netherlands the_netherlands dutch holland países_bajos los_países_bajos pays-bas les_pays-bas niederlande die_niederlande nederland paesi_bassi i_paesi_bassi olanda holandia niderlandy hollanda",
	"MKD":              "north_macedonia macedonia macedonian macedonia_del_norte macédoine_du_nord nordmazedonien nord-makedonia macedonia_del_nord macedonia_północna kuzey_makedonya",
	"NOR":              "norway norwegian norwegians noruega norvège norwegen norge norsk norges norvegia norwegia norveç",
	"POL":              "poland polish poles polonia pologne polen polens polnische polsk polska polski polonya polonya'nın",
	"PRT":              "portugal portuguese portugués portugais portogallo portugalia portekiz",
	"ROU":              "romania romanian rumania rumanía roumanie rumänien rumunia romanya",
	"SVK":              "slovakia slovak slovak_republic the_slovak_republic eslovaquia slovaquie slowakei die_slowakei slovacchia słowacja slovakya",
	"SVN":              "slovenia slovenian slovene eslovenia slovénie slowenien słowenia slovenya",
	"ESP":              "spain spanish spaniards españa espagne spanien spania spaniens español española espagnol spanische spansk spagna hiszpania hiszpanii ispanya i̇spanya",
	"SWE":              "sweden swedish swedes suecia suède schweden sverige svensk svezia szwecja isveç i̇sveç",
	"TUR":              "türkiye turkey turkish turquía turquie türkei die_türkei tyrkia turchia turcja türkiye'nin",
	"GBR":              "united_kingdom the_united_kingdom uk the_uk u.k the_u.k britain great_britain british reino_unido royaume-uni vereinigtes_königreich vereinigte_königreich großbritannien storbritannia regno_unito wielka_brytania birleşik_krallık ingiltere i̇ngiltere",
	"USA":              "united_states the_united_states united_states_of_america the_united_states_of_america u.s the_u.s us the_us usa the_usa america american americans estados_unidos los_estados_unidos ee.uu états-unis les_états-unis vereinigten_staaten die_vereinigten_staaten die_usa amerikas stati_uniti gli_stati_uniti stany_zjednoczone abd amerika",
	facts.NATOTotal:    "nato_average nato-average alliance_average nato_allies_together nato_members_together nato_countries_together all_allies_together across_nato nato_as_a_whole the_alliance_as_a_whole nato_defence_spending nato_defense_spending nato_military_spending nato_total_defence_spending",
	facts.EuropeCanada: "european_allies_and_canada europe_and_canada nato_europe_and_canada europe_plus_canada non-us_allies non-american_allies aliados_europeos_y_canadá europa_y_canadá alliés_européens_et_le_canada europe_et_le_canada europa_und_kanada europäischen_verbündeten_und_kanada europa_og_canada",
}

const checkForeign = "ukraine ukrainian russia russian china chinese ireland irish austria austrian switzerland swiss japan japanese israel israeli australia australian india indian south_korea korea korean georgia georgian moldova belarus serbia kosovo bosnia cyprus malta taiwan iran iranian iraq afghanistan eu the_eu european_union the_european_union ue unión_europea union_européenne europäische_union europe european_countries g7 g20 brazil mexico saudi_arabia egypt kazakhstan armenia azerbaijan ucrania rusia russland ukraina europa rosja rusya ukrayna ucraina russia austria irlanda irlandia avusturya svizzera szwajcaria isviçre"

var checkLexicon = newLexicon()

func newLexicon() *lexicon {
	l := &lexicon{names: map[string]claimToken{}}
	add := func(list string, t claimToken) {
		for _, n := range strings.Fields(list) {
			n = strings.ReplaceAll(n, "_", " ")
			l.names[n] = t
			l.most = max(l.most, strings.Count(n, " ")+1)
		}
	}
	add(checkForeign, claimToken{kind: foreignKind})
	for c, list := range checkNames {
		k := allyKind
		if c.Aggregate() {
			k = aggregateKind
		}
		add(list, claimToken{kind: k, code: c})
	}
	return l
}

// name matches the longest name at the head of ts. Names are capitalised in
// running text: "us", "turkey" and "polish" in lower case are words, unless
// nothing in the sentence is capitalised.
func (l *lexicon) name(text string, ts []claimToken, lower bool) (claimToken, int) {
	for n := min(l.most, len(ts)); n > 0; n-- {
		if ts[n-1].kind != wordKind || ts[0].kind != wordKind {
			continue
		}
		key := ts[0].text
		for _, t := range ts[1:n] {
			if t.kind != wordKind {
				key = ""
				break
			}
			key += " " + t.text
		}
		t, ok := l.names[key]
		if !ok {
			continue
		}
		last := ts[n-1]
		written := text[last.start:last.end]
		if upperHead := strings.ToUpper(written); t.code == "USA" && last.text == "us" && written != upperHead {
			continue // the pronoun
		}
		if !lower && written == strings.ToLower(written) && t.kind == allyKind {
			continue
		}
		t.text, t.start, t.end = key, ts[0].start, last.end
		return t, n
	}
	return claimToken{}, 0
}
