package query

import "natobot/facts"

// The queries of the reference questions, by hand; the numbers that must come
// out stand in testdata/gold.tsv by the same ids.

func one(c ...facts.Code) Set {
	s := Set{}
	for _, c := range c {
		s.Terms = append(s.Terms, Term{Code: c})
	}
	return s
}
func group(id string, less ...facts.Code) Set {
	return less2(Set{Terms: []Term{{Group: id}}}, less...)
}
func but(less ...facts.Code) Set { return less2(Set{}, less...) }
func less2(s Set, less ...facts.Code) Set {
	for _, c := range less {
		s.Less = append(s.Less, Term{Code: c})
	}
	return s
}
func lessGroup(s Set, id string) Set { s.Less = append(s.Less, Term{Group: id}); return s }
func year(y int) Time                { return Time{To: y} }
func span(a, b int) Time             { return Time{From: a, To: b} }
func since(a int) Time               { return Time{From: a, Open: true} }
func years(y ...int) Time            { return Time{List: y} }
func of(m facts.Measure) []Expr      { return []Expr{{Measure: m}} }
func ofs(ms ...facts.Measure) []Expr {
	var out []Expr
	for _, m := range ms {
		out = append(out, Expr{Measure: m})
	}
	return out
}
func cur(c string) []Expr { return []Expr{{Cur: c}} }
func show(s Set, x []Expr, t Time) Query {
	return Query{Ask: Show, Subject: s, Qty: x, Time: t}
}
func trend(s Set, x []Expr, t Time) Query {
	return Query{Ask: Trend, Subject: s, Qty: x, Time: t}
}
func rank(o Order, n int, s Set, x []Expr, t Time) Query {
	return Query{Ask: Rank, Set: s, Qty: x, Time: t, Order: o, N: n}
}
func nth(o Order, n int, x []Expr) Query {
	return Query{Ask: Rank, Qty: x, Order: o, Place: n}
}
func placeOf(c facts.Code, x []Expr, t Time) Query {
	return Query{Ask: Rank, Subject: one(c), Qty: x, Time: t}
}
func cond(m facts.Measure, c Cmp, l float64) Cond {
	return Cond{Qty: Expr{Measure: m}, Cmp: c, Level: l, Dec: -1}
}
func share(c Cmp, l float64) Cond { return cond(facts.ShareOfGDP, c, l) }
func at(c Cond, t Time) Cond      { c.Time = t; return c }
func scope(c Cond, s Scope) Cond  { c.Scope = s; return c }
func list(s Set, t Time, c ...Cond) Query {
	return Query{Ask: List, Set: s, Time: t, Conds: c}
}
func count(s Set, t Time, c ...Cond) Query {
	return Query{Ask: Count, Set: s, Time: t, Conds: c}
}
func each(t Time, c ...Cond) Query {
	return Query{Ask: CountEach, Time: t, Conds: c}
}
func when(a Ask, c facts.Code, k Cond) Query {
	return Query{Ask: a, Subject: one(c), Conds: []Cond{k}}
}
func is(c facts.Code, k ...Cond) Query {
	return Query{Ask: IsSo, Subject: one(c), Conds: k}
}
func only(c facts.Code, k ...Cond) Query {
	return Query{Ask: IsSo, Quant: Only, Subject: one(c), Conds: k}
}
func quant(n Quant, s Set, t Time, k ...Cond) Query {
	return Query{Ask: IsSo, Quant: n, Set: s, Time: t, Conds: k}
}
func gap(c facts.Code, x Expr, t Time) Query {
	x.Op = GapTo
	return Query{Ask: Gap, Subject: one(c), Qty: []Expr{x}, Time: t}
}
func change(m facts.Measure, u Unit) []Expr { return []Expr{{Op: Change, Measure: m, Unit: u}} }
func part(m facts.Measure, s Set) []Expr {
	return []Expr{{Op: Part, Measure: m, Of: &Operand{Set: s, Pool: Sum}}}
}
func ratio(m facts.Measure, c facts.Code) []Expr {
	return []Expr{{Op: Ratio, Measure: m, Of: &Operand{Set: one(c)}}}
}
func pooledOf(p Pool, s Set, x []Expr, t Time) Query {
	return Query{Ask: Show, Set: s, Pool: p, Qty: x, Time: t}
}

