package question

import (
	"natobot/facts"
)

// A concept is what a word of the grammar contributes to a question.
type concept int

// The concepts.
const (
	cNone concept = iota
	cCompare
	cVersus
	cThan
	cTop
	cBottom
	cRank
	cBelow
	cAbove
	cAtLeast
	cAtMost
	cMeet
	cMiss
	cBetween
	cNot
	cWho
	cWhich
	cAllies
	cHowMany
	cHowMuch
	cTrend
	cSince
	cUntil
	cGap
	cChange
	cRise
	cFall
	cEver
	cSinceWhen
	cFirstTime
	cMeeting
	cSummit
	cMinisterial
	cForeign
	cDefMin
	cBilateral
	cSpeech
	cReport
	cHappened
	cWhen
	cWhere
	cNext
	cLast
	cCommit
	cTarget
	cExempt
	cDefine
	cWhy
	cMean
	cCount
	cDifference
	cCheck
	cTrue
	cSay
	cShould
	cOpinion
	cWill
	cForecast
	cNow
	cLastYear
	cThisYear
	cNextYear
	cYearBefore
	cAsOf
	cEdition
	cData
	cSpend
	cDefence
	cMilitary
	cPercent
	cBillion
	cMillion
	cThousand
	cHelp
	cAnd
	cOr
	cFrom
	cTo
	cSIPRI
	cClaims
	cNATO
	cBinding
	cArticle
	cGDP
	cShare
	cDollars
	cMoney
	cNational
	cEuros
	cPerCapita
	cReal
	cConstant
	cGreeting
	cMissing
	cShow
	cOther
	cAgree
	cAbout
	cGuideline
	cWant
	cDo
	cQuit
	cOn
	cPosition
	cPay
	cIs
	cMove
	cYesterday
	cExactly
	cClosest
	cFurthest
	nConcepts
)

