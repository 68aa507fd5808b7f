package schedule

import (
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"

	"natobot/facts/late"
	"natobot/schedule/zones"
)

// zoneNames are the zones that follow a place; fixed offsets and outdated names
// of countries are left out.
var zoneNames = sync.OnceValue(zones.Names)

// placeZones are places that people name and that no zone is called after:
// capitals, seats and large cities of Allies, and Allies with one zone.
var placeZones = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for zone, places := range map[string]string{
		"America/New_York":    "washington_dc washington_d.c. boston miami atlanta norfolk philadelphia",
		"America/Los_Angeles": "san_francisco seattle san_diego los_ángeles",
		"America/Chicago":     "houston dallas austin",
		"America/Toronto":     "ottawa montreal montréal quebec québec",
		"Europe/Amsterdam":    "the_hague hague den_haag rotterdam netherlands nederland",
		"Europe/Athens":       "greece thessaloniki",
		"Europe/Belgrade":     "beograd",
		"Europe/Berlin":       "munich münchen muenchen hamburg cologne köln frankfurt bonn ramstein stuttgart germany deutschland",
		"Europe/Brussels":     "bruxelles brussel antwerp ghent mons belgium",
		"Europe/Bucharest":    "bucurești bucuresti romania",
		"Europe/Budapest":     "hungary",
		"Europe/Copenhagen":   "københavn kobenhavn aarhus denmark",
		"Europe/Helsinki":     "tampere finland",
		"Europe/Istanbul":     "ankara izmir türkiye turkiye turkey",
		"Europe/Kyiv":         "ukraine",
		"Europe/London":       "edinburgh cardiff manchester glasgow uk united_kingdom great_britain britain england",
		"Europe/Ljubljana":    "slovenia",
		"Europe/Luxembourg":   "luxemburg",
		"Europe/Oslo":         "bergen stavanger norway",
		"Europe/Paris":        "lyon strasbourg toulouse marseille lille france",
		"Europe/Podgorica":    "montenegro",
		"Europe/Prague":       "praha brno czechia",
		"Europe/Riga":         "latvia",
		"Europe/Rome":         "roma milan milano naples napoli turin torino italy italia",
		"Europe/Skopje":       "north_macedonia",
		"Europe/Sofia":        "sofija bulgaria",
		"Europe/Stockholm":    "gothenburg göteborg sweden",
		"Europe/Tallinn":      "estonia",
		"Europe/Tirane":       "tirana albania",
		"Europe/Bratislava":   "slovakia slovak_republic",
		"Europe/Vilnius":      "kaunas lithuania",
		"Europe/Warsaw":       "warszawa kraków krakow gdańsk gdansk wrocław wroclaw poznań poznan poland polska",
		"Europe/Zagreb":       "croatia",
		"Europe/Zurich":       "zürich geneva genève bern switzerland",
		"Europe/Lisbon":       "lisboa porto",
		"Europe/Madrid":       "barcelona valencia sevilla seville rota",
		"Atlantic/Reykjavik":  "reykjavík keflavik iceland",
	} {
		for _, p := range strings.Fields(places) {
			m[p] = zone
		}
	}
	return m
})

// shortZones are letters that people write for zones; they name an offset and
// no place, so a place is offered.
var shortZones = map[string]string{
	"est": "America/New_York", "edt": "America/New_York", "et": "America/New_York", "cst": "America/Chicago", "cdt": "America/Chicago", "ct": "America/Chicago",
	"mst": "America/Denver", "mdt": "America/Denver", "mt": "America/Denver", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pt": "America/Los_Angeles",
	"bst": "Europe/London", "cest": "Europe/Brussels", "mez": "Europe/Berlin", "mesz": "Europe/Berlin", "eest": "Europe/Athens", "west": "Europe/Lisbon",
	"trt": "Europe/Istanbul", "msk": "Europe/Moscow", "ist": "Asia/Jerusalem, or Europe/Dublin, or Asia/Kolkata", "jst": "Asia/Tokyo", "aest": "Australia/Sydney", "aedt": "Australia/Sydney",
	"usa": "America/New_York, or America/Chicago, or America/Los_Angeles", "us": "America/New_York, or America/Chicago, or America/Los_Angeles",
	"united_states": "America/New_York, or America/Chicago, or America/Los_Angeles", "washington": "America/New_York, or America/Los_Angeles",
	"canada": "America/Toronto, or America/Vancouver, or America/Halifax", "spain": "Europe/Madrid, or Atlantic/Canary", "españa": "Europe/Madrid, or Atlantic/Canary",
	"portugal": "Europe/Lisbon, or Atlantic/Azores",
}

