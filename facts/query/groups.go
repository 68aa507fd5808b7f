package query

import (
	"slices"

	"natobot/facts"
)

// members of groups, as long as the dataset has none of its own.
var groups = map[string][]facts.Code{
	"baltics":         {"EST", "LVA", "LTU"},
	"nordics":         {"DNK", "NOR", "SWE", "FIN", "ISL"},
	"nb8":             {"DNK", "EST", "FIN", "ISL", "LVA", "LTU", "NOR", "SWE"},
	"v4":              {"CZE", "HUN", "POL", "SVK"},
	"g7":              {"CAN", "FRA", "DEU", "ITA", "GBR", "USA"},
	"benelux":         {"BEL", "NLD", "LUX"},
	"b9":              {"BGR", "CZE", "EST", "HUN", "LVA", "LTU", "POL", "ROU", "SVK"},
	"weimar":          {"FRA", "DEU", "POL"},
	"iberia":          {"PRT", "ESP"},
	"western-balkans": {"ALB", "MNE", "MKD"},
	"eu":              {"BEL", "BGR", "HRV", "CZE", "DNK", "EST", "FIN", "FRA", "DEU", "GRC", "HUN", "ITA", "LVA", "LTU", "LUX", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "ESP", "SWE"},
}

// groupMembers are the members of a group on a day.
func groupMembers(d *facts.Dataset, id string, day facts.Date) ([]facts.Code, bool) {
	if id == "european" {
		var out []facts.Code
		for i := range d.Allies {
			if c := d.Allies[i].Code; c != "USA" && c != "CAN" {
				out = append(out, c)
			}
		}
		return out, true
	}
	in, ok := groups[id]
	return slices.Clone(in), ok
}