// conceptWords are the words of the grammar in English, Spanish, French,
// German, Italian, Polish and Turkish, without accents. A word that ends in
// "*" is a stem. Where languages clash, the later concept has the word.
var conceptWords = [nConcepts]string{
	cCompare:     "compare|compared|comparing|comparison|side by side|compara*|comparar|comparacion|comparer|comparez|comparaison|vergleich*|verglichen|im vergleich|confront*|confronto|porown*|porownanie|karsilastir*|kiyasla*|head to head",
	cVersus:      "vs|versus|v s|contra|contre|gegen|kontra|gegenuber|frente a|face a|rispetto a",
	cThan:        "than|ahead of|ahead|behind|outspend*|outspent|outrank*|bigger than|higher than|lower than|greater than|smaller than|que|als|di|niz|od|den daha|dan daha|compared with|compared to|relative to|overtake*|overtook|mas que|menos que|plus que|moins que|mehr als|weniger als|piu di|meno di|piu della|wiecej niz|mniej niz|daha fazla|daha cok|daha az|beats|beat|surpass*|devant|derriere|vor|hinter|davanti a|por delante de|por detras de|przed|closer",
	cTop:         "leads|lead|fastest|top|most|highest|biggest|largest|greatest|leader|leaders|leading|best|first|maximum|max|spends most|the most|big spender*|top spender*|biggest spender*|highest spender*|mas alto|mas alta|maximo|gasta mas|gastan mas|mas gasta|mas gastan|que mas|quien mas|mayor|mayores|le plus|les plus|la plus|premier|premiers|depense le plus|maximal|am meisten|meisten|das meiste|hochste*|grosste*|spitzenreiter|spitze|di piu|spende di piu|piu alto|piu alta|massimo|maggiore|maggiori|primo|primi|najwiecej|najwyzsz*|najwieksz*|en cok|en fazla|en yuksek|en buyuk|lider",
	cBottom:      "slowest|bottom|least|lowest|smallest|worst|last place|laggard*|laggards|minimum|min|fewest|bottom of the table|tail|weakest|menos|gasta menos|gastan menos|menor|menores|mas bajo|mas baja|minimo|peor|peores|le moins|les moins|la moins|dernier|derniers|am wenigsten|wenigsten|niedrigste*|geringste*|kleinste*|schlusslicht*|di meno|spende meno|spende di meno|meno di tutti|piu basso|piu bassa|minore|minori|ultimo|ultimi|peggiore|najmniej|najnizsz*|najmniejsz*|en az|en dusuk|en kucuk|sonuncu",
	cRank:        "rank|ranks|ranked|ranking|rankings|league table|leaderboard|list|order|place|placed|position in|standing|standings|everyone|everybody|all allies|all the allies|all nato countries|all countries|all members|all 32|clasificacion|ranquin|lista|puesto|todos los aliados|todos los paises|classement|rang|liste|classe|tous les allies|tous les pays|rangliste*|rangfolge|reihenfolge|platz|alle verbundeten|alle lander|alle mitglieder|classifica|graduatoria|posto|tutti gli alleati|tutti i paesi|ranking*|klasyfikacj*|miejsce|wszystkie kraje|wszyscy sojusznicy|siralama*|sira|siralamasi|kacinci|tum ulkeler|tum muttefikler|butun ulkeler|where does|where is|how does",
	cBelow:       "below|under|beneath|less than|lower than|fewer than|short of|falls short|fall short|fell short|falling short|beneath the|<|por debajo|por debajo de|debajo de|debajo del|menos de|menos del|bajo el|inferior a|inferiores a|sous|en dessous|en dessous de|au dessous|au dessous de|moins de|sous la barre|sous les|inferieur a|inferieurs a|unter|unterhalb|weniger als|darunter|sotto|sotto il|sotto al|al di sotto|inferiore|inferiori a|meno del|meno di|ponizej|mniej niz|pod|altinda|altindaki|altinda kalan|az harcayan|dan az|den az",
	cAbove:       "above|over|more than|higher than|greater than|exceed|exceeds|exceeded|exceeding|beyond|surpass|surpasses|surpassed|topped|tops|>|por encima|por encima de|encima del|mas de|mas del|supera*|superan|superior a|superiores a|au dessus|au dessus de|plus de|depasse*|depassent|superieur a|superieurs a|uber|oberhalb|mehr als|ubersteig*|ubertreff*|uberschreit*|sopra|sopra il|al di sopra|oltre|piu del|piu di|supera|superano|superiore|superiori a|powyzej|ponad|wiecej niz|przekracza*|przekroczy*|ustunde|ustundeki|uzerinde|uzerindeki|asan|asiyor|astı|fazla harcayan|geciyor|gecen",
	cAtLeast:     "at least|or more|and above|or above|and up|no less than|not less than|minimum of|>=|al menos|por lo menos|como minimo|o mas|au moins|ou plus|au minimum|mindestens|oder mehr|wenigstens|almeno|o piu|przynajmniej|co najmniej|lub wiecej|en azindan|en az yuzde|veya daha fazla",
	cAtMost:      "at most|or less|no more than|not more than|up to|<=|como maximo|a lo sumo|o menos|au plus|au maximum|ou moins|hochstens|maximal|oder weniger|al massimo|o meno|najwyzej|co najwyzej|lub mniej|en fazla yuzde",
	cMeet:        "meet|meets|met|hit|hits|hitting|reach|reaches|reached|reaching|achieve|achieves|achieved|achieving|attain*|fulfil*|fulfill*|comply|complies|complied|compliant|satisf*|make it to|makes the|made it to|on target|on track|deliver|delivers|delivered|clear|clears|cleared|cumpl*|alcanz*|atteign*|cumple|cumplen|cumplir|cumplio|cumplieron|cumplia|cumplido|cumpliendo|alcanza*|alcanzan|alcanzo|llega|llegan|llego|llegar|llega al|atteint|atteignent|atteindre|atteignait|respecte|respectent|respecter|remplit|remplissent|tient|tiennent|erreich*|erfull*|erfullt|erfullen|schafft|schaffen|schaffte|einhalt*|halt ein|eingehalten|raggiung*|raggiunto|raggiunge|rispetta|rispettano|rispettato|centra|spelnia*|spelnil*|osiag*|osiagnel*|realizuj*|wypelnia*|ulasiyor|ulasti|ulasan|ulasmis|ulasmak|karsiliyor|karsilayan|karsiladi|tutturan|tutturuyor|tutturdu|yakaladi|yakaliyor|yakalayan",
	cMiss:        "miss|misses|missed|missing the|fail|fails|failed|failing|incumple*|incumplen|incumplio|rate|ratent|manque les|verfehl*|verfehlt|verfehlen|manca|mancano|mancato|nie osiaga|nie spelnia|nie spelniaja|nie osiagaja|kaciran|kacirdi|ulasamayan|ulasamadi|ulasamiyor|ulasmayan|karsilamayan|karsilamiyor|tutturamayan|tutturamiyor|yakalayamayan|yakalayamadi",
	cBetween:     "between|in between|range|ranging|entre|zwischen|tra il|fra il|tra|fra|miedzy|pomiedzy|arasinda|arasindaki",
	cNot:         "not|dont|don t|doesnt|doesn t|didnt|didn t|isnt|isn t|arent|aren t|wont|won t|hasnt|hasn t|havent|haven t|cannot|can t|cant|never|yet to|still not|no|nicht|kein|keine|keinen|ne|pas|n|non|nie|degil|olmayan|yok|without|sin|sans|ohne|senza|bez",
	cWho:         "who|whose|whos|who s|quien|quienes|qui|wer|wessen|chi|kto|kim|kimler|anyone|anybody",
	cWhich:       "which|what countries|what allies|what country|que pais|que paises|cual|cuales|que aliados|quel|quelle|quels|quelles|welche*|quale|quali|quale paese|jaki|jakie|ktory|ktora|ktore|ktorzy|hangi|hangileri",
	cAllies:      "ally|allies|country|countries|member|members|member states|member state|nation|nations|states|governments|states of nato|nato countries|nato allies|nato members|pais|paises|aliado|aliados|miembro|miembros|estados|pays|allie|allies|membre|membres|etats|etat|land|lander|landern|lands|staat|staaten|mitglied*|verbundete*|bundnispartner*|bundnisstaaten|natostaaten|natolander|paese|paesi|alleato|alleati|membri|stati|kraj|kraje|krajow|krajach|panstw|panstwa|panstwo|sojusznik*|sojusznicy|sojusznikow|czlonk*|czlonkowie|ulke|ulkeler|ulkeleri|ulkesi|ulkenin|ulkelerin|muttefik*|uye|uyeler|uyesi|uyeleri",
	cHowMany:     "how many|number of|count|count of|what number of|cuantos|cuantas|numero de|combien de pays|combien d allies|combien de membres|combien d|combien sont|nombre de|wie viele|wieviele|anzahl|quanti|quante|numero di|ile krajow|ile panstw|ilu|ile z|liczba|kac|kac ulke|kac uye|kac muttefik|sayisi",
	cHowMuch:     "how much|what does|what did|what is|whats|what s|cuanto|cuanta|combien|combien de|wie viel|wieviel|quanto|quanta|ile|ne kadar|kac para|what percentage|what percent|what share|how high|how big|how large|wie hoch|wie gross|how low",
	cTrend:       "trend|trends|trending|evolution|evolve*|develop*|development|history|historical|historic|over time|over the years|over the past|time series|series|timeline of spending|year by year|year on year|each year|every year|annual figures|yearly|trajectory|path|course|progress|progression|chart|graph|plot|curve|line|evolucion*|evolucionado|historial|historia|serie|tendencia|progresion|grafico|grafica|ano a ano|evolue*|historique|tendance|courbe|graphique|au fil des ans|annee par annee|entwick*|entwicklung|verlauf|zeitreihe|diagramm|trend*|jahr fur jahr|andamento|evoluzione|storico|serie storica|tendenza|anno per anno|przebieg|rozwoj|zmieniał*|zmienialy|wykres|historia wydatkow|rok po roku|gelisim*|gelisimi|seyri|egilim*|grafik|grafigi|yillara gore|tarihce",
	cSince:       "since|starting in|beginning in|from|as from|onwards|onward|ever since|desde|a partir de|depuis|a partir de|seit|ab|von|dal|dalla|da|a partire dal|od roku|poczawszy od|od|beri|itibaren|den beri|dan beri|bu yana|den bu yana|dan bu yana",
	cUntil:       "until|till|up until|through|thru|hasta|jusqu en|jusqu a|jusque|bis|fino al|fino a|sino al|do|kadar|e kadar|a kadar",
	cGap:         "gap|gaps|far from|how far|how far is|far off|how far off|distance|distance to|shortfall|short by|missing to|away from|lacking|lacks|need to reach|needs to reach|need to meet|needs to meet|needed to reach|need to hit|needs to hit|would need|would it take|would it cost|extra|how close|close to|left to|to go|still needs|brecha|le falta|falta|faltan|lejos de|lejos esta|lejos del|distancia|cuanto le falta|que le falta|hueco|ecart|loin de|loin du|loin des|est loin|manque|manque t il|manque il|lucke|entfernt|weit entfernt|wie weit|fehlt|fehlen|fehlt noch|abstand|luecke|divario|lontano|lontana|distante|quanto manca|manca all|quanto dista|dista|luka|brakuje|daleko|ile brakuje|odleglosc|acik|acigi|uzak|ne kadar uzak|uzaginda|uzakta|eksik|eksigi",
	cChange:      "change|changes|changed|changing|jump|jumps|jumped|swing|shift|movement|mover|movers|turnaround|cambio|cambios|cambiado|variacion|salto|changement|change|variation|saut|bond|anderung*|veranderung*|verandert|sprung|variazione|cambiamento|cambiato|salto|balzo|zmiana|zmiany|zmienil*|skok|degisim*|degisti|sicrama*",
	cRise:        "rise|rises|rose|risen|rising|increase|increases|increased|increasing|grow|grows|grew|grown|growing|growth|gain|gains|gained|gainer|gainers|riser|risers|raise|raised|raises|boost|boosted|climb|climbed|improve*|improvement|up by|went up|gone up|go up|aumento|aumentos|aumenta*|aumentado|crecio|crecimiento|crecido|crece|crecer|subida|subio|subido|incremento|hausse|augment*|augmentation|croissance|progresse*|anstieg*|gestiegen|steiger*|gesteigert|zuwachs|wachstum|gewachsen|zunahme|erhoh*|aumentato|crescita|cresciut*|incremento|rialzo|wzrost*|wzrosl*|zwiekszyl*|artis*|artti|artirdi|artiran|artirdi|buyume*|yukseldi|yukselis*",
	cFall:        "fall|falls|fell|fallen|falling|drop|drops|dropped|decrease|decreases|decreased|decreasing|decline|declines|declined|declining|cut|cuts|cutting|reduce|reduced|reduces|reduction|loss|lost|loser|losers|faller|fallers|shrink|shrank|shrunk|slump|went down|gone down|go down|down by|caida|cayo|bajada|bajo|bajado|disminu*|reduccion|reducido|descenso|baisse*|diminu*|chute|recul*|ruckgang*|gesunken|sank|gefallen|senk*|gesenkt|abnahme|kurz*|calo|diminuit*|diminuzione|sceso|ridott*|riduzione|taglio|tagli|taglia*|spadek|spadl*|zmniejsz*|dusus*|dustu|azaldi|azalma*|azaltan|dususu|kesinti",
	cEver:        "ever|alguna vez|deja|jamais|jemals|je|mai|una volta|kiedykolwiek|kiedys|hic|daha once|at any point|at any time|in any year|ever before",
	cSinceWhen:   "since when|for how long|how long|how many years|desde cuando|depuis quand|depuis combien de temps|seit wann|wie lange|da quando|da quanto|od kiedy|od ilu lat|ne zamandan beri|ne zamandir|kac yildir",
	cFirstTime:   "first time|for the first time|first meet|first met|first reach|first reached|first hit|first reaching|in which year|which year|what year|in what year|por primera vez|en que ano|que ano|premiere fois|pour la premiere fois|en quelle annee|quelle annee|zum ersten mal|erstmals|in welchem jahr|welches jahr|per la prima volta|prima volta|in che anno|in quale anno|po raz pierwszy|w ktorym roku|ilk kez|hangi yil|hangi yilda|ilk defa",
	cMeeting:     "meeting|meetings|met with|talks|talk|encounter|encounters|visit|visited|visits|gathering|conference|session|timeline|agenda|events|event|chronology|reunion|reuniones|encuentro|reunio|reunieron|visita|visito|conferencia|cronologia|rencontre*|reunions|entretien|visite|entrevue|chronologie|treffen|traf|getroffen|begegnung|besuch|gesprach*|sitzung|tagung|konferenz|incontro|incontri|riunione|riunioni|incontrato|incontrarono|visita|colloquio|colloqui|spotkanie|spotkania|spotkaniu|spotkal*|wizyt*|posiedzeni*|toplanti*|gorusme*|gorustu|bulusma*|bulustu|ziyaret*",
	cSummit:      "summit|summits|leaders meeting|leaders summit|cumbre|cumbres|sommet|sommets|gipfel*|gipfeltreffen|vertice|vertici|szczyt|szczytu|szczycie|szczyty|zirve|zirvesi|zirvesinde|zirveleri|zirvesinin",
	cMinisterial: "ministerial|ministerials|ministers|ministers meeting|minister|ministros|reunion de ministros|ministres|minister*|ministertreffen|ministri|ministrow|ministrowie|bakanlar|bakanlari",
	cForeign:     "foreign ministers|foreign minister|foreign affairs ministers|formin|fm meeting|ministros de exteriores|ministros de asuntos exteriores|ministres des affaires etrangeres|aussenminister*|ministri degli esteri|ministrow spraw zagranicznych|disisleri bakanlari|disisleri",
	cDefMin:      "defence ministers|defense ministers|defence minister|defense minister|defmin|ministers of defence|ministers of defense|ministros de defensa|ministres de la defense|verteidigungsminister*|ministri della difesa|ministrow obrony|savunma bakanlari",
	cBilateral:   "bilateral|bilaterals|face to face|one on one|bilaterale|bilaterales",
	cSpeech:      "speech|speeches|statement|statements|remarks|remark|press conference|discurso|discours|rede|reden|discorso|przemowieni*|konusma*|declaracion|declaraciones|declaration*|erklarung*|dichiarazion*|oswiadczeni*|aciklama*",
	cReport:      "annual report|annual reports|sgar|informe anual|rapport annuel|jahresbericht*|rapporto annuale|raport roczny|yillik rapor",
	cHappened:    "happened|happen|happens|happening|happened at|came out|come out|came out of|outcome|outcomes|result|results|took place|take place|takes place|was decided|decided|decide|decisions|decision|discussed|discuss|que paso|paso|ocurrio|sucedio|resultado|resultados|decidio|acordo|acordaron|s est passe|s est il passe|passe|arrive|resultat*|decide|decidee|passiert|geschah|ergebnis*|beschlossen|beschluss*|entschieden|fand statt|stattgefunden|stattfindet|successo|accaduto|risultat*|deciso|decis*|stalo|wydarzylo|wynik*|ustalono|zdecydowano|ne oldu|oldu|sonuc*|karar*|kararlastirildi",
	cWhen:        "when|when was|when is|when did|when does|what date|date|cuando|quand|wann|quando|kiedy|ne zaman",
	cWhere:       "where|where was|where did|donde|ou|wo|dove|gdzie|nerede|nerde",
	cNext:        "next|upcoming|coming|forthcoming|following|proxima|proximo|proximas|siguiente|prochain|prochaine|prochains|nachste*|kommende*|prossim*|nastepn*|najblizsz*|sonraki|gelecek|onumuzdeki",
	cLast:        "last|most recent|previous|latest meeting|latest summit|recent|recently|past|ultima|ultimas|pasada|pasado|derniere|dernieres|letzte*|vergangene*|jungste*|ultima|scors*|ostatni*|poprzedni*|son|en son|gecen|onceki",
	cCommit:      "commitment|commitments|bound|bound by|commit|commits|committed|committing|pledge|pledges|pledged|pledging|promise|promises|promised|promising|vow|vows|vowed|undertake|undertaken|undertook|undertaking|signed up|sign up|obligation|obligations|obliged|announced|announce|announces|plan|plans|planned|planning|agreed to|agreed to spend|compromiso*|comprometi*|compromete|prometi*|prometido|promesa|promesas|promete|anuncio|anunciado|obligacion*|plan*|engagement|engagements|engage|engagee|s est engage|s est engagee|promis|promise|promesse|promesses|promet|obligation*|annonce|zusage*|zugesagt|verpflicht*|versprech*|versprochen|verspricht|zugesichert|ankundig*|angekundigt|plane|impegn*|promess*|promette|obbligo|obblighi|annunciat*|zobowiaz*|obiecal*|obietnic*|obiecuje|deklarowal*|deklaruje|zadeklarowal*|plany|taahhut*|taahhud*|soz verdi|vaat*|vaadi|vaad*|soz*|yukumluluk*|intend|intends|intention",
	cTarget:      "deadline|deadlines|plazo|echeance|frist|scadenza|termin|son tarih|target|targets|goal|goals|objective|objectives|ambition|ambitions|benchmark|threshold|objetivo|objetivos|meta|metas|objectif|objectifs|cible|cibles|ziel|ziele|zielen|zielmarke|marke|quote|obiettivo|obiettivi|traguardo|soglia|cel|cele|celu|celow|prog|progu|hedef|hedefi|hedefe|hedefine|hedefinin|hedefinden|hedefini|hedefleri|esik",
	cExempt:      "exemption|exemptions|exempt|exempted|opt out|opt outs|optout|carve out|carveout|waiver|exception|special deal|side deal|off the hook|excused|let off|exencion|exento|exenta|exencion*|excepcion|clausula|exempte*|exemption|derogation|exception|ausnahme*|sonderregel*|ausgenommen|esenzione|esenzion*|esente|deroga|eccezione|zwolnien*|wyjatek|wyjatk*|muafiyet*|muaf|istisna*",
	cDefine:      "define|defined|definition|definitions|explain|explained|explanation|meaning|meaning of|what is meant|what are|what is a|what is an|what is the|what is|whats|what s|stands for|mean by|glossary|definicion*|que es|que son|que significa|explica*|definition*|qu est ce que|qu est ce qu|c est quoi|que signifie|signifie|explique*|was ist|was sind|was bedeutet|bedeutet|was heisst|definiert|erklar*|definizion*|cos e|cosa e|che cos e|che cosa e|cosa sono|che significa|cosa significa|spiega*|definicja|definicj*|co to jest|co to|czym jest|co oznacza|oznacza|nedir|ne demek|tanim*|tanimi|ne anlama",
	cWhy:         "why|how come|what is the reason|reason|por que|porque|pourquoi|warum|wieso|weshalb|perche|dlaczego|czemu|neden|nicin|niye",
	cMean:        "mean|means|does it mean|does that mean",
	cCount:       "what counts|what counts as|counts as|que cuenta|que cuenta como|was zahlt|was zahlt als|qu est ce qui compte|cosa conta|co sie liczy|co wlicza sie|counts|covers|cover|count towards|counted|counting|count as|included in|includes|include|included|part of|cuenta|incluye|compte*|inclut|zahlt|zahlen|umfasst|conta|include|incluso|wlicza*|zalicza*|sayilir|dahil",
	cDifference:  "difference|differences|differ|differs|different|difference between|discrepancy|diferencia|diferencias|diferente|difiere*|difference*|differents|differe*|unterschied*|unterscheid*|differenz|differenza|differenze|differisc*|roznica|roznic*|rozni|fark*|farki|farkli",
	cCheck:       "check|fact check|factcheck|fact checking|verify|verification|verificar|verifica|comprobar|comprueba|verifier|verifie|verifiez|prufe|prufen|uberprufe*|uberprufen|faktencheck|verifica|verificare|sprawdz|sprawdzic|zweryfikuj|dogrula|kontrol et|dogrulama",
	cTrue:        "is it true|is it true that|is it right that|is it correct|is it correct that|is it the case that|true that|is that true|true or false|is this true|is this right|is this correct|right or wrong|es verdad|es verdad que|es cierto|es cierto que|verdad que|est ce vrai|est il vrai|est ce vrai que|est il vrai que|c est vrai que|vrai ou faux|stimmt es|stimmt es dass|stimmt das|ist es wahr|ist es wahr dass|stimmt|e vero|e vero che|vero che|vero o falso|czy to prawda|czy to prawda ze|czy prawda ze|prawda ze|prawda czy falsz|czy prawda jest ze|dogru mu|dogru mudur|gercekten mi|oldugu dogru mu|is it false that|is it a fact that|can you confirm|confirm that",
	cSay:         "say|says|said|saying|tell|tells|told|suggest|suggests|suggested|suggesting|claim|claimed|demand|demands|demanded|demanding|call for|calls for|called for|propose|proposes|proposed|insist|insisted|argue|argued|threaten|threatens|threatened|warn|warned|mention|mentioned|ask for|asked for|comment|comments|commented|urge|urged|dijo|dice|dicho|decir|sugirio|pidio|exigio|exige|propuso|amenazo|dit|a dit|a t il dit|disait|suggere|demande|exige|propose|menace|sagte|sagt|gesagt|forderte|fordert|gefordert|schlug vor|vorgeschlagen|drohte|behauptet*|ha detto|detto|dice|disse|chiesto|chiede|proposto|suggerito|minacciato|powiedzial*|mowil*|zadal|zaproponowal*|zasugerowal*|dedi|soyledi|onerdi|istedi|talep etti|tehdit etti",
	cShould:      "should|ought|ought to|deberia*|deberian|devrait|devraient|sollte|sollten|soll|dovrebbe|dovrebbero|powinien|powinna|powinno|powinny|powinni|gerekir mi|gerekiyor mu|harcamali|malı|mali mi|meli mi|artirmali",
	cOpinion:     "opinion|think|fair|unfair|good idea|bad idea|good|bad|deserve|justified|worth|wise|sensible|shame|free rider*|freeloader*|freeriding|freeloading|blame|fault|is it right to|better|justo|injusto|opinas|opinion*|juste|injuste|penses|pensez|gerecht|ungerecht|fair*|meinst|meinung|giusto|ingiusto|pensi|opinione|sprawiedliwe|uwazasz|adil|adil mi|sence|enough|suficiente|suffisant|genug|abbastanza|wystarczajaco|yeterli",
	cWill:        "will|going to|gonna|shall|is set to|are set to|expected to|likely to|would|could|might|ll|will be|va a|van a|gastara|cumplira|alcanzara|dejara|abandonara|saldra|va t il|va t elle|sera|depensera|atteindra|quittera|wird|werden|spendera|raggiungera|uscira|bedzie|beda|wyda|osiagnie|opusci|wyjdzie|harcayacak|ulasacak|cikacak|ayrilacak|olacak|edecek|artiracak",
	cForecast:    "forecast|forecasts|predict|prediction|predictions|projection|projected|projections|future|in the future|tomorrow|outlook|prognosis|pronostico*|prevision*|futuro|avenir|prevoir|prognose*|vorhersage*|zukunft|previsioni|prognoz*|przyszlosc*|tahmin*|gelecekte|ongoru*|by 2040|win the|elected|election",
	cNow:         "now|today|currently|at present|at the moment|right now|latest|newest|current|most recent figure|most recent figures|up to date|as of now|as of today|these days|nowadays|so far|recent figures|ahora|hoy|actual|actuales|actualmente|actualidad|ultimos datos|ultimas cifras|maintenant|aujourd hui|actuel*|actuellement|derniers chiffres|jetzt|heute|aktuell*|derzeit*|momentan|gegenwartig|neueste*|adesso|ora|oggi|attuale|attualmente|ultimi dati|teraz|dzis|dzisiaj|obecnie|aktualn*|najnowsz*|simdi|bugun|su an|su anda|guncel|halen|en guncel",
	cLastYear:    "last year|previous year|a year ago|past year|year before|ano pasado|el ano pasado|ano anterior|l annee derniere|annee derniere|l an dernier|an dernier|l an passe|annee precedente|letztes jahr|letzten jahr|im letzten jahr|vergangenes jahr|vergangenen jahr|im vergangenen jahr|vorjahr|im vorjahr|vorigen jahr|l anno scorso|anno scorso|lo scorso anno|scorso anno|anno precedente|w zeszlym roku|zeszlym roku|zeszly rok|w ubieglym roku|ubieglym roku|rok temu|gecen yil|gecen sene|onceki yil",
	cThisYear:    "this year|current year|este ano|ano actual|ano en curso|cette annee|annee en cours|dieses jahr|diesem jahr|in diesem jahr|heuer|laufenden jahr|quest anno|quest|questo anno|in corso|w tym roku|tym roku|tego roku|ten rok|bu yil|bu sene|icinde bulundugumuz yil",
	cNextYear:    "next year|coming year|next years|in the coming years|next decade|proximo ano|el proximo ano|ano que viene|annee prochaine|l annee prochaine|l an prochain|an prochain|nachstes jahr|nachsten jahr|im nachsten jahr|kommendes jahr|kommenden jahr|prossimo anno|l anno prossimo|anno prossimo|w przyszlym roku|przyszlym roku|przyszly rok|gelecek yil|gelecek sene|onumuzdeki yil|seneye",
	cYearBefore:  "year before last|two years ago|2 years ago|hace dos anos|il y a deux ans|vor zwei jahren|vorletztes jahr|due anni fa|dwa lata temu|iki yil once",
	cAsOf:        "as of|asof|as at|as known on|as known at|as known in|as known by|as known|known on|known in|known at|known by|was known|were known|as it stood on|as it stood in|as it stood|as they stood|stood on|as published on|as published in|as published by|published on|published in|effective|a fecha de|a fecha del|fecha de|con fecha de|con datos de|segun los datos de|a la date du|en date du|a date du|tel que connu le|selon les chiffres de|stand|stand vom|stand am|mit stand|mit stand vom|zum stand|per stand|zum stichtag|stichtag|alla data del|alla data|in data|aggiornato al|al giorno|stan na|stan na dzien|wedlug stanu na|wedlug danych z|na dzien|itibariyle|itibari ile|tarihi itibariyle|tarihinde|tarihindeki",
	cEdition:     "edition|editions|report|reports|release|publication|issue|edicion|ediciones|informe|publicacion|edition*|rapport|publication*|ausgabe vom|ausgabe von|edizione|rapporto|pubblicazione|wydanie|wydania|wydaniu|raport|raportu|publikacj*|baski|baskisi|rapor|raporu|raporunda",
	cData:        "number|numbers|figure|figures|data|stats|statistics|statistic|value|values|profile|overview|summary|info|information|facts|details|estimate for|status|situation|cifra|cifras|dato|datos|numeros|estadistic*|perfil|resumen|chiffre|chiffres|donnees|statistiqu*|profil|resume|zahl|zahlen|daten|statistik*|ubersicht|wert|werte|dati|cifre|numeri|statistich*|profilo|riepilogo|dane|danych|liczby|liczb|statystyk*|profil*|wartosc|veri|veriler*|verileri|rakam*|rakamlar|rakamlari|istatistik*|durum|durumu|ozet",
	cSpend:       "spend|spends|spent|spending|spender|spenders|expenditure|expenditures|expense|expenses|budget|budgets|outlay|outlays|invest|invests|invested|investing|investment|investments|allocate|allocates|allocated|devote|devotes|devoted|dedicate|dedicates|spend on|spendings|contribute|contributes|contribution|contributions|effort|gasta|gastan|gasto|gastos|gastar|gastaba|gastado|gastaron|presupuesto*|invierte|invierten|inversion*|destina|destinan|dedica|dedican|depense|depenses|depensier*|depensent|depenser|depensait|depensaient|depensee|budget*|consacre*|consacrent|investit|investissement*|ausgabe|ausgaben|gibt|geben|gab|gaben|ausgeben|ausgegeben|aufwend*|etat|haushalt|investier*|budget*|wendet|spendet|spende|spendono|spesa|spese|spendere|speso|spendeva|bilancio|investe|investono|destina|destinano|wydaje|wydaja|wydatk*|wydatek|wydatki|wydatkow|wydal|wydala|wydawal*|wydano|wydawac|budzet*|przeznacza*|nakladow|naklady|harcama*|harcamasi|harcamalari|harciyor|harciyorlar|harcadi|harcar|harcayan|harcamis|harcıyor|butce*|butcesi|ayiriyor|ayirdi|ayiran|gideri|giderleri",
	cDefence:     "defence|defense|on defence|on defense|for defence|defensa|en defensa|defense|la defense|verteidigung*|fur verteidigung|verteidigungsausgaben|wehretat|verteidigungshaushalt|verteidigungsetat|difesa|per la difesa|nella difesa|obron*|obrona|obrone|na obronnosc|obronnosc|obronnosci|obronn*|savunma*|savunmaya|savunmasi",
	cMilitary:    "military|militar|militares|militaire*|militar*|militarausgaben|rustung*|rustungsausgaben|militare|militari|wojsk*|wojsko|zbrojeni*|askeri|army|armed forces|armee|ejercito|forces|esercito|armi|arms|weapons",
	cPercent:     "percent|per cent|percentage|percentages|procent*|procent|prozent|prozentpunkte|por ciento|porciento|pour cent|pourcent|pour cents|per cento|percento|percentuale|porcentaje|pourcentage|anteil|yuzde|pct|pp|percentage points|points|%",
	cBillion:     "billion|billions|bn|bln|mil millones|miles de millones|milliard|milliards|md|mds|milliarde|milliarden|mrd|miliardo|miliardi|mld|miliard*|milyar*",
	cMillion:     "million|millions|mn|mln|millon|millones|millionen|mio|milione|milioni|milion*|milyon*",
	cThousand:    "thousand|thousands|k|mil|mille|tausend|mila|tys|tysiac*|bin",
	cHelp:        "help|help me|commands|usage|how do you work|how does this work|what can you do|what can i ask|manual|instructions|examples|ayuda|ayudame|aide|aidez moi|hilfe|aiuto|pomoc|yardim|how to use",
	cAnd:         "and|plus|as well as|together with|with|y|e|et|und|i|oraz|ve|ile|con|avec|mit|z|ed|sowie|a|also",
	cOr:          "or|o|ou|oder|albo|lub|czy|veya|ya da|yoksa|either|better",
	cFrom:        "starting from|beginning from",
	cTo:          "to|-",
	cSIPRI:       "sipri|stockholm international peace research institute|stockholm|sipri s",
	cClaims:      "claims|claim by|claims by|claims of|quotes|quote|quotes by|statements by|statements of|said by|assertions|afirmaciones|citas|affirmations|declarations de|behauptungen|zitate|affermazioni|citazioni|twierdzenia|wypowiedzi|cytaty|iddialar|iddialari|sozleri",
	cNATO:        "nato|otan|the nato|la otan|l otan|nato s|nato nun|nato da|alliance s|nato countrys",
	cBinding:     "punish*|fined|consequence*|what happens if|vincolant*|legally binding|binding|legally|legal|law|mandatory|compulsory|enforceable|enforced|enforcement|sanction|sanctions|penalty|penalties|juridicamente|vinculante*|obligatorio|obligatoria|sancion*|sanzion*|contraignant*|juridiquement|obligatoire*|sanction*|rechtlich|verbindlich*|rechtsverbindlich|bindend*|pflicht|zwingend*|giuridicamente|obbligatori*|wiazac*|prawnie|obowiazkow*|baglayici*|yasal|zorunlu*|hukuken",
	cArticle:     "article|articulo|artikel|articolo|artykul*|madde|art",
	cGDP:         "gdp|of gdp|per gdp|gross domestic product|pib|del pib|du pib|bip|des bip|bruttoinlandsprodukt*|pil|del pil|pkb|gsyh*|gsyih*|gsmh*|gayri safi yurtici hasila",
	cShare:       "share|share of gdp|as a share of gdp|share of output|of national income|of gdp|percent of gdp|percentage of gdp|per gdp|by share|relative to gdp|relative|parte del pib|porcentaje del pib|en porcentaje del pib|proporcion|du pib|part du pib|en pourcentage du pib|part|anteil am bip|gemessen am bip|in prozent des bip|quota|quota del pil|in percentuale del pil|w relacji do pkb|udzial|udzialu|jako procent pkb|gsyh ya orani|gsyhye orani|orani|oran|pay|payi",
	cDollars:     "dollar|dollars|usd|us dollars|us dollar|u s dollars|in dollars|us$|$|dolar|dolares|en dolares|dollaro|dollari|dolarow|dolarach|dolara|dolary|dolarlik|dolar olarak|bucks|dollari usa",
	cMoney:       "money|absolute|absolute terms|in absolute terms|in cash terms|cash|amount|amounts|in total amount|nominal|dinero|en terminos absolutos|absolutos|absoluto|importe|argent|en valeur absolue|absolu|montant|geld|absolut*|absoluten zahlen|betrag|summe|denaro|soldi|in termini assoluti|assolut*|importo|pieniedzy|kwot*|kwota|bezwzglednych|para|mutlak|tutar*|by money|in money|worth of",
	cNational:    "national currency|local currency|own currency|domestic currency|moneda nacional|monnaie nationale|landeswahrung|nationaler wahrung|valuta nazionale|waluta krajowa|walucie krajowej|ulusal para|yerel para",
	cEuros:       "euro|euros|eur|in euros|in euro|€|en euros|eurow|avro|pounds|sterling|pound sterling|gbp|£|zloty|zlotys|zlotych|pln|lira|liras|turkish lira|try|krona|kronor|kroner|krone|kronas|sek|nok|dkk|koruna|koruny|korunas|czk|forint|forints|huf|leu|lei|ron|lev|leva|lek|leke|denar|denars|canadian dollars|cad",
	cPerCapita:   "per capita|per head|per person|per inhabitant|per citizen|each citizen|per resident|por habitante|por persona|por cabeza|par habitant|par tete|par personne|pro kopf|je einwohner|pro einwohner|pro capite|a testa|per abitante|na mieszkanca|na osobe|na glowe|kisi basi*|kisi basina|kisi basi",
	cReal:        "real growth|real change|annual real change|real terms growth|growth rate|annual change|annual growth|real increase|yearly growth|real annual change|crecimiento real|cambio real|variacion real|croissance reelle|variation reelle|reales wachstum|realer zuwachs|reale veranderung|crescita reale|variazione reale|wzrost realny|realny wzrost|zmiana realna|reel buyume|reel artis|reel degisim",
	cConstant:    "constant prices|constant|at constant prices|in constant prices|inflation adjusted|adjusted for inflation|real terms|in real terms|2021 prices|2015 prices|precios constantes|prix constants|konstanten preisen|konstante preise|konstanten preise|preisbereinigt*|inflationsbereinigt*|prezzi costanti|ceny stale|cenach stalych|sabit fiyat*|sabit fiyatlarla",
	cGreeting:    "hi|hello|hey|hiya|good morning|good evening|good afternoon|hola|buenos dias|bonjour|salut|hallo|guten tag|guten morgen|moin|ciao|buongiorno|salve|czesc|dzien dobry|merhaba|selam|gunaydin|thanks|thank you|thx|gracias|merci|danke|grazie|dziekuje|tesekkur*|cheers|ok|okay|who are you|what are you",
	cMissing:     "missing|excluded|left out|not included|absent|not listed|not there|not in the list|not in the table|not in the tables|falta en|no aparece|no esta|excluid*|absente|absent|n apparait pas|manque a|fehlt in|fehlt auf|nicht dabei|nicht aufgefuhrt|assente|esclus*|non compare|nie ma|brakuje w|pominiet*|yer almiyor|listede yok|haric",
	cShow:        "show|show me|give|give me|display|list all|tell me|tell me about|draw|see|look up|lookup|find|get|i want|i need|please show|what about|how about|muestra*|dame|dime|ensena*|quiero|montre*|montrez*|affiche*|donne*|dis moi|zeig*|zeige|zeig mir|gib|gib mir|sag mir|nenne|mostra*|mostrami|dammi|dimmi|fammi|pokaz*|podaj|powiedz|goster*|ver|soyle|nenn",
	cOther:       "president|prime minister|population|weather|capital|football|soccer|recipe|education|schools|health|healthcare|pensions system|unemployment|inflation rate|debt|deficit|stock|stocks|crypto|tank|tanks|jet|jets|f35|f 35|f16|fighter|fighters|aircraft|carrier|carriers|submarine|submarines|missile|missiles|nuclear|nuke|nukes|warhead*|drone|drones|conscription|draft age|war|wars|invade|invasion|attack|casualties|joke|jokes|poem|song|movie|religion|language|gdp growth|economy|economic|trade|tariff|tariffs|immigration|migrants|climate|energy|gas|oil|olympic*|tourism|wine|cheese|presidente|poblacion|tiempo|clima|educacion|sanidad|guerra|futbol|president*|population*|meteo|ecole|sante|guerre|prasident*|bundeskanzler*|einwohner|bevolkerung|wetter|schule|bildung|gesundheit|krieg|panzer|hauptstadt|popolazione|meteo|scuola|istruzione|sanita|guerra|calcio|prezydent*|ludnosc|pogoda|edukacj*|zdrowi*|wojna|wojny|czolg*|stolica|cumhurbaskani|nufus*|hava durumu|egitim*|saglik|savas*|tank*|baskent*|spouse|wife|salary|ticket*|flight*|hotel*|restaurant*",
	cAgree:       "agree|agrees|agreed|agreement|adopt|adopted|sign|signed|concluded|accept|accepted|acepto|firmo|accepte|convenu|signe|vereinbar*|unterschrieb*|zugestimmt|accettato|firmato|concordato|uzgodni*|podpisal*|anlas*|anlasti|kabul etti|imzaladi",
	cAbout:       "about|on the subject of|regarding|concerning|sobre|acerca de|a propos de|au sujet de|uber das|uber die|bezuglich|riguardo|circa|na temat|hakkinda|konusunda",
	cGuideline:   "guideline|guidelines|floor|line|mark|norm|standard|level|criterion|criteria|rule|directriz|norma|nivel|umbral|seuil|norme|niveau|ligne directrice|richtwert|richtlinie|grenze|schwelle|norm|linea guida|livello|norma*|wytyczn*|poziom*|kural*|seviye*|sinir*|barre|latte|quota nato",
	cWant:        "want|wants|wanted|would like|like to know|need to know|wondering|wonder|know|quiere|quisiera|saber|veut|voudrais|savoir|mochte|will wissen|wissen|vuole|vorrei|sapere|chce|chcialbym|wiedziec|istiyor|bilmek|ogrenmek",
	cDo:          "do|does|did|done|doing|has|have|had|having|been|being|hace|hizo|ha|han|hay|fait|font|ont|a|tut|tun|tat|hat|haben|hatte|fa|fanno|ha|hanno|robi|zrobil*|yapiyor|yapti|mi|mu|midir|hacen",
	cQuit:        "leave|leaves|leaving|left nato|quit|quits|withdraw*|exit|exits|pull out|expel*|kick out|kicked out|join|joins|joined|joining|accession|abandona*|salir de|quitter|quitte|austreten|verlassen|austritt|uscire|lasciare|wystapic|opuscic|ayrilmak|cikmak|abandonner",
	cOn:          "on|in|at|by|for|en|au|aux|am|im|zum|w|we|na|al|nel|nella|le",
	cPosition:    "position|stance|stand on|view|posicion|position*|haltung|posizione|stanowisk*|tutum*",
	cPay:         "pay|paid|payment|payments|dues|bills|bill|owe|owes|fee|fees|membership fee|cuota|cuotas|paga|pagan|deuda|cotisation*|paye|paient|beitrag|beitrage|mitgliedsbeitrag|zahlt|schuldet|paga|pagano|contributo|placi|placa|skladk*|aidat*|oduyor|odeme*",
	cIs:          "is|are|was|were|es|esta|estan|era|est|sont|etait|ist|sind|war|waren|e|sono|sta|jest|sa|byl|byla|bylo|byly|dir|idi|var|lies|lie|liegt|liegen|lag|se situe|se situa|si trova|stoi|stands|stood|sits|ranks|situa|estuvo|queda|steht",
	cMove:        "moved|went|move",
	cClosest:     "closest|nearest|closest to|nearest to|mas cerca|mas cercano|le plus proche|am nachsten|piu vicino|najblizej|en yakin",
	cFurthest:    "furthest|farthest|furthest from|farthest from|most distant|mas lejos|le plus loin|am weitesten|piu lontano|najdalej|en uzak",
	cExactly:     "exactly|precisely|exactamente|justo en|exactement|pile|genau|exakt|esattamente|dokladnie|tam olarak|tam",
	cYesterday:   "yesterday|ayer|hier|gestern|ieri|wczoraj|dun",
}

