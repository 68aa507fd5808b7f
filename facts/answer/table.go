package answer

import "strings"

// Restates reports a line that lists what stands in the table anyway, row by
// row: where the table is shown whole, a list is shown once.
func (t *Table) Restates(line string) bool {
	if t == nil || len(t.Rows) < 3 {
		return false
	}
	unit := strings.Join(t.Header, " ")
	if strings.Contains(line, "US$") != strings.Contains(unit, "US$") {
		return false // another measure of the same Allies
	}
	if n := strings.Count(line, ", ") + strings.Count(line, "; ") + 1; n < len(t.Rows) || n > len(t.Rows)+2 {
		return false
	}
	for _, row := range t.Rows {
		if len(row) < 2 {
			return false
		}
		name, value := row[0], row[len(row)-1]
		if len(t.Header) > 2 {
			value = row[1]
		}
		if t.Ranked {
			name, value = row[1], row[len(row)-1]
		}
		if !strings.Contains(line, name) || !strings.Contains(line, value) && !strings.Contains(line, "US$") {
			return false
		}
	}
	return true
}