// renamed are zones whose place has another name now.
var renamed = map[string]string{"Europe/Kiev": "Europe/Kyiv", "America/Godthab": "America/Nuuk", "Asia/Calcutta": "Asia/Kolkata", "Asia/Saigon": "Asia/Ho_Chi_Minh",
	"Asia/Katmandu": "Asia/Kathmandu", "Asia/Rangoon": "Asia/Yangon", "Atlantic/Faeroe": "Atlantic/Faroe", "Africa/Asmera": "Africa/Asmara"}

// fixedOffset are offsets from UTC, which follow no summer time.
var fixedOffset = late.Regexp(`^(?:(?:utc|gmt|z)?_*[+_−]_*\d{1,2}(?::?\d\d)?|etc/gmt.*)$`)

// byPlace finds zones by folded name and by folded city.
var byPlace = sync.OnceValue(func() map[string][]string {
	m := make(map[string][]string, 2*len(zoneNames()))
	for _, z := range zoneNames() {
		m[zoneFold(z)] = append(m[zoneFold(z)], z)
		if i := strings.LastIndexByte(z, '/'); i >= 0 {
			city := zoneFold(z[i+1:])
			m[city] = append(m[city], z)
		}
	}
	for p, z := range placeZones() {
		if len(m[p]) == 0 {
			m[p] = []string{z}
		}
	}
	return m
})

var zoneBlanks = strings.NewReplacer(" ", "_", "-", "_")

func zoneFold(s string) string {
	return strings.ToLower(zoneBlanks.Replace(strings.TrimSpace(s)))
}

// ParseZone finds an IANA zone by its name in any case, by its city alone, or by
// a capital. The error names the nearest zones.
func ParseZone(s string) (*time.Location, error) {
	key := zoneFold(s)
	found := byPlace()[key]
	for _, z := range found {
		if zoneFold(z) == key { // a whole name before a city
			found = []string{z}
			break
		}
	}
	if len(found) == 1 {
		if now := renamed[found[0]]; now != "" {
			found = []string{now}
		}
		loc, err := zones.Load(found[0])
		if err != nil {
			return nil, fmt.Errorf("the time zone %s can't be used here: %w", found[0], err)
		}
		return loc, nil
	}
	switch {
	case len(found) > 1:
	case shortZones[key] != "":
		return nil, fmt.Errorf("“%s” does not say which place's clocks to follow. Did you mean %s?", shorten(s, 40), shortZones[key])
	case fixedOffset().MatchString(key):
		return nil, fmt.Errorf("“%s” is a fixed offset, which does not follow summer time. Name a place instead, for example Europe/Madrid; or UTC", shorten(s, 40))
	case key == "local":
		return nil, fmt.Errorf("“%s” is not known here: name the place, for example Europe/Madrid", shorten(s, 40))
	default:
		found = nearestZones(key)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("“%s” is no time zone. Write it like Europe/Madrid or America/New_York", shorten(s, 40))
	}
	return nil, fmt.Errorf("“%s” is no time zone. Did you mean %s?", shorten(s, 40), strings.Join(found, ", or "))
}

// nearestZones are up to three zones whose name or city is spelt much like key;
// a place counts for its zone.
func nearestZones(key string) []string {
	if len(key) > 40 || len(key) < 3 {
		return nil
	}
	type near struct {
		zone string
		dist int
	}
	var all []near
	best := 1 + len(key)/4
	add := func(zone string, d int) {
		if d <= best+1 && d <= 1+len(key)/4 {
			best = min(best, d)
			all = append(all, near{zone, d})
		}
	}
	for _, z := range zoneNames() {
		full := zoneFold(z)
		d := distance(key, full)
		if i := strings.LastIndexByte(full, '/'); i >= 0 {
			city := key[strings.LastIndexByte(key, '/')+1:]
			if c := distance(city, full[i+1:]); c <= 1+len(city)/4 {
				d = min(d, c+1)
			}
		}
		add(z, d)
	}
	for p, z := range placeZones() {
		add(z, distance(key, p)+1)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].dist != all[j].dist {
			return all[i].dist < all[j].dist
		}
		return all[i].zone < all[j].zone
	})
	var out []string
	seen := map[string]bool{}
	for _, n := range all {
		if n.dist <= best+1 && !seen[n.zone] && len(out) < 3 {
			seen[n.zone] = true
			out = append(out, n.zone)
		}
	}
	return out
}

// distance is the number of letters that must be added, dropped, replaced or
// exchanged with their neighbour.
func distance(a, b string) int {
	before, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j-1]+cost, row[j]+1, next[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(b)]
}