var measureWords = []struct {
	measure facts.Measure
	words   string
}{
	{facts.EquipmentShare, "equipment|major equipment|equipment share|share of equipment|equipment spending|new equipment|on equipment|procurement|equipment expenditure|kit|hardware|equipamiento|equipo|equipos|equipement*|equipements|equipements majeurs|ausrustung*|grossgerat|gerat|beschaffung|equipaggiament*|equipaggiamenti|sprzet*|sprzetu|uzbrojeni*|wyposazeni*|ekipman*|techizat*|teçhizat"},
	{facts.PersonnelShare, "personnel share|share of personnel|personnel spending|personnel costs|personnel expenditure|share on personnel|spent on personnel|spend on personnel|spends on personnel|spending on personnel|salaries|wages|staff costs|gasto en personal|gastos de personal|depenses de personnel|personalausgaben|personalkosten|personalanteil|spese per il personale|spesa per il personale|wydatki osobowe|personel harcamalari|personel payi"},
	{facts.InfrastructureShare, "infrastructure|infrastructure share|infrastructure spending|infraestructura*|infrastruktur*|infrastruttur*|altyapi*"},
	{facts.OtherShare, "other expenditure|other spending|other share|operations and maintenance|operating costs|operations maintenance|otros gastos|autres depenses|sonstige ausgaben|altre spese|pozostale wydatki|diger harcamalar"},
	{facts.Personnel, "personnel|military personnel|troops|soldiers|soldier|servicemen|army size|size of the army|size of its army|armed forces personnel|how many troops|how many soldiers|manpower|headcount|active duty|personal militar|soldados|tropas|efectivos|militares tiene|militaires|soldats|effectifs|troupes|soldat*|soldaten|truppen|truppenstarke|militarpersonal|personal|soldati|truppe|personale|personale militare|effettivi|zolnierz*|zolnierzy|zolnierze|personel|wojskowych|liczebnosc|asker|askerler|asker sayisi|askeri personel|kac asker|mevcudu"},
	{facts.DefencePerCapita, "defence per capita|defense per capita|defence spending per capita|defense spending per capita|spending per capita|spending per head|defence spending per head|defence expenditure per capita|gasto per capita|gasto por habitante|depenses par habitant|depense par habitant|pro kopf ausgaben|spesa pro capite|wydatki na mieszkanca|kisi basina harcama|kisi basi savunma harcamasi"},
	{facts.GDPPerCapita, "gdp per capita|gdp per head|gdp per person|pib per capita|pib por habitante|pib par habitant|bip pro kopf|pil pro capite|pkb na mieszkanca|pkb per capita|kisi basi gsyh|kisi basina gsyh"},
	{facts.GDPConstant, "gdp at constant prices|real gdp|gdp constant|gdp constant prices|gdp in constant prices|pib real|pib reel|reales bip|pil reale|realny pkb|reel gsyh"},
	{facts.GDP, "size of the economy|size of its economy|economic output|gdp in dollars|gdp figures|gdp of"},
	{facts.SpendUSDConstant, "usd constant|constant usd|constant dollars|dollars constant|in 2021 prices|constant 2021|2021 dollars|dollars at constant prices|spending in real terms|defence spending in real terms|dollars in constant prices"},
	{facts.RealChangeSince, "real change since 2014|real growth since 2014|real increase since 2014|real change 2014"},
}

