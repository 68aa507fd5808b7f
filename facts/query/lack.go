package query

import (
	"fmt"
	"strings"

	"natobot/facts"
)

// A Missing says of what kind a Lack is.
type Missing string

// The kinds of what can be missing.
const (
	NoEdition   Missing = "edition"    // no whole edition was out on the day
	NoSuch      Missing = "edition id" // no edition has the id asked for
	NoYear      Missing = "year"       // the edition does not cover the year
	NoFuture    Missing = "forecast"   // the year is after every edition: a forecast
	NoMeasure   Missing = "measure"    // the edition holds nothing of the measure
	NoFigure    Missing = "figure"     // the edition covers year and measure, not for those asked for
	NoDigits    Missing = "digits"     // the figure is known too coarsely to be judged so
	NoForces    Missing = "forces"     // an Ally without armed forces: no figure ever
	NoAlly      Missing = "place"      // a place that is no Ally
	NoGroup     Missing = "group"      // no such group
	NoMembers   Missing = "members"    // the set that was described is empty
	NoCurrency  Missing = "currency"   // not the currency in which NATO prints those amounts
	NoSum       Missing = "sum"        // values of the measure can't be added
	NoLevel     Missing = "level"      // no such commitment held then, or none that is a level
	NoSource    Missing = "source"     // the publisher's figures are not held
	NoPart      Missing = "part"       // nothing to set the quantity against
	NoPlace     Missing = "rank"       // the ranking is shorter than the place asked for
	NoComposing Missing = "form"       // the parts do not make a question together
)

// A Lack names exactly what is not held, as values. It is the error of
// Evaluate for every question that can be understood and not answered.
type Lack struct {
	What        Missing
	Year        int           // the year asked for
	Measure     facts.Measure // the measure asked for, or its category
	Edition     string        // id of the edition that was looked into, or asked for
	Day         facts.Date    // the day by which was looked
	Who         []facts.Code  // those for whom nothing is held
	Place       string        // the place that is no Ally
	Cur         string        // the currency asked for
	Group       string
	Source      string
	N           int    // the place asked for
	Of          int    // how long the ranking is
	First, Last int    // the years that the edition does hold of it; 0: none
	Near        string // id of the nearest edition that has it, or ""
}

// Error is the lack in one line for the log; it is not shown to anybody.
func (l *Lack) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "query: no %s", l.What)
	add := func(name string, v any, set bool) {
		if set {
			fmt.Fprintf(&b, " %s %v", name, v)
		}
	}
	add("year", l.Year, l.Year != 0)
	add("measure", l.Measure, l.Measure != "")
	add("edition", l.Edition, l.Edition != "")
	add("day", l.Day, l.Day != "")
	add("for", l.Who, len(l.Who) > 0)
	add("place", l.Place, l.Place != "")
	add("currency", l.Cur, l.Cur != "")
	add("group", l.Group, l.Group != "")
	add("source", l.Source, l.Source != "")
	return b.String()
}
