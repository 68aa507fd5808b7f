package question

import (
	"natobot/facts"
)

// Names of Allies that CLDR lacks: aliases, former names, demonyms, adjectives
// and the cases of Polish and Turkish. Words that end in "*" are stems that may
// take an ending.
var allyAliases = map[facts.Code]string{
	"ALB": "arnavutluk*|arnavutlugun|albania*|albanian*|albanais*|albanes*|alban*|arnavut*|shqiperi*|albanii",
	"BEL": "belgium|belgian|belgians|belgi|belgica|belga|belgas|belge|belges|belgique|belgisch*|belgien*|belgier|belgijsk*|belgii|belgie|belcika*|belgio|belgi*",
	"BGR": "bulgaristan*|bulgaria*|bulgarian*|bulgar*|bulgare|bulgares|bulgarisch*",
	"CAN": "kanada*|canadiense|canadienses|canada*|canadian*|canadi*|canadien*|canades*|kanad*|kanadisch*",
	"HRV": "chorwacji|chorwacje|chorwacja|chorwackie|hirvatistan*|croatia*|croatian*|croat*|croate|croates|kroat*|chorwa*|hirvat*|hrvat*",
	"CZE": "czech republic|the czech republic|czech|czechs|czechia|czechy|czechach|czechami|czechom|czeski*|czesk*|republika czeska|republiki czeskiej|checo|checa|checos|checas|chequia|republica checa|tcheque|tcheques|tchequie|republique tcheque|tschech*|tschechische republik|ceca|ceco|ceche|cechia|repubblica ceca|cekya*|cek cumhuriyeti",
	"DNK": "denmark|danish|danes|danmark|dinamarca|danes|danesa|daneses|danois|danoise|danemark|danimarca|danese|danesi|dansk|danisch*|daenisch*|daenemark*|danii|dania|danie|dunsk*|danimarka*|danmarka*",
	"EST": "estonia*|estonian*|eston*|estnisch*|estland*|estonsk*|estonya*",
	"FIN": "finland*|finnish|finn|finns|finlandes*|finlandais*|finnisch*|finnland*|finsk*|finlandi*|finlandiya*|suomi",
	"FRA": "france|french|frenchmen|francia*|frances*|francais*|frankreich*|franzos*|franzoes*|francj*|francusk*|franse*|fransa*|fransiz*|francaise*",
	"DEU": "niemczech|almanya*|almanyanin|germany|german|germans|germania|aleman*|alemania|allemand*|allemagne|tedesc*|deutsch*|deutschland*|niemc*|niemiec*|niemcz*|almany*|alman|bundesrepublik|federal republic of germany|brd",
	"GRC": "greece|greek|greeks|grecia|griego*|griega*|grec|grecs|grecque*|greco|greca|greci|griech*|grecj*|greck*|yunan*|yunanistan*|hellas|ellada|hellenic republic",
	"HUN": "ungherese|hungary|hungarian*|hungria|hungaro|hungara|hungaros|hongrois*|hongrie|unghere*|ungheresi|ungheria|ungar*|ungarisch*|wegry|wegier*|wegrzech|wegrami|macar*|macaristan*|magyar",
	"ISL": "iceland|icelandic|icelander*|islandes*|islandais*|islandisch*|islaendisch*|islandzk*|islandii|islandie|izlanda*|islands ausgaben",
	"ITA": "italy|italian*|itali*|italienisch*|wloch*|wlosk*|wloszech|italya*|italyan*",
	"LVA": "latvia*|latvian*|leton*|letton*|lettisch*|lettland*|lotw*|lotew*|lotysz*|letonya*",
	"LTU": "lithuania*|lithuanian*|lituan*|litau*|litauisch*|litw*|litew*|litvanya*",
	"LUX": "lussemburghese|lussemburghesi|luxembourg*|luxembourger*|luxemburg*|luxemburgues*|luxembourgeois*|lussemburg*|luksemburg*|luksembourg*",
	"MNE": "montenegr*|montenegrin*|czarnogor*|karadag*|crna gora",
	"NLD": "netherlands|the netherlands|holland|dutch|hollandais*|holandes*|holanda|neerland*|niederland*|niederlaend*|hollandisch*|olanda|olandes*|paesi bassi|pays bas|paises bajos|holandi*|holendersk*|niderland*|hollanda*",
	"MKD": "macedonia|north macedonia|northern macedonia|macedonian*|macedonie|macedoine|macedon*|mazedon*|nordmazedonien|republic of north macedonia|fyrom|macedonii polnocnej|macedonii|makedonya*|kuzey makedonya*|north macedonian*",
	"NOR": "norway|norwegian*|norueg*|norveg*|norvegien*|norwegisch*|norwegen*|norweg*|norvec*|noreg",
	"POL": "poland|polish|pole|poles|polaco|polaca|polacos|polacas|polon*|polonais*|polnisch*|polen*|polacc*|polsk*|polsc*|polak|polacy|polonya*|lehistan",
	"PRT": "portugal*|portug*|portugues*|portugais*|portugiesisch*|portoghes*|portogallo|portekiz*",
	"ROU": "romania|romanian*|ruman*|rumano|rumana|roumain*|roumanie|rumen*|rumeno|rumun*|rumanisch*|rumaenisch*|romen*|romanya*|rumunsk*",
	"SVK": "slovaque|slovaques|slovak republic|slovakia*|slovak|slovaks|slovakian*|eslovac*|eslovaq*|slovaq*|slowak*|slowakisch*|slovacc*|slowac*|slovakya*|slovacchia",
	"SVN": "slovenia*|slovenian*|slovene|slovenes|esloven*|slovene*|slowen*|slowenisch*|sloven*|slovenya*|slowensk*",
	"ESP": "spain|spains|spanish|spaniard*|espan*|espana|espanol*|espagn*|espagnol*|spani*|spanisch*|spagn*|spagnol*|hiszpan*|hiszpansk*|ispanya*|ispanyol*|kingdom of spain",
	"SWE": "sweden|swedish|swede|swedes|suec*|sueco|suedois*|schwed*|schwedisch*|svedes*|svezia|szwed*|szwecj*|szwedzk*|isvec*|svensk*",
	"TUR": "turkey|turkish|turks|turk|turco|turca|turcos|turcas|turchi|turche|turcs|turc|turque|turques|turquia|turquie|turkisch*|turkei|tuerkei|tuerkisch*|turkiye*|turcj*|tureck*|turcja|turchia|republic of turkiye|republic of turkey",
	"GBR": "britannique|britanniques|vereinigten konigreichs|uk|u k|united kingdom|the uk|great britain|britain|britains|british|brit|brits|briten|britisch*|britannic*|britanniq*|britanic*|brytyjsk*|england|angleterre|inglaterra|inghilterra|ingiltere*|ingiliz*|reino unido|royaume uni|regno unito|vereinigtes konigreich|vereinigten konigreich|vereinigte konigreich|grossbritannien*|gran bretana|grande bretagne|gran bretagna|wielka brytania|wielkiej brytanii|wielka brytanie|zjednoczone krolestwo|zjednoczonego krolestwa|birlesik krallik|birlesik kralligin|buyuk britanya|gb",
	"USA": "americana|americano|americani|americane|americanas|americanos|usa|u s|u s a|united states|united states of america|the united states|the states|the us|america|americas military|american|americans|estados unidos|eeuu|ee uu|eua|etats unis|les etats unis|etats unis d amerique|vereinigte staaten|vereinigten staaten|vereinigte staaten von amerika|vereinigten staaten von amerika|stati uniti|stati uniti d america|stany zjednoczone|stanow zjednoczonych|stanach zjednoczonych|stanami zjednoczonymi|abd|amerika*|amerikan*|amerikanisch*|americain*|estadounidens*|statunitens*|amerykan*|ameryka|ameryki|us spending|us defence|us defense|us military|uncle sam",
}

