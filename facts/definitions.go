package facts

import (
	"io/fs"
	"slices"
)

// loadDefinitions reads definitions.csv into d. A term may have several texts,
// each from a date on; a row with a known id and date replaces that one.
func loadDefinitions(fsys fs.FS, d *Dataset) error {
	return eachRow(fsys, "definitions.csv", "id term aliases since text sources", func(r row) error {
		def := Definition{ID: r.must("id"), Term: r.must("term"), Aliases: r.list("aliases"), Since: r.date("since"), Text: r.must("text"), Sources: r.sources(d)}
		r.carried(d, def.Sources)
		r.braces(d, def.Text)
		if i := slices.IndexFunc(d.Definitions, func(o Definition) bool { return o.ID == def.ID && o.Since == def.Since }); i >= 0 {
			d.Definitions[i] = def
		} else {
			d.Definitions = append(d.Definitions, def)
		}
		return r.err
	})
}

// Definition is the text of a term as it stood on a day. A term that came up
// later has none yet.
func (d *Dataset) Definition(id string, asOf Date) (*Definition, bool) {
	var best *Definition
	for i := range d.Definitions {
		def := &d.Definitions[i]
		if def.ID == id && (def.Since == "" || def.Since.KnownBy(asOf)) && (best == nil || def.Since >= best.Since) {
			best = def
		}
	}
	return best, best != nil
}