// monthWords are the months in the seven languages; taken as months only beside
// a number.
var monthWords = [13]string{
	1:  "january|jan|enero|ene|janvier|janv|januar|janner|gennaio|gen|stycznia|styczen|styczniu|ocak|ocakta",
	2:  "february|feb|febrero|fevrier|fevr|februar|feber|febbraio|lutego|luty|lutym|subat|subatta",
	3:  "march|mar|marzo|mars|marz|maerz|marca|marzec|marcu|mart|martta",
	4:  "april|apr|abril|abr|avril|avr|aprile|kwietnia|kwiecien|kwietniu|nisan|nisanda",
	5:  "may|mayo|mai|maggio|mag|maja|maj|maju|mayis|mayista",
	6:  "june|jun|junio|juin|juni|giugno|giu|czerwca|czerwiec|czerwcu|haziran|haziranda",
	7:  "july|jul|julio|juillet|juil|juli|luglio|lug|lipca|lipiec|lipcu|temmuz|temmuzda",
	8:  "august|aug|agosto|ago|aout|sierpnia|sierpien|sierpniu|agustos|agustosta",
	9:  "september|sept|sep|septiembre|septembre|settembre|set|wrzesnia|wrzesien|wrzesniu|eylul|eylulde",
	10: "october|oct|octubre|octobre|oktober|okt|ottobre|ott|pazdziernika|pazdziernik|pazdzierniku|ekim|ekimde",
	11: "november|nov|noviembre|novembre|listopada|listopad|listopadzie|kasim|kasimda",
	12: "december|dec|diciembre|dic|decembre|dezember|dez|dicembre|grudnia|grudzien|grudniu|aralik|aralikta",
}

