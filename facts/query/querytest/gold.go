// Package querytest holds the reference questions as queries, for the tests of
// whoever evaluates and answers them. The queries are translated by hand from
// the questions; what has to come out stands in gold.tsv by the same ids.
package querytest

import (
	_ "embed"

	"natobot/facts"
	"natobot/facts/query"
)

// Expected is what has to come out, a row a question: id, the query in the
// notation of the reference, what must be there, and the verdict of a yes or no.
//
//go:embed gold.tsv
var Expected string

func one(c ...facts.Code) query.Set {
	s := query.Set{}
	for _, c := range c {
		s.Terms = append(s.Terms, query.Term{Code: c})
	}
	return s
}
func group(id string, less ...facts.Code) query.Set {
	return less2(query.Set{Terms: []query.Term{{Group: id}}}, less...)
}
func but(less ...facts.Code) query.Set { return less2(query.Set{}, less...) }
func less2(s query.Set, less ...facts.Code) query.Set {
	for _, c := range less {
		s.Less = append(s.Less, query.Term{Code: c})
	}
	return s
}
func lessGroup(s query.Set, id string) query.Set {
	s.Less = append(s.Less, query.Term{Group: id})
	return s
}
func year(y int) query.Time           { return query.Time{To: y} }
func span(a, b int) query.Time        { return query.Time{From: a, To: b} }
func since(a int) query.Time          { return query.Time{From: a, Open: true} }
func years(y ...int) query.Time       { return query.Time{List: y} }
func of(m facts.Measure) []query.Expr { return []query.Expr{{Measure: m}} }
func ofs(ms ...facts.Measure) []query.Expr {
	var out []query.Expr
	for _, m := range ms {
		out = append(out, query.Expr{Measure: m})
	}
	return out
}
func cur(c string) []query.Expr { return []query.Expr{{Cur: c}} }
func show(s query.Set, x []query.Expr, t query.Time) query.Query {
	return query.Query{Ask: query.Show, Subject: s, Qty: x, Time: t}
}
func trend(s query.Set, x []query.Expr, t query.Time) query.Query {
	return query.Query{Ask: query.Trend, Subject: s, Qty: x, Time: t}
}
func rank(o query.Order, n int, s query.Set, x []query.Expr, t query.Time) query.Query {
	return query.Query{Ask: query.Rank, Set: s, Qty: x, Time: t, Order: o, N: n}
}
func nth(o query.Order, n int, x []query.Expr) query.Query {
	return query.Query{Ask: query.Rank, Qty: x, Order: o, Place: n}
}
func placeOf(c facts.Code, x []query.Expr, t query.Time) query.Query {
	return query.Query{Ask: query.Rank, Subject: one(c), Qty: x, Time: t}
}
func cond(m facts.Measure, c query.Cmp, l float64) query.Cond {
	return query.Cond{Qty: query.Expr{Measure: m}, Cmp: c, Level: l, Dec: -1}
}
func share(c query.Cmp, l float64) query.Cond      { return cond(facts.ShareOfGDP, c, l) }
func at(c query.Cond, t query.Time) query.Cond     { c.Time = t; return c }
func scope(c query.Cond, s query.Scope) query.Cond { c.Scope = s; return c }
func list(s query.Set, t query.Time, c ...query.Cond) query.Query {
	return query.Query{Ask: query.List, Set: s, Time: t, Conds: c}
}
func count(s query.Set, t query.Time, c ...query.Cond) query.Query {
	return query.Query{Ask: query.Count, Set: s, Time: t, Conds: c}
}
func each(t query.Time, c ...query.Cond) query.Query {
	return query.Query{Ask: query.CountEach, Time: t, Conds: c}
}
func when(a query.Ask, c facts.Code, k query.Cond) query.Query {
	return query.Query{Ask: a, Subject: one(c), Conds: []query.Cond{k}}
}
func is(c facts.Code, k ...query.Cond) query.Query {
	return query.Query{Ask: query.IsSo, Subject: one(c), Conds: k}
}
func only(c facts.Code, k ...query.Cond) query.Query {
	return query.Query{Ask: query.IsSo, Quant: query.Only, Subject: one(c), Conds: k}
}
func quant(n query.Quant, s query.Set, t query.Time, k ...query.Cond) query.Query {
	return query.Query{Ask: query.IsSo, Quant: n, Set: s, Time: t, Conds: k}
}
func gap(c facts.Code, x query.Expr, t query.Time) query.Query {
	x.Op = query.GapTo
	return query.Query{Ask: query.Gap, Subject: one(c), Qty: []query.Expr{x}, Time: t}
}
func change(m facts.Measure, u query.Unit) []query.Expr {
	return []query.Expr{{Op: query.Change, Measure: m, Unit: u}}
}
func part(m facts.Measure, s query.Set) []query.Expr {
	return []query.Expr{{Op: query.Part, Measure: m, Of: &query.Operand{Set: s, Pool: query.Sum}}}
}
func ratio(m facts.Measure, c facts.Code) []query.Expr {
	return []query.Expr{{Op: query.Ratio, Measure: m, Of: &query.Operand{Set: one(c)}}}
}
func pooledOf(p query.Pool, s query.Set, x []query.Expr, t query.Time) query.Query {
	return query.Query{Ask: query.Show, Set: s, Pool: p, Qty: x, Time: t}
}