// Further names of countries that are no Allies.
var otherAliases = map[string]string{
	"UA": "ukrain*|ukraine|ucrain*|ucrania*|ukrainian*|ukrainisch*|ukrayna*",
	"RU": "russia*|russian*|rusia|ruso|rusa|russe|russes|russland*|russisch*|rosj*|rosyjsk*|rusya*|russo",
	"AT": "austria*|austrian*|osterreich*|oesterreich*|autrich*|avusturya*|austriack*",
	"IE": "ireland|irish|irland*|irlandes*|irlandais*|republic of ireland|eire|irlanda*",
	"CH": "swiss|switzerland|suiza|suisse|schweiz*|svizzera|szwajcari*|isvicre*",
	"GE": "georgia*|georgian*|georgisch*|gruzj*|gurcistan*",
	"CN": "china|chinese|chinois*|chino|chinesisch*|prc",
	"IL": "israel*|israeli|israelis",
	"JP": "japan*|japanese|japon*",
	"KR": "south korea*|korea|corea",
	"AU": "australia*|australian*|aussie",
	"IN": "india|indian|indien|inde",
	"RS": "serbia*|serbian*|serb*|sirbistan*",
	"BA": "bosnia*|bosnian*|bosnien*",
	"MD": "moldova*|moldovan*|moldawi*",
	"CY": "cyprus|cypriot|chypre|zypern|cipro|kibris*|cypr",
	"MT": "malta*|maltese",
	"BY": "belarus*|belarusian*|bielorus*|bialorus*|weissrussland",
	"IR": "iran*|iranian*",
	"TW": "taiwan*",
	"UN": "",
}