// numberWords are small numbers in words; taken as numbers only before a word
// for per cent or after one like "top".
var numberWords = [11]string{
	1: "one|uno|une|eins|jeden|bir", 2: "two|dos|deux|zwei|due|dwa|dwoch|dwuprocent*|iki", 3: "three|tres|trois|drei|tre|trzy|trzech|uc",
	4: "four|cuatro|quatre|vier|quattro|cztery|dort", 5: "five|cinco|cinq|funf|fuenf|cinque|piec|pieciu|bes", 6: "six|seis|sechs|sei|szesc|alti",
	7: "seven|siete|sept|sieben|sette|siedem|yedi", 8: "eight|ocho|huit|acht|otto|osiem|sekiz", 9: "nine|nueve|neuf|neun|nove|dziewiec|dokuz",
	10: "ten|diez|dix|zehn|dieci|dziesiec|on iki",
}

// placeWords are places of the timeline, first as the timeline spells them.
var placeWords = []string{
	"The Hague|hague|la haya|haya|la haye|haye|den haag|haag|l aia|aia|aja|haga|hadze|hagi|hadze|lahey|laheyde",
	"Ankara|ankara*|angora|bestepe", "Vilnius|vilnius*|wilno|wilnie|vilna|wilna", "Madrid|madrid*|madryt*",
	"Brussels|brussels|bruselas|bruxelles|brussel|bruksel*|bruksela|brukseli|nato hq|nato headquarters",
	"Washington|washington*|waszyngton*|vasington*", "White House|white house|the white house|casa blanca|la casa blanca|maison blanche|weisses haus|weissen haus|casa bianca|bialy dom|bialym domu|beyaz saray*|oval office",
	"Wales|wales|newport|gales|galles|galler|walii|walia", "London|london|londres|londra|londyn*|watford", "Munich|munich|munchen|muenchen|monaco di baviera|monachium|munih*",
	"Davos|davos*", "Florida|florida", "Mar-a-Lago|mar a lago", "Berlin|berlin*|berlino|berlinie", "Paris|paris|parigi|paryz*", "Warsaw|warsaw|varsovia|varsovie|warschau|varsavia|warszaw*|varsova*",
	"Prague|prague|praga|prag|prag*|pradze", "Tallinn|tallinn*", "Helsingborg|helsingborg", "Antalya|antalya*|belek", "European Parliament|european parliament|parlamento europeo|parlement europeen|europaisches parlament|europaischen parlament|parlament europejski|avrupa parlamentosu",
	"NATO Parliamentary Assembly|parliamentary assembly|nato parliamentary assembly|dayton", "Truth Social|truth social", "Riga|riga|ryga|rydze", "Reagan Institute|reagan institute", "G7 summit|g7 summit|kananaskis",
	"Lisbon|lisbon|lisboa|lisbonne", "Chicago|chicago", "Istanbul|istanbul", "Bucharest|bucharest|bucarest|bukarest|bukareszt", "Tirana|tirana", "Copenhagen|copenhagen", "Oslo|oslo", "Helsinki|helsinki",
}