// versus is a condition against another's value of the same.
func versus(m facts.Measure, c query.Cmp, other facts.Code) query.Cond {
	return query.Cond{Qty: query.Expr{Measure: m}, Cmp: c, Of: &query.Operand{Set: one(other)}}
}

// earlier is a condition against one's own value of another year.
func earlier(c query.Cmp, y int) query.Cond {
	return query.Cond{Qty: query.Expr{Measure: facts.ShareOfGDP}, Cmp: c, Of: &query.Operand{Time: year(y)}}
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
	all    = query.Set{}
	nonEU  = lessGroup(query.Set{}, "eu")
	newest = query.Time{}
)

// A Case is a query with the ids of the questions that ask it.
type Case struct {
	IDs   string
	Query query.Query
}

// Gold are all cases.
var Gold = []Case{
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
	{"B021 B257", show(one("EST"), []query.Expr{{Op: query.Diff, Measure: sh, Of: &query.Operand{Set: one("LVA")}}}, newest)},
	{"B023", show(one("DNK", "FIN", "SWE"), of(pc), newest)},
	{"B024", show(one("ESP"), []query.Expr{{Op: query.Diff, Cur: "USD", Of: &query.Operand{Set: one("NLD")}}}, newest)},
	{"B025 B227", rank(query.Top, 5, all, of(pers), newest)},
	{"B026", nth(query.Top, 4, of(sh))},
	{"B027 B258", nth(query.Top, 2, cur("USD"))},
	{"B028", rank(query.Bottom, 1, all, of(eq), newest)},
	{"B029", rank(query.Top, 1, all, of(facts.PersonnelShare), newest)},
	{"B030 B259 B291", placeOf("CAN", of(usd), newest)},
	{"B031", placeOf("DNK", nil, newest)},
	{"B032", placeOf("GRC", of(pers), newest)},
	{"B033", rank(query.Top, 1, all, change(sh, query.Own), span(2020, 2024))},
	{"B034", rank(query.Bottom, 1, all, change(sh, query.Own), span(2015, 2018))},
	{"B035", query.Query{Ask: query.Rank, Order: query.Nearest, N: 1, Conds: []query.Cond{share(query.Below, 3.5)}}},
	{"B036", query.Query{Ask: query.Rank, Order: query.Nearest, N: 1, Conds: []query.Cond{share(query.Below, 2.5)}}},
	{"B037", list(all, year(2016), share(query.AtLeast, 2))},
	{"B038 B229 B292 B318 B338 B358 B371 B380 B394", list(all, newest, share(query.Above, 4))},
	{"B039 B260", list(all, year(2018), share(query.Below, 1))},
	{"B040", list(all, newest, cond(eq, query.Above, 40))},
	{"B041 B230 B319 B339", list(all, newest, cond(pers, query.Below, 15))},
	{"B042", list(all, newest, cond(usd, query.Below, 2000))},
	{"B043", list(all, newest, cond(pc, query.Above, 1500))},
	{"B044", list(all, newest, earlier(query.Below, 2025))},
	{"B045", list(all, newest, earlier(query.Below, 2014))},
	{"B046", list(all, newest, versus(sh, query.Below, "DEU"))},
	{"B047", list(all, newest, query.Cond{Qty: query.Expr{Op: query.Ratio, Measure: sh, Of: &query.Operand{Time: year(2014)}}, Cmp: query.AtLeast, Level: 3})},
	{"B048", list(all, newest, query.Cond{Qty: query.Expr{Op: query.Change, Unit: query.Real}, Cmp: query.Above, Level: 30})},
	{"B049 B295 B341 B359 B389", count(all, newest, share(query.Above, 3))},
	{"B050", count(all, year(2022), share(query.Below, 1.5))},
	{"B051 B262", count(group("nordics"), newest, share(query.Above, 3))},
	{"B052", count(group("benelux"), newest, share(query.Above, 2.5))},
	{"B053", count(group("b9"), newest, query.Cond{Named: "hague-2025-core", Cmp: query.AtLeast, Dec: -1})},
	{"B054", count(group("baltics"), newest, share(query.Below, 4))},
	{"B055", count(all, newest, versus(sh, query.Above, facts.NATOTotal))},
	{"B056 B264", each(span(2016, 2021), share(query.At, 2))},
	{"B057", each(years(2014, 2018, 2022), share(query.Below, 1))},
	{"B058", each(query.Time{Each: true}, share(query.AtLeast, 2))},
	{"B059", each(since(2022), share(query.Above, 3))},
	{"B060", query.Query{Ask: query.Count, Time: years(2015, 2025), Conds: []query.Cond{share(query.At, 2)}}},
	{"B061", trend(one("ROU"), nil, since(2014))},
	{"B062", trend(one("NOR"), of(sh), span(2016, 2022))},
	{"B063", trend(one("BEL"), of(pers), newest)},
	{"B064 B265", trend(one("DNK"), cur("DKK"), since(2018))},
	{"B065", trend(one(facts.NATOTotal), cur("USD"), query.Time{Each: true})},
	{"B066 B297 B321", when(query.First, "LVA", share(query.AtLeast, 2))},
	{"B067", when(query.First, "DNK", share(query.Above, 3))},
	{"B068 B266", when(query.First, "LTU", share(query.Above, 3))},
	{"B069", when(query.Since, "HUN", share(query.At, 2))},
	{"B070", when(query.First, "EST", share(query.Above, 3))},
	{"B071 B342 B361", when(query.First, "ROU", share(query.AtLeast, 2))},
	{"B072", when(query.First, "TUR", share(query.AtLeast, 2))},
	{"B073 B267", when(query.Last, "SWE", share(query.Below, 1.5))},
	{"B074 B298 B322", when(query.Last, "ROU", share(query.Below, 2))},
	{"B075", query.Query{Ask: query.Peak, Subject: one("GRC")}},
	{"B076", query.Query{Ask: query.Peak, Subject: one("GBR"), Qty: of(pers)}},
	{"B077", is("BEL", scope(share(query.Above, 2.1), query.Ever))},
	{"B078", is("NOR", scope(at(share(query.Below, 2), since(2021)), query.Ever))},
	{"B079", list(all, newest, scope(at(share(query.AtLeast, 2), since(2014)), query.Always))},
	{"B080", list(all, newest, scope(share(query.Below, 2.1), query.Always))},
	{"B081 B268", is("PRT", scope(share(query.AtLeast, 2), query.Ever))},
	{"B082", is("DNK", share(query.Above, 3.5))},
	{"B083 B236 B323", only("NOR", cond(eq, query.Below, 20))},
	{"B084", quant(query.AllOf, all, year(2023), share(query.AtLeast, 1))},
	{"B085 B238", quant(query.AllOf, group("baltics"), newest, share(query.Above, 5))},
	{"B086 B301 B362", is("TUR", versus(pers, query.Above, "POL"))},
	{"B087", is("CAN", versus(usd, query.Above, "ITA"))},
	{"B088 B270", is("ROU", query.Cond{Qty: query.Expr{Measure: sh}, Cmp: query.At, Level: 2.4, Dec: 1})},
	{"B089 B300 B344", is("NOR", query.Cond{Qty: query.Expr{Measure: sh}, Cmp: query.At, Level: 3.2, Dec: 1})},
	{"B090", is("GBR", query.Cond{Qty: query.Expr{Measure: sh}, Cmp: query.At, Level: 2.9, Dec: 1})},
	{"B091", is("FIN", query.Cond{Qty: query.Expr{Op: query.Change}, Cmp: query.Below})},
	{"B092", quant(query.AnyOf, group("g7"), newest, share(query.Above, 3))},
	{"B093", is("DNK", query.Cond{Qty: query.Expr{Op: query.Ratio, Measure: sh, Of: &query.Operand{Time: year(2014)}}, Cmp: query.AtLeast, Level: 3})},
	{"B094", is("GRC", query.Cond{Qty: query.Expr{Op: query.Change}, Cmp: query.Below, Time: since(2022)})},
	{"B095 B299 B343", only("SVN", share(query.Below, 2))},
	{"B097 B399", gap("NOR", query.Expr{Level: 3.5}, newest)},
	{"B098", gap("SWE", query.Expr{Level: 3.5, Cur: "SEK"}, newest)},
	{"B099", gap("FRA", query.Expr{Level: 3.5, Cur: "USD"}, newest)},
	{"B100", gap("PRT", query.Expr{Level: 2}, year(2020))},
	{"B101", query.Query{Ask: query.Gap, Subject: one("SVN"), Conds: []query.Cond{share(query.AtLeast, 2)}}},
	{"B102", show(one("POL"), part("", all), newest)},
	{"B103", show(one("GBR"), part("", one(facts.EuropeCanada)), newest)},
	{"B104", show(one("TUR"), part(pers, all), newest)},
	{"B105", show(one(facts.EuropeCanada), part(usd, one(facts.NATOTotal)), year(2014))},
	{"B106", query.Query{Ask: query.Show, Subject: group("baltics"), Pool: query.Sum, Qty: part("", all)}},
	{"B107", query.Query{Ask: query.Show, Subject: group("nordics"), Pool: query.Sum, Qty: part("", one(facts.EuropeCanada))}},
	{"B108", query.Query{Ask: query.Show, Set: group("g7"), Pool: query.Sum, Qty: part(usd, all)}},
	{"B109", show(one("DEU"), part(usd, all), years(2014, 2026))},
	{"B110 B241 B304 B326 B347", show(one("GBR"), []query.Expr{{Op: query.Ratio, Cur: "USD", Of: &query.Operand{Set: one("DNK")}}}, newest)},
	{"B111", show(one("NOR"), ratio(pc, "ALB"), newest)},
	{"B112", show(one("USA"), ratio(usd, facts.EuropeCanada), newest)},
	{"B113 B273", show(one("POL"), ratio(pers, "BEL"), newest)},
	{"B114", show(one("LTU"), change(sh, query.Times), since(2014))},
	{"B115", show(one("POL"), []query.Expr{{Op: query.OverYears, Cur: "PLN"}}, span(2020, 2025))},
	{"B116", show(one("FRA"), []query.Expr{{Op: query.OverYears}}, span(2014, 2025))},
	{"B117", pooledOf(query.Sum, one("NOR", "DNK", "SWE"), cur("USD"), newest)},
	{"B118", pooledOf(query.Sum, group("benelux"), cur("USD"), newest)},
	{"B119", pooledOf(query.Sum, group("nordics"), of(pers), newest)},
	{"B120", show(one("CAN"), []query.Expr{{Op: query.OverYears, Cur: "CAD"}}, span(2021, 2024))},
	{"B121 B243", pooledOf(query.Mean, group("nordics"), of(sh), newest)},
	{"B122", pooledOf(query.Mean, all, of(sh), year(2026))},
	{"B123", show(one("ROU"), []query.Expr{{Op: query.MeanYears}}, span(2018, 2024))},
	{"B124", pooledOf(query.Mean, group("benelux"), of(pers), newest)},
	{"B125 B276", pooledOf(query.Median, all, of(sh), year(2014))},
	{"B126", pooledOf(query.Median, all, of(pc), newest)},
	{"B127", pooledOf(query.Median, group("eu"), of(sh), newest)},
	{"B128", show(one("DNK"), change(sh, query.Points), span(2022, 2025))},
	{"B129", show(one("GRC"), change(sh, query.Points), span(2022, 2024))},
	{"B130", list(all, year(2024), scope(share(query.AtLeast, 2), query.Newly))},
	{"B131", list(all, year(2025), scope(share(query.Above, 3), query.Cross))},
	{"B132", list(all, newest, at(share(query.AtLeast, 2), year(2016)), at(share(query.Below, 2), year(2017)))},
	{"B133", show(one("DNK"), []query.Expr{{Op: query.Change, Cur: "DKK", Unit: query.Percent}}, span(2022, 2026))},
	{"B134 B245", show(one("BEL"), []query.Expr{{Op: query.Change, Cur: "EUR", Unit: query.Percent}}, since(2024))},
	{"B135", show(one(facts.NATOTotal), change(usd, query.Percent), span(2020, 2026))},
	{"B136", show(one("DNK"), change("", query.Real), year(2023))},
	{"B137", rank(query.Top, 1, all, change("", query.Real), year(2024))},
	{"B138", list(all, year(2019), query.Cond{Qty: query.Expr{Op: query.Change, Unit: query.Real}, Cmp: query.Below})},
	{"B139", show(one("BEL"), change("", query.Real), since(2014))},
	{"B140 B279", placeOf("DNK", of(sh), years(2014, 2026))},
	{"B141", placeOf("GBR", of(sh), years(2014, 2026))},
	{"B142", show(one("HRV"), []query.Expr{{Op: query.RankOf, Measure: sh}}, years(2014, 2026))},
	{"B143", rank(query.Top, 1, group("b9", "POL"), of(sh), newest)},
	{"B144", rank(query.Top, 3, lessGroup(query.Set{}, "baltics"), nil, newest)},
	{"B145", rank(query.Top, 1, but("USA", "TUR"), of(pers), newest)},
	{"B146 B307", pooledOf(query.Sum, but("USA"), cur("USD"), newest)},
	{"B147", pooledOf(query.Sum, but("DEU"), cur("USD"), newest)},
	{"B148", count(nonEU, newest, share(query.Above, 2.5))},
	{"B149", rank(query.Bottom, 1, nonEU, cur("USD"), newest)},
	{"B150", rank(query.Top, 1, query.Set{Terms: []query.Term{{Joined: query.Span{From: 2000}}}}, of(sh), newest)},
	{"B151", list(lessGroup(group("eu"), "b9"), newest, share(query.Above, 3))},
	{"B152", pooledOf(query.Mean, group("nordics", "DNK"), of(sh), newest)},
	{"B153", list(all, newest, share(query.AtLeast, 2.5), cond(eq, query.AtLeast, 35))},
	{"B154", list(group("eu"), newest, share(query.Below, 2.1))},
	{"B155", list(all, newest, at(share(query.Below, 2), year(2023)), at(share(query.AtLeast, 2), year(2024)))},
	{"B156", list(all, newest, at(share(query.Above, 2), year(2020)), at(share(query.Below, 2), year(2021)))},
	{"B158", show(one("NOR"), ofs(sh, pers), newest)},
	{"B159", show(one("POL", "LVA"), ofs(eq, sh), newest)},
	{"B160", list(all, newest, share(query.Above, 3.2), share(query.Below, 5))},
	{"B161", rank(query.Top, 1, group("benelux"), nil, newest)},
	{"B162", rank(query.Top, 1, group("nordics"), of(pers), newest)},
	{"B163", rank(query.Bottom, 1, group("b9"), of(sh), newest)},
	{"B164", rank(query.Top, 3, group("european"), of(pers), newest)},
	{"B165", rank(query.Bottom, 1, group("european"), of(pc), newest)},
	{"B166", rank(query.Top, 1, group("european"), of(pc), newest)},
	{"B167", list(all, newest, cond(pers, query.Below, 5))},
	{"B168", list(all, newest, cond(pers, query.Above, 200))},
	{"B169", list(all, newest, cond(usd, query.Above, 30000))},
	{"B170", show(one("CZE"), cur("CZK"), newest)},
	{"B171", show(one("DNK"), cur("DKK"), newest)},
	{"B172", show(one("GBR"), []query.Expr{{Slice: facts.PersonnelShare, Cur: "GBP"}}, newest)},
	{"B173", show(one("GRC"), []query.Expr{{Slice: eq, Cur: "EUR"}}, newest)},
	{"B174", show(one("CAN"), []query.Expr{{Op: query.LevelOf, Level: 3.5, Cur: "USD"}}, newest)},
	{"B175", show(one("ITA"), []query.Expr{{Op: query.LevelOf, Level: 1, Cur: "EUR"}}, newest)},
	{"B176", show(one("ROU"), cur("RON"), year(2018))},
	{"B177 B310 B330 B350", show(one("DNK"), nil, year(2023))},
	{"B178", show(one("ROU"), nil, year(2022))},
	{"B179", trend(one("LVA"), nil, since(2022))},
	{"B180", count(all, year(2023), share(query.AtLeast, 2))},
	{"B181", show(one("FIN"), of(sh), year(2022))},
	{"B182", show(one("MKD"), nil, year(2020))},
	{"B183 B280", show(one("NOR"), nil, year(2016))},
	{"B184", show(one("CAN"), nil, year(2025))},
	{"B185", query.Query{Ask: query.Revision, Subject: one("ALB"), Time: year(2025), Know: query.Knowledge{Edition: []string{"nato-2025-08", "nato-2026-07"}}}},
	{"B187", query.Query{Ask: query.Count, Time: year(2024), Conds: []query.Cond{share(query.AtLeast, 2)}, Know: query.Knowledge{All: true}}},
	{"B215", count(all, newest, share(query.Below, 2.1))},
	{"B216", show(one("NOR"), of(pers), newest)},
	{"B217", show(one("DNK"), cur("USD"), newest)},
	{"B218", show(one("ROU"), nil, year(2020))},
	{"B220", trend(one("HUN"), nil, since(2014))},
	{"B222", show(one("DNK"), of(ncu), newest)},
	{"B224", show(one("SWE"), of(pc), newest)},
	{"B225 B314", show(one("NOR"), of(eq), newest)},
	{"B228", rank(query.Bottom, 1, all, of(pc), newest)},
	{"B231 B263 B294 B320 B340 B360", count(all, year(2014), share(query.Below, 1))},
	{"B232 B296", each(since(2020), share(query.At, 2))},
	{"B235", when(query.Last, "CAN", share(query.Below, 1.3))},
	{"B237", is("ITA", query.Cond{Qty: query.Expr{Measure: sh}, Cmp: query.At, Level: 2.4, Dec: 1})},
	{"B239", gap("PRT", query.Expr{Level: 3.5, Cur: "EUR"}, newest)},
	{"B240", show(one("FRA"), part("", all), newest)},
	{"B242 B348", pooledOf(query.Sum, group("baltics"), cur("USD"), newest)},
	{"B244", pooledOf(query.Median, all, nil, newest)},
	{"B246 B328", rank(query.Top, 3, but("USA"), cur("USD"), newest)},
	{"B247 B308", list(nonEU, newest, share(query.Above, 2.5))},
	{"B248", list(all, newest, share(query.Above, 3), cond(pers, query.Below, 20))},
	{"B249", show(one("POL"), []query.Expr{{Slice: eq, Cur: "USD"}}, year(2025))},
	{"B250", show(one("ROU"), nil, year(2023))},
	{"B261 B293", list(all, newest, cond(pers, query.Above, 150))},
	{"B269", is("BEL", query.Cond{Cmp: query.Above, Of: &query.Operand{Set: one("NLD")}})},
	{"B271 B302 B345", gap("ITA", query.Expr{Level: 3.5, Cur: "EUR"}, newest)},
	{"B275", pooledOf(query.Mean, group("benelux"), nil, year(2024))},
	{"B277", rank(query.Top, 1, group("european", "DEU"), cur("USD"), newest)},
	{"B278", list(all, newest, share(query.Above, 2.5), cond(pers, query.Above, 100))},
	{"B286", show(one("ITA"), of(facts.PersonnelShare), newest)},
	{"B289 B316 B336 B356", rank(query.Bottom, 1, all, of(pers), newest)},
	{"B290 B317 B357", rank(query.Top, 3, all, cur("USD"), newest)},
	{"B303", show(one(facts.EuropeCanada), part("", all), newest)},
	{"B306", pooledOf(query.Mean, group("baltics"), of(sh), newest)},
	{"B324", is("FRA", query.Cond{Qty: query.Expr{Measure: sh}, Cmp: query.At, Level: 1.9, Dec: 1})},
	{"B329", show(one("FRA"), []query.Expr{{Op: query.LevelOf, Level: 1, Cur: "EUR"}}, newest)},
	{"B365", gap("TUR", query.Expr{Level: 3.5}, newest)},
	{"B372", count(all, newest, share(query.AtLeast, 3.5))},
	{"B374", gap("NLD", query.Expr{Level: 3.5}, newest)},
	{"B379", rank(query.Top, 1, all, cur("USD"), newest)},
	{"B381", count(all, newest, share(query.AtLeast, 2))},
	{"B398", list(all, newest, share(query.Below, 2))},
	{"B400", when(query.First, "DNK", share(query.AtLeast, 2))},
	{"B188", query.Query{Ask: query.List, Conds: []query.Cond{share(query.Below, 2)}, Know: query.Knowledge{AsOf: "2025-01-15"}}},
	{"B189", query.Query{Ask: query.Count, Conds: []query.Cond{share(query.AtLeast, 2)}, Know: query.Knowledge{AsOf: "2025-06-01"}}},
	{"B190", query.Query{Ask: query.Show, Subject: one("POL"), Know: query.Knowledge{AsOf: "2025-10-01"}}},
}
