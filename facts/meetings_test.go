package facts

import (
	"strings"
	"testing"
	"testing/fstest"
)

// Texts of curated rows are complete: figures in braces exist, and no meeting
// is without a fact but the coming ones.
func TestCuratedRows(t *testing.T) {
	t.Parallel()
	d := curated(t)
	for _, m := range d.Meetings {
		if len(m.Facts) == 0 && m.Start.First() <= "2026-11-23" {
			t.Errorf("%s has no fact", m.ID)
		}
	}
	used := d.Uses()
	for _, s := range d.SourceList() {
		if _, edition := d.Edition(s.ID); len(used[s.ID]) == 0 && !edition && !copied(d, s.ID) {
			t.Errorf("source %s is used by no row", s.ID)
		}
	}
}

// copied reports whether another source is a copy of this one.
func copied(d *Dataset, id string) bool {
	for _, s := range d.Sources {
		if s.CopyOf == id {
			return true
		}
	}
	return false
}

func TestMeetingFaults(t *testing.T) {
	t.Parallel()
	const (
		src   = "id,publisher,title,published,url,grade,access,note\na,P,,2025,https://example.org/a,B,read,\nd,P,,2025,https://example.org/d,D,read,\n"
		meet  = "id,start,end,kind,title,place,people,purpose,confidence,sources,note\nm,2025-01-01,2025-01-02,summit,T,P,A B (X; host);C,why,high,a,\n"
		facts = "meeting,kind,text,sources\n"
		ann   = "meeting,announced,when,place,sources\n"
		defs  = "id,term,aliases,since,text,sources\n"
		stat  = "id,origin,speaker,role,date,claim,quote,allies,quantity,unit,target,meeting,then,then_why,sources,now,now_why,now_sources,curated,wording\n"
	)
	for name, c := range map[string]struct{ file, text, want string }{
		"good":               {"meetings.csv", meet, ""},
		"bad grade":          {"sources_meetings.csv", strings.Replace(src, ",B,", ",E,", 1), "sources_meetings.csv:2: grade"},
		"bad access":         {"sources_meetings.csv", strings.Replace(src, ",read,", ",seen,", 1), "sources_meetings.csv:2: access"},
		"no address":         {"sources_meetings.csv", strings.Replace(src, "https://example.org/a", "", 1), "sources_meetings.csv:2: neither url"},
		"period":             {"meetings.csv", strings.Replace(meet, "2025-01-02", "2024-12-31", 1), "meetings.csv:2: start and end"},
		"kind":               {"meetings.csv", strings.Replace(meet, "summit", "party", 1), "meetings.csv:2: kind"},
		"meeting source":     {"meetings.csv", strings.Replace(meet, ",a,", ",d,", 1), "meetings.csv:2: sources d do not carry"},
		"no such meeting":    {"meeting_facts.csv", facts + "x,said,t,a\n", `meeting_facts.csv:2: no meeting "x"`},
		"fact kind":          {"meeting_facts.csv", facts + "m,rumour,t,a\n", "meeting_facts.csv:2: kind"},
		"fact source":        {"meeting_facts.csv", facts + "m,said,t,a\nm,said,t,d\n", "meeting_facts.csv:3: sources d"},
		"fact figure":        {"meeting_facts.csv", facts + "m,said,Spain {ESP 2024 nato-1999-01},a\n", "meeting_facts.csv:2: no figure for ESP 2024 nato-1999-01"},
		"announcement":       {"announcements.csv", ann + "m,,2025,P,a\n", "announcements.csv:2: announced is empty"},
		"announcement meets": {"announcements.csv", ann + "x,2024,2025,P,a\n", "announcements.csv:2: no meeting"},
		"definition source":  {"definitions.csv", defs + "x,X,,,text,d\n", "definitions.csv:2: sources d"},
		"definition text":    {"definitions.csv", defs + "x,X,,,,a\n", "definitions.csv:2: text is empty"},
		"verdict":            {"statements.csv", stat + "s,other,W,,2025,c,,,,,,,maybe,why,a,,,,2026,\n", "statements.csv:2: then"},
		"verdict source":     {"statements.csv", stat + "s,other,W,,2025,c,,,,,,,supported,why,d,,,,2026,\n", "statements.csv:2: sources d"},
		"now source":         {"statements.csv", stat + "s,other,W,,2025,c,,,,,,,supported,why,a,contradicted,why,d,2026,\n", "statements.csv:2: sources d"},
		"seed":               {"statements.csv", stat + "s,seed,W,,2025,c,,,,,,,not_checkable,why,d,,,,2026,\n", ""},
		"statement meeting":  {"statements.csv", stat + "s,other,W,,2025,c,,,,,,x,supported,why,a,,,,2026,\n", `statements.csv:2: no meeting "x"`},
		"statement ally":     {"statements.csv", stat + "s,other,W,,2025,c,,XXX,,,,,supported,why,a,,,,2026,\n", `statements.csv:2: "XXX" is no Ally`},
	} {
		fsys := fstest.MapFS{"sources_meetings.csv": {Data: []byte(src)}, "meetings.csv": {Data: []byte(meet)}}
		fsys[c.file] = &fstest.MapFile{Data: []byte(c.text)}
		d := &Dataset{byCode: map[Code]*Ally{"ESP": {}}, byEdition: map[string]*Edition{}}
		err := loadCurated(fsys, d)
		switch {
		case c.want == "" && err != nil, c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", name, err, c.want)
		case name == "good" && (len(d.Meetings[0].People) != 2 || d.Meetings[0].People[0] != "A B (X; host)"):
			t.Errorf("people: %q", d.Meetings[0].People)
		}
	}
}