// regions are parts of the world that are neither Allies nor groups of them.
var regions = []string{"Africa|africa|african", "Asia|asia|asian", "Latin America|latin america|south america|central america", "the Middle East|middle east|the middle east", "Oceania|oceania", "North America|north america",
	"the Balkans|balkans|the balkans", "the Mediterranean|mediterranean|the mediterranean", "Scotland|scotland|scottish", "Catalonia|catalonia|cataluna", "Greenland|greenland|greenlandic", "the Soviet Union|soviet union|ussr", "Yugoslavia|yugoslavia"}

// A Group is some Allies with a name of their own but no row in NATO's tables.
type Group struct {
	Name   string // as in a sentence
	Key    string // shortest words that name it
	words  string
	Allies []facts.Code
}

var groups = []Group{
	{Name: "the Baltics", Key: "baltics", words: "baltics|the baltics|baltic|baltic states|the baltic states|baltic countries|baltic allies|baltic three|balticos|paises balticos|estados balticos|pays baltes|etats baltes|baltes|baltikum|baltische staaten|baltischen staaten|baltische lander|baltischen lander|baltici|paesi baltici|stati baltici|kraje baltyckie|krajow baltyckich|krajach baltyckich|panstwa baltyckie|panstw baltyckich|baltik ulkeleri|baltik ulkelerinin|baltik devletleri|baltik",
		Allies: []facts.Code{"EST", "LVA", "LTU"}},
	{Name: "the Nordics", Key: "nordics", words: "nordics|the nordics|nordic|nordic countries|nordic states|nordic allies|scandinavia|scandinavian allies|scandinavian countries|scandinavians|paises nordicos|nordicos|pays nordiques|nordiques|nordische lander|nordischen lander|nordische staaten|nordischen staaten|skandinavien|paesi nordici|nordici|paesi scandinavi|kraje nordyckie|krajow nordyckich|kraje skandynawskie|iskandinav ulkeleri|iskandinavya|kuzey ulkeleri|nordik ulkeler",
		Allies: []facts.Code{"DNK", "NOR", "SWE", "FIN", "ISL"}},
	{Name: "the Nordic-Baltic Eight", Key: "nb8", words: "nb8|nordic baltic eight|nordic baltic 8|nordic baltic countries|nordic baltic allies|nordic baltic",
		Allies: []facts.Code{"DNK", "EST", "FIN", "ISL", "LVA", "LTU", "NOR", "SWE"}},
	{Name: "the Visegrád Four", Key: "v4", words: "v4|visegrad|visegrad four|visegrad group|visegrad countries|visegrad 4|the visegrad four|the visegrad group|grupo de visegrado|visegrado|groupe de visegrad|visegrad gruppe|gruppo di visegrad|grupa wyszehradzka|grupy wyszehradzkiej|wyszehrad|visegrad grubu|visegrad dortlusu",
		Allies: []facts.Code{"CZE", "HUN", "POL", "SVK"}},
	{Name: "the G7 Allies", Key: "g7", words: "g7|g 7|g7 allies|g7 countries|g7 members|the g7|g7 staaten|g7 lander|pays du g7|paises del g7|paesi del g7|kraje g7|g7 ulkeleri",
		Allies: []facts.Code{"CAN", "FRA", "DEU", "ITA", "GBR", "USA"}},
	{Name: "Benelux", Key: "benelux", words: "benelux|the benelux|benelux countries|benelux states|benelux lander|benelux ulkeleri|beneluks|beneluksu",
		Allies: []facts.Code{"BEL", "NLD", "LUX"}},
	{Name: "the Bucharest Nine", Key: "b9", words: "b9|bucharest nine|bucharest 9|bucharest format|bukarester neun|eastern flank|the eastern flank|eastern flank allies|eastern flank countries|flanc oriental|flanc est|flanco oriental|flanco este|ostflanke|fianco orientale|fianco est|wschodnia flanka|wschodniej flanki|dogu kanadi",
		Allies: []facts.Code{"BGR", "CZE", "EST", "HUN", "LVA", "LTU", "POL", "ROU", "SVK"}},
	{Name: "the Weimar Triangle", Key: "weimar", words: "weimar|weimar triangle|the weimar triangle|weimarer dreieck|triangle de weimar|trojkat weimarski",
		Allies: []facts.Code{"FRA", "DEU", "POL"}},
	{Name: "the Iberian Allies", Key: "iberia", words: "iberia|iberian|iberian allies|iberian peninsula|iberian countries|peninsula iberica",
		Allies: []facts.Code{"PRT", "ESP"}},
	{Name: "the Allies in the EU", Key: "eu allies", words: "eu allies|eu members|eu countries|eu members of nato|eu states|european union|the eu|eu|eu average|allies in the eu|nato eu|ue|union europea|union europeenne|unione europea|europaische union|europaischen union|eu lander|eu staaten|unia europejska|unii europejskiej|avrupa birligi|ab ulkeleri|paises de la ue|pays de l ue|paesi ue|paesi dell ue|kraje ue",
		Allies: []facts.Code{"BEL", "BGR", "HRV", "CZE", "DNK", "EST", "FIN", "FRA", "DEU", "GRC", "HUN", "ITA", "LVA", "LTU", "LUX", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "ESP", "SWE"}},
	{Name: "the Western Balkan Allies", Key: "western balkans", words: "western balkans|the western balkans|western balkan allies|balcanes occidentales|balkans occidentaux|westbalkan|balcani occidentali|balkany zachodnie|bati balkanlar",
		Allies: []facts.Code{"ALB", "MNE", "MKD"}},
}

