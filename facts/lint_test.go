package facts

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestLintFindsNoFaultInTheCuratedData(t *testing.T) {
	t.Parallel()
	for _, f := range Lint(Embedded()) {
		t.Error(f)
	}
}

// writable is a copy of the embedded data that a test may spoil.
func writable(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	src := Embedded()
	err := fs.WalkDir(src, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(src, name)
		out[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestLintFindsEachKindOfFault(t *testing.T) {
	t.Parallel()
	const figs = "nato-2026-07/figures.csv"
	// Each case spoils one place; cell names a figure's row and the text to be
	// put in place of its last value.
	type spoil struct {
		name, file, old, new string // the first old in the file becomes new
		cell                 string // or: in the row that begins so, the last value becomes new
		want                 string // part of one fault line
	}
	for _, c := range []spoil{
		{name: "share", file: figs, cell: "ESP,share_of_gdp_pct,", new: "2.03", want: "ESP share_of_gdp_pct 2026: 2.03 %, but constant amount over constant GDP is 2.00"},
		{name: "share out of range", file: figs, cell: "ESP,share_of_gdp_pct,", new: "202", want: "out of any range"},
		{name: "amount", file: figs, cell: "ESP,spend_usd_m_constant,", new: "35000", want: "ESP share_of_gdp_pct 2026"},
		{name: "amount in the sum", file: figs, cell: "ESP,spend_usd_m_current,", new: "1", want: "NATO_EUR_CAN spend_usd_m_current 2026: "},
		{name: "sum", file: figs, cell: "NATO_TOTAL,personnel_thousands,", new: "3000.0", want: "NATO_TOTAL personnel_thousands 2026: 3000.0, but the Allies sum to"},
		{name: "per head", file: figs, cell: "ESP,defence_per_capita_usd,", new: "999", want: "ESP defence_per_capita_usd 2026: 999 US$ a head"},
		{name: "real change", file: figs, cell: "ESP,annual_real_change_pct,", new: "77.00", want: "ESP annual_real_change_pct 2026: 77.00 %, but spend_usd_m_constant gives"},
		{name: "categories", file: figs, cell: "ESP,equipment_share_pct,", new: "1.00", want: "ESP equipment_share_pct 2026: the four categories sum to"},
		{name: "part of a whole", file: figs, cell: "ESP,equipment_share_pct,", new: "101", want: "101.00 % of a whole"},
		{name: "constant national currency", file: figs, cell: "GBR,spend_ncu_m_constant,", new: "1", want: "GBR spend_ncu_m_constant 2026: "},
		{name: "euro rate", file: figs, cell: "ESP,spend_ncu_m,", new: "43000", want: "ESP spend_ncu_m 2026: "},
		{name: "dollars", file: figs, cell: "USA,spend_ncu_m,", new: "1", want: "USA spend_ncu_m 2026: 1 in Table 1, but"},
		{name: "gap", file: figs, cell: "ESP,share_of_gdp_pct,", new: "", want: "ESP share_of_gdp_pct 2026: missing, though"},
		{name: "no number", file: figs, cell: "ESP,share_of_gdp_pct,", new: "two", want: `"two" (2026) is no number`},
		{name: "no finite number", file: figs, cell: "ESP,share_of_gdp_pct,", new: "Inf", want: `"Inf" (2026) is no number`},
		{name: "below nothing", file: figs, cell: "ESP,share_of_gdp_pct,", new: "-2", want: "-2 (2026) is below nothing"},
		{name: "Ally", file: figs, old: "\nESP,share", new: "\nXXX,share", want: `unknown Ally "XXX"`},
		{name: "no forces", file: figs, old: "\nESP,share", new: "\nISL,share", want: "Iceland has no armed forces"},
		{name: "measure", file: figs, old: "ESP,share_of_gdp_pct", new: "ESP,share_of_gnp_pct", want: `unknown measure "share_of_gnp_pct"`},
		{name: "row twice", file: figs, old: "\nESP,share_of_gdp_pct", new: "\nFRA,share_of_gdp_pct", want: "FRA share_of_gdp_pct 2014 stands twice"},
		{name: "figure's source", file: figs, old: "ESP,share_of_gdp_pct,pedrom-2026-07", new: "ESP,share_of_gdp_pct,nowhere", want: `no source "nowhere"`},
		{name: "figure's source of grade D", file: figs, old: "ESP,share_of_gdp_pct,pedrom-2026-07", new: "ESP,share_of_gdp_pct,seed", want: `source "seed" is of grade D`},
		{name: "currency", file: figs, old: "ESP,spend_ncu_m,cannoli-2026-07,EUR", new: "ESP,spend_ncu_m,cannoli-2026-07,euros", want: `currency "euros" is no ISO 4217 code`},
		{name: "header", file: figs, old: "ally,measure,source,currency", new: "ally,measure,currency,source", want: figs + ":1: the header must be"},
		{name: "year", file: figs, old: ",2025e,2026e", new: ",2025.5,2026e", want: `figures.csv:1: "2025.5" is no year`},
		{name: "years jump", file: figs, old: ",2025e,2026e", new: ",2025e,2027e", want: "figures.csv:1: the years jump from 2025 to 2027"},
		{name: "future", file: figs, old: ",2025e,2026e", new: ",2025e,2027e", want: "the year 2027 is after the publication"},
		{name: "estimates", file: figs, old: ",2025e,2026e", new: ",2025e,2026", want: "the estimate 2025 stands before a year that is none"},
		{name: "no estimate", file: figs, old: ",2025e,2026e", new: ",2025,2026", want: "no year is an estimate"},
		{name: "field", file: figs, old: "\nESP,share_of_gdp_pct,", new: "\nESP,share_of_gdp_pct,,", want: "wrong number of fields"},
		{name: "empty row", file: figs, old: "\nESP,share_of_gdp_pct", new: "\nISL,gdp_usd_m_current,cannoli-2026-07,,,,,,,,,,,,,,\nESP,share_of_gdp_pct", want: "the row holds no figure"},
		{name: "edition's date", file: "nato-2026-07/edition.csv", old: "2026-07-07", new: "2026-02-30", want: `edition.csv:5: published "2026-02-30" is no date`},
		{name: "edition's id", file: "nato-2026-07/edition.csv", old: "id,nato-2026-07", new: "id,nato-2026-08", want: "is not the directory's name"},
		{name: "id and date", file: "nato-2026-07/edition.csv", old: "2026-07-07", new: "2026-08-07", want: "the id nato-2026-07 and the date of publication 2026-08-07 differ"},
		{name: "cutoff", file: "nato-2026-07/edition.csv", old: "2026-07-03", new: "2027-07-03", want: "is after the publication"},
		{name: "definition", file: "nato-2026-07/edition.csv", old: "definition,core", new: "definition,hard", want: "is neither total nor core"},
		{name: "price base", file: "nato-2026-07/edition.csv", old: "price_base,2021", new: "price_base,", want: "constant prices without price_base"},
		{name: "complete", file: "nato-2026-07/edition.csv", old: "complete,yes", new: "complete,perhaps", want: "want yes or no"},
		{name: "key", file: "nato-2026-07/edition.csv", old: "remark,", new: "remarks,", want: `unknown key "remarks"`},
		{name: "title", file: "nato-2026-07/edition.csv", old: "title,Defence Investment of NATO Countries (2014-2026)", new: "title,", want: "title is missing"},
		{name: "useless exception", file: "nato-2024-06/exceptions.csv", old: "LTU,share_of_gdp_pct,2019", new: "LTU,share_of_gdp_pct,2018", want: "exceptions.csv:3: the exception (share LTU share_of_gdp_pct) excuses nothing"},
		{name: "excused no longer", file: "nato-2024-06/exceptions.csv", old: "LTU,share_of_gdp_pct,2019", new: "LTU,share_of_gdp_pct,2018", want: "LTU share_of_gdp_pct 2019: 2.00 %, but constant amount over constant GDP is 1.99"},
		{name: "note on nothing", file: "nato-2025-08/exceptions.csv", old: "NATO_EUR_CAN,personnel_thousands", new: "ISL,personnel_thousands", want: "excuses nothing"},
		{name: "kind of exception", file: "nato-2024-06/exceptions.csv", old: "2019,share,", new: "2019,whim,", want: `exceptions.csv:3: kind is "whim"`},
		{name: "exception's year", file: "nato-2024-06/exceptions.csv", old: "pct,2019", new: "pct,1919", want: `year "1919" is not in the edition`},
		{name: "exception's source", file: "nato-2024-06/exceptions.csv", old: "1.99.,xlsx-2024-06", new: "1.99.,nowhere", want: `exceptions.csv:2: no source "nowhere"`},
		{name: "Ally's date", file: "allies.csv", old: "2009-04-01", new: "2009-04-31", want: `allies.csv:2: joined "2009-04-31" is no date`},
		{name: "Ally twice", file: "allies.csv", old: "\nBEL,BE,Belgium", new: "\nALB,BE,Belgium", want: "allies.csv:3: ALB stands twice"},
		{name: "Ally's source", file: "allies.csv", old: "lek,nato-members", new: "lek,nowhere", want: `ALB: no source "nowhere"`},
		{name: "forces", file: "allies.csv", old: ",yes,ALL", new: ",some,ALL", want: "want yes or no"},
		{name: "source's date", file: "sources.csv", old: ",2017-02,", new: ",2017-13,", want: "sources.csv:3: published"},
		{name: "source's grade", file: "sources.csv", old: ",B,read", new: ",E,read", want: `grade is "E"`},
		{name: "unknown column", file: "sources.csv", old: ",note", new: ",notes", want: "sources.csv:1: "},
		{name: "SIPRI", file: "sipri-2025-04.csv", old: "ALB,1991", new: "ALB,1990", want: "sipri-2025-04.csv:3: ALB 1990 stands twice"},
		{name: "SIPRI's number", file: "sipri-2025-04.csv", old: "5.888301", new: "5,888301", want: "sipri-2025-04.csv:2: wrong number of fields"},
		{name: "meeting's date", file: "meetings.csv", old: "2014-09-04", new: "2014-09-34", want: "meetings.csv:3: "},
		{name: "meeting's source", file: "meeting_facts.csv", old: "hoc_wales", new: "nowhere", want: "meeting_facts.csv:3: "},
		{name: "missing file", file: "statements.csv", want: "statements.csv: the file is missing"},
		{name: "missing figures", file: figs, want: "figures.csv: "},
		{name: "missing edition.csv", file: "nato-2026-07/edition.csv", want: "edition.csv: the file is missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fsys := writable(t)
			s := string(fsys[c.file].Data)
			switch {
			case c.old != "":
				if !strings.Contains(s, c.old) {
					t.Fatalf("%s has no %q", c.file, c.old)
				}
				s = strings.Replace(s, c.old, c.new, 1)
				fsys[c.file] = &fstest.MapFile{Data: []byte(s)}
			case c.cell != "":
				i := strings.Index(s, "\n"+c.cell)
				end := i + 1 + strings.IndexByte(s[i+1:], '\n')
				s = s[:i] + s[i:end][:strings.LastIndexByte(s[i:end], ',')+1] + c.new + s[end:]
				fsys[c.file] = &fstest.MapFile{Data: []byte(s)}
			default:
				delete(fsys, c.file)
			}
			var lines []string
			for _, f := range Lint(fsys) {
				if line := f.Error(); strings.Contains(line, c.want) {
					return
				}
				lines = append(lines, f.Error())
			}
			t.Errorf("no fault says %q:\n%s", c.want, strings.Join(lines, "\n"))
		})
	}
}

// One look names the faults of all files, not only the first.
func TestLintGoesOn(t *testing.T) {
	t.Parallel()
	fsys := writable(t)
	for _, c := range [][3]string{
		{"sources.csv", ",2017-02,", ",2017-13,"}, {"sources.csv", ",2018-06,", ",2018-13,"}, {"allies.csv", ",yes,ALL", ",some,ALL"},
		{"nato-2026-07/figures.csv", "ESP,share_of_gdp_pct", "ESP,share"}, {"nato-2024-06/figures.csv", "ESP,share_of_gdp_pct", "ESP,share"},
	} {
		fsys[c[0]] = &fstest.MapFile{Data: []byte(strings.Replace(string(fsys[c[0]].Data), c[1], c[2], 1))}
	}
	got := ""
	for _, f := range Lint(fsys) {
		got += f.Error() + "\n"
	}
	for _, want := range []string{"sources.csv:3: ", "sources.csv:4: ", "allies.csv:2: ", "nato-2026-07/figures.csv:", "nato-2024-06/figures.csv:"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if _, err := Load(fsys); err == nil || !strings.Contains(err.Error(), ".csv:") {
		t.Errorf("loaded: %v", err)
	}
}

func TestOverlay(t *testing.T) {
	t.Parallel()
	const head = "key,value\nid,nato-2027-06\npublisher,NATO\ntitle,T\npublished,2027-06-10\ndefinition,core\ncomplete,no\nconfidence,high\nno_url,made up for this test\n"
	more := fstest.MapFS{
		"nato-2027-06/edition.csv":  {Data: []byte(head)},
		"nato-2027-06/figures.csv":  {Data: []byte("ally,measure,source,currency,2027e\nESP,share_of_gdp_pct,nato-2027-06,,2.1\n")},
		".import-x/edition.csv":     {Data: []byte("half written")},
		"sources_local.csv":         {Data: []byte("id,publisher,title,published,url,grade,access,note\nlocal,P,,2027,https://example.org/,A,read,\n")},
		"nato-2016-07/edition.csv":  {Data: []byte(strings.ReplaceAll(strings.ReplaceAll(head, "2027-06", "2016-07"), "title,T", "title,Mended"))},
		"nato-2016-07/figures.csv":  {Data: []byte("ally,measure,source,currency,2016e\nESP,share_of_gdp_pct,local,,0.91\n")},
		"notes-of-ours/nothing.txt": {Data: []byte("x")},
	}
	d, err := Load(Embedded(), more)
	if err != nil {
		t.Fatal(err)
	}
	if d.Newest().ID != "nato-2027-06" || d.Sources["nato-2027-06"].Title != "T" || d.Sources["local"].ID == "" {
		t.Errorf("newest %+v", d.Newest())
	}
	e, _ := d.Edition("nato-2016-07")
	if e.Title != "Mended" || e.Held() != 1 {
		t.Errorf("replaced: %+v", e)
	}
	if faults := Lint(Embedded(), more); len(faults) > 0 {
		t.Error(faults)
	}
	more["nato-2027-06/figures.csv"].Data = []byte("ally,measure,source,currency,2027e\nESP,share_of_gdp_pct,nato-2027-06,,2,1\n")
	if _, err := Load(Embedded(), more); err == nil || !strings.Contains(err.Error(), "nato-2027-06/figures.csv:2: wrong number of fields") {
		t.Errorf("loaded: %v", err)
	}
}

func BenchmarkLint(b *testing.B) {
	for b.Loop() {
		Lint(Embedded())
	}
}