// peopleWords are people of the timeline whose names are spelt in several ways;
// the others are taken from the timeline itself.
var peopleWords = []string{
	"rutte|mark rutte|ruttes|secretary general|the secretary general|sec gen|secgen|secretario general|secretaire general|generalsekretar*|segretario generale|sekretarz generalny|genel sekreter*",
	"trump|donald trump|donald j trump|trumps|trumpa|trumpem|trumpin|us president|president trump|potus", "stoltenberg|jens stoltenberg|stoltenbergs", "hegseth|pete hegseth|hegseths|us defence secretary|us defense secretary|secretary of defense|defence secretary|defense secretary",
	"zelenskyy|zelensky|zelenskiy|zelenski|selenskyj|zelenskyj", "erdogan|recep tayyip erdogan", "sanchez|pedro sanchez", "biden|joe biden|president biden", "vance|jd vance|j d vance", "rubio|marco rubio",
	"starmer|keir starmer", "merkel|angela merkel", "macron|emmanuel macron", "carney|mark carney", "fico|robert fico", "babis|andrej babis", "de wever|bart de wever|wever", "klingbeil|lars klingbeil", "merz|friedrich merz", "meloni|giorgia meloni", "tusk|donald tusk", "healey|john healey", "colby|elbridge colby",
	"nauseda|gitanas nauseda", "umerov|rustem umerov", "pevkur|hanno pevkur", "michal|kristen michal", "stubb|alexander stubb", "waltz|mike waltz", "cameron|david cameron", "orban|viktor orban",
}