var aggregateWords = []struct {
	code  facts.Code
	words string
}{
	{facts.EuropeCanada, "europe and canada|europe canada|europe + canada|europe plus canada|nato europe and canada|nato europe|europe|european allies and canada|european allies + canada|european allies plus canada|the european allies and canada|european allies|european nato|european nato allies|european nato members|european members|nato eur can|eurcan|eur can|europeans|european|europeans and canada|europe and canada together|non us allies|non us nato|non us|nato without the us|nato without us|nato without usa|nato without the usa|nato without the united states|nato without america|nato excluding the us|nato excluding us|nato ex us|nato excl us|nato minus us|nato minus the us|allies without the us|allies excluding the us|all allies but the us|rest of nato|europe without the us|europe without us|europe without usa|europa ohne usa|europa ohne die usa|europe sans les etats unis|europa sin eeuu|europa senza usa|europa bez usa|the european allies|all european allies|european members of nato|nato ohne usa|nato ohne die usa|nato gesamt ohne usa|nato ohne vereinigte staaten|europaische verbundete und kanada|europa und kanada|europaische verbundete|europaischen verbundeten|europaischen verbundeten und kanada|europaer|europaischen nato staaten|europa|l europe|l europe et le canada|europe et canada|europe et le canada|allies europeens|allies europeens et canada|allies europeens et le canada|europa y canada|aliados europeos|aliados europeos y canada|otan sin eeuu|otan sin estados unidos|la otan sin estados unidos|otan sin ee uu|otan sans les etats unis|otan sans etats unis|nato senza usa|nato senza stati uniti|nato senza gli stati uniti|europa e canada|alleati europei|alleati europei e canada|europejscy sojusznicy|europejscy sojusznicy i kanada|europa i kanada|europy i kanady|europejskich sojusznikow|nato bez usa|nato bez stanow zjednoczonych|avrupa ve kanada|avrupa|avrupali muttefikler|avrupali muttefikler ve kanada|abd haric nato|abd disindaki nato"},
	{facts.NATOTotal, "nato total|total nato|nato totals|total|totals|nato as a whole|all of nato|whole of nato|the whole of nato|whole alliance|the whole alliance|the alliance|alliance|alliance as a whole|nato average|average nato|the nato average|nato overall|nato combined|combined nato|nato altogether|nato gesamt|gesamt nato|gesamte nato|die gesamte nato|der gesamten nato|nato insgesamt|gesamt|nato durchschnitt|bundnis|das bundnis|la otan en su conjunto|total de la otan|total otan|otan total|la otan en total|conjunto de la otan|media de la otan|alianza|la alianza|total de l otan|total otan|ensemble de l otan|l ensemble de l otan|moyenne de l otan|l alliance|media nato|totale nato|nato totale|la nato nel complesso|nato nel complesso|tutta la nato|alleanza|l alleanza|cale nato|calego nato|nato ogolem|nato lacznie|nato razem|sojusz|sojuszu|srednia nato|nato toplam|nato toplami|toplam nato|nato geneli|nato ortalamasi|tum nato|ittifak|ittifakin|all allies together|allies combined|allies together"},
}