// versus is a condition against another's value of the same.
func versus(m facts.Measure, c Cmp, other facts.Code) Cond {
	return Cond{Qty: Expr{Measure: m}, Cmp: c, Of: &Operand{Set: one(other)}}
}

// earlier is a condition against one's own value of another year.
func earlier(c Cmp, y int) Cond {
	return Cond{Qty: Expr{Measure: facts.ShareOfGDP}, Cmp: c, Of: &Operand{Time: year(y)}}
}

const (
	sh   = facts.ShareOfGDP
	usd  = facts.SpendUSD
	ncu  = facts.SpendNCU
	pers = facts.Personnel
	pc   = facts.DefencePerCapita
	eq   = facts.EquipmentShare
)

var (
	all    = Set{}
	nonEU  = lessGroup(Set{}, "eu")
	newest = Time{}
)

// gold are queries by the ids of the questions that ask them.
var gold = []struct {
	ids string
	q   Query
}{
	{"B001 B213 B281 B332", show(one("DNK"), nil, newest)},
	{"B002 B252", show(one("HUN"), nil, newest)},
	{"B003 B221 B311 B331 B351 B377", show(one("ROU"), nil, newest)},
	{"B004", show(one("BGR"), nil, newest)},
	{"B005", show(one("BEL"), nil, year(2017))},
	{"B006", show(one("LUX"), of(sh), year(2023))},
	{"B007 B223 B253 B284 B313 B333 B353", show(one("GRC"), of(pers), newest)},
	{"B008", show(one("ROU"), of(pers), year(2014))},
	{"B009 B285 B334 B368", show(one("DNK"), of(pc), newest)},
	{"B010", show(one("FIN"), of(pc), year(2020))},
	{"B011 B254", show(one("LVA"), of(eq), newest)},
	{"B012", show(one("POL"), of(facts.InfrastructureShare), year(2024))},
	{"B013", show(one("EST"), of(facts.GDPPerCapita), newest)},
	{"B014", show(one(facts.NATOTotal), of(usd), year(2019))},
	{"B015", show(one(facts.EuropeCanada), of(sh), year(2018))},
	{"B016 B226", show(one("BEL", "NLD"), nil, newest)},
	{"B017 B256 B315 B335 B355 B369 B382", show(one("DNK", "NOR"), nil, newest)},
	{"B018", show(one("NOR", "SWE"), of(pers), newest)},
	{"B019", show(one("CAN", "BEL"), of(eq), newest)},
	{"B020", show(one("GRC", "ROU"), of(pers), newest)},
	{"B021 B257", show(one("EST"), []Expr{{Op: Diff, Measure: sh, Of: &Operand{Set: one("LVA")}}}, newest)},
	{"B023", show(one("DNK", "FIN", "SWE"), of(pc), newest)},
	{"B024", show(one("ESP"), []Expr{{Op: Diff, Cur: "USD", Of: &Operand{Set: one("NLD")}}}, newest)},
	{"B025 B227", rank(Top, 5, all, of(pers), newest)},
	{"B026", nth(Top, 4, of(sh))},
	{"B027 B258", nth(Top, 2, cur("USD"))},
	{"B028", rank(Bottom, 1, all, of(eq), newest)},
	{"B029", rank(Top, 1, all, of(facts.PersonnelShare), newest)},
	{"B030 B259 B291", placeOf("CAN", of(usd), newest)},
	{"B031", placeOf("DNK", nil, newest)},
	{"B032", placeOf("GRC", of(pers), newest)},
	{"B033", rank(Top, 1, all, change(sh, Own), span(2020, 2024))},
	{"B034", rank(Bottom, 1, all, change(sh, Own), span(2015, 2018))},
	{"B035", Query{Ask: Rank, Order: Nearest, N: 1, Conds: []Cond{share(Below, 3.5)}}},
	{"B036", Query{Ask: Rank, Order: Nearest, N: 1, Conds: []Cond{share(Below, 2.5)}}},
	{"B037", list(all, year(2016), share(AtLeast, 2))},
	{"B038 B229 B292 B318 B338 B358 B371 B380 B394", list(all, newest, share(Above, 4))},
	{"B039 B260", list(all, year(2018), share(Below, 1))},
	{"B040", list(all, newest, cond(eq, Above, 40))},
	{"B041 B230 B319 B339", list(all, newest, cond(pers, Below, 15))},
	{"B042", list(all, newest, cond(usd, Below, 2000))},
	{"B043", list(all, newest, cond(pc, Above, 1500))},
	{"B044", list(all, newest, earlier(Below, 2025))},
	{"B045", list(all, newest, earlier(Below, 2014))},
	{"B046", list(all, newest, versus(sh, Below, "DEU"))},
	{"B047", list(all, newest, Cond{Qty: Expr{Op: Ratio, Measure: sh, Of: &Operand{Time: year(2014)}}, Cmp: AtLeast, Level: 3})},
	{"B048", list(all, newest, Cond{Qty: Expr{Op: Change, Unit: Real}, Cmp: Above, Level: 30})},
	{"B049 B295 B341 B359 B389", count(all, newest, share(Above, 3))},
	{"B050", count(all, year(2022), share(Below, 1.5))},
	{"B051 B262", count(group("nordics"), newest, share(Above, 3))},
	{"B052", count(group("benelux"), newest, share(Above, 2.5))},
	{"B053", count(group("b9"), newest, Cond{Named: "hague-2025-core", Cmp: AtLeast, Dec: -1})},
	{"B054", count(group("baltics"), newest, share(Below, 4))},
	{"B055", count(all, newest, versus(sh, Above, facts.NATOTotal))},
	{"B056 B264", each(span(2016, 2021), share(At, 2))},
	{"B057", each(years(2014, 2018, 2022), share(Below, 1))},
	{"B058", each(Time{Each: true}, share(AtLeast, 2))},
	{"B059", each(since(2022), share(Above, 3))},
	{"B060", Query{Ask: Count, Time: years(2015, 2025), Conds: []Cond{share(At, 2)}}},
	{"B061", trend(one("ROU"), nil, since(2014))},
	{"B062", trend(one("NOR"), of(sh), span(2016, 2022))},
	{"B063", trend(one("BEL"), of(pers), newest)},
	{"B064 B265", trend(one("DNK"), cur("DKK"), since(2018))},
	{"B065", trend(one(facts.NATOTotal), cur("USD"), Time{Each: true})},
	{"B066 B297 B321", when(First, "LVA", share(AtLeast, 2))},
	{"B067", when(First, "DNK", share(Above, 3))},
	{"B068 B266", when(First, "LTU", share(Above, 3))},
	{"B069", when(Since, "HUN", share(At, 2))},
	{"B070", when(First, "EST", share(Above, 3))},
	{"B071 B342 B361", when(First, "ROU", share(AtLeast, 2))},
	{"B072", when(First, "TUR", share(AtLeast, 2))},
	{"B073 B267", when(Last, "SWE", share(Below, 1.5))},
	{"B074 B298 B322", when(Last, "ROU", share(Below, 2))},
	{"B075", Query{Ask: Peak, Subject: one("GRC")}},
	{"B076", Query{Ask: Peak, Subject: one("GBR"), Qty: of(pers)}},
	{"B077", is("BEL", scope(share(Above, 2.1), Ever))},
	{"B078", is("NOR", scope(at(share(Below, 2), since(2021)), Ever))},
	{"B079", list(all, newest, scope(at(share(AtLeast, 2), since(2014)), Always))},
	{"B080", list(all, newest, scope(share(Below, 2.1), Always))},
	{"B081 B268", is("PRT", scope(share(AtLeast, 2), Ever))},
	{"B082", is("DNK", share(Above, 3.5))},
	{"B083 B236 B323", only("NOR", cond(eq, Below, 20))},
	{"B084", quant(AllOf, all, year(2023), share(AtLeast, 1))},
	{"B085 B238", quant(AllOf, group("baltics"), newest, share(Above, 5))},
	{"B086 B301 B362", is("TUR", versus(pers, Above, "POL"))},
	{"B087", is("CAN", versus(usd, Above, "ITA"))},
	{"B088 B270", is("ROU", Cond{Qty: Expr{Measure: sh}, Cmp: At, Level: 2.4, Dec: 1})},
	{"B089 B300 B344", is("NOR", Cond{Qty: Expr{Measure: sh}, Cmp: At, Level: 3.2, Dec: 1})},
	{"B090", is("GBR", Cond{Qty: Expr{Measure: sh}, Cmp: At, Level: 2.9, Dec: 1})},
	{"B091", is("FIN", Cond{Qty: Expr{Op: Change}, Cmp: Below})},
	{"B092", quant(AnyOf, group("g7"), newest, share(Above, 3))},
	{"B093", is("DNK", Cond{Qty: Expr{Op: Ratio, Measure: sh, Of: &Operand{Time: year(2014)}}, Cmp: AtLeast, Level: 3})},
	{"B094", is("GRC", Cond{Qty: Expr{Op: Change}, Cmp: Below, Time: since(2022)})},
	{"B095 B299 B343", only("SVN", share(Below, 2))},
	{"B097 B399", gap("NOR", Expr{Level: 3.5}, newest)},
	{"B098", gap("SWE", Expr{Level: 3.5, Cur: "SEK"}, newest)},
	{"B099", gap("FRA", Expr{Level: 3.5, Cur: "USD"}, newest)},
	{"B100", gap("PRT", Expr{Level: 2}, year(2020))},
	{"B101", Query{Ask: Gap, Subject: one("SVN"), Conds: []Cond{share(AtLeast, 2)}}},
	{"B102", show(one("POL"), part("", all), newest)},
	{"B103", show(one("GBR"), part("", one(facts.EuropeCanada)), newest)},
	{"B104", show(one("TUR"), part(pers, all), newest)},
	{"B105", show(one(facts.EuropeCanada), part(usd, one(facts.NATOTotal)), year(2014))},
	{"B106", Query{Ask: Show, Subject: group("baltics"), Pool: Sum, Qty: part("", all)}},
	{"B107", Query{Ask: Show, Subject: group("nordics"), Pool: Sum, Qty: part("", one(facts.EuropeCanada))}},
	{"B108", Query{Ask: Show, Set: group("g7"), Pool: Sum, Qty: part(usd, all)}},
	{"B109", show(one("DEU"), part(usd, all), years(2014, 2026))},
	{"B110 B241 B304 B326 B347", show(one("GBR"), []Expr{{Op: Ratio, Cur: "USD", Of: &Operand{Set: one("DNK")}}}, newest)},
	{"B111", show(one("NOR"), ratio(pc, "ALB"), newest)},
	{"B112", show(one("USA"), ratio(usd, facts.EuropeCanada), newest)},
	{"B113 B273", show(one("POL"), ratio(pers, "BEL"), newest)},
	{"B114", show(one("LTU"), change(sh, Times), since(2014))},
	{"B115", show(one("POL"), []Expr{{Op: OverYears, Cur: "PLN"}}, span(2020, 2025))},
	{"B116", show(one("FRA"), []Expr{{Op: OverYears}}, span(2014, 2025))},
	{"B117", pooledOf(Sum, one("NOR", "DNK", "SWE"), cur("USD"), newest)},
	{"B118", pooledOf(Sum, group("benelux"), cur("USD"), newest)},
	{"B119", pooledOf(Sum, group("nordics"), of(pers), newest)},
	{"B120", show(one("CAN"), []Expr{{Op: OverYears, Cur: "CAD"}}, span(2021, 2024))},
	{"B121 B243", pooledOf(Mean, group("nordics"), of(sh), newest)},
	{"B122", pooledOf(Mean, all, of(sh), year(2026))},
	{"B123", show(one("ROU"), []Expr{{Op: MeanYears}}, span(2018, 2024))},
	{"B124", pooledOf(Mean, group("benelux"), of(pers), newest)},
	{"B125 B276", pooledOf(Median, all, of(sh), year(2014))},
	{"B126", pooledOf(Median, all, of(pc), newest)},
	{"B127", pooledOf(Median, group("eu"), of(sh), newest)},
	{"B128", show(one("DNK"), change(sh, Points), span(2022, 2025))},
	{"B129", show(one("GRC"), change(sh, Points), span(2022, 2024))},
	{"B130", list(all, year(2024), scope(share(AtLeast, 2), Newly))},
	{"B131", list(all, year(2025), scope(share(Above, 3), Cross))},
	{"B132", list(all, newest, at(share(AtLeast, 2), year(2016)), at(share(Below, 2), year(2017)))},
	{"B133", show(one("DNK"), []Expr{{Op: Change, Cur: "DKK", Unit: Percent}}, span(2022, 2026))},
	{"B134 B245", show(one("BEL"), []Expr{{Op: Change, Cur: "EUR", Unit: Percent}}, since(2024))},
	{"B135", show(one(facts.NATOTotal), change(usd, Percent), span(2020, 2026))},
	{"B136", show(one("DNK"), change("", Real), year(2023))},
	{"B137", rank(Top, 1, all, change("", Real), year(2024))},
	{"B138", list(all, year(2019), Cond{Qty: Expr{Op: Change, Unit: Real}, Cmp: Below})},
	{"B139", show(one("BEL"), change("", Real), since(2014))},
	{"B140 B279", placeOf("DNK", of(sh), years(2014, 2026))},
	{"B141", placeOf("GBR", of(sh), years(2014, 2026))},
	{"B142", show(one("HRV"), []Expr{{Op: RankOf, Measure: sh}}, years(2014, 2026))},
	{"B143", rank(Top, 1, group("b9", "POL"), of(sh), newest)},
	{"B144", rank(Top, 3, lessGroup(Set{}, "baltics"), nil, newest)},
	{"B145", rank(Top, 1, but("USA", "TUR"), of(pers), newest)},
	{"B146 B307", pooledOf(Sum, but("USA"), cur("USD"), newest)},
	{"B147", pooledOf(Sum, but("DEU"), cur("USD"), newest)},
	{"B148", count(nonEU, newest, share(Above, 2.5))},
	{"B149", rank(Bottom, 1, nonEU, cur("USD"), newest)},
	{"B150", rank(Top, 1, Set{Terms: []Term{{Joined: Span{From: 2000}}}}, of(sh), newest)},
	{"B151", list(lessGroup(group("eu"), "b9"), newest, share(Above, 3))},
	{"B152", pooledOf(Mean, group("nordics", "DNK"), of(sh), newest)},
	{"B153", list(all, newest, share(AtLeast, 2.5), cond(eq, AtLeast, 35))},
	{"B154", list(group("eu"), newest, share(Below, 2.1))},
	{"B155", list(all, newest, at(share(Below, 2), year(2023)), at(share(AtLeast, 2), year(2024)))},
	{"B156", list(all, newest, at(share(Above, 2), year(2020)), at(share(Below, 2), year(2021)))},
	{"B158", show(one("NOR"), ofs(sh, pers), newest)},
	{"B159", show(one("POL", "LVA"), ofs(eq, sh), newest)},
	{"B160", list(all, newest, share(Above, 3.2), share(Below, 5))},
	{"B161", rank(Top, 1, group("benelux"), nil, newest)},
	{"B162", rank(Top, 1, group("nordics"), of(pers), newest)},
	{"B163", rank(Bottom, 1, group("b9"), of(sh), newest)},
	{"B164", rank(Top, 3, group("european"), of(pers), newest)},
	{"B165", rank(Bottom, 1, group("european"), of(pc), newest)},
	{"B166", rank(Top, 1, group("european"), of(pc), newest)},
	{"B167", list(all, newest, cond(pers, Below, 5))},
	{"B168", list(all, newest, cond(pers, Above, 200))},
	{"B169", list(all, newest, cond(usd, Above, 30000))},
	{"B170", show(one("CZE"), cur("CZK"), newest)},
	{"B171", show(one("DNK"), cur("DKK"), newest)},
	{"B172", show(one("GBR"), []Expr{{Slice: facts.PersonnelShare, Cur: "GBP"}}, newest)},
	{"B173", show(one("GRC"), []Expr{{Slice: eq, Cur: "EUR"}}, newest)},
	{"B174", show(one("CAN"), []Expr{{Op: LevelOf, Level: 3.5, Cur: "USD"}}, newest)},
	{"B175", show(one("ITA"), []Expr{{Op: LevelOf, Level: 1, Cur: "EUR"}}, newest)},
	{"B176", show(one("ROU"), cur("RON"), year(2018))},
	{"B177 B310 B330 B350", show(one("DNK"), nil, year(2023))},
	{"B178", show(one("ROU"), nil, year(2022))},
	{"B179", trend(one("LVA"), nil, since(2022))},
	{"B180", count(all, year(2023), share(AtLeast, 2))},
	{"B181", show(one("FIN"), of(sh), year(2022))},
	{"B182", show(one("MKD"), nil, year(2020))},
	{"B183 B280", show(one("NOR"), nil, year(2016))},
	{"B184", show(one("CAN"), nil, year(2025))},
	{"B185", Query{Ask: Revision, Subject: one("ALB"), Time: year(2025), Know: Knowledge{Edition: []string{"nato-2025-08", "nato-2026-07"}}}},
	{"B187", Query{Ask: Count, Time: year(2024), Conds: []Cond{share(AtLeast, 2)}, Know: Knowledge{All: true}}},
	{"B215", count(all, newest, share(Below, 2.1))},
	{"B216", show(one("NOR"), of(pers), newest)},
	{"B217", show(one("DNK"), cur("USD"), newest)},
	{"B218", show(one("ROU"), nil, year(2020))},
	{"B220", trend(one("HUN"), nil, since(2014))},
	{"B222", show(one("DNK"), of(ncu), newest)},
	{"B224", show(one("SWE"), of(pc), newest)},
	{"B225 B314", show(one("NOR"), of(eq), newest)},
	{"B228", rank(Bottom, 1, all, of(pc), newest)},
	{"B231 B263 B294 B320 B340 B360", count(all, year(2014), share(Below, 1))},
	{"B232 B296", each(since(2020), share(At, 2))},
	{"B235", when(Last, "CAN", share(Below, 1.3))},
	{"B237", is("ITA", Cond{Qty: Expr{Measure: sh}, Cmp: At, Level: 2.4, Dec: 1})},
	{"B239", gap("PRT", Expr{Level: 3.5, Cur: "EUR"}, newest)},
	{"B240", show(one("FRA"), part("", all), newest)},
	{"B242 B348", pooledOf(Sum, group("baltics"), cur("USD"), newest)},
	{"B244", pooledOf(Median, all, nil, newest)},
	{"B246 B328", rank(Top, 3, but("USA"), cur("USD"), newest)},
	{"B247 B308", list(nonEU, newest, share(Above, 2.5))},
	{"B248", list(all, newest, share(Above, 3), cond(pers, Below, 20))},
	{"B249", show(one("POL"), []Expr{{Slice: eq, Cur: "USD"}}, year(2025))},
	{"B250", show(one("ROU"), nil, year(2023))},
	{"B261 B293", list(all, newest, cond(pers, Above, 150))},
	{"B269", is("BEL", Cond{Cmp: Above, Of: &Operand{Set: one("NLD")}})},
	{"B271 B302 B345", gap("ITA", Expr{Level: 3.5, Cur: "EUR"}, newest)},
	{"B275", pooledOf(Mean, group("benelux"), nil, year(2024))},
	{"B277", rank(Top, 1, group("european", "DEU"), cur("USD"), newest)},
	{"B278", list(all, newest, share(Above, 2.5), cond(pers, Above, 100))},
	{"B286", show(one("ITA"), of(facts.PersonnelShare), newest)},
	{"B289 B316 B336 B356", rank(Bottom, 1, all, of(pers), newest)},
	{"B290 B317 B357", rank(Top, 3, all, cur("USD"), newest)},
	{"B303", show(one(facts.EuropeCanada), part("", all), newest)},
	{"B306", pooledOf(Mean, group("baltics"), of(sh), newest)},
	{"B324", is("FRA", Cond{Qty: Expr{Measure: sh}, Cmp: At, Level: 1.9, Dec: 1})},
	{"B329", show(one("FRA"), []Expr{{Op: LevelOf, Level: 1, Cur: "EUR"}}, newest)},
	{"B365", gap("TUR", Expr{Level: 3.5}, newest)},
	{"B372", count(all, newest, share(AtLeast, 3.5))},
	{"B374", gap("NLD", Expr{Level: 3.5}, newest)},
	{"B379", rank(Top, 1, all, cur("USD"), newest)},
	{"B381", count(all, newest, share(AtLeast, 2))},
	{"B398", list(all, newest, share(Below, 2))},
	{"B400", when(First, "DNK", share(AtLeast, 2))},
	{"B188", Query{Ask: List, Conds: []Cond{share(Below, 2)}, Know: Knowledge{AsOf: "2025-01-15"}}},
	{"B189", Query{Ask: Count, Conds: []Cond{share(AtLeast, 2)}, Know: Knowledge{AsOf: "2025-06-01"}}},
	{"B190", Query{Ask: Show, Subject: one("POL"), Know: Knowledge{AsOf: "2025-10-01"}}},
}