// termWords are what definitions are asked by; the key is matched to the
// curated definitions when the question is read.
var termWords = []struct{ key, words string }{
	{"core-defence", "core|core defence|core defense|core defence spending|core defense spending|core defence expenditure|core defence requirements|core spending|core expenditure|core military|defensa basica|defensa principal|gasto basico en defensa|gasto central en defensa|defense fondamentale|depenses de base|depenses fondamentales|kernverteidigung*|kernausgaben|kernverteidigungsausgaben|difesa di base|difesa fondamentale|spese fondamentali|podstawowe wydatki obronne|wydatki podstawowe|cekirdek savunma|temel savunma|temel savunma harcamasi"},
	{"defence-expenditure", "what counts as defence|what counts as defense|counts as defence spending|counts as defense spending|what counts as defence spending|what counts as defense spending|defence expenditure definition|definition of defence expenditure|definition of defence spending|definition of defense spending|nato definition|nato s definition"},
	{"related-spending", "related spending|defence related spending|defense related spending|defence related|defense related|security related spending|security related|resilience spending|1 5 percent|related expenditure|defence and security related|defence and security related spending|gasto relacionado|gastos relacionados|gasto relacionado con la defensa|depenses liees|depenses connexes|verteidigungsrelevante ausgaben|verteidigungsbezogene ausgaben|verteidigungsnahe ausgaben|spese connesse|spese correlate|wydatki powiazane|wydatki zwiazane|iliskili harcamalar|savunmayla ilgili harcamalar"},
	{"estimate", "estimate|estimates|estimated|an estimate|e flag|the e flag|estimated figure|the e mean|the letter e|estimacion|estimaciones|estimation|estimations|schatzung|schatzungen|stima|stime|szacunek|szacunki|kestirim|the e|significa la e|significa la letra e|bedeutet das e|signifie le e|significa la lettera e|significa la lettera e|oznacza litera e"},
	{"constant-prices", "constant prices definition|constant price|what are constant prices|current prices|constant and current prices|current and constant prices|prices and exchange rates|price base|price basis"},
	{"major-equipment", "major equipment definition|equipment definition|what counts as equipment|counts as equipment|counts as major equipment|what is major equipment|20 percent guideline|equipment guideline|equipment target"},
	{"share-of-gdp", "share of gdp definition|gdp share|what is share of gdp|what does share of gdp mean|burden sharing measure"},
	{"article-3", "article three|self help"},
	{"article-5", "article five|collective defence|collective defense|mutual defence|mutual defense|one for all|attack on one|defensa colectiva|defense collective|kollektive verteidigung|bundnisfall|difesa collettiva|obrona zbiorowa|kolektif savunma"},
	{"iceland", "iceland missing|why iceland|iceland not included|iceland excluded|iceland not ranked|no iceland|without iceland"},
	{"editions-differ", "revised|revision|revisions|why did the figures change|why do the figures change|why do the numbers change|figures differ|numbers differ|editions differ|edition differs|edition differ|2026 edition differ|2026 edition different|2026 edition differs|numbers changed|figures changed|definition change|definition changed|methodology|methodology change"},
	{"common-funding", "common funding|common budget|common budgets|nato budget|nato s budget|common funded budget|military budget of nato|civil budget|membership dues|membership fee|membership fees|dues|nato dues|pay their bills|bills|owe nato|owe money|owes nato|presupuesto comun|financiacion comun|presupuesto de la otan|cuotas de la otan|cuota de la otan|financement commun|budget commun|budget de l otan|cotisations|gemeinsame finanzierung|gemeinschaftsfinanzierung|nato haushalt|nato budget|mitgliedsbeitrag|mitgliedsbeitrage|finanziamento comune|bilancio comune|bilancio della nato|wspolne finansowanie|wspolny budzet|budzet nato|skladki|ortak finansman|ortak butce|nato butcesi|nato s own budget|own budget|its own budget|who pays for nato|pays for nato|pay for nato|paid to nato|pay nato|pays nato|pays into nato|pay into nato|paga la otan|finance l otan|finanziert die nato|finanzia la nato"},
	{"sipri", "nato and sipri|sipri and nato|sipri definition|sipri vs nato|nato vs sipri|sipri versus nato|nato versus sipri|sipri numbers|sipri figures|sipri data|otan y sipri|otan et sipri|nato und sipri|nato e sipri|nato i sipri|nato ve sipri"},
	{"edition", "cut off|cut off date|cutoff|cutoff date|what is an edition|edition meaning"},
	{"fiscal-year", "fiscal year|fiscal years|financial year|ano fiscal|exercice budgetaire|haushaltsjahr|anno fiscale|rok budzetowy|mali yil"},
	{"guideline-2pct", "2 guideline|two percent guideline|2 percent guideline"},
}

