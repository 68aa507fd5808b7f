package claim

import (
	"testing"

	"natobot/facts"
)

func TestDateline(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	for text, want := range map[string]facts.Date{
		"BRUSSELS, March 13, 2025 — Spain spends 1.28% of GDP on defence, and so on for a line that is long enough to be text.": "2025-03-13",
		"Rutte meets Trump\nBy A. Writer\n13 March 2025\n\nEight Allies are below 2 %.":                                         "2025-03-13",
		"Rutte trifft Trump\n13. März 2025, 10:30 Uhr\n\nAcht Verbündete":                                                       "2025-03-13",
		"La cumbre\n8 de julio de 2026\n\nEspaña":                                                                               "2026-07-08",
		"# 2026-07-15\n\nEspaña":      "2026-07-15",
		"Spain spends 1.28 % of GDP.": "",
		"On Thursday the Secretary General of the Alliance and others in the room said that on 13 March 2025 Spain was below 2 %.": "",
		"13 March\n\nSpain": "",
		"":                  "",
	} {
		if got := Dateline(d, text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