// stopWords say nothing by themselves; knowing them tells a sentence in one of
// the seven languages from one in another, and keeps them from being taken for
// misspelt names.
var stopWords = []string{
	"a|an|the|of|as|it|its|it s|he|she|they|them|their|theirs|this|that|these|those|there|here|i|me|my|we|us|our|you|your|his|her|him|be|am|s|t|d|m|re|ve|if|then|but|so|just|only|really|actually|please|pls|plz|pleas|kindly|any|some|all|every|each|both|one|ones|more|much|many|less|few|very|too|quite|about|into|onto|off|out|upon|again|against|per|via|yes|yeah|yep|still|already|yet|soon|almost|nearly|around|roughly|approximately|exactly|own|same|such|gros|grosse|while|because|though|although|what|how|can|may|must|let|lets|let s|get|gets|got|make|makes|made|take|takes|took|go|goes|went|come|came|put|use|used|using|keep|kept|seem|seems|look|looks|looking|work|works|way|thing|things|lot|lots|bit|end|year|years|month|day|time|times|terms|term|level|levels|amid|among|across|within|during|before|after|under which|question|answer|find|give|gives|given|gave|stay|stays|remain|remains|become|became|based|according|dear|bot|policy|policies|service|services|create|creates|green|grace|guide|index|spawn|stain|slain|sprain|trance|prance|hungry|roland|italic|germane|germanic|albany|norman|latin|polar|turns|finds|checks|roots|serve|begin|cache|child|dance|dates|pools|roles|holes|spans|spins|sir|guys|hmm|well|right|new|old|high|low|big|small|large|huge|long|short|total amount|currently being|cost|costs|price|prices|official|officially|real|really|yearly|annual|annually|total|overall|combined|together|average|test|testing|normal|span|grease|poll|polls|frances s|finish|finished|chile con|world|europe wide|nobody|else|others|other|another|apart|except|including|excluding|like|unlike|instead|rather|even|ever since then|whether|reported|recorded|published|says who|up|down|lately|did it|do they|going|doing|think tank|know|knows|let me know|tell|word|words|line|lines|wide|far|next to|last one|part|parts|side|kind|sort|type|name|names|called|call|everything|something|anything|nothing|doubt|sure|maybe|perhaps|possible|possibly|want|like|love|hate|need|needs|needed|required|require|requires|supposed|meant|due|thanks|u|r|ur|wanna|gotta|im|ive|id|hows|wheres|whys|thats|theres|pay attention|anyway|btw|asap|lol",
	"estaba|estaban|estuvo|estuvieron|habia|habian|hubo|sera|seran|sea|sean|siendo|cerca|el|la|los|las|un|una|unos|unas|lo|de|del|al|en|por|para|con|se|su|sus|si|muy|tan|tanto|mas|ya|aun|todavia|tambien|solo|este|esta|estos|estas|ese|esa|eso|esto|aquel|me|te|le|les|nos|mi|tu|como|cada|todo|toda|todos|todas|otro|otra|otros|hay|ser|fue|fueron|sido|son|soy|eran|tiene|tienen|tenia|tener|puede|pueden|debe|deben|ano|anos|mes|dia|hasta ahora|segun|respecto|acerca|durante|antes|despues|favor|por favor|gracias|cual es|ante|bajo|cabe|desde hace|pero|ni|u|qu|porcentual|medio|media|nacional|conjunto|suyo|esos|tras|vez|veces|hacia|contra el",
	"etaient|furent|fut|serait|soit|aurait|avaient|avons|avez|le|la|les|un|une|des|de|du|d|l|au|aux|en|dans|par|pour|sur|avec|ce|cet|cette|ces|c|son|sa|ses|leur|leurs|il|elle|ils|elles|on|nous|vous|je|tu|y|et|ou bien|mais|donc|or|ni|car|si|plus|moins|tres|bien|encore|toujours|aussi|ainsi|comme|qu|quoi|dont|ete|etre|avoir|avait|peut|peuvent|doit|doivent|annee|annees|an|ans|mois|jour|selon|vers|chez|entre eux|s il vous plait|svp|stp|s il te plait|t|m|j|s|n est|est ce que|est ce qu|est ce|tout|tous|toute|toutes|autre|autres|quel est|quelle est|sont ils|y a|il y a|fois|deja|depuis peu|nationale|national|celui|celle|ceux|meme|afin|lors|puis|totale|totales|totaux",
	"wurden|waere|ware|hatten|haetten|standen|stand|der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|und|in|an|auf|aus|bei|fur|mit|nach|von|vom|zu|zur|zum|um|durch|es|er|sie|ihr|ihre|ihren|ihrer|sein|seine|seinen|seiner|wir|ich|man|sich|so|auch|noch|schon|nur|sehr|viel|viele|mehr|weniger|wie|was|wenn|dass|ob|aber|denn|doch|bitte|danke|jahr|jahre|jahren|jahres|monat|tag|kann|konnen|konnte|muss|mussen|darf|mal|gegenuber dem|laut|gemass|seitens|etwa|rund|ca|circa|alle|allen|aller|jede|jeder|jedes|andere|anderen|dieser|diese|dieses|diesen|hier|dort|da|dann|worden|wurde|wurden|gewesen|lag|lagen|liegt|liegen|ist es|am|im|beim|ans|aufs|denen|deren|dessen|insgesamt|pro|je nach|sag|mir|uns|euch|zwar|eben|wirklich|eigentlich|tatsachlich|bislang|bisher|gerade",
	"furono|sarebbe|sia|avevano|stava|stavano|il|lo|la|i|gli|le|un|uno|una|di|del|dello|della|dei|degli|delle|d|dell|a|al|allo|alla|ai|agli|alle|all|da|dal|dallo|dalla|dai|dagli|dalle|dall|in|nel|nello|nella|nei|negli|nelle|nell|su|sul|sullo|sulla|sui|sugli|sulle|sull|con|per|tra|fra|che|ch|chi|cui|si|ci|ne|suo|sua|suoi|sue|loro|io|tu|lui|lei|noi|voi|essi|mi|ti|vi|questo|questa|questi|queste|quello|quella|quelli|quelle|e|ed|o|ma|se|anche|ancora|gia|molto|piu|meno|cosi|come|cosa|essere|stato|stata|stati|avere|aveva|puo|possono|deve|devono|anno|anni|mese|giorno|secondo|durante|prima|dopo|per favore|grazie|tutto|tutti|tutte|altra|altro|altri|ogni|nazionale|qual|quali|contro|totale|totali|cambiata|cambiato|c e|ci sono|era|erano|fu|dov",
	"w|we|z|ze|na|do|od|dla|po|przy|przez|pod|nad|za|o|u|i|a|oraz|lub|ale|wiec|bo|ze|zeby|to|ten|ta|te|ci|tym|tego|tej|tych|ich|jego|jej|on|ona|ono|oni|one|my|wy|ja|ty|sie|siebie|co|czym|czego|jak|jaki|jaka|jakie|czy|nie jest|tak|juz|jeszcze|tylko|tez|takze|bardzo|duzo|wiele|roku|rok|lat|lata|latach|roczny|miesiac|dzien|moze|moga|musi|musza|byc|bedzie miec|prosze|dziekuje|wszystko|wszystkie|wszyscy|inny|inne|kazdy|swoj|swoje|swoim|swoj|wedlug|okolo|podczas|przed|po tym|ma|maja|mial|miala|mialo|byc|niz|ile wynosi|wynosi|wynosza|wynosil*|wynosily|wydal|wydala|wydaly|laczne|lacznie",
	"bir|bu|su|o|ve|ile|icin|gibi|kadar|daha|en|cok|az|mi|mu|ama|fakat|ya|da|de|ki|ise|ne|kim|nasil|hangisi|var|yok|olan|olarak|oldu mu|olmus|ve de|yil|yili|yilda|yilinda|yilindaki|yilin|yillik|ay|gun|gore|once|sonra|sirasinda|lutfen|tesekkurler|her|tum|butun|diger|baska|kendi|onun|onlarin|bizim|sizin|ben|sen|biz|siz|onlar|nin|nun|in|un|ya|ye|yi|yu|dan|den|tan|ten|ta|te|daki|deki|taki|teki|na|ne kadar ki|e|i|a|nda|nde|ndan|nden|si|sini|lar|ler|lari|leri|larin|lerin|eder|etti|ediyor|olur|olsa|oldugu|oran|hangi|acaba|ulkeye|ulkede|misin|musun|mısın",
}
